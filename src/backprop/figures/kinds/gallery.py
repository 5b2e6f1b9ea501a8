"""Every network of an experiment on one dataset, small: the worst to the best of each activation."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import findings, marks
from backprop.figures.outputs import network, over_square
from backprop.figures.sources import JOB, experiment_of, run_of
from backprop.registry import ACTIVATIONS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "dataset", "results", "replicas")
#: Cells along each side of a thumbnail, and the white ones between two.
CELLS, GAP = 32, 3
#: So many networks of a row are still told apart; of more, every so-manieth is shown.
MOST = 20


def draw(args):
    """Outputs over the square of every network of an experiment on one dataset."""
    experiment_of(args.config, args.experiment)
    replicas = frames.read(args.replicas, names=JOB, numbers=["seed", "replica", "held_out_soft"])
    chosen = (replicas["experiment"] == args.experiment) & (replicas["dataset"] == args.dataset)
    rows = {}
    for activation, group in replicas[chosen].groupby("activation", sort=False):
        ranked = group.dropna(subset="held_out_soft").sort_values("held_out_soft", kind="stable")
        settings, run = run_of(args.config, args.results, (args.experiment, args.dataset, activation))
        rows[activation] = {
            "squares": [
                over_square(network(run, replica, settings), CELLS)
                for replica in spaced(ranked["replica"].to_numpy())
            ],
            "seeds": spaced(ranked["seed"].to_numpy()),
            "accuracies": ranked["held_out_soft"].to_numpy(),
            "diverged": len(group) - len(ranked),
        }
    return draw_gallery(rows, marks.name(args.experiment, args.dataset))


def spaced(ranked):
    """Return at most `MOST` of `ranked` (n,), evenly spaced, the first and the last among them."""
    count = min(MOST, len(ranked))
    return ranked[np.linspace(0, len(ranked) - 1, count).round().astype(int)] if count else ranked


def draw_gallery(rows, gid):
    """Draw a row of thumbnails for each activation.

    Parameters
    ----------
    rows : dict of str to dict
        By activation: ``squares``, outputs (cell, cell) of networks, from the worst to the best, and their
        ``seeds``; ``accuracies`` (network,) of all, ascending; ``diverged``, how many are not among them.
    gid : str
        What the networks of all rows have in common; behind it each has its activation and seed.
    """
    figure = style.figure(1.1 + 0.88 * len(rows))
    # Else the file has one image of all of a row, and no network an id.
    figure.suppressComposite = True
    most = max(1, *(len(row["squares"]) for row in rows.values()))
    axes = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for ax, (activation, row) in zip(axes, rows.items(), strict=True):
        ax.set_axis_off()
        # One size of thumbnails in all rows, also where some of a row diverged.
        ax.set(xlim=(0, most * (CELLS + GAP) - GAP), ylim=(0, CELLS), aspect="equal", anchor="W")
        label = ACTIVATIONS[activation].label
        beside = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
        ax.annotate(label, (0, 0.5), (-5, 0), **beside, ha="right", fontsize=style.TEXT)
        if row["squares"]:
            _strip(ax, row["squares"], [f"{gid}/{activation}/{seed}" for seed in row["seeds"]])
            worst, best = (percent(row["accuracies"][at]) for at in (0, -1))
            ends = [f"{worst} 到 {best} %"]
        else:
            ends = []
        ends += [marks.lost(row["diverged"])] if row["diverged"] else []
        look = {"fontsize": style.SMALL, "linespacing": marks.LINE_SPACING}
        ax.annotate("\n".join(ends), (1, 0.5), (5, 0), **beside, **look)
    findings.write(figure, finding(rows))
    return figure


def finding(rows):
    """Return in words of which activation the seeds differ most."""
    ends = {name: row["accuracies"][[0, -1]] for name, row in rows.items() if len(row["accuracies"])}
    if not ends:
        return "每個網路都發散，沒有輸出可畫"
    widest = findings.extremes({name: high - low for name, (low, high) in ends.items()}, max)
    low, high = ends[widest[0]]
    if low == high:
        return "每一種激活函數的種子都一樣準"
    names = findings.listed([ACTIVATIONS[name].label for name in widest])
    span = f"：{percent(low)} 到 {percent(high)} %" if len(widest) == 1 else ""
    if len(ends) == 1:
        return f"{names} 的種子從 {percent(low)} 到 {percent(high)} %"
    return f"最差與最好的種子差得最多的是 {names}{span}"


def _strip(ax, squares, gids):
    # Side by side, with white between them.
    for place, (square, gid) in enumerate(zip(squares, gids, strict=True)):
        left = place * (CELLS + GAP)
        image = ax.imshow(
            square,
            extent=(left, left + CELLS, 0, CELLS),
            origin="lower",
            cmap=style.OUTPUT_COLOURS,
            vmin=0,
            vmax=1,
            interpolation="none",
        )
        image.set_gid(gid)


def percent(accuracy):
    """Return an accuracy in percent with one decimal."""
    return digits.show(100 * accuracy, 1)
