import numpy as np
import pytest

from backprop.activations.sigmoid import sigmoid
from backprop.network.losses import LOSSES

Z = np.array([-9.0, -2.0, -0.1, 0.0, 0.3, 4.0, 9.0])


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("name", LOSSES)
def test_each_slope_agrees_with_finite_differences_of_its_value(name, target):
    prediction, h = sigmoid(Z), 1e-7
    value, slope = LOSSES[name].value, LOSSES[name].slope
    difference = (value(prediction + h, target) - value(prediction - h, target)) / (2 * h)
    np.testing.assert_allclose(slope(prediction, np.full_like(Z, target)), difference, rtol=1e-5)


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("name", LOSSES)
def test_the_calls_in_place_give_the_descent_by_the_pre_activation(name, target):
    y, rate, h = np.full_like(Z, target), np.linspace(0.1, 0.7, len(Z)), 1e-5
    delta, spare = np.full((2, len(Z)), np.nan)
    for function, operands in LOSSES[name].delta_calls(-sigmoid(Z), y, rate, delta, spare):
        function(*operands)
    value = LOSSES[name].value
    difference = (value(sigmoid(Z + h), y) - value(sigmoid(Z - h), y)) / (2 * h)
    np.testing.assert_allclose(LOSSES[name].factor * delta, -rate * difference, rtol=1e-5, atol=1e-10)


@pytest.mark.filterwarnings("error")
def test_cross_entropy_of_a_sure_prediction_is_nothing_or_a_hundred():
    prediction, target = np.array([0, 1, 0, 1, 0.5], np.float32), np.array([0, 1, 1, 0, 1], np.float32)
    loss = LOSSES["bce"].value(prediction, target)
    assert loss.dtype == np.float32
    assert loss.tolist() == pytest.approx([0, 0, 100, 100, np.log(2)])
    assert np.isfinite(LOSSES["bce"].slope(prediction, target)).all()
