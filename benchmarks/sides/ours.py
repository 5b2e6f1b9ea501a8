"""Our trainer, and the matrix products of its steps alone."""

import functools

import numpy as np

from backprop.network.losses import LOSSES
from backprop.trainer.chunk import Recipe
from backprop.trainer.epoch import Epoch
from backprop.trainer.layout import at_rest
from backprop.trainer.program import MICRO, Pass, compile_epoch, run
from backprop.trainer.trainer import fastest_at_once
from benchmarks.problem import LEARNING_RATE, MOMENTUM, SIZES


def trainer(problem, *, only=None, around=None):
    """Return the epoch of our trainer.

    Parameters
    ----------
    problem : benchmarks.problem.Problem
    only : callable, optional
        Tells of a call whether it is made; nothing else is done then.
    around : callable, optional
        Takes each function that is called, and returns what to call in its place.
    """
    replicas = len(problem.weights[0])
    size = fastest_at_once(min(problem.batch, MICRO))
    parts = [
        (some, _chunk(problem, some, only, around))
        for some in np.array_split(np.arange(replicas), -(-replicas // size))
    ]

    def epoch(order):
        return np.concatenate([part(order[some]) for some, part in parts])

    return epoch


def _chunk(problem, some, only, around):
    count = len(some)
    flat = [w[some].reshape(count, -1) for w in problem.weights]
    model = at_rest(np.concatenate(flat, axis=1), SIZES)
    x, y = (np.broadcast_to(array, (count, *array.shape)) for array in (problem.x, problem.y))
    samples = Epoch(x, y, problem.batch)
    steps = len(samples.counts)
    recipe = Recipe(SIZES, problem.activation, "mse", problem.batch, np.ones((1, steps)), np.array([0]), None)
    hyper = {"momentum": np.full(count, MOMENTUM), "weight_decay": np.zeros(count)}
    passes = functools.cache(functools.partial(Pass, model.weights, problem.activation))
    calls = compile_epoch(model, samples, recipe, hyper=hyper, passes=passes)
    calls = calls if only is None else [call for call in calls if only(call)]
    calls = calls if around is None else [(around(function), operands) for function, operands in calls]
    rates = np.full((steps, count), LEARNING_RATE)

    def epoch(order):
        samples.gather(order)
        samples.set_rates(rates, LOSSES["mse"].factor, hyper["weight_decay"], None)
        run(calls)
        return samples.mean_loss(LOSSES["mse"].value)

    def products(_order):
        run(calls)
        return np.full(count, np.nan)

    return epoch if only is None else products


def products(problem):
    """Return the matrix products of an epoch alone: no trainer that uses them can be faster."""
    return trainer(problem, only=lambda call: call[0] is np.matmul)


SIDES = {"ours": trainer, "products": products}
