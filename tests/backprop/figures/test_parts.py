"""The figure of a recipe's parts: read back, each seed stands in the row of its experiment."""

import numpy as np
import pandas as pd
import pytest

from backprop.figures import error_axis
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
        dots = {dot.get_gid(): np.concatenate(dot.get_data()) for dot in ax.lines if dot.get_gid()}
        for at, experiment in enumerate(("robust", "without_b", "without_a")):
            for seed, hard in enumerate(HARD[experiment, activation], start=101):
                gid = f"replicas:{experiment}/chessboard/{activation}/{seed}"
                assert (gid in dots) != np.isnan(hard)
                if gid in dots:
                    error, height = dots[gid]
                    assert error == pytest.approx(1 - hard if hard < 1 else error_axis.NONE)
                    assert abs(height - at) < 0.5


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
    assert "replicas:robust/chessboard/silu/103" in ids


def drawn(hard):
    return parts.draw_parts(replicas(hard), TITLES)


def test_the_title_names_the_lowest_median_and_that_of_the_whole(figure, title):
    assert title(figure) == "所有激活函數合計的中位數最低的是「不用乙」（70.0 %）；「完整配方」是 98.5 %"
    worth_nothing = {job: [0.99, 0.99, 0.99] for job in HARD}
    assert title(drawn(worth_nothing)) == "所有激活函數合計的中位數，沒有一項低於「完整配方」（99.0 %）"
    lost = HARD | {("without_a", "relu"): [np.nan], ("without_a", "silu"): [np.nan]}
    assert title(drawn(lost)).startswith("「不用甲」全部發散；所有激活函數合計的中位數最低的是「不用乙」")
    level = HARD | {("without_a", name): HARD["without_b", name] for name in ("relu", "silu")}
    assert "最低的是「不用甲」與「不用乙」（70.0 %）" in title(drawn(level))


def test_with_one_activation_removed_there_is_one_panel_and_the_title_speaks_of_it_alone(sound, title):
    relu = {job: hard for job, hard in HARD.items() if job[1] == "relu"}
    sound(lambda: drawn(relu))
    figure = drawn(relu)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["ReLU"]
    assert title(figure) == "中位數最低的是「不用乙」（55.0 %）；「完整配方」是 99.5 %"


def test_where_all_networks_diverged_each_row_counts_them_and_the_title_says_so(sound, title):
    lost = dict.fromkeys(HARD, [np.nan] * 3)
    sound(lambda: drawn(lost))
    figure = drawn(lost)
    assert title(figure) == "「完整配方」全部發散；「不用甲」全部發散；「不用乙」全部發散"
    for ax in figure.axes:
        assert [text.get_text() for text in ax.texts] == ["另有 3 個發散"] * 3
        assert not [line for line in ax.lines if line.get_gid()]
