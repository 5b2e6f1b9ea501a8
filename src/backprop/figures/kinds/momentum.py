"""What momentum does."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from backprop.evaluation import frames
from backprop.figures import findings, labels, marks, panels
from backprop.figures.sources import JOB, rows_of, titles_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiments", "replicas")
#: What is shown of a dataset, and what its axis says: on Chessboard few seeds arrive.
MEASURES = {"chessboard": ("held_out_hard", "測試硬準確率（%）")}
OTHERWISE = ("epochs_to_reach", "達標所需的週期")
#: The experiments, in the order in which they are given: how their medians are drawn, and the seeds of all.
FORMS = (
    {"color": "black", "linestyle": "-", "marker": "o", "markerfacecolor": "black"},
    {"color": "0.45", "linestyle": (0, (4, 1.5)), "marker": "s", "markerfacecolor": "white"},
    {"color": "0.55", "linestyle": (0, (1, 1)), "marker": "^", "markerfacecolor": "0.55"},
)
SEEDS = {"color": "0.5", "markersize": 3, "markeredgewidth": 0.6}


def draw(args):
    """What momentum does at the same learning rate and at the same effective one."""
    numbers = ["seed", "momentum", "epochs_to_reach", "held_out_hard"]
    table = rows_of(args.replicas, frames.read(args.replicas, names=JOB, numbers=numbers), args.experiments)
    return draw_momentum(table, titles_of(args))


def draw_momentum(table, titles):
    """Draw each seed and the median over momentum; a panel for each dataset and activation.

    Each line has its experiment's name at its end.  Where epochs are shown, a seed that never arrived lies in
    a zone above them, and above all others in the median.  Where accuracies are, those that diverged are
    counted in words.

    Parameters
    ----------
    table : pandas.DataFrame
        Replicas of the experiments.
    titles : dict of str to str
        Experiment to its name at the lines; as many as `FORMS` at most.
    """
    groups = list(table.groupby(["dataset", "activation"], sort=False))
    figure = style.figure(8.8)
    axes = figure.subplots(1, len(groups), squeeze=False)[0]
    for ax, ((dataset, _), rows) in zip(axes, groups, strict=True):
        column, label = MEASURES.get(dataset, OTHERWISE)
        _panel(ax, rows, column, titles)
        ax.set_ylabel(label)
    names = [
        f"{DATASETS[dataset].label}，{ACTIVATIONS[activation].label}" for (dataset, activation), _ in groups
    ]
    marks.entitle(axes, names)
    one = table["activation"].nunique() == 1
    short = [name.partition("，")[0] if one else name.replace("，", " 的 ") for name in names]
    findings.write(
        figure, "；".join(finding(name, rows, titles) for name, (_, rows) in zip(short, groups, strict=True))
    )
    labels.spread(figure)
    return figure


def finding(name, rows, titles):
    """Return in words at which momentum the median of a panel is best."""
    column, _ = MEASURES.get(rows["dataset"].iloc[0], OTHERWISE)
    epochs = column == OTHERWISE[0]
    values = rows[column].fillna(np.inf) if epochs else rows[column]
    medians = values.groupby([rows["experiment"], rows["momentum"]]).median().replace(np.inf, np.nan)
    ordered = {key: medians[key] for one in titles for key in medians.index if key[0] == one}
    best = findings.extremes(ordered, min if epochs else max)
    if not best:
        return f"{name} 的中位數都未達標" if epochs else f"{name} 全部發散"
    what = "達標最快" if epochs else "最準"
    where = [f"動量 {digits.exact(level)}（{titles[experiment]}）" for experiment, level in best]
    return f"{name} 的中位數{what}的是{findings.listed(where)}"


def _panel(ax, rows, column, titles):
    levels = np.unique(rows["momentum"])
    epochs = column == OTHERWISE[0]
    values, lost = rows[column], 0
    if epochs:
        never = _zone(ax, values) if values.isna().any() else np.inf
        values = values.fillna(np.inf)
    else:
        lost, never = values.isna().sum(), np.nan
        ax.yaxis.set_major_formatter(panels.PERCENT)
    for number, (experiment, form) in enumerate(zip(titles, FORMS, strict=False)):
        own = rows.assign(value=values)[rows["experiment"] == experiment].dropna(subset="value")
        by, width = (number - (len(titles) - 1) / 2) * 0.4, 0.26
        for level, seen in own.groupby("momentum"):
            look = {**form, "linestyle": "", **SEEDS}
            look["markerfacecolor"] = "white" if form["markerfacecolor"] == "white" else SEEDS["color"]
            places = np.where(np.isinf(seen["value"]), never, seen["value"])
            across = np.searchsorted(levels, level) + by + marks.offsets(places, width)
            for x, y, gid in zip(across, places, marks.names(seen, momentum=level), strict=True):
                marks.dot(ax, x, y, look, gid)
        medians = own.groupby("momentum")["value"].median()
        at, places = np.searchsorted(levels, medians.index) + by, medians.to_numpy()
        # No line leads to what is no number.
        look = {**form, "zorder": 3, "markersize": 6}
        ax.plot(at, np.where(np.isinf(places), np.nan, places), **look | {"marker": ""})
        (line,) = ax.plot(at, np.where(np.isinf(places), never, places), **look | {"linestyle": ""})
        labels.at_end(ax, line, titles[experiment].replace("，", "，\n"))
    ax.set_xticks(range(len(levels)), [digits.exact(level) for level in levels])
    ax.set_xlim(-0.5, len(levels) - 0.5)
    ax.set_xlabel(
        "\n".join(["動量（各值等距排列）", *([marks.lost(lost)] if lost else [])]),
        linespacing=marks.LINE_SPACING,
    )
    ax.grid(visible=True, axis="y")


def _zone(ax, epochs):
    # A place above all epochs for those that never arrived, and ticks that say what it is.
    most = np.nanmax([*epochs, 1])
    ticks = [tick for tick in MaxNLocator(5, integer=True).tick_values(0, most) if tick <= most]
    ax.axhspan(1.1 * most, 1.3 * most, color="0.92", linewidth=0)
    ax.set_yticks([*ticks, 1.2 * most], [*map(digits.exact, ticks), "未達標"])
    ax.set_ylim(0, 1.3 * most)
    return 1.2 * most
