"""Learning curves."""

import numpy as np

from backprop.figures import panels
from backprop.figures.sources import runs_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "results")
#: Checkpoints that a learning curve shows, evenly chosen: more would only make the file large.
CHECKPOINTS = 30


def draw(args):
    """Loss and held-out accuracy over the epochs, for each activation and dataset of an experiment."""
    return draw_curves(runs_of(args.config, args.results, args.experiment))


def draw_curves(runs):
    """Draw learning curves.

    Parameters
    ----------
    runs : dict of str to dict of str to dict of str to numpy.ndarray
        Dataset, activation, and the arrays of its run.  Diverged replicas are left out; the legend says so.
    """
    figure = style.figure(11.5)
    axes = figure.subplots(2, len(runs), squeeze=False, sharex="col", sharey="row")
    lost, lines = {}, {}
    for column, (dataset, activations) in zip(axes.T, runs.items(), strict=True):
        for (activation, run), form in zip(activations.items(), style.series(len(activations)), strict=True):
            kept = run["diverged"] == 0
            lost[activation] = lost.get(activation, 0) + np.count_nonzero(~kept)
            if not kept.any():
                continue
            last = len(run["checkpoint"]) - 1
            drawn = np.unique(np.linspace(0, last, CHECKPOINTS).round().astype(int))
            epochs = np.union1d(1, run["checkpoint"][drawn])
            lines[activation] = panels.band(column[0], epochs, run["loss"][kept][:, epochs - 1], form)
            panels.band(column[1], run["checkpoint"][drawn], run["held_out_hard"][kept][:, drawn], form)
        column[0].set_title(DATASETS[dataset].label)
        column[1].yaxis.set_major_formatter(panels.PERCENT)
        for ax in column:
            ax.grid(visible=True)
    axes[0, 0].set_ylabel("訓練損失（對數刻度）" if panels.logarithmic(axes[0]) else "訓練損失")
    axes[1, 0].set_ylabel("held-out 硬準確率（%）")
    low, high = (digits.exact(100 * share) for share in panels.BAND)
    figure.supxlabel(f"訓練週期；線為各種子的中位數，色帶為第 {low} 至第 {high} 百分位", fontsize=style.TEXT)
    names = [
        ACTIVATIONS[name].label + (f"（另有 {lost[name]} 個發散）" if lost[name] else "") for name in lines
    ]
    figure.legend(lines.values(), names, loc="outside upper center", ncols=len(lines), handlelength=3.5)
    return figure
