"""Losses of a sample, each with its slope.

The mean over a minibatch is taken where the minibatch is known.
"""

from collections.abc import Callable
from typing import NamedTuple


class Loss(NamedTuple):
    """A loss.

    Attributes
    ----------
    label : str
        Its name as printed, once the mean over the minibatch is taken.
    value, slope : callable
        The loss of each sample and its derivative by the prediction: (prediction, target) of one shape give
        an array of that shape.
    """

    label: str
    value: Callable
    slope: Callable


def squared_error(prediction, target):
    """Return (ŷ - y)²."""
    return (prediction - target) ** 2


def squared_error_slope(prediction, target):
    """Return 2 (ŷ - y)."""
    return 2 * (prediction - target)


LOSSES = {"mse": Loss("MSE", squared_error, squared_error_slope)}
