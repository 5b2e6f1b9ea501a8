"""What a trained network puts out over the unit square."""

import numpy as np

from backprop.network.inputs import scaled
from backprop.trainer.stack import layer_sizes, predict


def network(run, replica, settings):
    """Return the function of a trained network: points (sample, feature) to outputs (sample,)."""
    sizes, weights = layer_sizes(settings["hidden"]), run["weights"][[replica]]
    return lambda x: predict(
        weights, scaled(x, settings["scale"]), sizes=sizes, activation=settings["activation"]
    )[0]


def over_square(outputs, cells):
    """Return the function `outputs` at the centres of (cells, cells) cells of the unit square."""
    centres = (np.arange(cells, dtype=np.float32) + np.float32(0.5)) / cells
    grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
    return outputs(grid).reshape(cells, cells)
