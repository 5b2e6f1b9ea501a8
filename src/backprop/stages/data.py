"""Data: for each seed a training set and a held-out set of labelled points of the unit square."""

import argparse
import inspect

import numpy as np

from backprop.registry import DATASETS, explained
from backprop.study.seeds import generator
from backprop.study.settings import choose, parse
from shilu.errors import UserError, command
from shilu.runs.store import save

#: Settings of a data file.
KEYS = {"dataset", "first_seed", "seeds", "train", "held_out", "flipped", "thinned"}


def flip(rng, labels, share):
    """Return `labels` with a share of them wrong, drawn at random."""
    wrong = rng.permutation(len(labels)) < round(share * len(labels))
    return labels ^ wrong


def drawn(draw, rng, n, dataset, *factor):
    """Return the points (n, 2) and the labels (n,) of bool that `draw` gives, or raise a `UserError`."""
    with explained(inspect.getsourcefile(draw), f"{n} points of {dataset}: "):
        points, labels = map(np.asarray, draw(rng, n, *factor))
    if (points.shape, labels.shape) != ((n, 2), (n,)):
        shapes = f"shapes {points.shape} and {labels.shape}"
        raise UserError(f"{dataset}: {shapes}; return points ({n}, 2) and labels ({n},)")
    if not ((points >= 0) & (points <= 1)).all():
        raise UserError(f"{dataset}: a point lies outside the unit square; scale them to 0 … 1")
    if not np.isin(labels, (0, 1)).all():
        raise UserError(f"{dataset}: a label is neither 0 nor 1; two classes are told apart")
    return points, labels.astype(bool)


def generate(*, dataset, seeds, train, held_out, first_seed=1, flipped=0, thinned=1):
    """Draw the data of as many seeds, from `first_seed` on.

    Parameters
    ----------
    dataset : str
        Key of `backprop.registry.DATASETS`.
    seeds : int
        How many.
    train, held_out : int
        Number of points in each set of a seed.
    first_seed : int
    flipped : float
        Share of the training labels that are wrong.
    thinned : int
        Where above 1, the training points are as the dataset's `thinned` draws them: as many, but thinner in
        a part of the square.

    Returns
    -------
    dict of str to numpy.ndarray, float32
        ``train_x`` (seed, sample, 2) in [0, 1], ``train_y`` (seed, sample), 0 or 1; ``held_out_x`` and
        ``held_out_y`` likewise.  Where labels are flipped, ``train_true_y`` is what they were before.

    Raises
    ------
    UserError
        There is no such dataset, it cannot be thinned, or its function returns something else.
    """
    source = choose(DATASETS, dataset, "dataset")
    if thinned > 1 and source.thinned is None:
        raise UserError(f"thinned: {dataset} has no function that thins it; take it out of the sample")
    numbers = range(first_seed, first_seed + seeds)
    arrays = {}
    draw = (source.thinned, thinned) if thinned > 1 else (source.draw,)
    for split, (function, *factor), n in (("train", draw, train), ("held_out", (source.held_out,), held_out)):
        sets = [
            drawn(function, generator(seed, "data", dataset, split), n, dataset, *factor) for seed in numbers
        ]
        points, labels = zip(*sets, strict=True)
        if split == "train" and flipped:
            rngs = (generator(seed, "flips", dataset) for seed in numbers)
            arrays["train_true_y"] = np.stack(labels).astype(np.float32)
            labels = [flip(rng, one, flipped) for rng, one in zip(rngs, labels, strict=True)]
        arrays[f"{split}_x"] = np.stack(points).astype(np.float32)
        arrays[f"{split}_y"] = np.stack(labels).astype(np.float32)
    return arrays


@command
def main(argv=None):
    """Make one data file."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.data", description=main.__doc__)
    parser.add_argument("--settings", required=True, help=f"JSON object: {', '.join(sorted(KEYS))}")
    parser.add_argument("--entry", help="the dataset, where it is one of your own (file.py:function)")
    parser.add_argument("--output", required=True, help="data file to write (.npz)")
    args = parser.parse_args(argv)
    settings = parse(args.settings, KEYS)
    DATASETS.load([args.entry] if args.entry else [])
    save(
        args.output,
        generate(**settings),
        stage="backprop.stages.data",
        settings=settings,
        code=[DATASETS.root(args.entry or settings["dataset"])],
    )


if __name__ == "__main__":
    main()
