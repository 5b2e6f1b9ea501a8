"""Races of the activations: those of one seed, on one dataset, ranked by held-out soft accuracy."""

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd

GROUP = ["experiment", "dataset"]


def races(replicas):
    """Yield of each experiment and dataset with several activations: names, and accuracies of its races.

    Parameters
    ----------
    replicas : pandas.DataFrame
        Of experiments with one level.

    Yields
    ------
    names : (str, str)
    accuracies : pandas.DataFrame
        Held-out soft accuracy, a row for each seed with which no activation diverged, a column for each
        activation, in the order of `replicas`.
    """
    for names, group in replicas.groupby(GROUP, sort=False):
        each = {
            activation: one.set_index("seed")["held_out_soft"]
            for activation, one in group.groupby("activation", sort=False)
        }
        if len(each) > 1:
            yield names, pd.concat(each, axis=1).dropna()


def ranks_table(replicas, original):
    """Return how often the ranks of two seeds agree, and how often with the original's.

    Parameters
    ----------
    replicas : pandas.DataFrame
        As in `races`.
    original : pandas.Series
        The original's accuracy by (dataset, activation).

    Returns
    -------
    pandas.DataFrame
        ``races``; ``original_order``: those in the original's order, among the activations of which it has a
        number, where two that it has equal may come either way; empty where there are no two;
        ``agree_order``, ``agree_winner``: the probability that two different seeds agree on all ranks, on
        the winner; ``chance_winner``: what it is if all are alike.
    """
    rows = []
    for names, accuracies in races(replicas):
        order = [tuple(row) for row in np.argsort(-accuracies.to_numpy(), axis=1, kind="stable")]
        rows.append(
            dict(zip(GROUP, names, strict=True))
            | {
                "races": len(order),
                "original_order": _in_order(accuracies, original.get(names[1])),
                "agree_order": _agreement(order),
                "agree_winner": _agreement([one[0] for one in order]),
                "chance_winner": 1 / accuracies.shape[1],
            }
        )
    columns = [*GROUP, "races", "original_order", "agree_order", "agree_winner", "chance_winner"]
    return pd.DataFrame(rows, columns=columns).astype({"original_order": "Int64"})


def _in_order(accuracies, original):
    # Among those of which the original has a number; one of the user's own has no place in its order.
    reported = pd.Series(dtype=float) if original is None else original.dropna()
    known = [activation for activation in accuracies if activation in reported.index]
    if len(known) < 2:
        return None
    pairs = [pair for pair in combinations(known, 2) if reported[pair[0]] != reported[pair[1]]]
    ranked = [sorted(pair, key=reported.get, reverse=True) for pair in pairs]
    return sum(
        all(race[better] > race[worse] for better, worse in ranked) for _, race in accuracies.iterrows()
    )


def _agreement(outcomes):
    pairs = len(outcomes) * (len(outcomes) - 1)
    alike = sum(count * (count - 1) for count in Counter(outcomes).values())
    return alike / pairs if pairs else np.nan


def ranks_total_table(ranks):
    """Return the races of each experiment over all its datasets of which the original has all numbers."""
    known = ranks.dropna(subset="original_order")
    return known.groupby("experiment", sort=False)[["races", "original_order"]].sum().reset_index()
