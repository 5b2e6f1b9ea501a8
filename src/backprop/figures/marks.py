"""What the marks of single networks have in common: their names, their places, and words for the lost."""

import string

import numpy as np

from backprop.registry import ACTIVATIONS
from shilu.figures import style

#: Between lines of text: with less, Chinese characters of two lines touch.
LINE_SPACING = 1.35
#: A line of one network.  What is not said of each costs the file nothing: hundreds of them are drawn.
THIN = {
    "linewidth": 0.5,
    "solid_capstyle": "butt",
    "dash_capstyle": "butt",
    "clip_on": False,
    "in_layout": False,
}


def name(*parts, **level):
    """Return the id that a mark has in the file: its row of the replicas, or what the rows of a group share.

    `parts` are experiment, dataset, activation and seed, in this order; `level` tells levels apart.
    """
    return "replicas:" + "/".join([*map(str, parts), *(f"{key}={value}" for key, value in level.items())])


def names(rows, **level):
    """Return the id of each of `rows` (pandas.DataFrame) of the replicas, see `name`."""
    keys = rows[["experiment", "dataset", "activation", "seed"]]
    return [name(*key, **level) for key in keys.itertuples(index=False)]


def form(activation):
    """Return the style of an activation (dict of color, linestyle, marker), the same in every figure.

    One of the user's own has its own, a variant that of what it varies.
    """
    forms = dict(zip(ACTIVATIONS, style.series(len(ACTIVATIONS)), strict=True))
    return forms[ACTIVATIONS.variants.get(activation, activation)]


def dot(ax, x, y, look, gid):
    """Draw one network as one mark of its own, so that the file has its row's id.

    It is opaque, since a faint one is no longer three times as dark as paper.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : float
    look : dict
        ``color``, ``marker`` and what else `matplotlib.axes.Axes.plot` takes, instead of the style of a dot.
    gid : str
    """
    # The layout need not ask hundreds of them for their size: they lie within the panel.
    style_of_dots = {
        "linestyle": "",
        "markersize": 2.7,
        "markeredgewidth": 0,
        "clip_on": False,
        "in_layout": False,
    }
    ax.plot(x, y, **style_of_dots | look, gid=gid)


def offsets(values, width):
    """Return how far each of `values` (n,) is moved aside, within `width`, so that equal ones are all seen.

    Neighbours in value are far apart, by the golden ratio: the same values, the same places.
    """
    places = np.empty(len(values))
    places[np.argsort(values, kind="stable")] = np.arange(len(values)) * (np.sqrt(5) - 1) / 2 % 1
    return (places - 0.5) * width


def entitle(axes, titles):
    """Give `axes` their titles; where there are several, with a letter each that the text can name."""
    for ax, letter, title in zip(axes, string.ascii_lowercase, titles, strict=False):
        ax.set_title(
            f"({letter}) {title}".strip() if len(axes) > 1 else title, loc="left", linespacing=LINE_SPACING
        )


def lost(count):
    """Return the words for so many networks that diverged and are not drawn; none for none."""
    return f"另有 {count} 個發散" if count else ""
