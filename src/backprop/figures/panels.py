"""The panels of the figures: each function draws data on the axes it is given, and knows no file."""

from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, NullLocator

from backprop.registry import DATASETS
from shilu.figures import style
from shilu.values import digits

#: Label to the form of its points, in the colours that the output has for it.
POINTS = {
    0: {"marker": "o", "facecolor": colormaps[style.OUTPUT_COLOURS](0.0), "edgecolor": "white"},
    1: {"marker": "s", "facecolor": colormaps[style.OUTPUT_COLOURS](1.0), "edgecolor": "black"},
}
MISTAKE = {
    "marker": "X",
    "facecolor": style.ACCENT,
    "edgecolor": "white",
    "s": 26,
    "linewidth": 0.5,
    "zorder": 4,
}
#: Quantiles over seeds that bound the band around a median.
BAND = (0.05, 0.95)
PERCENT = FuncFormatter(lambda fraction, _: digits.exact(round(100 * fraction, 6)))
PLAIN = FuncFormatter(lambda number, _: digits.exact(number))


def points(ax, dataset, x, y, wrong=None):
    """Draw labelled points and the true borders; mark those that are `wrong`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    dataset : str
    x, y : numpy.ndarray
        (sample, feature) and labels (sample,).
    wrong : numpy.ndarray of bool, optional
        (sample,).

    Returns
    -------
    dict of str to matplotlib artist
        What the legend shows.
    """
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="第一維輸入", ylabel="第二維輸入")
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    artists = {}
    wrong = np.zeros(len(y), bool) if wrong is None else wrong
    for label, form in POINTS.items():
        at = (y == label) & ~wrong
        artists[f"標籤 {label}"] = ax.scatter(*x[at].T, s=9, linewidth=0.4, zorder=3, clip_on=False, **form)
    artists["分類錯誤"] = ax.scatter(*x[wrong].T, clip_on=False, **MISTAKE)
    for segment in DATASETS[dataset].borders:
        artists["真實邊界"] = ax.plot(*segment, color="0.35", linestyle=(0, (4, 2)), linewidth=0.9, zorder=2)[
            0
        ]
    return artists


def output(ax, outputs):
    """Colour the unit square by a network's output and draw its decision border.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    outputs : numpy.ndarray
        (n, n) from 0 to 1, at the centres of n × n cells; the first axis goes up, the second to the right.

    Returns
    -------
    image : matplotlib.image.AxesImage
    border : matplotlib artist or None
        None where the output stays on one side of 0.5.
    """
    # Not resampled, so that the file holds n × n pixels and each viewer smooths them itself.
    image = ax.imshow(
        outputs,
        extent=(0, 1, 0, 1),
        origin="lower",
        cmap=style.OUTPUT_COLOURS,
        vmin=0,
        vmax=1,
        interpolation="none",
    )
    if not outputs.min() < 0.5 < outputs.max():
        return image, None
    centres = (np.arange(len(outputs)) + 0.5) / len(outputs)
    lines = ax.contour(centres, centres, outputs, levels=[0.5], colors="black", linewidths=1.3)
    lines.set(path_effects=[withStroke(linewidth=2.6, foreground="white")])
    return image, lines.legend_elements()[0][0]


def band(ax, epochs, curves, form):
    """Draw the median over replicas of `curves` (replica, epoch) at `epochs` (epoch,), and its `BAND`."""
    low, middle, high = np.quantile(curves, (BAND[0], 0.5, BAND[1]), axis=0)
    ax.fill_between(epochs, low, high, color=form["color"], alpha=0.15, linewidth=0)
    return ax.plot(epochs, middle, color=form["color"], linestyle=form["linestyle"])[0]


def heat_map(ax, values, texts, rows, columns, *, low):
    """Draw fractions (row, column) from `low` to 1 as colours, `texts` in the cells; NaN stays white."""
    image = ax.imshow(values, cmap=style.OUTPUT_COLOURS, vmin=low, vmax=1, aspect="auto")
    for row, column in np.ndindex(values.shape):
        light = image.norm(values[row, column]) > 0.5 or np.isnan(values[row, column])
        ax.text(
            column,
            row,
            texts[row][column],
            ha="center",
            va="center",
            fontsize=style.SMALL,
            color="k" if light else "w",
        )
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return image


def spread(ax, groups, forms):
    """Draw all values of each group as points, beside them their mean with its interval, and a reference.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    groups : dict of str to dict
        Label to ``values`` (fractions, finite), ``mean``, ``half_width`` and ``reference``, which may be NaN.
    forms : list of dict
        `style.series`, one for each group.

    Returns
    -------
    dict of str to matplotlib artist
        What the legend shows.
    """
    for at, (group, form) in enumerate(zip(groups.values(), forms, strict=True)):
        values = np.sort(group["values"])
        # Neighbours in value stand apart: the offsets go round in a fixed order, nothing is drawn at random.
        offsets = np.resize([-0.3, -0.18, -0.24, -0.12], len(values))
        ax.plot(at + offsets, values, form["marker"], color=form["color"], alpha=0.75, mew=0, ms=3.5)
        mean = ax.errorbar(
            at + 0.06,
            group["mean"],
            group["half_width"],
            fmt="_",
            color="black",
            capsize=3,
            elinewidth=1,
            markersize=9,
        )
        reference = ax.plot(
            at + 0.3,
            group["reference"],
            "D",
            color="white",
            markeredgecolor=style.ACCENT,
            mew=1.2,
            markersize=5,
        )[0]
    ax.set_xticks(range(len(groups)), list(groups))
    ax.set_xlim(-0.5, len(groups) - 0.5)
    ax.yaxis.set_major_formatter(PERCENT)
    ax.grid(visible=True, axis="y")
    seeds = Line2D([], [], color="0.4", marker="o", linestyle="", markersize=3.5)
    return {"各種子": seeds, "平均與區間": mean, "原報告": reference}


def crowded(figure):
    """Tell whether names below a panel of a figure touch.  It is laid out for that: save another one."""
    figure.draw_without_rendering()
    boxes = [[label.get_window_extent() for label in ax.get_xticklabels()] for ax in figure.axes]
    return any(left.x1 + style.SMALL / 2 > right.x0 for row in boxes for left, right in pairwise(row))


def logarithmic(axes):
    """Give `axes`, which share theirs upwards, a logarithmic one with plain numbers; say whether it was done.

    Where the data span less than a decade it would have no number at all, and stays as it is.
    """
    low, high = (extreme(ax.dataLim.intervaly[end] for ax in axes) for end, extreme in enumerate((min, max)))
    if not 0 < 10 * low < high:
        return False
    for ax in axes:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(PLAIN)
        ax.yaxis.set_minor_locator(NullLocator())
    return True


def divided_bars(ax, counts, forms):
    """Draw a horizontal bar for each row of `counts` (bar, part), its parts filled as `forms` say.

    Returns
    -------
    list of matplotlib artist
        One for each part, for the legend.
    """
    left, parts = np.zeros(len(counts)), []
    for form, width in zip(forms, counts.T, strict=True):
        drawn = np.flatnonzero(width)
        look = {"edgecolor": "white", "linewidth": 0.5, **form}
        ax.barh(drawn, width[drawn], left=left[drawn], height=0.72, **look)
        for at in drawn:
            paint = {"edgecolor": "none", "facecolor": "white", "pad": 0.8, "alpha": 0.85}
            middle = left[at] + width[at] / 2
            ax.text(middle, at, width[at], ha="center", va="center", fontsize=style.SMALL, bbox=paint)
        left += width
        parts.append(Rectangle((0, 0), 1, 1, **look))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, counts.sum(axis=1).max())
    return parts
