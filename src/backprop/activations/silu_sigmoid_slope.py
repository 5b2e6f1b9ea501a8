"""SiLU with a mistake that is easily made: the sigmoid's slope was not exchanged for SiLU's."""

import numpy as np

from backprop.activations import sigmoid
from backprop.activations.in_place import constant
from backprop.activations.silu import silu, value_calls
from backprop.registry import activation


def slope_calls(a, s, t):  # noqa: ARG001  a is no part of it
    """Return the calls of s (1 - s), with s where SiLU's `value_calls` left it."""
    return [(np.subtract, (constant(1, s), s, t)), (np.multiply, (s, t, s))]


@activation(
    label="SiLU（Sigmoid 斜率）", slope=sigmoid.slope, value_calls=value_calls, slope_calls=slope_calls
)
def silu_sigmoid_slope(z):
    """Return SiLU of z; its slope is s (1 - s), where s is the sigmoid of z."""
    return silu(z)
