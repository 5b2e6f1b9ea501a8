"""Heat maps of experiments with several levels."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style
from shilu.values import digits


def levels(args, numbers):
    """Return the rows of an experiment, with columns `numbers`; a `UserError` where they are no grid."""
    table = frames.read(args.grid, names=[*JOB, "kaiming"], numbers=["momentum", *numbers])
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.grid}: no experiment {args.experiment!r}; give one that has several levels")
    if table.duplicated([*JOB, "kaiming", "momentum"]).any():
        raise UserError(
            f"{args.grid}: {args.experiment} varies more than momentum and kaiming; draw another one"
        )
    return table


def draw(table, label, *, low):
    """Draw heat maps, datasets down and activations across, momentum across in each.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each cell, with ``value`` (its colour, a fraction) and ``text`` (what stands in it).
    label : str
        What the colours mean.
    low : float
        The fraction at which they begin.
    """
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(2.2 + 2.6 * len(datasets))
    axes = figure.subplots(len(datasets), len(activations), squeeze=False, sharex=True, sharey=True)
    for (row, column), ax in np.ndenumerate(axes):
        cell = table[(table["dataset"] == datasets[row]) & (table["activation"] == activations[column])]
        values, texts = (
            cell.pivot(index="kaiming", columns="momentum", values=name).sort_index(ascending=False)
            for name in ("value", "text")
        )
        names = ["有" if kaiming else "無" for kaiming in values.index]
        momenta = [digits.exact(value) for value in values]
        image = panels.heat_map(ax, values.to_numpy(float), texts.to_numpy(), names, momenta, low=low)
        if row == 0:
            ax.set_title(ACTIVATIONS[activations[column]].label)
        if column == 0:
            ax.set_ylabel(f"{DATASETS[datasets[row]].label}\nKaiming")
    figure.supxlabel("動量", fontsize=style.TEXT)
    extend = "min" if low > 0 else "neither"
    figure.colorbar(image, ax=axes, label=label, format=panels.PERCENT, extend=extend, shrink=0.9, pad=0.01)
    return figure
