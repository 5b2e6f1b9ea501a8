"""The figure of the original's numbers: read back, each stands among the seeds that it is compared with."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors

from backprop.evaluation.readings import numbers_table
from backprop.figures import error_axis
from backprop.figures.kinds import numbers
from shilu.figures import style

pytestmark = pytest.mark.filterwarnings("error")

ORIGINAL = {("xor", "relu"): 0.98, ("xor", "silu"): 0.52, ("linear", "relu"): 0.9999, ("linear", "silu"): 0.6}
OURS = {
    ("course", "relu"): 0.97,
    ("course", "silu"): 0.99,
    ("course_sigmoid_slope", "silu_sigmoid_slope"): 0.51,
    ("robust", "relu"): 0.95,
    ("robust", "silu"): 0.94,
}


def replicas():
    rows = [
        {
            **dict(zip(("experiment", "activation"), names, strict=True)),
            "dataset": dataset,
            "seed": 101 + seed,
            "train_soft": soft + 0.005 * seed,
            "held_out_soft": soft - 0.01 + 0.001 * seed,
            "diverged": np.nan,
            "run": "runs/x.npz",
        }
        for names, soft in OURS.items()
        for dataset in ("linear", "xor")
        for seed in range(3)
    ]
    rows[0] |= {"train_soft": 1.0}
    return pd.DataFrame(rows)


def table(frame):
    original = pd.Series(ORIGINAL)
    original.index.names = ["dataset", "activation"]
    return numbers_table(frame, original)


@pytest.fixture(scope="module")
def figure():
    return numbers.draw_numbers(table(replicas()), replicas())


def marks_of(ax):
    """Return by strip, or by the gid of the original's: accuracies, heights and face colours of the marks."""
    found = {
        dots.get_gid(): (1 - dots.get_offsets()[:, 0], dots.get_offsets()[:, 1], dots.get_facecolor())
        for dots in ax.collections
        if dots.get_gid()
    }
    for dot in ax.lines:
        strip, slash, seed = (dot.get_gid() or "").rpartition("/")
        if slash:
            seeds = found.setdefault(strip, ([], [], []))
            for values, value in zip(seeds, (1 - dot.get_xdata()[0], dot.get_ydata()[0], seed), strict=True):
                values.append(value)
    return found


def test_a_panel_for_each_reading_but_one_that_only_exchanges_cells_of_another(figure):
    titles = [ax.get_title("left").split("\n") for ax in figure.axes]
    assert [name[:3] for name, _ in titles] == ["(a)", "(b)"]
    assert [where for _, where in titles] == ["（訓練資料）", "（測試資料）"]
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [
        *("XOR　ReLU", "SiLU", "SiLU（Sigmoid 斜率）"),
        *("Linear　ReLU", "SiLU", "SiLU（Sigmoid 斜率）"),
    ]


def test_each_seed_is_a_dot_at_its_accuracy_on_the_points_of_the_reading(figure):
    course, robust = (marks_of(ax) for ax in figure.axes)
    accuracy, height, seeds = course["replicas:course/xor/relu"]
    np.testing.assert_allclose(accuracy, [0.97, 0.975, 0.98])
    assert seeds == ["101", "102", "103"]
    assert np.abs(height).max() < 0.5
    accuracy, height, _ = course["replicas:course_sigmoid_slope/linear/silu_sigmoid_slope"]
    np.testing.assert_allclose(accuracy, [0.51, 0.515, 0.52])
    assert np.abs(np.subtract(height, 5)).max() < 0.5
    np.testing.assert_allclose(sorted(robust["replicas:robust/xor/relu"][0]), [0.94, 0.941, 0.942])


def test_what_is_all_right_has_a_place_of_its_own(figure):
    errors = np.subtract(1, marks_of(figure.axes[0])["replicas:course/linear/relu"][0])
    assert errors.min() == pytest.approx(error_axis.NONE)
    ticks = dict(
        zip(
            figure.axes[0].get_xticks(), [t.get_text() for t in figure.axes[0].get_xticklabels()], strict=True
        )
    )
    assert (ticks[error_axis.NONE], ticks[0.01], ticks[0.5]) == ("全對", "99", "50")


def test_the_original_s_number_is_filled_where_it_is_among_the_seeds_and_hollow_where_it_is_not(figure):
    course = marks_of(figure.axes[0])
    accuracy, height, face = course["original:relu/xor/course"]
    assert (accuracy[0], height[0]) == (pytest.approx(0.98), 0)
    assert tuple(face[0][:3]) != (1, 1, 1)
    _, _, face = course["original:silu/xor/course"]
    assert tuple(face[0][:3]) == (1, 1, 1)
    accuracy, height, face = course["original:silu/xor/course_wrong_slope"]
    assert (accuracy[0], height[0]) == (pytest.approx(0.52), 2)
    assert tuple(face[0][:3]) != (1, 1, 1)


def test_the_legend_says_what_filled_and_hollow_mean(figure):
    (legend,) = figure.legends
    said = dict(zip([text.get_text() for text in legend.get_texts()], legend.legend_handles, strict=True))
    assert said["原報告，在所有種子之外"].get_markerfacecolor() == "white"
    filled = colors.to_rgba(said["原報告，落在種子的範圍內"].get_markerfacecolor())
    assert filled == tuple(marks_of(figure.axes[0])["original:relu/xor/course"][2][0])


def test_all_panels_share_one_axis_that_improves_to_the_right(figure):
    assert len({ax.get_xlim() for ax in figure.axes}) == 1
    left, right = figure.axes[0].get_xlim()
    assert left > right


def test_those_that_diverged_are_counted_and_where_all_did_the_original_s_number_is_nowhere():
    frame = replicas()
    xor = (frame["experiment"] == "robust") & (frame["dataset"] == "xor")
    lost = xor & ((frame["activation"] == "relu") | (frame["seed"] == 101))
    frame.loc[lost, ["train_soft", "held_out_soft"]] = np.nan
    frame.loc[lost, "diverged"] = 3
    course, robust = numbers.draw_numbers(table(frame), frame).axes
    assert not course.texts
    assert [(text.get_text(), text.xy[1]) for text in robust.texts] == [
        ("另有 3 個發散", 0),
        ("另有 1 個發散", 1),
    ]
    drawn = marks_of(robust)
    assert "original:relu/xor/robust" not in drawn
    assert "original:silu/xor/robust" in drawn


def test_the_title_counts_the_original_s_numbers_among_the_seeds_of_each_panel(figure, title):
    filled = [
        [tuple(face[0][:3]) != (1, 1, 1) for gid, (_, _, face) in marks_of(ax).items() if "original" in gid]
        for ax in figure.axes
    ]
    assert [(len(marks), sum(marks)) for marks in filled] == [(6, 3), (4, 0)]
    assert title(figure) == "原報告的數字落在種子範圍裡的：課程設定 6 個中 3 個，完整配方 4 個中 0 個"


def test_with_one_activation_removed_its_strips_and_numbers_are_gone_and_no_others(sound, title):
    frame = replicas()
    frame = frame[frame["activation"] == "relu"]
    sound(lambda: numbers.draw_numbers(table(frame), frame))
    figure = numbers.draw_numbers(table(frame), frame)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["XOR　ReLU", "Linear　ReLU"]
    assert not [gid for ax in figure.axes for gid in marks_of(ax) if "silu" in gid]
    assert title(figure) == "原報告的數字落在種子範圍裡的：課程設定 2 個中 2 個，完整配方 2 個中 0 個"


def test_where_all_networks_diverged_each_strip_counts_them_and_the_title_says_so(sound, title):
    frame = replicas().assign(train_soft=np.nan, held_out_soft=np.nan, diverged=3)
    sound(lambda: numbers.draw_numbers(table(frame), frame))
    figure = numbers.draw_numbers(table(frame), frame)
    assert title(figure) == "原報告的數字落在種子範圍裡的：課程設定 全部發散，完整配方 全部發散"
    assert [marks_of(ax) for ax in figure.axes] == [{}, {}]
    assert [[text.get_text() for text in ax.texts] for ax in figure.axes] == [
        ["另有 3 個發散"] * 6,
        ["另有 3 個發散"] * 4,
    ]


def test_with_as_many_seeds_as_the_study_has_the_file_stays_below_400_kb(tmp_path):
    original = pd.Series(0.97, index=pd.MultiIndex.from_product(
        [("linear", "xor", "chessboard"), ("sigmoid", "relu", "leaky_relu", "silu")]
    ))  # fmt: skip
    original.index.names = ["dataset", "activation"]
    rng = np.random.default_rng(0)
    rows = [
        {"experiment": experiment, "dataset": dataset, "activation": activation, "seed": 201 + seed}
        for experiment, seeds in (("course", 20), ("first_reading", 40), ("robust", 20))
        for dataset, activation in original.index
        for seed in range(seeds)
    ]
    soft = rng.uniform(0.5, 1, (2, len(rows)))
    frame = pd.DataFrame(rows).assign(train_soft=soft[0], held_out_soft=soft[1], diverged=np.nan, run="x")
    style.save(numbers.draw_numbers(numbers_table(frame, original), frame), tmp_path / "numbers.svg")
    assert (tmp_path / "numbers.svg").read_text(encoding="utf-8").count('id="replicas:') == 960
    assert (tmp_path / "numbers.svg").stat().st_size < 400_000


def test_the_figure_is_sound_also_where_some_diverged(sound):
    frame = replicas()
    frame.loc[frame["experiment"] == "robust", ["train_soft", "held_out_soft"]] = np.nan
    frame.loc[frame["experiment"] == "robust", "diverged"] = 3
    ids = sound(lambda: numbers.draw_numbers(table(frame), frame))
    assert "replicas:course/xor/relu/102" in ids
    assert "original:relu/xor/course" in ids
