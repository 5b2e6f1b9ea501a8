import math

import numpy as np
import pytest

from backprop.network.initialisation import kaiming_scale
from backprop.network.layers import Linear, Network, train_epoch
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS

HYPER = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.01}


def parameters(network):
    return [array for layer in network.layers for array in (layer.weights, layer.bias)]


def gradients(network):
    return [array for layer in network.layers for array in (layer.weights_gradient, layer.bias_gradient)]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_gradient_agrees_with_finite_differences(activation, loss):
    rng = np.random.default_rng(3)
    network = Network((2, 7, 5, 3, 1), activation, rng, dtype=np.float64)
    for layer in network.layers:
        layer.bias += rng.normal(size=layer.bias.shape)
    x, y = rng.random((9, 2)), rng.integers(0, 2, (9, 1))

    def mean_loss():
        return LOSSES[loss].value(network.forward(x), y).mean()

    network.backward(LOSSES[loss].slope(network.forward(x), y) / len(x))
    h = 1e-5
    for parameter, gradient in zip(parameters(network), gradients(network), strict=True):
        numeric = np.empty_like(parameter)
        for index in np.ndindex(parameter.shape):
            kept = parameter[index]
            parameter[index] = kept + h
            above = mean_loss()
            parameter[index] = kept - h
            numeric[index] = (above - mean_loss()) / (2 * h)
            parameter[index] = kept
        np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-9)


def test_a_2_2_1_network_worked_out_by_hand():
    network = Network((2, 2, 1), "relu", np.random.default_rng(0), dtype=np.float64)
    hidden, output = network.layers
    hidden.weights[:], hidden.bias[:] = [[1, -1], [2, 0.5]], [0, 0.25]
    output.weights[:], output.bias[:] = [[0.5], [2]], -1
    # z1 = (1, 0.5) W + b = (1 + 1, -1 + 0.25 + 0.25) = (2, -0.5);  h = (2, 0)
    # z2 = 2 * 0.5 + 0 * 2 - 1 = 0;  prediction = sigmoid(0) = 0.5
    prediction = network.forward(np.array([[1.0, 0.5]]))
    assert prediction == 0.5
    # target 1: d loss / d prediction = 2 (0.5 - 1) = -1;  delta2 = -1 * 0.5 (1 - 0.5) = -0.25
    network.backward(LOSSES["mse"].slope(prediction, np.array([[1.0]])))
    assert np.array_equal(output.weights_gradient, [[-0.5], [0]])
    assert np.array_equal(output.bias_gradient, [-0.25])
    # delta1 = (-0.25 * 0.5 * 1, -0.25 * 2 * 0) = (-0.125, 0): the second unit is off
    assert np.array_equal(hidden.weights_gradient, [[-0.125, 0], [-0.0625, 0]])
    assert np.array_equal(hidden.bias_gradient, [-0.125, 0])
    # first step: v = 0.5 (-0.5 + 0.1 * 0.5) = -0.225, w = 0.725;
    # the same gradient again: v = 0.9 * -0.225 + 0.5 (-0.5 + 0.1 * 0.725) = -0.41625, w = 1.14125
    for expected in (0.725, 1.14125):
        output.update(0.5, 0.9, 0.1)
        assert output.weights[0, 0] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_kaiming_scales_the_standard_normal_weights_and_nothing_else(activation):
    plain = Network((2, 100, 50, 1), activation, np.random.default_rng(5), kaiming=False, dtype=np.float64)
    scaled = Network((2, 100, 50, 1), activation, np.random.default_rng(5), dtype=np.float64)
    numerator = {"sigmoid": 1, "relu": 2, "leaky_relu": 2, "silu": 1}[activation]
    for fan_in, before, after in zip((2, 100, 50), plain.layers, scaled.layers, strict=True):
        np.testing.assert_allclose(after.weights, before.weights * math.sqrt(numerator / fan_in), rtol=1e-15)
        assert not after.bias.any()
    assert plain.layers[1].weights.std() == pytest.approx(1, abs=0.05)


def test_kaiming_keeps_the_signal_of_relu_from_fading_through_many_layers():
    rng = np.random.default_rng(2)
    signal = x = rng.standard_normal((50, 400))
    for _ in range(8):
        layer = Linear(400, 400, rng, kaiming_scale(400, "relu"), np.float64)
        signal = ACTIVATIONS["relu"].value(layer.forward(signal))
    # The mean square stays, but for chance (He et al. 2015, eq. 10); half the variance would leave 2 ** -8 of it.
    assert 0.5 < (signal**2).mean() / (x**2).mean() < 2


def test_training_learns_xor_and_returns_the_mean_loss_of_the_epoch():
    x, y = np.array([[0, 0], [1, 1], [0, 1], [1, 0]], np.float64), np.array([[0], [0], [1], [1]])
    network = Network((2, 20, 1), "silu", np.random.default_rng(1), dtype=np.float64)
    hyper = HYPER | {"weight_decay": 0.0}
    order = np.random.default_rng(0)
    losses = [train_epoch(network, x, y, loss=LOSSES["mse"], rng=order, batch=3, **hyper) for _ in range(300)]
    assert losses[0] > 0.2
    assert losses[-1] < 0.01
    assert np.array_equal(network.forward(x) > 0.5, y == 1)


def test_the_loss_of_an_epoch_weighs_each_sample_alike():
    x, y = np.random.default_rng(0).random((7, 2)), np.array([[0, 1, 0, 1, 1, 0, 0]]).T
    network = Network((2, 4, 1), "relu", np.random.default_rng(1), dtype=np.float64)
    mean = ((network.forward(x) - y) ** 2).mean()
    still = {"learning_rate": 0.0, "momentum": 0.0, "weight_decay": 0.0}
    loss = train_epoch(network, x, y, loss=LOSSES["mse"], rng=np.random.default_rng(2), batch=3, **still)
    assert loss == pytest.approx(mean, rel=1e-14)
