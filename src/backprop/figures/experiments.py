"""Figures that compare experiments."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import JOB
from backprop.study import config as study
from backprop.study.conventions import ACTIVATIONS, ARMS, DATASETS
from shilu.errors import UserError
from shilu.figures import style
from shilu.values import digits

#: What is shown of a dataset in the figure of momentum, and what its axis says.
MEASURES = {
    "xor": ("epochs_to_reach", "達標所需的週期"),
    "linear": ("epochs_to_reach", "達標所需的週期"),
    "chessboard": ("held_out_hard", "held-out 硬準確率（%）"),
}


def _titles(args):
    titles = study.titles(study.read(args.config))
    return {name: titles[name] for name in args.experiments}


def _rows(path, frame, names):
    frame = frame[frame["experiment"].isin(names)]
    missing = [name for name in names if name not in set(frame["experiment"])]
    if missing:
        raise UserError(f"{path}: no experiment {missing[0]!r}; train it, or leave it out of the figure")
    return frame


def momentum(args):
    """What momentum does at the same learning rate and at the same effective one."""
    numbers = ["momentum", "epochs_to_reach", "held_out_hard"]
    table = _rows(args.replicas, frames.read(args.replicas, names=JOB, numbers=numbers), args.experiments)
    return draw_momentum(table, _titles(args))


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
        column, label = MEASURES[dataset]
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
        ax.set_title(f"{DATASETS[dataset]}\n{ACTIVATIONS[activation]}")
        ax.set_xlabel("動量")
        ax.set_ylabel(label)
        ax.yaxis.set_major_formatter(panels.PERCENT if column == "held_out_hard" else panels.PLAIN)
        ax.grid(visible=True, axis="y")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(titles))
    return figure


def border(args):
    """How much of each half arm of XOR is unsure, in experiments that differ in the inputs."""
    numbers = ["unsure", "unsure_half_width"]
    table = frames.read(args.border, names=["experiment", "activation", "arm"], numbers=numbers)
    table = _rows(args.border, table, args.experiments)
    return draw_border(table, _titles(args))


def draw_border(table, titles):
    """Draw mean and interval for each arm and experiment; a panel for each activation."""
    activations, arms = (list(table[name].unique()) for name in ("activation", "arm"))
    figure = style.figure(6.5)
    axes = figure.subplots(1, len(activations), squeeze=False, sharey=True)[0]
    for ax, activation in zip(axes, activations, strict=True):
        shift = np.linspace(-0.2, 0.2, len(titles))
        for (name, title), form, by in zip(titles.items(), style.series(len(titles)), shift, strict=True):
            rows = table[(table["activation"] == activation) & (table["experiment"] == name)].set_index("arm")
            rows = rows.reindex(arms)
            ax.errorbar(
                np.arange(len(arms)) + by,
                rows["unsure"],
                rows["unsure_half_width"],
                fmt=form["marker"],
                color=form["color"],
                capsize=2.5,
                label=title,
            )
        ax.set_xticks(range(len(arms)), [ARMS[arm] for arm in arms])
        ax.set_title(ACTIVATIONS[activation])
        ax.yaxis.set_major_formatter(panels.PERCENT)
        ax.grid(visible=True, axis="y")
    axes[0].set_ylabel("半臂上不確定的部分（%）")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(titles))
    return figure


def parts(args):
    """What each part of a recipe is worth: the median accuracy with all, and with one part left out."""
    numbers = ["hard_median", "hard_median_half_width"]
    table = _rows(args.accuracy, frames.read(args.accuracy, names=JOB, numbers=numbers), args.experiments)
    table = table[table["dataset"] == args.dataset]
    return draw_parts(table, _titles(args))


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
        ax.set_title(ACTIVATIONS[activation])
        ax.xaxis.set_major_formatter(panels.PERCENT)
        ax.grid(visible=True, axis="x")
    axes[0].set_yticks(at, titles.values())
    axes[0].set_ylim(len(titles) - 0.5, -0.5)
    figure.supxlabel("held-out 硬準確率的中位數（%）", fontsize=style.TEXT)
    return figure
