"""The figure of a recipe's parts: read back, each seed stands in the row of its experiment."""

import numpy as np
import pandas as pd
import pytest

from backprop.figures.kinds import parts

pytestmark = pytest.mark.filterwarnings("error")

TITLES = {"robust": "完整配方", "without_a": "不用甲", "without_b": "不用乙"}
HARD = {
    ("robust", "relu"): [0.99, 0.995, 1.0],
    ("without_a", "relu"): [0.9, 0.97, 0.98],
    ("without_b", "relu"): [0.6, 0.5, np.nan],
    ("robust", "silu"): [0.98, 0.98, 0.97],
    ("without_a", "silu"): [0.95, 0.96, 0.94],
    ("without_b", "silu"): [0.7, 0.8, 0.9],
}


def replicas(hard=HARD):
    return pd.DataFrame([
        {"experiment": experiment, "dataset": "chessboard", "activation": activation, "seed": seed, "held_out_hard": one}
        for (experiment, activation), values in hard.items()
        for seed, one in enumerate(values, start=101)
    ])  # fmt: skip


@pytest.fixture(scope="module")
def figure():
    return parts.draw_parts(replicas(), TITLES)


def test_the_whole_recipe_stands_on_top_and_below_it_what_is_missed_most(figure):
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["完整配方", "不用乙", "不用甲"]
    low, high = figure.axes[0].get_ylim()
    assert low > high


def test_every_seed_that_did_not_diverge_is_a_dot_in_its_row(figure):
    for ax, activation in zip(figure.axes, ("relu", "silu"), strict=True):
        dots = {each.get_gid(): each.get_offsets() for each in ax.collections if each.get_gid()}
        for at, experiment in enumerate(("robust", "without_b", "without_a")):
            places = dots[f"replicas:{experiment}/chessboard/{activation}"]
            expected = [one for one in HARD[experiment, activation] if one < 1]
            found = sorted(1 - error for error in places[:, 0] if error > 1e-4)
            np.testing.assert_allclose(found, sorted(expected))
            assert (np.abs(places[:, 1] - at) < 0.5).all()


def test_a_bar_is_at_the_median_of_each_row(figure):
    bars = [each.get_segments()[0][0] for each in figure.axes[0].collections if not each.get_gid()]
    assert [(round(1 - error, 6), round(at + 0.38)) for error, at in bars] == [
        (0.995, 0),
        (0.55, 1),
        (0.97, 2),
    ]


def test_those_that_diverged_are_told(figure):
    assert [text.get_text() for ax in figure.axes for text in ax.texts] == ["另有 1 個發散"]


def test_the_figure_is_sound_also_where_all_of_a_part_diverged(sound):
    lost = {**HARD, ("without_a", "relu"): [np.nan] * 3}
    ids = sound(lambda: parts.draw_parts(replicas(lost), TITLES))
    assert "replicas:robust/chessboard/silu" in ids
