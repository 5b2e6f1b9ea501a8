"""The training that all sides of the benchmark do: the same data, first weights, order and rates."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

SIZES = (2, 100, 50, 10, 1)
SAMPLES = 2048
LEARNING_RATE, MOMENTUM = 0.05, 0.9


class Problem(NamedTuple):
    """A stack of networks to train, by mean squared error and momentum.

    Attributes
    ----------
    x : numpy.ndarray, shape (sample, feature), float32
    y : numpy.ndarray, shape (sample,), float32
    weights : list of numpy.ndarray, shape (replica, fan_in + 1, fan_out), float32
        Of each layer; the last row is the bias.
    activation : str
        Of the hidden layers; the output is a sigmoid.
    batch : int
    """

    x: np.ndarray
    y: np.ndarray
    weights: list
    activation: str
    batch: int


def problem(replicas, batch, activation):
    """Return the `Problem` of this size."""
    rng = np.random.default_rng(0)
    x = rng.random((SAMPLES, 2), dtype=np.float32)
    y = (np.floor(4 * x).sum(axis=1) % 2).astype(np.float32)
    weights = []
    for fan_in, fan_out in pairwise(SIZES):
        w = np.zeros((replicas, fan_in + 1, fan_out), np.float32)
        w[:, :-1] = rng.standard_normal((replicas, fan_in, fan_out)) * np.sqrt(1.5 / fan_in)
        weights.append(w)
    return Problem(x, y, weights, activation, batch)


def order(replicas, epoch):
    """Return the order of the samples, (replica, sample), in an epoch."""
    rng = np.random.default_rng(epoch)
    return np.stack([rng.permutation(SAMPLES) for _ in range(replicas)])
