"""What of a sample's differences reaches each layer, before any training."""

import re

import numpy as np
import pandas as pd

from backprop.registry import ACTIVATIONS
from backprop.study.conventions import SATURATED
from backprop.trainer.layout import layers

KEY = ["experiment", "dataset", "activation", "kaiming"]
#: What is measured of each layer; with ``_1``, ``_2``, … behind it, a column of the replicas.
MEASURES = ("signal", "saturated", "gradient")


@np.errstate(over="ignore")  # exp(-z) of a unit that is far beyond
def signals(weights, x, *, sizes, activation):
    """Return how large the signal is in each layer of each replica, and how much of it is saturated.

    Parameters
    ----------
    weights : numpy.ndarray, shape (replica, parameter)
    x : numpy.ndarray, shape (replica, sample, feature)
        As the network gets them; same dtype as `weights`.
    sizes, activation
        As in `backprop.trainer.stack.predict`.

    Returns
    -------
    spread : numpy.ndarray, shape (replica, layer), float64
        Standard deviation of z, the sum that a unit gives to its activation, over the samples; the mean over
        the units of the layer.
    saturated : numpy.ndarray, shape (replica, layer), float64
        Share of units and samples with abs(z) above `SATURATED`.
    """
    spread, saturated = np.zeros((2, len(weights), len(sizes) - 1))
    for replica, samples in enumerate(x):
        passed = samples
        for layer, (weight,) in enumerate(layers(weights[replica : replica + 1], sizes)):
            z = passed @ weight[:-1] + weight[-1]
            spread[replica, layer] = z.std(axis=0, dtype=float).mean()
            saturated[replica, layer] = (np.abs(z) > SATURATED).mean()
            passed = ACTIVATIONS[activation].value(z)
    return spread, saturated


def signals_table(replicas):
    """Return what goes forward and comes back through each layer at the start, by experiment and layer.

    Parameters
    ----------
    replicas : pandas.DataFrame
        Of experiments whose levels differ in nothing but ``kaiming``.

    Returns
    -------
    pandas.DataFrame
        Medians over seeds, by experiment, dataset, activation, kaiming and layer (from 1; the last is the
        output's): ``signal`` and ``saturated`` before training, ``gradient`` at the first checkpoint, of
        those that had not diverged by the end.
    """
    count = sum(bool(re.fullmatch(r"signal_\d+", name)) for name in replicas)
    measures = [f"{name}_{layer}" for layer in range(1, count + 1) for name in MEASURES]
    groups = replicas.groupby(KEY, sort=False)
    medians, seeds, diverged = groups[measures].median(), groups.size(), groups["diverged"].count()
    rows = [
        dict(zip(KEY, names, strict=True))
        | {"layer": layer}
        | {name: found[f"{name}_{layer}"] for name in MEASURES}
        | {"diverged": diverged[names], "seeds": seeds[names]}
        for names, found in medians.iterrows()
        for layer in range(1, count + 1)
    ]
    return pd.DataFrame(rows, columns=[*KEY, "layer", *MEASURES, "diverged", "seeds"])
