"""An axis of accuracies near 1: the error on a logarithmic scale, labelled as what is right."""

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator

from backprop.figures import marks
from shilu.values import digits

#: Where no error at all is drawn: behind a gap, beyond the smallest error that there is a number for.
NONE, GAP = 1.5e-5, 3e-5
#: Height of a row, which is 1, that its dots scatter over.
SPREAD = 0.5
_LABELLED = (0.5, 0.1, 1e-2, 1e-3, 1e-4)


def errors(accuracies):
    """Return where accuracies (fractions) stand on the axis; all right is at `NONE`."""
    wrong = 1 - np.asarray(accuracies, float)
    return np.where(wrong > 0, np.maximum(wrong, GAP), NONE)


def apply(ax, accuracies):
    """Make the x axis of `ax` one of errors that grow to the left, wide enough for all `accuracies`."""
    wrong = errors(accuracies)
    wrong = wrong[np.isfinite(wrong)]
    low, high = (wrong.min(), wrong.max()) if len(wrong) else (1e-2, 0.5)
    # Else Matplotlib looks for limits of its own first, and warns where all accuracies are the same.
    ax.autoscale(enable=False, axis="x")
    ax.set_xscale("log")
    ax.set_xlim(max(high * 1.25, 0.6), min(low / 1.6, 1e-2))
    ticks = [tick for tick in (*_LABELLED, NONE) if ax.get_xlim()[0] >= tick >= ax.get_xlim()[1]]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels(
        ["全對" if tick == NONE else digits.exact(round(100 * (1 - tick), 6)) for tick in ticks]
    )
    ax.grid(visible=True, axis="x")


def dots(ax, at, accuracies, form, gids):
    """Draw a dot for each of `accuracies` (n,) in the row `at`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    at : float
        Height of the row.
    accuracies : numpy.ndarray
    form : dict
        ``color`` and ``marker``, see `backprop.figures.marks.form`.
    gids : sequence of str
        The row of each in the replicas.
    """
    look = {"color": form["color"], "marker": form["marker"]}
    heights = at + marks.offsets(accuracies, SPREAD)
    for x, y, gid in zip(errors(accuracies), heights, gids, strict=True):
        marks.dot(ax, x, y, look, gid)
