"""What each part of a recipe is worth."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import error_axis, findings, marks
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
    figure = style.figure(2.6 + 0.85 * len(order))
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
    findings.write(figure, finding(replicas, titles))
    return figure


def finding(replicas, titles):
    """Return in words without which part the median over all activations is lowest."""
    medians = replicas.groupby("experiment")["held_out_hard"].median().reindex(list(titles)).to_dict()
    medians = {name: findings.displayed(median) for name, median in medians.items()}
    whole, *others = titles
    said = [f"「{titles[name]}」全部發散" for name in titles if np.isnan(medians[name])]
    over = "所有激活函數合計的" if replicas["activation"].nunique() > 1 else ""
    is_whole = f"「{titles[whole]}」是 {findings.percent(medians[whole])}"
    least = findings.extremes({name: medians[name] for name in others}, min)
    if not least:
        said += [] if np.isnan(medians[whole]) else [f"{over}中位數，{is_whole}"]
    elif np.isnan(medians[whole]) or medians[least[0]] < medians[whole]:
        names = findings.listed([f"「{titles[name]}」" for name in least])
        said.append(f"{over}中位數最低的是{names}（{findings.percent(medians[least[0]])}）")
        said += [] if np.isnan(medians[whole]) else [is_whole]
    else:
        said.append(f"{over}中位數，沒有一項低於「{titles[whole]}」（{findings.percent(medians[whole])}）")
    return "；".join(said)


def ranked(replicas, experiments):
    """Return the experiments (list), the first first, then by their median accuracy over all, upwards."""
    whole, *others = experiments
    medians = replicas.groupby("experiment")["held_out_hard"].median().reindex(others)
    return [whole, *medians.sort_values(kind="stable", na_position="first").index]


def _row(ax, at, rows, form):
    kept = rows.dropna(subset="held_out_hard")
    accuracies = kept["held_out_hard"].to_numpy()
    error_axis.dots(ax, at, accuracies, form, marks.names(kept))
    if len(accuracies):
        middle = error_axis.errors(np.median(accuracies))
        ax.vlines(middle, at - 0.38, at + 0.38, color="black", linewidth=1.4, zorder=4)
    if lost := len(rows) - len(accuracies):
        place = {"xycoords": ("axes fraction", "data"), "va": "center"}
        ax.annotate(marks.lost(lost), (0.02, at), **place, fontsize=style.SMALL)
