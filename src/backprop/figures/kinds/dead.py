"""Dead units against accuracy."""

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style

OPTIONS = ("experiment", "replicas")


def draw(args):
    """Share of dead units in the last hidden layer against held-out accuracy, a point for each seed."""
    numbers = ["dead_units", "held_out_hard"]
    table = frames.read(args.replicas, names=JOB, numbers=numbers)
    table = table[(table["experiment"] == args.experiment)].dropna(subset=numbers)
    if table.empty:
        raise UserError(f"{args.replicas}: no experiment {args.experiment!r} with a network that trained")
    return draw_dead(table)


def draw_dead(table):
    """Draw a panel for each dataset, with the activations of which units died or might have."""
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(6.5)
    axes = figure.subplots(1, len(datasets), squeeze=False, sharex=True)[0]
    forms = dict(zip(activations, style.series(len(activations)), strict=True))
    for ax, dataset in zip(axes, datasets, strict=True):
        points = {
            name: ax.plot(
                *table.loc[
                    (table["dataset"] == dataset) & (table["activation"] == name),
                    ["dead_units", "held_out_hard"],
                ]
                .to_numpy()
                .T,
                form["marker"],
                color=form["color"],
                alpha=0.7,
                mew=0,
            )[0]
            for name, form in forms.items()
        }
        ax.set_title(DATASETS[dataset].label)
        ax.xaxis.set_major_formatter(panels.PERCENT)
        ax.yaxis.set_major_formatter(panels.PERCENT)
        ax.grid(visible=True)
    axes[0].set_ylabel("held-out 硬準確率（%）")
    figure.supxlabel("最後一個隱藏層中壞死的單元（%）", fontsize=style.TEXT)
    names = [ACTIVATIONS[name].label for name in points]
    figure.legend(points.values(), names, loc="outside upper center", ncols=len(points))
    return figure
