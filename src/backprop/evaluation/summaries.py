"""What the seeds of a group reached: means, medians, the worst of them, counts."""

import numpy as np
import pandas as pd
from scipy import stats

#: Accuracies of the replicas, and what the tables call them.
HELD_OUT = {"held_out_soft": "soft", "held_out_hard": "hard"}
TRAIN = ("train_soft", "train_hard")
#: Resamples of the bootstrap: they fix a half-width to about 3 %, and it is shown with two digits at most.
RESAMPLES = 1999


def mean(values, confidence):
    """Return the mean and the half-width of its Student-t interval, NaN for fewer than two values."""
    count = len(values)
    if count < 2:
        return values.mean(), np.nan
    return values.mean(), stats.t.ppf((1 + confidence) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count)


def median(values, confidence):
    """Return the median and half the width of its bootstrap interval (percentile method, fixed generator)."""
    if len(values) < 2:
        return values.median(), np.nan
    interval = stats.bootstrap(
        (values.to_numpy(),),
        np.median,
        confidence_level=confidence,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return values.median(), (interval.high - interval.low) / 2


def summaries(replicas, key, confidence):
    """Return a row for each `key` (list of columns), in the order of `replicas`: what its seeds reached.

    Means with Student-t intervals, medians with bootstrap intervals, the worst seed with what its finite
    number of points leaves uncertain, and counts.  Rows with the same key differ in nothing but the seed.
    """
    rows = [
        dict(zip(key, names, strict=True)) | _summary(group, confidence)
        for names, group in replicas.groupby(key, sort=False)
    ]
    return pd.DataFrame(rows, columns=[*key, *_summary(replicas.head(0), confidence)])


def _summary(group, confidence):
    kept = group[group["diverged"].isna()]
    row = {}
    for metric, name in HELD_OUT.items():
        row[name], row[f"{name}_half_width"] = mean(kept[metric], confidence)
        row[f"{name}_median"], row[f"{name}_median_half_width"] = median(kept[metric], confidence)
        worst = kept.nsmallest(1, metric).reindex(columns=[metric, f"{metric}_half_width"]).to_numpy()
        row[f"{name}_worst"], row[f"{name}_worst_half_width"] = worst[0] if len(worst) else (np.nan, np.nan)
    for metric in TRAIN:
        row[metric], row[f"{metric}_half_width"] = mean(kept[metric], confidence)
    row["gap"], row["gap_half_width"] = mean(kept["train_hard"] - kept["held_out_hard"], confidence)
    return row | {
        "epochs_to_reach": kept["epochs_to_reach"].median(),
        "reached": kept["epochs_to_reach"].count(),
        "epochs_to_leave": kept["epochs_to_leave"].median(),
        "left": kept["epochs_to_leave"].count(),
        "collapsed": kept["collapsed"].sum(),
        "diverged": len(group) - len(kept),
        "seeds": len(group),
    }
