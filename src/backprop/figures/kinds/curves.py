"""Learning curves."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from backprop.figures import findings, labels, marks, panels
from backprop.figures.sources import runs_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "results")
#: Checkpoints that a learning curve shows, evenly chosen: more would only make the file large.
CHECKPOINTS = 15


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
    figure.supxlabel("訓練週期；細線是各種子，粗線是中位數，右側的數字是它的終值", fontsize=style.TEXT)
    findings.write(figure, finding(runs, activations))
    labels.spread(figure)
    return figure


def finding(runs, activations):
    """Return in words which activation has the largest median when training ends, by dataset."""
    said = {}
    for dataset, trained in runs.items():
        medians = {name: _last(run) for name, run in trained.items()}
        if best := findings.extremes(medians, max):
            names = findings.listed([ACTIVATIONS[name].label for name in best])
            value = findings.percent(medians[best[0]])
            said[dataset] = value if len(activations) == 1 else f"是 {names}（{value}）"
    if not said:
        return "每個網路都發散，沒有曲線可畫"
    only = ACTIVATIONS[activations[0]].label
    which = f"{only} 在訓練結束時的中位數" if len(activations) == 1 else "訓練結束時中位數最高的激活函數"
    parts = [f"{DATASETS[dataset].label} {said.get(dataset, '全部發散')}" for dataset in runs]
    return f"{which}：{'，'.join(parts)}"


def _last(run):
    # The median with which the panel's line ends.
    kept = run["held_out_hard"][run["diverged"] == 0, -1]
    return findings.displayed(np.median(kept)) if len(kept) else np.nan


def _panel(ax, run, job):
    kept = run["diverged"] == 0
    colour = marks.form(job[2])["color"]
    drawn = np.unique(np.linspace(0, len(run["checkpoint"]) - 1, CHECKPOINTS).round().astype(int))
    epochs, curves = run["checkpoint"][drawn], run["held_out_hard"][kept][:, drawn]
    for seed, curve in zip(run["seed"][kept], curves, strict=True):
        ax.plot(epochs, curve, **marks.THIN, color=colour, alpha=0.6, gid=marks.name(*job, seed))
    if kept.any():
        look = {"color": "black", "linewidth": 1.6, "gid": f"{marks.name(*job)}/median"}
        (line,) = ax.plot(epochs, np.median(curves, axis=0), **look)
        labels.at_end(ax, line, digits.show(100 * _last(run), 1))
    ax.grid(visible=True, axis="y")
    if not kept.all():
        ax.text(0.98, 0.03, marks.lost(np.count_nonzero(~kept)), transform=ax.transAxes, ha="right")
