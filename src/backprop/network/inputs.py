"""What a network sees of a point."""

import numpy as np


def scaled(x, scale):
    """Return points of the unit square as inputs: raw where `scale` is None, else (x - 0.5) times `scale`."""
    return x if scale is None else (x - np.float32(0.5)) * np.float32(scale)
