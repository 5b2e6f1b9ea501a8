"""SiLU.  It is not monotonic: its value does not tell its slope, so slopes take z."""

import numpy as np

from backprop.activations.in_place import constant
from backprop.activations.sigmoid import sigmoid
from backprop.registry import activation


def slope(z):
    """Return s (1 + z (1 - s)), where s is the sigmoid of z (Elfwing et al. 2018, eq. 6)."""
    s = sigmoid(z)
    return s * (1 + z * (1 - s))


def value_calls(a, s):
    """Return the calls of a s, with s = 1 / (1 + exp(-z))."""
    return [
        (np.exp, (a, s)),
        (np.add, (s, constant(1, s), s)),
        (np.divide, (constant(1, s), s, s)),
        (np.multiply, (a, s, a)),
    ]


def slope_calls(a, s, t):
    """Return the calls of s + z s (1 - s) = s + (s - 1) a, with a = -z s."""
    return [(np.subtract, (s, constant(1, s), t)), (np.multiply, (t, a, t)), (np.add, (s, t, s))]


@activation(label="SiLU", slope=slope, value_calls=value_calls, slope_calls=slope_calls)
def silu(z):
    """Return z times its sigmoid (Elfwing et al. 2018, eq. 5)."""
    return z * sigmoid(z)
