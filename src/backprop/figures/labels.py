"""Names of lines, where the lines end."""

import numpy as np

from shilu.figures import style

#: Distance of a label from its panel, as a part of the panel's width, and room between two in their heights.
BESIDE, ROOM = 0.03, 1.15


def at_end(ax, line, words):
    """Write `words` right of a panel, at the height at which a line ends; nothing for a line of no points.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    line : matplotlib.lines.Line2D
        Its last point that is a number counts; a thin line leads from there.
    words : str
    """
    x, y = (np.asarray(values, float) for values in line.get_data())
    there = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(there):
        return
    end = x[there[-1]], y[there[-1]]
    ax.annotate(
        words,
        end,
        xytext=(1 + BESIDE, end[1]),
        textcoords=("axes fraction", "data"),
        va="center",
        fontsize=style.SMALL,
        annotation_clip=False,
        gid="label",
        arrowprops={"arrowstyle": "-", "linewidth": 0.5, "color": "0.5", "shrinkA": 1, "shrinkB": 3},
    )


def spread(figure):
    """Move the labels of each panel apart, as little as may be, so that none lies on another."""
    figure.draw_without_rendering()
    for ax in figure.axes:
        names = [text for text in ax.texts if text.get_gid() == "label"]
        if not names:
            continue
        heights = [name.get_window_extent().height for name in names]
        at = [ax.transData.transform(name.xy)[1] for name in names]
        low, high = ax.get_window_extent().intervaly
        for name, place in zip(names, apart(at, ROOM * max(heights), low, high), strict=True):
            name.set_y(ax.transData.inverted().transform((0, place))[1])


def apart(places, gap, low, high):
    """Return `places` (n,), moved by the least sum of squares so that neighbours are a `gap` apart.

    They keep their order, and stay within `low` and `high` where there is room for all of them.
    """
    order = np.argsort(places, kind="stable")
    steps = gap * np.arange(len(order))
    # What must grow by a gap at each step is, less the steps, what must not fall: means of what violates it.
    means, counts = [], []
    for value in np.asarray(places, float)[order] - steps:
        means.append(value)
        counts.append(1)
        while len(means) > 1 and means[-2] > means[-1]:
            count = counts.pop()
            mean = means.pop()
            means[-1] = (means[-1] * counts[-1] + mean * count) / (counts[-1] + count)
            counts[-1] += count
    moved = np.clip(np.repeat(means, counts), low, max(low, high - (steps[-1] if len(steps) else 0)))
    result = np.empty(len(order))
    result[order] = moved + steps
    return result
