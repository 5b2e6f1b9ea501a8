"""In which way networks failed."""

from backprop.evaluation import frames
from backprop.evaluation.failures import MODES
from backprop.figures import panels
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style

OPTIONS = ("experiment", "failures")
#: Kind of failure to how it is filled, from dark to light, so that it reads in grey.
FAILURES = [
    {"facecolor": "#000000", "hatch": ""},
    {"facecolor": "#5D2A6B", "hatch": ""},
    {"facecolor": "#0072B2", "hatch": "//"},
    {"facecolor": "#D55E00", "hatch": "\\\\"},
    {"facecolor": "#E69F00", "hatch": "--"},
    {"facecolor": "#EDEDED", "hatch": ""},
]


def draw(args):
    """How many networks failed in which way, by dataset and activation."""
    table = frames.read(args.failures, names=[*JOB, "failure"], numbers=["networks"])
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.failures}: no experiment {args.experiment!r}; give one with a single level")
    return draw_failures(table)


def draw_failures(table):
    """Draw a bar for each activation, divided by the kind of failure; a panel for each dataset."""
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(1.8 + 0.75 * len(activations))
    axes = figure.subplots(1, len(datasets), squeeze=False, sharey=True)[0]
    for ax, dataset in zip(axes, datasets, strict=True):
        counts = table[table["dataset"] == dataset].pivot(
            index="activation", columns="failure", values="networks"
        )
        bars = panels.divided_bars(ax, counts.loc[activations, list(MODES)].to_numpy(int), FAILURES)
        ax.set_title(DATASETS[dataset].label)
        ax.set_xlabel("種子數")
    axes[0].set_yticks(range(len(activations)), [ACTIVATIONS[name].label for name in activations])
    axes[0].invert_yaxis()
    figure.legend(bars, MODES.values(), loc="outside lower center", ncols=len(MODES), columnspacing=1.2)
    return figure
