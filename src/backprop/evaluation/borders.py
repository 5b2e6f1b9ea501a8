"""How wide the borders of XOR are, in the gaps between its arms."""

import numpy as np
import pandas as pd

from backprop.evaluation import intervals
from backprop.network.inputs import scaled
from backprop.study.conventions import BORDER_DISTANCE, SIDES, UNSURE
from backprop.trainer.stack import layer_sizes, predict

#: Points of the line across a gap: they tell its width to a thousandth of the square.
POINTS = 401


def widths(weights, settings):
    """Return how wide the border is on each side of the centre.

    The arms of XOR cross in the centre of the square, and part it into four gaps, in which no points lie.
    Across each gap, at `BORDER_DISTANCE` from the centre, a line leads from one arm to the other: the width
    is that of its part on which the output is farther than `UNSURE` from both labels.

    Parameters
    ----------
    weights : numpy.ndarray, shape (replica, parameter), float32
    settings : dict
        `study.training` of the run.

    Returns
    -------
    dict of str to numpy.ndarray, shape (replica,)
        ``border_left``, ``…_right``, ``…_bottom``, ``…_top``, in the unit of the square's side;
        ``border_sideways``, left less right; ``border_upright``, bottom less top.
    """
    along = np.linspace(-BORDER_DISTANCE, BORDER_DISTANCE, POINTS, dtype=np.float32)
    away = np.full_like(along, BORDER_DISTANCE)
    lines = {"left": (-away, along), "right": (away, along), "bottom": (along, -away), "top": (along, away)}
    found = {}
    for side, line in lines.items():
        x = scaled(np.float32(0.5) + np.stack(line, axis=1), settings["scale"])
        output = predict(weights, x, sizes=layer_sizes(settings["hidden"]), activation=settings["activation"])
        unsure = (output > UNSURE) & (output < 1 - UNSURE)
        found[f"border_{side}"] = unsure.mean(axis=1) * 2 * BORDER_DISTANCE
    found["border_sideways"] = found["border_left"] - found["border_right"]
    found["border_upright"] = found["border_bottom"] - found["border_top"]
    return found


def border_table(replicas, confidence):
    """Return the median width of each border of XOR, by experiment, activation and side.

    Parameters
    ----------
    replicas : pandas.DataFrame
        Of experiments with one level.
    confidence : float
    """
    xor, rows = replicas[replicas["dataset"] == "xor"], []
    key = ["experiment", "dataset", "activation"]
    for names, group in xor.groupby(key, sort=False):
        kept = group[group["diverged"].isna()]
        for side in SIDES:
            width, low, high = intervals.median(kept[f"border_{side}"], confidence)
            row = dict(zip(key, names, strict=True)) | {"side": side, "width": width}
            row |= {"width_low": low, "width_high": high}
            rows.append(row | {"diverged": len(group) - len(kept), "seeds": len(group)})
    columns = [*key, "side", "width", "width_low", "width_high", "diverged", "seeds"]
    return pd.DataFrame(rows, columns=columns)
