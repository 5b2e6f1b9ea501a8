"""Many networks of one shape in one array: where their parameters lie, how they start, what they predict.

Row r of a (replica, parameter) array holds all parameters of replica r: layer after layer a matrix
(fan_in + 1, fan_out) in row-major order.  Its last row is the bias; inputs get a column of ones to meet it.
"""

from itertools import pairwise

import numpy as np

from backprop.activations import ACTIVATIONS
from backprop.initialisation import kaiming_scale
from backprop.seeds import generator

#: Rows of a product in `predict`.  BLAS rounds differently for other shapes, so there is one.
CHUNK = 256


def layer_sizes(hidden):
    """Return the number of units of each layer: two coordinates in, the hidden ones, one probability out."""
    return (2, *hidden, 1)


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


def initial(seeds, kaiming, *, sizes, activation, dtype=np.float32):
    """Draw the parameters that training starts from: normal weights, biases of zero.

    Parameters
    ----------
    seeds : sequence of int, length replica
    kaiming : sequence of bool, length replica
        Whether to scale the weights by `kaiming_scale`; plain standard normal otherwise.
    sizes, activation
        As in `predict`.

    Returns
    -------
    numpy.ndarray, shape (replica, parameter), `dtype`
    """
    count = sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))
    parameters = np.zeros((len(seeds), count), dtype)
    views = layers(parameters, sizes)
    for replica, (seed, scaled) in enumerate(zip(seeds, kaiming, strict=True)):
        rng = generator(seed, "weights")
        for view, (fan_in, fan_out) in zip(views, pairwise(sizes), strict=True):
            scale = kaiming_scale(fan_in, activation) if scaled else 1.0
            view[replica, :-1] = scale * rng.standard_normal((fan_in, fan_out))
    return parameters


def predict(parameters, x, *, sizes, activation):
    """Return the output of each replica for each sample; its bits do not depend on how many there are.

    Parameters
    ----------
    parameters : numpy.ndarray, shape (replica, parameter)
    x : numpy.ndarray, shape (sample, feature) or (replica, sample, feature)
        The same samples for all replicas, or for each its own; same dtype as `parameters`.
    sizes : sequence of int
        Units of each layer, from the input to the output.
    activation : str
        Of the hidden layers, key of `ACTIVATIONS`; the output is a sigmoid.

    Returns
    -------
    numpy.ndarray, shape (replica, sample), dtype of `parameters`
    """
    views = layers(parameters, sizes)
    values = [ACTIVATIONS[activation].value] * (len(views) - 1) + [ACTIVATIONS["sigmoid"].value]
    samples = x.shape[-2]
    output = np.empty((len(parameters), samples), parameters.dtype)
    for start in range(0, samples, CHUNK):
        rows = x[..., start : start + CHUNK, :]
        count = rows.shape[-2]
        h = np.zeros((*x.shape[:-2], CHUNK, x.shape[-1]), parameters.dtype)
        h[..., :count, :] = rows
        for view, value in zip(views, values, strict=True):
            h = value(with_ones(h) @ view)
        output[:, start : start + count] = h[:, :count, 0]
    return output


def with_ones(x):
    """Return `x` (..., feature) with a last feature of ones."""
    ones = np.ones((*x.shape[:-1], 1), x.dtype)
    return np.concatenate([x, ones], axis=-1)
