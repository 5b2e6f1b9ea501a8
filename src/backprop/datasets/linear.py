"""Two half planes."""

import numpy as np

from backprop.registry import dataset


@dataset(label="Linear", borders=[((0, 1), (0, 1))])
def linear(rng, n):
    """Draw n uniform points; label 1 where x > y."""
    points = rng.random((n, 2), dtype=np.float32)
    return points, points[:, 0] > points[:, 1]
