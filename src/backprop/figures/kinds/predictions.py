"""Outputs of all activations on all datasets, small."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.outputs import network, over_square
from backprop.figures.sources import JOB, percent, run_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style

OPTIONS = ("experiment", "results", "shown")
#: Cells along each side of the unit square at which an output is evaluated.
CELLS = 100


def draw(args):
    """Outputs of all activations on all datasets of an experiment, each of the seed of median accuracy."""
    config = args.config
    shown = frames.read(args.shown, names=JOB, numbers=["seed", "replica", "hard", "hard_low", "hard_high"])
    shown = shown[shown["experiment"] == args.experiment]
    found = {}
    for row in shown.to_dict("records"):
        settings, run = run_of(config, args.results, tuple(row[name] for name in JOB))
        square = over_square(network(run, row["replica"], settings), CELLS)
        half_width = (row["hard_high"] - row["hard_low"]) / 2
        title = f"種子 {row['seed']}：{percent(row['hard'], half_width, most=1)} %"
        found[row["dataset"], row["activation"]] = square, title
    return draw_predictions(found)


def draw_predictions(found):
    """Draw a panel for each (dataset, activation): outputs (cell, cell) and a title; datasets go down."""
    rows, columns = (list(dict.fromkeys(names)) for names in zip(*found, strict=True))
    figure = style.figure(1.2 + 4.6 * len(rows))
    axes = figure.subplots(len(rows), len(columns), squeeze=False)
    for (row, column), ax in np.ndenumerate(axes):
        ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xticks=[], yticks=[])
        if row == 0:
            ax.set_title(ACTIVATIONS[columns[column]].label)
        if column == 0:
            ax.set_ylabel(DATASETS[rows[row]].label, fontsize=style.TITLE)
        if (rows[row], columns[column]) in found:
            square, title = found[rows[row], columns[column]]
            image = panels.output(ax, square)
            ax.set_xlabel(title)
        else:
            ax.set_xlabel("都發散")
    figure.colorbar(image, ax=axes, label="網路輸出", format=panels.PLAIN, shrink=0.6, pad=0.01)
    return figure
