"""Outputs of all activations on all datasets, small."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import findings, marks, panels
from backprop.figures.outputs import network, over_square
from backprop.figures.sources import JOB, percent, run_of
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study import config as study
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
        found[row["dataset"], row["activation"]] = {
            "outputs": square,
            "seed": row["seed"],
            "hard": row["hard"],
            "percent": f"{percent(row['hard'], half_width, most=1)} %",
        }
    jobs = [job[1:] for job in study.jobs(config) if job[0] == args.experiment]
    return draw_predictions({job: found.get(job) for job in jobs}, args.experiment)


def draw_predictions(found, experiment):
    """Draw a panel for each dataset, downwards, and activation.

    Parameters
    ----------
    found : dict of (str, str) to dict
        By dataset and activation, of the network to show: ``outputs`` (cell, cell), ``seed``, its accuracy
        ``hard`` and this in words, ``percent``.  None where all networks diverged.
    experiment : str
        What the panels are named for.
    """
    rows, columns = (list(dict.fromkeys(names)) for names in zip(*found, strict=True))
    figure = style.figure(1.9 + 4.6 * len(rows))
    image = None
    axes = figure.subplots(len(rows), len(columns), squeeze=False)
    for (row, column), ax in np.ndenumerate(axes):
        ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xticks=[], yticks=[])
        if row == 0:
            ax.set_title(ACTIVATIONS[columns[column]].label)
        if column == 0:
            ax.set_ylabel(DATASETS[rows[row]].label, fontsize=style.TITLE)
        job = rows[row], columns[column]
        if shown := found.get(job):
            image = panels.output(ax, shown["outputs"])
            image.set_gid(marks.name(experiment, *job, shown["seed"]))
            ax.set_xlabel(f"種子 {shown['seed']}：{shown['percent']}")
        elif job in found:
            ax.set_xlabel("都發散")
        else:
            ax.set_axis_off()
    if image:
        figure.colorbar(image, ax=axes, label="網路輸出", format=panels.PLAIN, shrink=0.6, pad=0.01)
    findings.write(figure, finding(found))
    return figure


def finding(found):
    """Return in words which of the networks is least accurate."""
    there = {job: shown for job, shown in found.items() if shown}
    if not there:
        return "每個網路都發散，沒有輸出可畫"
    least = findings.extremes({job: findings.displayed(shown["hard"]) for job, shown in there.items()}, min)
    percent = there[least[0]]["percent"]
    if len(least) == len(there):
        return (
            f"畫出的網路，硬準確率都是 {percent}" if len(there) > 1 else f"畫出的網路，硬準確率是 {percent}"
        )
    names = [f"{DATASETS[dataset].label} 的 {ACTIVATIONS[activation].label}" for dataset, activation in least]
    return f"畫出的 {len(there)} 個網路中，硬準確率最低的是 {findings.listed(names)}（{percent}）"
