"""Activation functions: each with its slope, its form in place, and the variance of its initial weights.

The slope takes the pre-activation z, not the activated value: SiLU is not monotonic, so its value does not
tell its slope.  Value and slope keep the dtype of z, and in float32 they call float32 functions only, whose
bits are the same on all machines that `shilu.runs.bits` pins.

The form in place is what `backprop.trainer.program` makes its steps of: lists of (ufunc, operands) that
allocate nothing.  There a pre-activation comes with its sign turned, as -z: the sigmoid wants exp(-z), and so
no call is spent on the sign.  The activated value takes its place, with its sign turned as well, so that the
next layer's product is -z again.
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
        The variance of the initial weights times fan_in, see `backprop.network.initialisation`.
    value_calls : callable
        Takes arrays a and s of one shape; returns the calls that replace a = -z by -f(z) and leave in s what
        `slope_calls` wants to find there.
    slope_calls : callable
        Takes a and s as `value_calls` left them, and scratch t; returns the calls that write f'(z) to s.
    """

    label: str
    value: Callable
    slope: Callable
    kaiming: float
    value_calls: Callable
    slope_calls: Callable


def constant(value, like):
    """Return `value` as an array without axes, of the dtype of `like`.

    In a call of 0.4 µs a Python number costs 0.1 µs more, and a NumPy float64 would make it float64.
    """
    return np.array(value, like.dtype)


@np.errstate(over="ignore")  # far below zero exp(-z) is infinite, and the quotient 0 is right
def sigmoid(z):
    """Return 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    """Return s (1 - s), where s is the sigmoid of z."""
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_value_calls(a, s):  # noqa: ARG001  the slope needs nothing but a
    """Return the calls of -1 / (1 + exp(-z)).

    In float32 with AVX2, exp and a division take 1.5 ns an element where tanh takes 2.7 ns.  The division
    takes 0.18 ns, `numpy.reciprocal` 0.3 ns.
    """
    return [(np.exp, (a, a)), (np.add, (a, constant(1, a), a)), (np.divide, (constant(-1, a), a, a))]


def sigmoid_slope_calls(a, s, t):  # noqa: ARG001  needs no scratch
    """Return the calls of s (1 - s) = (-1 - a) a."""
    return [(np.subtract, (constant(-1, a), a, s)), (np.multiply, (s, a, s))]


def relu(z):
    """Return z where it is positive, else 0 (Nair and Hinton 2010)."""
    return np.maximum(z, 0)


def relu_slope(z):
    """Return 1 where z is positive, else 0."""
    return (z > 0).astype(z.dtype)


def relu_value_calls(a, s):
    """Return the calls of f'(z) and f(z) = f'(z) z; `numpy.minimum` with a number takes as long as both."""
    return [(np.less, (a, constant(0, a), s)), (np.multiply, (a, s, a))]


def leaky_relu(z):
    """Return z where it is positive, else `LEAK` z (Maas et al. 2013)."""
    return np.maximum(z, LEAK * z)


def leaky_relu_slope(z):
    """Return 1 where z is positive, else `LEAK`."""
    return np.maximum(relu_slope(z), LEAK)


def leaky_relu_value_calls(a, s):
    """Return the calls of f'(z) = (z > 0) (1 - leak) + leak and f(z) = f'(z) z."""
    return [
        (np.less, (a, constant(0, a), s)),
        (np.multiply, (s, constant(1 - LEAK, a), s)),
        (np.add, (s, constant(LEAK, a), s)),
        (np.multiply, (a, s, a)),
    ]


def no_calls(a, s, t):  # noqa: ARG001  nothing is left to do
    """Return no calls: those of the value have found the slope."""
    return []


def silu(z):
    """Return z times its sigmoid (Elfwing et al. 2018, eq. 5)."""
    return z * sigmoid(z)


def silu_slope(z):
    """Return s (1 + z (1 - s)), where s is the sigmoid of z (Elfwing et al. 2018, eq. 6)."""
    s = sigmoid(z)
    return s * (1 + z * (1 - s))


def silu_value_calls(a, s):
    """Return the calls of a s, with s = 1 / (1 + exp(-z))."""
    return [
        (np.exp, (a, s)),
        (np.add, (s, constant(1, s), s)),
        (np.divide, (constant(1, s), s, s)),
        (np.multiply, (a, s, a)),
    ]


def silu_slope_calls(a, s, t):
    """Return the calls of s + z s (1 - s) = s + (s - 1) a, with a = -z s."""
    return [(np.subtract, (s, constant(1, s), t)), (np.multiply, (t, a, t)), (np.add, (s, t, s))]


ACTIVATIONS = {
    "sigmoid": Activation(
        "Sigmoid",
        sigmoid,
        sigmoid_slope,
        kaiming=1.0,
        value_calls=sigmoid_value_calls,
        slope_calls=sigmoid_slope_calls,
    ),
    "relu": Activation(
        "ReLU", relu, relu_slope, kaiming=2.0, value_calls=relu_value_calls, slope_calls=no_calls
    ),
    "leaky_relu": Activation(
        "LeakyReLU",
        leaky_relu,
        leaky_relu_slope,
        kaiming=2.0,
        value_calls=leaky_relu_value_calls,
        slope_calls=no_calls,
    ),
    "silu": Activation(
        "SiLU", silu, silu_slope, kaiming=1.0, value_calls=silu_value_calls, slope_calls=silu_slope_calls
    ),
}
