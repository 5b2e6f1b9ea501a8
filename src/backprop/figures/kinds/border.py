"""The borders on XOR."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import rows_of, titles_of
from backprop.registry import ACTIVATIONS
from backprop.study.conventions import ARMS
from shilu.figures import style

OPTIONS = ("experiments", "border")


def draw(args):
    """How much of each half arm of XOR is unsure, in experiments that differ in the inputs."""
    numbers = ["unsure", "unsure_half_width"]
    table = frames.read(args.border, names=["experiment", "activation", "arm"], numbers=numbers)
    table = rows_of(args.border, table, args.experiments)
    return draw_border(table, titles_of(args))


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
        ax.set_title(ACTIVATIONS[activation].label)
        ax.yaxis.set_major_formatter(panels.PERCENT)
        ax.grid(visible=True, axis="y")
    axes[0].set_ylabel("半臂上不確定的部分（%）")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(titles))
    return figure
