"""The original's numbers beside ours: how each reading of its settings places them among the seeds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

#: Decimals that the original prints; ours are compared as it would have printed them.
DECIMALS = 4
#: Where the original's number lies, and what the report calls it.
VERDICTS = {"inside": "落在範圍內", "above": "高於所有種子", "below": "低於所有種子"}
#: The points that an accuracy is of.
POINTS = {"train": "訓練資料", "held_out": "測試資料"}
COLUMNS = [
    *("reading", "dataset", "activation"),
    *("original", "points", "lowest", "median", "highest", "at_most_original", "seeds", "diverged"),
    *("verdict", "verdict_held_out", "run"),
]


class Reading(NamedTuple):
    """What the original may have done: an experiment, and the points that its accuracies are of.

    ``instead`` names for an activation of the original another experiment and activation of ours.
    """

    label: str
    experiment: str
    points: str
    instead: Mapping = MappingProxyType({})


READINGS = {
    "course": Reading("課程設定", "course", "train"),
    "course_wrong_slope": Reading(
        "課程設定，SiLU 的斜率用 Sigmoid 的",
        "course",
        "train",
        {"silu": ("course_sigmoid_slope", "silu_sigmoid_slope")},
    ),
    "first_reading": Reading("初步解讀", "first_reading", "train"),
    "robust": Reading("完整配方", "robust", "held_out"),
}


def printed(accuracies):
    """Return accuracies as the original would have printed them."""
    return np.round(accuracies, DECIMALS)


def verdict(original, accuracies):
    """Return where the original's number lies among those of our seeds: a key of `VERDICTS`, or None."""
    if not len(accuracies):
        return None
    shown = printed(accuracies)
    return "above" if original > shown.max() else "below" if original < shown.min() else "inside"


def numbers_table(replicas, original):
    """Return for each reading what our seeds have where the original has its numbers.

    Parameters
    ----------
    replicas : pandas.DataFrame
        Of experiments with one level.
    original : pandas.Series
        The original's accuracy (fraction) by (dataset, activation).

    Returns
    -------
    pandas.DataFrame
        Soft accuracies; ``verdict_held_out`` is the verdict of those on held-out points, whichever the
        reading takes.  ``run`` is the file of the networks.  A reading has a row for each number of which we
        have networks, and none where an experiment that it names was not run.
    """
    rows = []
    groups = dict(list(replicas.groupby(["experiment", "dataset", "activation"])))
    ran = set(replicas["experiment"])
    for name, reading in READINGS.items():
        if not {reading.experiment, *(experiment for experiment, _ in reading.instead.values())} <= ran:
            continue
        for (dataset, activation), number in original.dropna().items():
            experiment, ours = reading.instead.get(activation, (reading.experiment, activation))
            if (experiment, dataset, ours) in groups:
                key = {"reading": name, "dataset": dataset, "activation": activation}
                rows.append(key | _number(groups[experiment, dataset, ours], number, reading.points))
    return pd.DataFrame(rows, columns=COLUMNS)


def _number(group, original, points):
    kept = group[group["diverged"].isna()]
    accuracies = kept[f"{points}_soft"]
    return {
        "original": original,
        "points": points,
        "lowest": accuracies.min(),
        "median": accuracies.median(),
        "highest": accuracies.max(),
        "at_most_original": (printed(accuracies) <= original).sum(),
        "seeds": len(group),
        "diverged": len(group) - len(kept),
        "verdict": verdict(original, accuracies),
        "verdict_held_out": verdict(original, kept["held_out_soft"]),
        "run": group["run"].iloc[0],
    }


def readings_table(numbers):
    """Return for each reading how many of the original's numbers lie inside, above and below our seeds'."""
    groups = numbers.groupby("reading", sort=False)
    counts = {
        name: groups["verdict"].agg(lambda found, name=name: (found == name).sum()) for name in VERDICTS
    }
    counts["inside_held_out"] = groups["verdict_held_out"].agg(lambda found: (found == "inside").sum())
    return pd.DataFrame({"points": groups["points"].first(), "cells": groups.size(), **counts}).reset_index()
