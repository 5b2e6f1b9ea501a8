"""ReLU with a leak."""

import numpy as np

from backprop.activations.in_place import constant, no_calls
from backprop.registry import activation

#: Slope below zero (Maas et al. 2013, section 2).
LEAK = 0.01


def slope(z):
    """Return 1 where z is positive, else `LEAK`."""
    return np.maximum((z > 0).astype(z.dtype), LEAK)


def value_calls(a, s):
    """Return the calls of f'(z) = (z > 0) (1 - leak) + leak and f(z) = f'(z) z."""
    return [
        (np.less, (a, constant(0, a), s)),
        (np.multiply, (s, constant(1 - LEAK, a), s)),
        (np.add, (s, constant(LEAK, a), s)),
        (np.multiply, (a, s, a)),
    ]


@activation(label="LeakyReLU", slope=slope, kaiming=2.0, value_calls=value_calls, slope_calls=no_calls)
def leaky_relu(z):
    """Return z where it is positive, else `LEAK` z (Maas et al. 2013)."""
    return np.maximum(z, LEAK * z)
