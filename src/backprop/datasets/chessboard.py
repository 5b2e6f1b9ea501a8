"""Sixteen cells."""

import numpy as np

from backprop.registry import dataset

BORDERS = [segment for at in (0.25, 0.5, 0.75) for segment in (((at, at), (0, 1)), ((0, 1), (at, at)))]


@dataset(label="Chessboard", borders=BORDERS)
def chessboard(rng, n):
    """Draw n uniform points on 4 x 4 cells; a cell at the origin has label 0, its neighbours have 1."""
    points = rng.random((n, 2), dtype=np.float32)
    return points, np.floor(4 * points).sum(axis=1) % 2 == 1
