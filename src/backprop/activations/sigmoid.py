"""The sigmoid; it is the function of the output layer, too."""

import numpy as np

from backprop.activations.in_place import constant
from backprop.registry import activation


def slope(z):
    """Return s (1 - s), where s is the sigmoid of z."""
    s = sigmoid(z)
    return s * (1 - s)


def value_calls(a, s):  # noqa: ARG001  the slope needs nothing but a
    """Return the calls of -1 / (1 + exp(-z)).

    In float32 with AVX2, exp and a division take 1.5 ns an element where tanh takes 2.7 ns.  The division
    takes 0.18 ns, `numpy.reciprocal` 0.3 ns.
    """
    return [(np.exp, (a, a)), (np.add, (a, constant(1, a), a)), (np.divide, (constant(-1, a), a, a))]


def slope_calls(a, s, t):  # noqa: ARG001  needs no scratch
    """Return the calls of s (1 - s) = (-1 - a) a."""
    return [(np.subtract, (constant(-1, a), a, s)), (np.multiply, (s, a, s))]


@activation(label="Sigmoid", slope=slope, value_calls=value_calls, slope_calls=slope_calls)
@np.errstate(over="ignore")  # far below zero exp(-z) is infinite, and the quotient 0 is right
def sigmoid(z):
    """Return 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))
