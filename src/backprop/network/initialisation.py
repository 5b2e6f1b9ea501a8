"""How large the random weights are that training starts from."""

import math

from backprop.registry import ACTIVATIONS


def kaiming_scale(fan_in, activation):
    """Return the standard deviation that keeps a signal's size from layer to layer.

    ReLU and LeakyReLU pass half of the signal's power on: sqrt(2 / fan_in) makes up for it (He et al. 2015,
    eq. 10).  Sigmoid and SiLU get sqrt(1 / fan_in).

    Parameters
    ----------
    fan_in : int
        Number of inputs of the layer.
    activation : str
        Key of `backprop.registry.ACTIVATIONS`.
    """
    return math.sqrt(ACTIVATIONS[activation].kaiming / fan_in)
