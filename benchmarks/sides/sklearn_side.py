"""scikit-learn's network, which trains one at a time.

It squares the error of a linear output and halves it, where the others have a sigmoid; it offers no
LeakyReLU and no SiLU.  Its steps do the same products, so its time can be compared, its loss cannot.
"""

import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor

from benchmarks.problem import LEARNING_RATE, MOMENTUM, SIZES

ACTIVATIONS = {"sigmoid": "logistic", "relu": "relu"}


def regressor(problem):
    """Return the epoch of an `MLPRegressor`."""
    network = MLPRegressor(
        hidden_layer_sizes=SIZES[1:-1],
        activation=ACTIVATIONS[problem.activation],
        solver="sgd",
        alpha=0,
        batch_size=problem.batch,
        learning_rate_init=LEARNING_RATE / 10,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        shuffle=False,
        random_state=0,
    )

    def epoch(order):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network.partial_fit(problem.x[order[0]], problem.y[order[0]])
        return np.full(1, np.nan)

    return epoch


SIDES = {"scikit-learn": regressor}
