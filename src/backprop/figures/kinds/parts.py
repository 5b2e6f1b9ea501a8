"""What each part of a recipe is worth."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import JOB, rows_of, titles_of
from backprop.registry import ACTIVATIONS
from shilu.figures import style

OPTIONS = ("experiments", "dataset", "accuracy")


def draw(args):
    """What each part of a recipe is worth: the median accuracy with all, and with one part left out."""
    numbers = ["hard_median", "hard_median_half_width"]
    table = rows_of(args.accuracy, frames.read(args.accuracy, names=JOB, numbers=numbers), args.experiments)
    table = table[table["dataset"] == args.dataset]
    return draw_parts(table, titles_of(args))


def draw_parts(table, titles):
    """Draw median and interval of each experiment, one below the other; a panel for each activation."""
    activations = list(table["activation"].unique())
    figure = style.figure(1.8 + 0.7 * len(titles))
    axes = figure.subplots(1, len(activations), squeeze=False, sharey=True, sharex=True)[0]
    for ax, activation in zip(axes, activations, strict=True):
        rows = table[table["activation"] == activation].set_index("experiment").reindex(list(titles))
        at = np.arange(len(titles))
        ax.errorbar(
            rows["hard_median"],
            at,
            xerr=rows["hard_median_half_width"],
            fmt="o",
            color=style.COLOURS[0],
            capsize=2.5,
        )
        ax.axvline(rows["hard_median"].iloc[0], color="0.5", linestyle=(0, (2, 2)), linewidth=0.8)
        ax.set_title(ACTIVATIONS[activation].label)
        ax.xaxis.set_major_formatter(panels.PERCENT)
        ax.grid(visible=True, axis="x")
    axes[0].set_yticks(at, titles.values())
    axes[0].set_ylim(len(titles) - 0.5, -0.5)
    figure.supxlabel("held-out 硬準確率的中位數（%）", fontsize=style.TEXT)
    return figure
