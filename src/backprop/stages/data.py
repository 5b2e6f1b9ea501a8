"""Data: for each seed a training set and a held-out set of labelled points of the unit square."""

import argparse

import numpy as np

from backprop.study.seeds import generator
from backprop.study.settings import choose, parse
from shilu.errors import command
from shilu.runs.store import save


def linear(rng, n):
    """Draw n uniform points; label 1 where x > y."""
    points = rng.random((n, 2), dtype=np.float32)
    return points, points[:, 0] > points[:, 1]


def chessboard(rng, n):
    """Draw n uniform points on 4 x 4 cells; a cell at the origin has label 0, its neighbours have 1."""
    points = rng.random((n, 2), dtype=np.float32)
    return points, np.floor(4 * points).sum(axis=1) % 2 == 1


def xor_evenly(_rng, n):
    """Space n points evenly on two crossing arms; the same for each seed.

    The centre, where the arms cross, belongs to label 0 alone.  An arm of evenly spaced points meets the
    centre only when their number is odd, so the arm of label 1 has an even number, the nearest to n / 2.
    """
    ones = 2 * ((n + 2) // 4)
    return _arms(np.linspace(0, 1, n - ones), np.linspace(0, 1, ones))


def xor_uniform(rng, n):
    """Draw n uniform points on the two arms; the evenly spaced ones would be the training set again."""
    return _arms(*np.split(rng.random(n, dtype=np.float32), [n - n // 2]))


def _arms(zeros, ones):
    points = np.concatenate([np.stack([zeros, zeros], axis=1), np.stack([ones, 1 - ones], axis=1)])
    return points, np.arange(len(points)) >= len(zeros)


#: Settings of a data file.
KEYS = {"dataset", "seeds", "train", "held_out", "flipped", "thinned"}
#: Dataset and split to the function (rng, n) that draws n points, (n, 2), and their labels, (n,).
DATASETS = {
    "linear": {"train": linear, "held_out": linear},
    "xor": {"train": xor_evenly, "held_out": xor_uniform},
    "chessboard": {"train": chessboard, "held_out": chessboard},
}


def flip(rng, labels, share):
    """Return `labels` with a share of them wrong, drawn at random."""
    wrong = rng.permutation(len(labels)) < round(share * len(labels))
    return labels ^ wrong


def thin(points, labels, factor):
    """Return the points and labels less those that thin out one of the four arms of XOR, the upper left one.

    Of its points every `factor`-th is kept, from the outer end on.
    """
    arm = labels & (points[:, 0] < 0.5)
    kept = ~arm | (np.cumsum(arm) % factor == 1 % factor)
    return points[kept], labels[kept]


def generate(*, dataset, seeds, train, held_out, flipped=0, thinned=1):
    """Draw the data of seeds 1 to `seeds`.

    Parameters
    ----------
    dataset : str
        Key of `DATASETS`.
    seeds : int
    train, held_out : int
        Number of points in each set of a seed.
    flipped : float
        Share of the training labels that are wrong.
    thinned : int
        Of XOR's training points on the upper left arm one in so many is kept.

    Returns
    -------
    dict of str to numpy.ndarray, float32
        ``train_x`` (seed, sample, 2) in [0, 1], ``train_y`` (seed, sample), 0 or 1; ``held_out_x`` and
        ``held_out_y`` likewise.

    Raises
    ------
    UserError
        There is no such dataset.
    """
    splits = choose(DATASETS, dataset, "dataset")
    arrays = {}
    for split, n in (("train", train), ("held_out", held_out)):
        sets = [splits[split](generator(seed, "data", dataset, split), n) for seed in range(1, seeds + 1)]
        if split == "train" and thinned > 1:
            sets = [thin(*one, thinned) for one in sets]
        points, labels = zip(*sets, strict=True)
        if split == "train" and flipped:
            rngs = (generator(seed, "flips", dataset) for seed in range(1, seeds + 1))
            labels = [flip(rng, one, flipped) for rng, one in zip(rngs, labels, strict=True)]
        arrays[f"{split}_x"] = np.stack(points).astype(np.float32)
        arrays[f"{split}_y"] = np.stack(labels).astype(np.float32)
    return arrays


@command
def main(argv=None):
    """Make one data file."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.data", description=main.__doc__)
    parser.add_argument("--settings", required=True, help=f"JSON object: {', '.join(sorted(KEYS))}")
    parser.add_argument("--output", required=True, help="data file to write (.npz)")
    args = parser.parse_args(argv)
    settings = parse(args.settings, KEYS)
    save(args.output, generate(**settings), stage="backprop.stages.data", settings=settings)


if __name__ == "__main__":
    main()
