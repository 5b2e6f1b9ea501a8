"""Norms of the layers' gradients during training."""

import numpy as np

from backprop.figures import panels
from backprop.figures.sources import runs_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style

OPTIONS = ("experiment", "dataset", "results")


def draw(args):
    """Norm of each layer's gradient over the epochs, for each activation on one dataset."""
    runs = runs_of(args.config, args.results, args.experiment, datasets=[args.dataset])
    return draw_gradients(args.dataset, runs[args.dataset])


def draw_gradients(dataset, runs):
    """Draw gradient norms; `runs` is a dict of activation to the arrays of its run."""
    figure = style.figure(6.5)
    axes = figure.subplots(1, len(runs), squeeze=False, sharey=True)[0]
    for ax, (activation, run) in zip(axes, runs.items(), strict=True):
        norms = run["gradient_norm"][run["diverged"] == 0]
        layers = norms.shape[2]
        # Far below what a float32 weight can feel, so that a gradient of zero has a place on the axis.
        norms = np.maximum(norms, np.finfo(np.float32).tiny ** 0.25)
        lines = [
            panels.band(ax, run["checkpoint"], norms[:, :, layer], form)
            for layer, form in enumerate(style.series(layers))
            if len(norms)
        ]
        ax.set_title(ACTIVATIONS[activation].label)
        ax.set_yscale("log")
        ax.grid(visible=True)
    axes[0].set_ylabel("梯度的範數（對數刻度）")
    figure.supxlabel(f"{DATASETS[dataset].label} 的訓練週期；線為種子的中位數", fontsize=style.TEXT)
    names = [f"第 {layer} 層" for layer in range(1, layers + 1)]
    figure.legend(lines, names, loc="outside upper center", ncols=layers, handlelength=3.5)
    return figure
