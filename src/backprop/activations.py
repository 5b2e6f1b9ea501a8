"""Activation functions: each with its slope and the variance that its initial weights should have.

The slope takes the pre-activation z, not the activated value: SiLU is not monotonic, so its value does not
tell its slope.  Both keep the dtype of z, and in float32 they call float32 functions only, whose bits are the
same on all machines that `shilu.bits` pins.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

#: Slope of LeakyReLU below zero (Maas et al. 2013, section 2).
LEAK = 0.01


class Activation(NamedTuple):
    """An activation function.

    Attributes
    ----------
    label : str
        Its name as printed.
    value, slope : callable
        f(z) and f'(z), element by element: an array of any shape gives one of the same shape and dtype.
    kaiming : float
        The variance of the initial weights times fan_in, see `backprop.initialisation`.
    """

    label: str
    value: Callable
    slope: Callable
    kaiming: float


@np.errstate(over="ignore")  # far below zero exp(-z) is infinite, and the quotient 0 is right
def sigmoid(z):
    """Return 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    """Return s (1 - s), where s is the sigmoid of z."""
    s = sigmoid(z)
    return s * (1 - s)


def relu(z):
    """Return z where it is positive, else 0 (Nair and Hinton 2010)."""
    return np.maximum(z, 0)


def relu_slope(z):
    """Return 1 where z is positive, else 0."""
    return (z > 0).astype(z.dtype)


def leaky_relu(z):
    """Return z where it is positive, else `LEAK` z (Maas et al. 2013)."""
    return np.maximum(z, LEAK * z)


def leaky_relu_slope(z):
    """Return 1 where z is positive, else `LEAK`."""
    return np.maximum(relu_slope(z), LEAK)


def silu(z):
    """Return z times its sigmoid (Elfwing et al. 2018, eq. 5)."""
    return z * sigmoid(z)


def silu_slope(z):
    """Return s (1 + z (1 - s)), where s is the sigmoid of z (Elfwing et al. 2018, eq. 6)."""
    s = sigmoid(z)
    return s * (1 + z * (1 - s))


ACTIVATIONS = {
    "sigmoid": Activation("Sigmoid", sigmoid, sigmoid_slope, kaiming=1.0),
    "relu": Activation("ReLU", relu, relu_slope, kaiming=2.0),
    "leaky_relu": Activation("LeakyReLU", leaky_relu, leaky_relu_slope, kaiming=2.0),
    "silu": Activation("SiLU", silu, silu_slope, kaiming=1.0),
}
