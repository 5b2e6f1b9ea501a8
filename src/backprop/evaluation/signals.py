"""What of a sample's differences reaches each layer, before any training."""

import numpy as np

from backprop.registry import ACTIVATIONS
from backprop.study.conventions import SATURATED
from backprop.trainer.layout import layers


@np.errstate(over="ignore")  # exp(-z) of a unit that is far beyond
def signals(weights, x, *, sizes, activation):
    """Return how large the signal is in each layer of each replica, and how much of it is saturated.

    Parameters
    ----------
    weights : numpy.ndarray, shape (replica, parameter)
    x : numpy.ndarray, shape (replica, sample, feature)
        As the network gets them; same dtype as `weights`.
    sizes, activation
        As in `backprop.trainer.stack.predict`.

    Returns
    -------
    spread : numpy.ndarray, shape (replica, layer), float64
        Standard deviation of z, the sum that a unit gives to its activation, over the samples; the mean over
        the units of the layer.
    saturated : numpy.ndarray, shape (replica, layer), float64
        Share of units and samples with abs(z) above `SATURATED`.
    """
    spread, saturated = np.zeros((2, len(weights), len(sizes) - 1))
    for replica, samples in enumerate(x):
        passed = samples
        for layer, (weight,) in enumerate(layers(weights[replica : replica + 1], sizes)):
            z = passed @ weight[:-1] + weight[-1]
            spread[replica, layer] = z.std(axis=0, dtype=float).mean()
            saturated[replica, layer] = (np.abs(z) > SATURATED).mean()
            passed = ACTIVATIONS[activation].value(z)
    return spread, saturated
