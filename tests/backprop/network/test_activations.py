import numpy as np
import pytest
import scipy.special

from backprop.activations.leaky_relu import LEAK
from backprop.registry import ACTIVATIONS

Z = np.array([-800.0, -30.0, -3.0, -0.7, -1e-3, 1e-3, 0.4, 2.0, 9.0, 30.0, 800.0])

#: The same functions from elsewhere.
ORACLES = {
    "sigmoid": scipy.special.expit,
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, LEAK * z),
    "silu": lambda z: z * scipy.special.expit(z),
    "silu_sigmoid_slope": lambda z: z * scipy.special.expit(z),
    "silu_slope_of_value": lambda z: z * scipy.special.expit(z),
}
ALL = [*ACTIVATIONS, *ACTIVATIONS.variants]


def silu_slope(z):
    s = scipy.special.expit(z)
    return s + z * s * scipy.special.expit(-z)


#: The slopes that are deliberately wrong.
WRONG = {
    "silu_sigmoid_slope": lambda z: scipy.special.expit(z) * scipy.special.expit(-z),
    "silu_slope_of_value": lambda z: silu_slope(z * scipy.special.expit(z)),
}


@pytest.mark.parametrize("name", ALL)
def test_each_value_agrees_with_an_independent_formula(name):
    np.testing.assert_allclose(ACTIVATIONS[name].value(Z), ORACLES[name](Z), rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_slope_agrees_with_finite_differences_of_its_value(name):
    h = 1e-6
    difference = (ACTIVATIONS[name].value(Z + h) - ACTIVATIONS[name].value(Z - h)) / (2 * h)
    np.testing.assert_allclose(ACTIVATIONS[name].slope(Z), difference, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS.variants)
def test_the_slope_of_a_variant_is_the_wrong_formula_and_not_the_slope_of_its_value(name):
    np.testing.assert_allclose(ACTIVATIONS[name].slope(Z), WRONG[name](Z), rtol=1e-12, atol=1e-12)
    h, z = 1e-6, np.array([-3.0, -0.7, 0.2])
    difference = (ACTIVATIONS[name].value(z + h) - ACTIVATIONS[name].value(z - h)) / (2 * h)
    assert (np.abs(ACTIVATIONS[name].slope(z) - difference) > 0.03).all()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("function", ["value", "slope"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_are_kept(name, function, dtype):
    result = getattr(ACTIVATIONS[name], function)(Z.astype(dtype).reshape(1, -1, 1))
    assert (result.dtype, result.shape) == (dtype, (1, len(Z), 1))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.filterwarnings("error")
def test_large_arguments_give_finite_results_without_a_warning(name):
    z = np.array([-1e30, -200, 200, 1e30], np.float32)
    assert np.isfinite(ACTIVATIONS[name].value(z)).all()
    assert np.isfinite(ACTIVATIONS[name].slope(z)).all()


@pytest.mark.parametrize("name", ALL)
def test_bits_do_not_depend_on_where_in_an_array_an_element_lies(name):
    z = np.random.default_rng(1).standard_normal(999).astype(np.float32)
    for function in (ACTIVATIONS[name].value, ACTIVATIONS[name].slope):
        whole = function(z)
        assert np.array_equal(np.concatenate([function(z[:13]), function(z[13:])]), whole)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_calls_in_place_turn_minus_z_into_minus_the_value_and_the_slope(name, dtype):
    z = np.append(np.linspace(-80, 80, 801), [0.0, 1e-30, -1e-30]).astype(dtype)
    a, s, t = -z, np.full_like(z, 7), np.full_like(z, 7)
    for calls in (ACTIVATIONS[name].value_calls(a, s), ACTIVATIONS[name].slope_calls(a, s, t)):
        for function, operands in calls:
            function(*operands)
    precision = 4 * np.finfo(dtype).eps
    np.testing.assert_allclose(-a, ACTIVATIONS[name].value(z), rtol=precision, atol=precision)
    np.testing.assert_allclose(s, ACTIVATIONS[name].slope(z), rtol=precision, atol=80 * precision)


@pytest.mark.parametrize("name", ALL)
def test_the_calls_in_place_pass_on_what_is_not_a_number(name):
    a, s, t = np.full((3, 4), np.nan, np.float32)
    for function, operands in ACTIVATIONS[name].value_calls(a, s) + ACTIVATIONS[name].slope_calls(a, s, t):
        function(*operands)
    assert np.isnan(a).all()


def test_the_labels_are_those_of_the_report():
    assert list(ACTIVATIONS.labels().values()) == [
        "Sigmoid",
        "ReLU",
        "LeakyReLU",
        "SiLU",
        "SiLU（Sigmoid 斜率）",
        "SiLU（輸出處斜率）",
    ]
