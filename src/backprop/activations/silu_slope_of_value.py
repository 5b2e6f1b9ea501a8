"""SiLU with a mistake that is easily made: its slope is taken where the value is, as the sigmoid's may be."""

import numpy as np

from backprop.activations import silu as right
from backprop.activations.in_place import constant
from backprop.activations.silu import silu, value_calls
from backprop.registry import activation


def slope(z):
    """Return SiLU's slope at SiLU of z."""
    return right.slope(silu(z))


def slope_calls(a, s, t):
    """Return the calls of s + y s (1 - s) = s + s (s - 1) a, where s is the sigmoid of y = -a."""
    one = constant(1, s)
    sigmoid = [(np.exp, (a, s)), (np.add, (s, one, s)), (np.divide, (one, s, s))]
    bend = [(np.subtract, (s, one, t)), (np.multiply, (t, a, t)), (np.multiply, (t, s, t))]
    return [*sigmoid, *bend, (np.add, (s, t, s))]


@activation(label="SiLU（輸出處斜率）", slope=slope, value_calls=value_calls, slope_calls=slope_calls)
def silu_slope_of_value(z):
    """Return SiLU of z; its slope is SiLU's formula at that value, not at z."""
    return silu(z)
