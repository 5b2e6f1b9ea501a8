"""What momentum does."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from backprop.evaluation import frames
from backprop.figures import marks, panels
from backprop.figures.sources import JOB, rows_of, titles_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiments", "replicas")
#: What is shown of a dataset, and what its axis says: on Chessboard few seeds arrive.
MEASURES = {"chessboard": ("held_out_hard", "測試硬準確率（%）")}
OTHERWISE = ("epochs_to_reach", "達標所需的週期")
#: The experiments, in the order in which they are given: how their seeds and medians are drawn.
FORMS = (
    {"color": "black", "linestyle": "-", "marker": "o", "markerfacecolor": "black"},
    {"color": "0.45", "linestyle": (0, (4, 1.5)), "marker": "s", "markerfacecolor": "white"},
    {"color": "0.65", "linestyle": (0, (1, 1)), "marker": "^", "markerfacecolor": "0.65"},
)


def draw(args):
    """What momentum does at the same learning rate and at the same effective one."""
    numbers = ["seed", "momentum", "epochs_to_reach", "held_out_hard"]
    table = rows_of(args.replicas, frames.read(args.replicas, names=JOB, numbers=numbers), args.experiments)
    return draw_momentum(table, titles_of(args))


def draw_momentum(table, titles):
    """Draw each seed and the median over momentum; a panel for each dataset and activation.

    Where epochs are shown, a seed that never arrived lies in a zone above them, and above all others in the
    median.  Where accuracies are, those that diverged are counted in words.

    Parameters
    ----------
    table : pandas.DataFrame
        Replicas of the experiments.
    titles : dict of str to str
        Experiment to its name in the legend; as many as `FORMS` at most.
    """
    groups = list(table.groupby(["dataset", "activation"], sort=False))
    figure = style.figure(8)
    axes = figure.subplots(1, len(groups), squeeze=False)[0]
    for ax, ((dataset, _), rows) in zip(axes, groups, strict=True):
        column, label = MEASURES.get(dataset, OTHERWISE)
        _panel(ax, rows, column, list(titles))
        ax.set_ylabel(label)
    names = [
        f"{DATASETS[dataset].label}，{ACTIVATIONS[activation].label}" for (dataset, activation), _ in groups
    ]
    marks.entitle(axes, names)
    handles = [Line2D([], [], **form) for form, _ in zip(FORMS, titles, strict=False)]
    figure.legend(handles, titles.values(), loc="outside upper center", ncols=len(titles), handlelength=4)
    return figure


def _panel(ax, rows, column, experiments):
    levels = np.unique(rows["momentum"])
    epochs = column == OTHERWISE[0]
    values, lost = rows[column], 0
    if epochs:
        never = _zone(ax, values) if values.isna().any() else np.inf
        values = values.fillna(np.inf)
    else:
        lost, never = values.isna().sum(), np.nan
        ax.yaxis.set_major_formatter(panels.PERCENT)
    for number, (experiment, form) in enumerate(zip(experiments, FORMS, strict=False)):
        chosen = rows["experiment"] == experiment
        own, momentum = values[chosen].dropna(), rows.loc[chosen, "momentum"]
        by, width = (number - (len(experiments) - 1) / 2) * 0.4, 0.26
        for level, seen in own.groupby(momentum):
            at = np.searchsorted(levels, level) + by
            look = {**form, "linestyle": "", "alpha": 0.45, "markersize": 3, "markeredgewidth": 0.6}
            gid = marks.name(*rows.loc[chosen, JOB].iloc[0], momentum=level)
            places = np.where(np.isinf(seen), never, seen)
            ax.plot(at + marks.offsets(places, width), places, **look, gid=gid)
        medians = own.groupby(momentum).median()
        at, places = np.searchsorted(levels, medians.index) + by, medians.to_numpy()
        # No line leads to what is no number.
        look = {**form, "zorder": 3, "markersize": 6}
        ax.plot(at, np.where(np.isinf(places), np.nan, places), **look | {"marker": ""})
        ax.plot(at, np.where(np.isinf(places), never, places), **look | {"linestyle": ""})
    ax.set_xticks(range(len(levels)), [digits.exact(level) for level in levels])
    ax.set_xlim(-0.5, len(levels) - 0.5)
    ax.set_xlabel("\n".join(["動量（各值等距排列）", *([marks.lost(lost)] if lost else [])]))
    ax.grid(visible=True, axis="y")


def _zone(ax, epochs):
    # A place above all epochs for those that never arrived, and ticks that say what it is.
    most = np.nanmax([*epochs, 1])
    ticks = [tick for tick in MaxNLocator(5, integer=True).tick_values(0, most) if tick <= most]
    ax.axhspan(1.1 * most, 1.3 * most, color="0.92", linewidth=0)
    ax.set_yticks([*ticks, 1.2 * most], [*map(digits.exact, ticks), "未達標"])
    ax.set_ylim(0, 1.3 * most)
    return 1.2 * most
