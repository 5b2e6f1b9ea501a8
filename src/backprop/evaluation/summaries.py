"""What the seeds of a group reached: means, medians, the worst of them, counts."""

import numpy as np
import pandas as pd

from backprop.evaluation import intervals

#: Accuracies of the replicas on held-out points, and what the tables call them.
HELD_OUT = {"held_out_soft": "soft", "held_out_hard": "hard"}
#: What is told by its mean: what the tables call it, and the column of the replicas.
MEANS = {"soft": "held_out_soft", "hard": "held_out_hard"} | {
    name: name for name in ("train_soft", "train_hard", "train_true_hard", "gap")
}
#: Columns of the replicas that `summaries` reads as numbers.
READ = (*MEANS.values(), "deviation", "epochs_to_reach", "epochs_to_leave", "diverged")


def summaries(replicas, key, confidence):
    """Return a row for each `key` (list of columns), in the order of `replicas`: what its seeds reached.

    Means have the half-width of a Student-t interval, medians the ends of an interval of order statistics.
    ``hard_sd`` and ``hard_deviation``, the median of the deviations from the median, say how far seeds lie
    apart.  A replica that diverged is counted as never having reached or left anything, and is left out of
    the rest.  Rows with the same key differ in nothing but the seed.
    """
    rows = [
        dict(zip(key, names, strict=True)) | _summary(group, confidence)
        for names, group in replicas.groupby(key, sort=False)
    ]
    return pd.DataFrame(rows, columns=[*key, *_summary(replicas.head(0), confidence)])


def finite_median(values):
    """Return the median of epochs, where an empty one is never: NaN where most of them are."""
    middle = np.median(values.fillna(np.inf)) if len(values) else np.nan
    return middle if np.isfinite(middle) else np.nan


def _summary(group, confidence):
    kept = group[group["diverged"].isna()]
    row = {}
    for name, column in MEANS.items():
        row[name], row[f"{name}_half_width"] = intervals.mean(kept[column], confidence)
    for column, name in HELD_OUT.items():
        ends = (f"{name}_median{end}" for end in ("", "_low", "_high"))
        row |= zip(ends, intervals.median(kept[column], confidence), strict=True)
    return row | {
        "hard_worst": kept["held_out_hard"].min(),
        "hard_sd": kept["held_out_hard"].std(),
        "hard_deviation": kept["deviation"].median(),
        "epochs_to_reach": finite_median(group["epochs_to_reach"]),
        "reached": group["epochs_to_reach"].count(),
        "epochs_to_leave": finite_median(group["epochs_to_leave"]),
        "left": group["epochs_to_leave"].count(),
        "collapsed": kept["collapsed"].sum(),
        "diverged": len(group) - len(kept),
        "seeds": len(group),
    }
