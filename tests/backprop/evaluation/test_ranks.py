"""Races of the activations, with ranks that are counted by hand."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation.ranks import ranks_table, ranks_total_table

ACTIVATIONS = ["sigmoid", "relu", "silu"]
ORIGINAL = pd.Series(
    {("xor", "sigmoid"): 0.98, ("xor", "relu"): 0.99, ("xor", "silu"): 0.98, ("linear", "relu"): 0.9}
)
#: Soft accuracies of (sigmoid, relu, silu) by seed.
XOR = {
    1: (0.7, 0.9, 0.8),  # relu silu sigmoid: the original's order
    2: (0.8, 0.9, 0.7),  # relu sigmoid silu: the original's too, which has these two equal
    3: (0.9, 0.8, 0.7),  # sigmoid relu silu
    4: (0.71, 0.91, 0.81),  # as seed 1
    5: (0.9, np.nan, 0.7),  # no race: relu diverged
}


def replicas(races, dataset="xor"):
    columns = ["experiment", "dataset", "activation", "seed", "held_out_soft"]
    rows = [
        ("e", dataset, activation, seed, race[place])
        for place, activation in enumerate(ACTIVATIONS)
        for seed, race in races.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def test_ranks_are_those_of_the_seeds_with_which_every_activation_finished():
    row = ranks_table(replicas(XOR), ORIGINAL).iloc[0]
    assert row["races"] == 4
    assert row["original_order"] == 3
    # Of 6 pairs of seeds, one (1 and 4) agrees on all ranks; three (1, 2 and 4) on the winner.
    assert row["agree_order"] == pytest.approx(1 / 6)
    assert row["agree_winner"] == pytest.approx(3 / 6)
    assert row["chance_winner"] == pytest.approx(1 / 3)


def test_races_are_summed_over_the_datasets_of_which_the_original_has_an_order():
    chessboard = pd.Series({("chessboard", name): rank / 10 for rank, name in enumerate(ACTIVATIONS)})
    table = pd.concat([
        replicas(XOR),
        replicas({1: (0.7, 0.8, 0.9), 2: (0.9, 0.8, 0.7)}, "chessboard"),
        replicas({1: (0.7, 0.8, 0.9)}, "linear"),
    ])  # fmt: skip
    ranks = ranks_table(table, pd.concat([ORIGINAL, chessboard]))
    assert ranks["original_order"].tolist()[:2] == [3, 1]
    assert pd.isna(ranks["original_order"][2])
    assert ranks_total_table(ranks).to_dict("records") == [
        {"experiment": "e", "races": 6, "original_order": 4}
    ]


def test_one_race_agrees_with_nobody_and_one_activation_races_with_nobody():
    row = ranks_table(replicas({1: XOR[1]}), ORIGINAL).iloc[0]
    assert row["races"] == 1
    assert row[["agree_order", "agree_winner"]].isna().all()
    alone = replicas(XOR)[lambda table: table["activation"] == "relu"]
    assert ranks_table(alone, ORIGINAL).empty
