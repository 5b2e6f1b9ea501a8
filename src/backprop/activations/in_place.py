"""Activation functions as calls in place: lists of (ufunc, operands) that allocate nothing.

`backprop.trainer.program` makes its steps of them.  There a pre-activation comes with its sign turned, as
-z: the sigmoid wants exp(-z), and so no call is spent on the sign.  The activated value takes its place, with
its sign turned as well, so that the next layer's product is -z again.
"""

import numpy as np


def constant(value, like):
    """Return `value` as an array without axes, of the dtype of `like`.

    In a call of 0.4 µs a Python number costs 0.1 µs more, and a NumPy float64 would make it float64.
    """
    return np.array(value, like.dtype)


def no_calls(a, s, t):  # noqa: ARG001  nothing is left to do
    """Return no calls: those of the value have found the slope."""
    return []


def calls(activation):
    """Return the `value_calls` and `slope_calls` of a `backprop.registry.Activation`.

    One that has none gets them by its formulas.  They allocate: an epoch takes 1.1 times as long for ReLU,
    and 1.5 times for the sigmoid and SiLU.
    """
    if activation.value_calls:
        return activation.value_calls, activation.slope_calls

    def both(a, s):
        z = -a
        np.copyto(s, activation.slope(z))
        np.negative(activation.value(z), out=a)

    return lambda a, s: [(both, (a, s))], no_calls
