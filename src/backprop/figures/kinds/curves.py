"""Learning curves."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from backprop.figures import marks, panels
from backprop.figures.sources import runs_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style

OPTIONS = ("experiment", "results")
#: Checkpoints that a learning curve shows, evenly chosen: more would only make the file large.
CHECKPOINTS = 18


def draw(args):
    """Held-out accuracy over the epochs, for each activation and dataset of an experiment."""
    return draw_curves(runs_of(args.config, args.results, args.experiment), args.experiment)


def draw_curves(runs, experiment):
    """Draw a row for each dataset and a column for each activation: all seeds, and their median.

    Parameters
    ----------
    runs : dict of str to dict of str to dict of str to numpy.ndarray
        Dataset, activation, and the arrays of its run.  Diverged replicas are left out; words say so.
    experiment : str
        What the marks are named for.
    """
    activations = list(dict.fromkeys(name for row in runs.values() for name in row))
    figure = style.figure(2 + 3.6 * len(runs))
    axes = figure.subplots(len(runs), len(activations), squeeze=False, sharex="row", sharey=True)
    for row, (dataset, trained) in zip(axes, runs.items(), strict=True):
        for ax, activation in zip(row, activations, strict=True):
            if activation in trained:
                _panel(ax, trained[activation], (experiment, dataset, activation))
            else:
                ax.set_axis_off()
        row[0].set_ylabel(DATASETS[dataset].label, fontsize=style.TITLE)
        row[0].xaxis.set_major_locator(MaxNLocator(3, integer=True))
    for ax, activation in zip(axes[0], activations, strict=True):
        ax.set_title(ACTIVATIONS[activation].label)
    axes[0, 0].yaxis.set_major_formatter(panels.PERCENT)
    figure.supylabel("測試硬準確率（%）", fontsize=style.TEXT)
    figure.supxlabel("訓練週期；細線是各種子，粗線是中位數", fontsize=style.TEXT)
    return figure


def _panel(ax, run, job):
    kept = run["diverged"] == 0
    colour = marks.form(job[2])["color"]
    drawn = np.unique(np.linspace(0, len(run["checkpoint"]) - 1, CHECKPOINTS).round().astype(int))
    epochs, curves = run["checkpoint"][drawn], run["held_out_hard"][kept][:, drawn]
    # One path of all seeds, gaps between them: a path each would make the file large.
    gaps = np.full((len(curves), 1), np.nan)
    thin = np.tile([*epochs, np.nan], len(curves)), np.hstack([curves, gaps]).ravel()
    ax.plot(*thin, color=colour, linewidth=0.5, alpha=0.6, gid=marks.name(*job))
    if kept.any():
        ax.plot(
            epochs, np.median(curves, axis=0), color="black", linewidth=1.6, gid=f"{marks.name(*job)}/median"
        )
    ax.grid(visible=True, axis="y")
    if not kept.all():
        ax.text(0.98, 0.03, marks.lost(np.count_nonzero(~kept)), transform=ax.transAxes, ha="right")
