"""Ways in which training fails, told apart by rule.

Each rule looks at what a replica did, not at why; the first that holds names it.
"""

import numpy as np
import pandas as pd

from backprop.study.conventions import CONSTANT_SPAN, DROP, MOST_DEAD, SMOOTHED

#: Name to what the report calls it, in the order in which the rules are tried.
MODES = {
    "diverged": "發散",
    "constant": "輸出固定",
    "plateau": "停在高原",
    "dying": "單元壞死",
    "late_drop": "後期退步",
    "below": "未達標",
    "none": "達標",
}


def least(share, points):
    """Return how many of `points` a share of them is; a count at it has reached it.

    Shares such as 0.55 are no floats: a product with one may lie just above the whole number that it is.
    """
    return round(share * points, 6)


def modes(*, diverged, span, dead_units, right, points, thresholds):
    """Name how each replica failed.

    - ``diverged``: a loss or weight ceased to be finite.
    - ``constant``: the outputs of all held-out samples are within `CONSTANT_SPAN`, and a hidden layer is all
      dead, so that no gradient passes: nothing can change any more.
    - ``plateau``: at no checkpoint above the accuracy that counts as collapsed.
    - ``dying``: not at the accuracy that counts as reached, and in the last hidden layer at least `MOST_DEAD`
      of the units dead.
    - ``late_drop``: more than `DROP` below its own best, both told by the median of `SMOOTHED` checkpoints.
    - ``below``: at no checkpoint at the accuracy that counts as reached.
    - ``none``: none of these.

    Parameters
    ----------
    diverged : numpy.ndarray of bool, shape (replica,)
    span : numpy.ndarray, shape (replica,)
        Largest less smallest output over the held-out samples.
    dead_units : numpy.ndarray, shape (replica, hidden layer)
        Share of the units, at the last checkpoint.
    right : numpy.ndarray, shape (replica, checkpoint)
        How many held-out points are on the right side; the last checkpoint is the end.
    points : int
        How many held-out points there are.
    thresholds : dict
        The config's ``collapsed`` and ``reached``.

    Returns
    -------
    numpy.ndarray of str, shape (replica,)
    """
    reached = least(thresholds["reached"], points)
    window = min(SMOOTHED, right.shape[1])
    smoothed = np.median(np.lib.stride_tricks.sliding_window_view(right, window, axis=1), axis=2)
    rules = {
        "diverged": diverged,
        "constant": (span < CONSTANT_SPAN) & (dead_units.max(axis=1) == 1),
        "plateau": right.max(axis=1) <= least(thresholds["collapsed"], points),
        "dying": (right[:, -1] < reached) & (dead_units[:, -1] >= MOST_DEAD),
        "late_drop": smoothed.max(axis=1) - smoothed[:, -1] > least(DROP, points),
        "below": right.max(axis=1) < reached,
    }
    return np.select(list(rules.values()), list(rules), default="none")


def failures_table(replicas):
    """Return how many networks failed in each way, by experiment, dataset and activation; none left out."""
    key = ["experiment", "dataset", "activation"]
    rows = [
        dict(zip(key, names, strict=True)) | {"failure": mode, "networks": (group == mode).sum()}
        for names, group in replicas.groupby(key, sort=False)["failure"]
        for mode in MODES
    ]
    return pd.DataFrame(rows, columns=[*key, "failure", "networks"])
