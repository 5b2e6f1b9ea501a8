"""Two crossing arms.  They have no border: the points lie on two lines."""

import numpy as np

from backprop.registry import dataset


def uniform(rng, n):
    """Draw n uniform points on the two arms; the evenly spaced ones would be the training set again."""
    return _arms(*np.split(rng.random(n, dtype=np.float32), [n - n // 2]))


def thinned(_rng, n, factor):
    """Space n points evenly, but `factor` times as far apart on the upper left of the four half arms.

    The centre, where the arms cross, belongs to label 0 alone.  An arm of evenly spaced points meets the
    centre only when their number is odd, so each half arm of label 1 ends half a space before it.
    """
    share = n / (3 + 1 / factor)
    left, right = _half_arm(share / factor), 1 - _half_arm(share)[::-1]
    return _arms(np.linspace(0, 1, n - len(left) - len(right)), np.concatenate([left, right]))


@dataset(label="XOR", held_out=uniform, thinned=thinned)
def xor(_rng, n):
    """Space n points evenly on two crossing arms; the same for each seed.

    The arms alternate, from the left to the right: what is trained in this order sweeps over the square.
    """
    return thinned(_rng, n, 1)


def _half_arm(share):
    count = max(1, int(share + 0.5))
    return np.arange(count) / (2 * count - 1)


def _arms(zeros, ones):
    points = np.concatenate([np.stack([zeros, zeros], axis=1), np.stack([ones, 1 - ones], axis=1)])
    alternating = np.argsort(np.concatenate([np.arange(len(zeros)), np.arange(len(ones))]), kind="stable")
    return points[alternating], alternating >= len(zeros)
