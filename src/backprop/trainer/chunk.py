"""The training of a few replicas together, from their first weights to their last."""

import functools
from typing import NamedTuple

import numpy as np

from backprop.network import accuracy
from backprop.network.losses import LOSSES
from backprop.trainer.diagnostics import Probe
from backprop.trainer.epoch import ORDERS, Epoch
from backprop.trainer.layout import at_rest
from backprop.trainer.program import Pass, compile_epoch, run
from backprop.trainer.stack import initial, predict


class Recipe(NamedTuple):
    """What all replicas have in common, as in `backprop.trainer.trainer.train`.

    Attributes
    ----------
    factors : numpy.ndarray, shape (epoch, step), float64
        What the learning rates are multiplied by.
    checkpoint : numpy.ndarray of int
        Epochs to measure at, counted from 1.
    """

    sizes: tuple
    activation: str
    loss: str
    batch: int
    factors: np.ndarray
    checkpoint: np.ndarray
    clip_norm: float | None
    order: str = "shuffled"


@np.errstate(all="ignore")  # a replica that diverges overflows on its way; it is recorded
def train_chunk(x, y, *, held_out, seed, hyper, recipe, progress=None):
    """Train a network for each row of the data, all at once.

    Parameters
    ----------
    x : numpy.ndarray, shape (replica, sample, feature)
    y : numpy.ndarray, shape (replica, sample)
    held_out : tuple of numpy.ndarray
        Points and labels, shaped as `x` and `y`.
    seed : numpy.ndarray of int, shape (replica,)
    hyper : dict of str to numpy.ndarray, shape (replica,)
        ``learning_rate``, ``momentum``, ``weight_decay``, ``kaiming``.
    recipe : Recipe
    progress : callable, optional
        Called after each epoch with the number of replicas.

    Returns
    -------
    dict of str to numpy.ndarray
        What `backprop.trainer.trainer.train` returns of each replica.
    """
    start = initial(seed, hyper["kaiming"], sizes=recipe.sizes, activation=recipe.activation, dtype=x.dtype)
    model = at_rest(start, recipe.sizes)
    epoch = Epoch(x, y, recipe.batch)
    probe = Probe(model, len(epoch.counts))
    passes = functools.cache(functools.partial(Pass, model.weights, recipe.activation))
    compiled = functools.partial(compile_epoch, model, epoch, recipe, hyper=hyper, passes=passes)
    plain, probed = compiled(), compiled(probe=probe)
    losses, measured, diverged = [], [], np.zeros(len(seed), np.int64)
    orders = ORDERS[recipe.order](seed, y.shape[1], len(recipe.factors))
    for number, order in enumerate(orders, start=1):
        rates = recipe.factors[number - 1][:, None] * hyper["learning_rate"]
        epoch.gather(order)
        epoch.set_rates(rates, LOSSES[recipe.loss].factor, hyper["weight_decay"], recipe.clip_norm)
        run(probed if number in recipe.checkpoint else plain)
        losses.append(epoch.mean_loss(LOSSES[recipe.loss].value))
        finite = np.isfinite(losses[-1]) & np.isfinite(model.parameters).all(axis=1)
        diverged[~finite & (diverged == 0)] = number
        if number in recipe.checkpoint:
            norms = {"gradient_norm": probe.gradient_norms(rates), "dead_units": probe.dead_units()}
            measured.append(accuracies(model.parameters, *held_out, recipe) | norms)
        if progress:
            progress(len(seed))
    curves = {name: np.stack([each[name] for each in measured], axis=1) for name in measured[0]}
    curves["loss"] = np.stack(losses, axis=1)
    return blanked(model.parameters, curves, diverged, recipe.checkpoint)


def accuracies(parameters, x, y, recipe):
    """Return the two held-out accuracies of each replica."""
    output = predict(parameters, x, sizes=recipe.sizes, activation=recipe.activation)
    return {"held_out_soft": accuracy.soft(output, y), "held_out_hard": accuracy.hard(output, y)}


def blanked(parameters, curves, diverged, checkpoint):
    """Return the results, with NaN for the weights of replicas that diverged and for what came after."""
    end = np.where(diverged, diverged, np.iinfo(diverged.dtype).max)[:, None]
    for name, curve in curves.items():
        number = np.arange(1, curve.shape[1] + 1) if name == "loss" else checkpoint
        curve[number >= end] = np.nan
    parameters[diverged > 0] = np.nan
    return {
        "weights": parameters,
        **{name: curve.astype(parameters.dtype) for name, curve in curves.items()},
        "diverged": diverged,
    }
