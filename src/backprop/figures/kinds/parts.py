"""What each part of a recipe is worth."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import error_axis, marks
from backprop.figures.sources import JOB, rows_of, titles_of
from backprop.registry import ACTIVATIONS
from shilu.figures import style

OPTIONS = ("experiments", "dataset", "replicas")


def draw(args):
    """What each part of a recipe is worth: the accuracy of each seed with all, and with one part left out."""
    numbers = ["seed", "held_out_hard", "diverged"]
    replicas = rows_of(
        args.replicas, frames.read(args.replicas, names=JOB, numbers=numbers), args.experiments
    )
    return draw_parts(replicas[replicas["dataset"] == args.dataset], titles_of(args))


def draw_parts(replicas, titles):
    """Draw a row for each experiment, every seed a dot; a panel for each activation.

    The first of `titles` is the whole recipe and stands on top, with its median as a line through all rows;
    below come the others, what is missed most first.
    """
    activations = list(replicas["activation"].unique())
    order = ranked(replicas, list(titles))
    figure = style.figure(2.0 + 0.85 * len(order))
    axes = figure.subplots(1, len(activations), squeeze=False, sharey=True)[0]
    for ax, activation in zip(axes, activations, strict=True):
        for at, experiment in enumerate(order):
            chosen = (replicas["activation"] == activation) & (replicas["experiment"] == experiment)
            _row(ax, at, replicas[chosen], marks.form(activation))
        error_axis.apply(ax, replicas["held_out_hard"])
        ax.axhline(0.5, color="0.75", linewidth=0.6)
    marks.entitle(axes, [ACTIVATIONS[activation].label for activation in activations])
    axes[0].set_yticks(range(len(order)), [titles[experiment] for experiment in order])
    axes[0].set_ylim(len(order) - 0.5, -0.5)
    figure.supxlabel("測試硬準確率（%），愈右愈好", fontsize=style.TEXT)
    return figure


def ranked(replicas, experiments):
    """Return the experiments (list), the first first, then by their median accuracy over all, upwards."""
    whole, *others = experiments
    medians = replicas.groupby("experiment")["held_out_hard"].median().reindex(others)
    return [whole, *medians.sort_values(kind="stable", na_position="first").index]


def _row(ax, at, rows, form):
    for experiment, dataset, activation in rows[JOB].drop_duplicates().itertuples(index=False):
        gid = marks.name(experiment, dataset, activation)
        accuracies = rows["held_out_hard"].dropna().to_numpy()
        error_axis.dots(ax, at, accuracies, form).set_gid(gid)
        lost = len(rows) - len(accuracies)
        if len(accuracies):
            middle = error_axis.errors(np.median(accuracies))
            ax.vlines(middle, at - 0.38, at + 0.38, color="black", linewidth=1.4, zorder=4)
        if lost:
            ax.annotate(
                marks.lost(lost),
                (0.02, at),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=style.SMALL,
            )
