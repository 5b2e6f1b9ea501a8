"""Losses of a sample, each with its slope, and with the form in place that the trainer is made of.

The mean over a minibatch is taken where the minibatch is known.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from backprop.activations.sigmoid import slope_calls as sigmoid_slope_calls


class Loss(NamedTuple):
    """A loss.

    Attributes
    ----------
    label : str
        Its name as printed, once the mean over the minibatch is taken.
    value, slope : callable
        The loss of each sample and its derivative by the prediction: (prediction, target) of one shape give
        an array of that shape.
    delta_calls : callable
        Takes a = -prediction, the target y, a rate, and arrays e and t, all of one shape; returns the calls
        that write to e the derivative by the pre-activation of the output's sigmoid, times -rate / `factor`.
        t is scratch.
    factor : float
        The constant in the slope: taken into the rate, it costs no call.
    """

    label: str
    value: Callable
    slope: Callable
    delta_calls: Callable
    factor: float


def squared_error(prediction, target):
    """Return (ŷ - y)²."""
    return (prediction - target) ** 2


def squared_error_slope(prediction, target):
    """Return 2 (ŷ - y)."""
    return 2 * (prediction - target)


def squared_error_delta_calls(a, y, rate, e, t):
    """Return the calls of rate (y - ŷ) ŷ (1 - ŷ)."""
    error = [(np.add, (a, y, t)), (np.multiply, (e, t, e)), (np.multiply, (e, rate, e))]
    return sigmoid_slope_calls(a, e, t) + error


@np.errstate(divide="ignore")  # the logarithm of 0 is cut off
def cross_entropy(prediction, target):
    """Return -y log ŷ - (1 - y) log(1 - ŷ), logarithms cut off at -100 (as ``torch.nn.BCELoss``)."""
    hit, miss = (np.maximum(np.log(share), -100) for share in (prediction, 1 - prediction))
    return -target * hit - (1 - target) * miss


def cross_entropy_slope(prediction, target):
    """Return (ŷ - y) / (ŷ (1 - ŷ)), finite where ŷ is 0 or 1 to the last digit.

    There the slope of the output's sigmoid is 0, and so is what the textbook network learns from the sample.
    The trainer learns on: its delta has no quotient.
    """
    return (prediction - target) / np.maximum(prediction * (1 - prediction), np.finfo(prediction.dtype).tiny)


def cross_entropy_delta_calls(a, y, rate, e, t):  # noqa: ARG001  needs no scratch
    """Return the calls of rate (y - ŷ): the sigmoid's slope cancels the denominator."""
    return [(np.add, (a, y, e)), (np.multiply, (e, rate, e))]


LOSSES = {
    "mse": Loss("MSE", squared_error, squared_error_slope, squared_error_delta_calls, factor=2.0),
    "bce": Loss("BCE", cross_entropy, cross_entropy_slope, cross_entropy_delta_calls, factor=1.0),
}
