"""How wide the four borders of XOR are, on either side of the crossing."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import findings, marks, panels
from backprop.figures.sources import JOB, rows_of, titles_of
from backprop.registry import ACTIVATIONS
from backprop.study.conventions import BORDER_DISTANCE, SIDES
from shilu.errors import UserError
from shilu.figures import style

OPTIONS = ("experiments", "replicas")
#: The measurements, in the order of `SIDES`; and those that a line joins, with what their order means.
WIDTHS = [f"border_{side}" for side in SIDES]
PAIRS = {"左寬於右": (0, 1), "下寬於上": (2, 3)}


def draw(args):
    """Width of the border on each side of XOR's crossing, a line for each seed."""
    table = frames.read(args.replicas, names=JOB, numbers=["seed", *WIDTHS])
    table = rows_of(args.replicas, table, args.experiments)
    return draw_border(table[table["dataset"] == "xor"], titles_of(args))


def draw_border(table, titles):
    """Draw a panel for each experiment and activation, the latter downwards, and where is measured.

    Parameters
    ----------
    table : pandas.DataFrame
        Replicas on XOR; those that diverged have no widths.
    titles : dict of str to str
        Experiment to its name.
    """
    groups = dict(list(table.groupby(["activation", "experiment"], sort=False)))
    activations = [
        activation
        for activation in table["activation"].unique()
        if all((activation, experiment) in groups for experiment in titles)
    ]
    if not activations:
        raise UserError(f"--experiments {' '.join(titles)}: they have no activation in common")
    figure = style.figure(2.6 + 4.8 * len(activations))
    axes = figure.subplots(
        len(activations), 1 + len(titles), squeeze=False, width_ratios=[0.7, *[1] * len(titles)]
    )
    _where(axes[0, 0])
    for ax in axes[1:, 0]:
        ax.set_axis_off()
    shown = axes[:, 1:]
    widths = table.loc[table["activation"].isin(activations), WIDTHS].to_numpy()
    most = np.fmax.reduce(widths, axis=None, initial=0.01)
    for row, activation in zip(shown, activations, strict=True):
        for ax, experiment in zip(row, titles, strict=True):
            _widths(ax, groups[activation, experiment], marks.form(activation)["color"])
            ax.set_ylim(0, 1.08 * most)
            ax.tick_params(axis="y", labelleft=ax is row[0])
        row[0].set_ylabel(
            f"{ACTIVATIONS[activation].label}\n邊界寬度（邊長的 %）", linespacing=marks.LINE_SPACING
        )
    wrapped = [title.replace("，", "，\n") for title in titles.values()]
    marks.entitle(shown.flat, [*wrapped, *[""] * (shown.size - len(wrapped))])
    findings.write(figure, finding(table[table["activation"].isin(activations)], titles))
    return figure


def finding(table, titles):
    """Return in words which experiment has the largest share of networks with a border wider on one side."""
    kept = table.dropna(subset=WIDTHS)
    if kept.empty:
        return "每個網路都發散，沒有邊界可量"
    said = []
    for words, (first, second) in PAIRS.items():
        wider = (kept[WIDTHS[first]] > kept[WIDTHS[second]]).groupby(kept["experiment"])
        most = findings.extremes(wider.mean().to_dict(), max)
        names = findings.listed([f"「{titles[name]}」" for name in titles if name in most])
        total, count = (int(number) for number in wider.agg(["size", "sum"]).loc[most].sum())
        said.append(f"{words}的比例最高的是{names}（{findings.of(total, count)}）")
    return "；".join(said)


def _widths(ax, rows, colour):
    # A line for each pair, a bar at each median; below the panel, how many seeds lie which way.
    widths = rows[WIDTHS].to_numpy()
    kept = np.isfinite(widths).all(axis=1)
    thin = {"color": colour, "linewidth": 0.6, "alpha": 0.6}
    for names, seen in zip(rows.loc[kept, [*JOB, "seed"]].to_numpy(), widths[kept], strict=True):
        ax.plot([0, 1, np.nan, 2, 3], [*seen[:2], np.nan, *seen[2:]], **thin, gid=marks.name(*names))
    if kept.any():
        medians = np.median(widths[kept], axis=0)
        ax.hlines(medians, np.arange(4) - 0.28, np.arange(4) + 0.28, color="black", linewidth=1.6, zorder=3)
    counts = [
        f"{words}：{kept.sum()} 個中 {(widths[kept, first] > widths[kept, second]).sum()} 個"
        for words, (first, second) in PAIRS.items()
    ]
    lost = marks.lost(np.count_nonzero(~kept))
    ax.set_xlabel(
        "\n".join([*(counts if kept.any() else []), *([lost] if lost else [])]),
        linespacing=marks.LINE_SPACING,
    )
    ax.set_xticks(range(4), SIDES.values())
    ax.set_xlim(-0.5, 3.5)
    ax.yaxis.set_major_formatter(panels.PERCENT)
    ax.grid(visible=True, axis="y")


def _where(ax):
    # The square with its two arms, and the four lines on which the widths are measured.
    near, far = 0.5 - BORDER_DISTANCE, 0.5 + BORDER_DISTANCE
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", anchor="N", xticks=[], yticks=[], title="測量的位置")
    ax.spines[:].set_visible(True)
    for arm, label in (((0, 1), 0), ((1, 0), 1)):
        ax.plot((0, 1), arm, color="0.6", linewidth=1, linestyle=(0, (1, 1.5)))
        ax.text(0.97, 0.5 + 0.75 * (arm[1] - 0.5), f"標籤 {label}", ha="right", va="center", size=style.SMALL)
    across = {"left": (near, 0.5), "right": (far, 0.5), "bottom": (0.5, near), "top": (0.5, far)}
    for side, (x, y) in across.items():
        upright = y == 0.5
        ends = ((x, x), (near, far)) if upright else ((near, far), (y, y))
        ax.plot(*ends, color="black", linewidth=1.6, solid_capstyle="butt")
        beside = (x + 0.4 * (x - 0.5), y + 0.4 * (y - 0.5))
        ax.text(*beside, SIDES[side], ha="center", va="center")
