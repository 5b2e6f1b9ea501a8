"""How large the signal is in each layer, worked out by hand and held against the untrained network's output."""

import numpy as np
import pytest

from backprop.evaluation.signals import signals
from backprop.trainer.stack import initial, predict


def test_spread_and_saturation_are_those_worked_out_by_hand():
    """2 inputs, 2 units, 1 output: z1 = (x1, 3 x2 + 1), then z2 = relu(x1) + 2 relu(3 x2 + 1) - 5."""
    first = [[1, 0], [0, 3], [0, 1]]
    second = [[1], [2], [-5]]
    weights = np.array([[*np.ravel(first), *np.ravel(second)]], np.float32)
    x = np.array([[[0, 0], [2, 1], [4, 2], [6, 3]]], np.float32)
    spread, saturated = signals(weights, x, sizes=(2, 2, 1), activation="relu")
    # x1: 0 2 4 6; 3 x2 + 1: 1 4 7 10; z2: -3 5 13 21.
    assert spread[0] == pytest.approx([(np.sqrt(5) + np.sqrt(11.25)) / 2, np.sqrt(80)])
    # Above 4: 6 of x1, 7 and 10; 4 itself is not.  Of z2: 5, 13 and 21.
    assert saturated[0] == pytest.approx([3 / 8, 3 / 4])


@pytest.mark.parametrize("activation", ["sigmoid", "silu"])
def test_the_last_layers_signal_is_that_of_the_output_of_the_untrained_network(activation):
    sizes = (2, 6, 4, 1)
    weights = initial([3, 4], [True, False], sizes=sizes, activation=activation)
    x = np.random.default_rng(1).random((2, 50, 2), np.float32)
    output = predict(weights, x, sizes=sizes, activation=activation).astype(float)
    spread, _ = signals(weights, x, sizes=sizes, activation=activation)
    assert spread[:, -1] == pytest.approx(np.log(output / (1 - output)).std(axis=1), rel=1e-3)
