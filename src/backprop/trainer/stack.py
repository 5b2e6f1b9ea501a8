"""Many networks of one shape in one array: how they start, and what they predict.

Row r of a (replica, parameter) array holds all parameters of replica r: layer after layer a matrix
(fan_in + 1, fan_out) in row-major order.  Its last row is the bias; inputs get a feature of one to meet it.
"""

from itertools import pairwise

import numpy as np

from backprop.network.initialisation import kaiming_scale
from backprop.study.seeds import generator
from backprop.trainer.layout import layers, parameter_count
from backprop.trainer.program import Pass, run

#: Samples of a product in `predict`.  BLAS rounds differently for other shapes, so there is one.
CHUNK = 256
#: Replicas that `predict` takes at once: what they need stays in the cache, and in memory.
REPLICAS = 5


def layer_sizes(hidden):
    """Return the number of units of each layer: two coordinates in, the hidden ones, one probability out."""
    return (2, *hidden, 1)


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
    parameters = np.zeros((len(seeds), parameter_count(sizes)), dtype)
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
        Of the hidden layers, key of `backprop.registry.ACTIVATIONS`; the output is a sigmoid.

    Returns
    -------
    numpy.ndarray, shape (replica, sample), dtype of `parameters`
    """
    x = np.broadcast_to(x, (len(parameters), *x.shape[-2:]))
    output = np.empty(x.shape[:2], parameters.dtype)
    for first in range(0, len(parameters), REPLICAS):
        some = slice(first, first + REPLICAS)
        _predict(layers(parameters[some], sizes), x[some], output[some], activation)
    return output


@np.errstate(all="ignore")  # a replica that has diverged predicts NaN
def _predict(weights, x, output, activation):
    replicas, samples, features = x.shape
    chunk = np.full((replicas, CHUNK, features + 1), -1, output.dtype)
    predicted = np.empty((replicas, CHUNK), output.dtype)
    calls = Pass(weights, activation, CHUNK).forward(chunk, predicted)
    for start in range(0, samples, CHUNK):
        rows = x[:, start : start + CHUNK]
        count = rows.shape[1]
        np.negative(rows, out=chunk[:, :count, :-1])
        run(calls)
        np.negative(predicted[:, :count], out=output[:, start : start + count])
