import functools

import numpy as np
import pytest

from backprop.trainer.chunk import Recipe
from backprop.trainer.epoch import Epoch
from backprop.trainer.layout import at_rest
from backprop.trainer.program import Pass, compile_epoch, run

START = np.array([[1, -1, 2, 0.5, 0, 0.25, 0.5, 2, -1]])


def compiled(model, epoch, sizes, activation, **hyper):
    recipe = Recipe(sizes, activation, "mse", batch=None, factors=None, checkpoint=None, clip_norm=1.0)
    passes = functools.partial(Pass, model.weights, activation)
    hyper = {name: np.full(len(model.parameters), value) for name, value in hyper.items()}
    return compile_epoch(model, epoch, recipe, hyper=hyper, passes=passes)


def by_hand(weight_decay):
    """Return the 2-2-1 network of tests/backprop/network/test_layers.py, where its numbers are derived, and its program."""
    model, epoch = at_rest(START.copy(), (2, 2, 1)), Epoch(np.array([[[1, 0.5]]]), np.array([[1.0]]), 1)
    epoch.gather(np.array([[0]]))
    epoch.set_rates(np.array([[0.5]]), 2.0, np.array([weight_decay]), 1.0)
    return model, epoch, compiled(model, epoch, (2, 2, 1), "relu", momentum=0.9, weight_decay=weight_decay)


def test_the_gradient_of_the_2_2_1_network_is_the_one_worked_out_by_hand():
    model, epoch, program = by_hand(weight_decay=0.0)
    run(program)
    gradient = np.array([[-0.125, 0, -0.0625, 0, -0.125, 0, -0.5, 0, -0.25]])
    assert epoch.output == -0.5
    assert np.array_equal(model.velocity, 0.5 * gradient)
    assert np.array_equal(model.parameters, START - 0.5 * gradient)


def test_momentum_and_weight_decay_are_those_worked_out_by_hand():
    model, _, program = by_hand(weight_decay=0.1)
    run(program)
    assert model.parameters[0, 6] == pytest.approx(0.725)
    # All else as it was, and the bias lower by what the weight is higher: the same gradient again.
    model.parameters[0, [0, 1, 2, 3, 4, 5, 7]] = START[0, [0, 1, 2, 3, 4, 5, 7]]
    model.parameters[0, 8] = -1 - 2 * 0.225
    run(program)
    assert model.parameters[0, 6] == pytest.approx(1.14125)


@pytest.mark.parametrize("activation", ["silu", "relu"])
def test_an_epoch_is_made_of_ufuncs_that_are_told_where_their_result_goes(activation):
    x, y = np.random.default_rng(0).random((3, 300, 2)), np.ones((3, 300))
    model = at_rest(np.ones((3, 18 + 28 + 5)), (2, 6, 4, 1))
    program = compiled(model, Epoch(x, y, 160), (2, 6, 4, 1), activation, momentum=0.9, weight_decay=0.1)
    for function, operands in program:
        ufunc = getattr(function, "func", function)
        assert isinstance(ufunc, np.ufunc)
        assert len(operands) + len(getattr(function, "keywords", {})) == ufunc.nargs
        assert {operand.dtype for operand in operands} == {np.dtype(float)}
