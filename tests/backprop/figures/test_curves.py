"""The learning curves: read back, they are the held-out accuracies of the seeds that did not diverge."""

import numpy as np
import pytest

from backprop.figures import marks
from backprop.figures.kinds import curves
from backprop.registry import ACTIVATIONS
from backprop.study import config as study
from shilu.errors import UserError
from shilu.runs import store

pytestmark = pytest.mark.filterwarnings("error")

CHECKPOINT = [5, 10, 20]
HARD = [[0.5, 0.7, 0.9], [0.6, 0.6, 0.8], [np.nan] * 3, [0.4, 0.9, 0.7]]


def run(factor=1.0, diverged=(0, 0, 3, 0)):
    return {
        "seed": np.array([7, 8, 9, 10]),
        "checkpoint": np.array(CHECKPOINT),
        "held_out_hard": np.multiply(HARD, factor).astype(np.float32),
        "diverged": np.array(diverged),
    }


def runs():
    return {
        "xor": {"sigmoid": run(), "silu": run(0.9, (0, 0, 4, 0))},
        "chessboard": {"sigmoid": run(0.8), "silu": run(0.7)},
    }


@pytest.fixture(scope="module")
def figure():
    return curves.draw_curves(runs(), "reading")


def test_thin_lines_are_the_seeds_and_the_thick_one_their_median(figure):
    for ax, factor in zip(figure.axes, (1, 0.9, 0.8, 0.7), strict=True):
        *seeds, thick = ax.lines
        seen = [thin.get_ydata() for thin in seeds]
        np.testing.assert_allclose(seen, np.multiply(HARD, factor)[[0, 1, 3]], atol=1e-6)
        assert [thin.get_xdata().tolist() for thin in seeds] == [CHECKPOINT] * 3
        assert [thin.get_gid().rpartition("/")[2] for thin in seeds] == ["7", "8", "10"]
        assert thick.get_xdata().tolist() == CHECKPOINT
        assert thick.get_ydata() == pytest.approx(np.multiply([0.5, 0.7, 0.8], factor))
        assert thick.get_linewidth() > 2 * max(thin.get_linewidth() for thin in seeds)


def test_those_that_diverged_are_counted_in_their_panel(figure):
    assert [ax.texts[-1].get_text() for ax in figure.axes] == ["另有 1 個發散"] * 4


def test_the_end_of_the_median_is_written_beside_it(figure):
    for ax, value in zip(figure.axes, (0.8, 0.72, 0.64, 0.56), strict=True):
        label = ax.texts[0]
        assert label.get_text() == f"{100 * value:.1f}"
        assert label.xy == pytest.approx((CHECKPOINT[-1], value))
        assert label.get_position()[0] > 1


def test_the_title_says_whose_median_ends_highest(figure, title):
    assert title(figure) == (
        "訓練結束時中位數最高的激活函數：XOR 是 Sigmoid（80.0 %），Chessboard 是 Sigmoid（64.0 %）"
    )
    level = {"xor": dict.fromkeys(("sigmoid", "relu"), run()), "chessboard": {"relu": run(1, (1, 2, 3, 4))}}
    assert title(curves.draw_curves(level, "reading")).endswith(
        "XOR 是 Sigmoid 與 ReLU（80.0 %），Chessboard 全部發散"
    )
    one = {"xor": {"silu": run(0.9)}}
    assert title(curves.draw_curves(one, "reading")) == "SiLU 在訓練結束時的中位數：XOR 72.0 %"
    rounded = {"xor": {"silu": run(), "relu": run(1.0004)}}
    assert "XOR 是 SiLU 與 ReLU（80.0 %）" in title(curves.draw_curves(rounded, "reading"))


def test_rows_are_datasets_and_columns_activations_on_one_axis_of_accuracies(figure):
    assert [ax.get_title() for ax in figure.axes] == ["Sigmoid", "SiLU", "", ""]
    assert [ax.get_ylabel() for ax in figure.axes] == ["XOR", "", "Chessboard", ""]
    assert len({ax.get_ylim() for ax in figure.axes}) == 1
    shorter = curves.draw_curves(
        runs() | {"xor": {"sigmoid": run() | {"checkpoint": np.arange(1, 4)}}}, "reading"
    )
    assert [ax.get_xlim()[1] > 10 for ax in shorter.axes if ax.axison] == [False, True, True]
    assert figure._supylabel.get_text() == "測試硬準確率（%）"
    assert not figure.legends


def test_an_activation_has_its_colour_whichever_others_there_are():
    only = curves.draw_curves({"xor": {"silu": run()}}, "reading").axes[0]
    assert only.lines[0].get_color() == curves.draw_curves(runs(), "reading").axes[1].lines[0].get_color()
    assert marks.form("silu_sigmoid_slope") == marks.form("silu") != marks.form("relu")


def test_the_figure_is_sound_and_its_marks_are_named(sound):
    ids = sound(lambda: curves.draw_curves(runs(), "reading"))
    assert {name for name in ids if name.startswith("replicas:")} == {
        f"replicas:reading/{dataset}/{activation}{which}"
        for dataset in ("xor", "chessboard")
        for activation in ("sigmoid", "silu")
        for which in ("/7", "/8", "/10", "/median")
    }


def test_long_training_makes_no_large_file_and_keeps_its_first_and_last_checkpoint(sound):
    rng = np.random.default_rng(0)
    long = {"seed": np.arange(20), "checkpoint": np.arange(30, 1501, 30), "diverged": np.zeros(20, int)}
    long["held_out_hard"] = rng.uniform(0.5, 1, (20, 50))
    many = {name: dict.fromkeys(ACTIVATIONS.ours, long) for name in ("linear", "xor", "chessboard")}
    sound(lambda: curves.draw_curves(many, "reading"))
    epochs = curves.draw_curves(many, "reading").axes[0].lines[-1].get_xdata()
    assert (epochs[0], epochs[-1]) == (30, 1500)


def test_where_all_diverged_and_on_a_dataset_of_ones_own_it_stands(sound, ring, title):
    lost = {"ring": {"relu": run(np.nan, (1, 2, 3, 4))}}
    sound(lambda: curves.draw_curves(lost, "reading"))
    figure = curves.draw_curves(lost, "reading")
    assert title(figure) == "每個網路都發散，沒有曲線可畫"
    (ax,) = figure.axes
    assert not ax.lines
    assert [text.get_text() for text in ax.texts] == ["另有 4 個發散"]


def test_the_command_reads_the_runs_of_its_experiment(tmp_path, small_config):
    small_config["experiments"]["one"]["checkpoints"] = 3
    for job in study.jobs(small_config):
        file = study.run_file(tmp_path, *job)
        settings = study.training(small_config, *job)
        store.save(file, run(), stage="backprop.stages.train", settings=settings)
    args = {"config": small_config, "results": tmp_path, "experiment": "one"}
    figure = curves.draw(type("Args", (), args))
    assert [ax.lines[0].get_gid() for ax in figure.axes] == [
        "replicas:one/xor/relu/7",
        "replicas:one/xor/silu/7",
    ]
    with pytest.raises(UserError, match=r"experiments\.many: has several levels"):
        curves.draw(type("Args", (), args | {"experiment": "many"}))
    with pytest.raises(UserError, match="--experiment rob: unknown; known: one, many"):
        curves.draw(type("Args", (), args | {"experiment": "rob"}))
