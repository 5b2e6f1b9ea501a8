"""What momentum does."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import JOB, rows_of, titles_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiments", "replicas")
#: What is shown of a dataset, and what its axis says: on Chessboard few seeds arrive.
MEASURES = {"chessboard": ("held_out_hard", "held-out 硬準確率（%）")}
OTHERWISE = ("epochs_to_reach", "達標所需的週期")


def draw(args):
    """What momentum does at the same learning rate and at the same effective one."""
    numbers = ["momentum", "epochs_to_reach", "held_out_hard"]
    table = rows_of(args.replicas, frames.read(args.replicas, names=JOB, numbers=numbers), args.experiments)
    return draw_momentum(table, titles_of(args))


def draw_momentum(table, titles):
    """Draw each seed and the median over momentum; a panel for each dataset and activation.

    Parameters
    ----------
    table : pandas.DataFrame
        Replicas of the experiments.
    titles : dict of str to str
        Experiment to its name in the legend.
    """
    groups = list(table.groupby(["dataset", "activation"], sort=False))
    figure = style.figure(7.5)
    axes = figure.subplots(1, len(groups), squeeze=False)[0]
    for ax, ((dataset, activation), rows) in zip(axes, groups, strict=True):
        column, label = MEASURES.get(dataset, OTHERWISE)
        levels = np.unique(rows["momentum"])
        shift = np.linspace(-0.12, 0.12, len(titles))
        for (name, title), form, by in zip(titles.items(), style.series(len(titles)), shift, strict=True):
            own = rows[rows["experiment"] == name]
            at = np.searchsorted(levels, own["momentum"])
            ax.plot(at + by, own[column], form["marker"], color=form["color"], alpha=0.35, mew=0, ms=3)
            medians = own.groupby("momentum")[column].median()
            shown = {"color": form["color"], "linestyle": form["linestyle"], "label": title}
            ax.plot(np.searchsorted(levels, medians.index) + by, medians, **shown)
        ax.set_xticks(range(len(levels)), [digits.exact(level) for level in levels])
        ax.set_title(f"{DATASETS[dataset].label}\n{ACTIVATIONS[activation].label}")
        ax.set_xlabel("動量")
        ax.set_ylabel(label)
        ax.yaxis.set_major_formatter(panels.PERCENT if column == "held_out_hard" else panels.PLAIN)
        ax.grid(visible=True, axis="y")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(titles))
    return figure
