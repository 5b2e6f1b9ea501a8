"""Two crossing arms.  They have no border: the points lie on two lines."""

import numpy as np

from backprop.registry import dataset


def uniform(rng, n):
    """Draw n uniform points on the two arms; the evenly spaced ones would be the training set again."""
    return _arms(*np.split(rng.random(n, dtype=np.float32), [n - n // 2]))


def thin(points, labels, factor):
    """Return the points and labels less those that thin out one of the four half arms, the upper left one.

    Of its points every `factor`-th is kept, from the outer end on.
    """
    arm = labels & (points[:, 0] < 0.5)
    kept = ~arm | (np.cumsum(arm) % factor == 1 % factor)
    return points[kept], labels[kept]


@dataset(label="XOR", held_out=uniform, thin=thin)
def xor(_rng, n):
    """Space n points evenly on two crossing arms; the same for each seed.

    The centre, where the arms cross, belongs to label 0 alone.  An arm of evenly spaced points meets the
    centre only when their number is odd, so the arm of label 1 has an even number, the nearest to n / 2.
    """
    ones = 2 * ((n + 2) // 4)
    return _arms(np.linspace(0, 1, n - ones), np.linspace(0, 1, ones))


def _arms(zeros, ones):
    points = np.concatenate([np.stack([zeros, zeros], axis=1), np.stack([ones, 1 - ones], axis=1)])
    return points, np.arange(len(points)) >= len(zeros)
