"""Where the numbers of a stack of networks lie while it trains.

For R replicas of the network 2-100-50-10-1, T steps an epoch, and minibatches of B samples:

    parameters  (R, 5871)     a row per replica: W1 (3, 100), W2 (101, 50), W3 (51, 10), W4 (11, 1), each
    velocity                  row by row, its biases last; `layers` gives the views
    gradient

    x           (T, R, B, 3)  -x and -1, a minibatch for each step of the epoch
    a           (163, R, B)   -h1 |-1| -h2 |-1| -h3 |-1|   what each hidden layer passes on
    slope       (163, R, B)   f'1 | .| f'2 | .| f'3 | .|   the rows beside those of -1 are not used
    delta       (163, R, B)   d1  | .| d2  | .| d3  | .|   -rate * d loss / d z

    forward     -z = W' a                     the biases meet the row of -1
    backward    gradient = a delta'           rate * d loss / d W
                delta = (W delta) * slope     of the layer below
    update      v <- m v + gradient,  W <- W - v

The last three arrays have the feature axis first and the replica axis second, against the order everywhere
else: so the rows of a layer lie in one piece for all replicas, and a call runs through them without a stop.
Products see them as stacks of matrices, with the axes swapped.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Model(NamedTuple):
    """What training changes: arrays (replica, parameter), and the views of their layers.

    ``part`` is room for the gradient of a part of a minibatch.
    """

    parameters: np.ndarray
    velocity: np.ndarray
    gradient: np.ndarray
    part: np.ndarray
    weights: list
    gradients: list
    parts: list


class Scratch(NamedTuple):
    """Room for minibatches of one width, as drawn above; `error` and `spare` are (replica, sample)."""

    a: np.ndarray
    slope: np.ndarray
    delta: np.ndarray
    error: np.ndarray
    spare: np.ndarray


def parameter_count(sizes):
    """Return the number of weights and biases of a network."""
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))


def layers(parameters, sizes):
    """Return a view (replica, fan_in + 1, fan_out) of each layer.

    Parameters
    ----------
    parameters : numpy.ndarray, shape (replica, parameter)
    sizes : sequence of int
        Units of each layer, from the input to the output.
    """
    shapes = [(fan_in + 1, fan_out) for fan_in, fan_out in pairwise(sizes)]
    ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    blocks = np.split(parameters, ends, axis=1)
    return [block.reshape(-1, *shape) for block, shape in zip(blocks, shapes, strict=True)]


def at_rest(parameters, sizes):
    """Return the `Model` that starts from these parameters."""
    velocity, gradient, part = (np.zeros_like(parameters) for _ in range(3))
    views = (layers(array, sizes) for array in (parameters, gradient, part))
    return Model(parameters, velocity, gradient, part, *views)


def scratch(weights, width):
    """Return the `Scratch` of a stack of networks for minibatches of `width` samples.

    A single sample makes vectors of the matrices, and BLAS rounds by a vector's stride.  It must not depend
    on the number of replicas, so there the rows of a replica lie together.
    """
    rows = sum(w.shape[2] + 1 for w in weights[:-1])
    replicas, dtype = len(weights[0]), weights[0].dtype
    hidden = np.zeros((3, rows, replicas, width), dtype)
    if width == 1:
        hidden = np.zeros((3, replicas, rows, width), dtype).swapaxes(1, 2)
    hidden[0] = -1
    return Scratch(*hidden, *np.zeros((2, replicas, width), dtype))


def blocks(rows, weights):
    """Return the rows of each hidden layer in an array of `Scratch`, the row of -1 among them."""
    ends = np.cumsum([w.shape[2] + 1 for w in weights[:-1]], dtype=int)
    return np.split(rows, ends)[:-1]


def stacked(rows):
    """Return rows (row, replica, sample) as a stack of matrices (replica, row, sample)."""
    return rows.swapaxes(0, 1)


def transposed(matrices):
    """Return a stack of matrices, each transposed."""
    return matrices.swapaxes(1, 2)
