"""The figure of momentum: read back, every seed is there, also those that never arrived."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation import frames
from backprop.figures.kinds import momentum
from shilu.errors import UserError

pytestmark = pytest.mark.filterwarnings("error")

TITLES = {"same": "學習率相同", "matched": "有效學習率相同"}
NAN = np.nan
#: Epochs of four seeds by momentum: at 0.9 one of them never arrives, at 0.95 three.
EPOCHS = {0.0: [10, 12, 20, 12], 0.9: [4, 6, NAN, 4], 0.95: [3, NAN, NAN, NAN]}
ACCURACIES = {0.0: [0.7, 0.8, 0.75, 0.7], 0.9: [0.5, 0.9, NAN, 0.6], 0.95: [NAN] * 4}


def replicas(experiment, dataset="xor", activation="relu", epochs=EPOCHS):
    rows = [
        {"momentum": level, "seed": seed, "epochs_to_reach": epoch, "held_out_hard": accuracy}
        for level, arrived in epochs.items()
        for seed, epoch, accuracy in zip(range(7, 11), arrived, ACCURACIES[level], strict=True)
    ]
    return pd.DataFrame(rows).assign(experiment=experiment, dataset=dataset, activation=activation)


def both():
    faster = {level: np.divide(arrived, 2).tolist() for level, arrived in EPOCHS.items()}
    tables = [replicas("same"), replicas("same", "chessboard")]
    return pd.concat([*tables, replicas("matched", epochs=faster), replicas("matched", "chessboard")])


@pytest.fixture(scope="module")
def figure():
    return momentum.draw_momentum(both(), TITLES)


def parts(ax, number=0):
    """Return of an experiment the seeds by level (places, heights), the line of the medians, and their marks."""
    line, marks = [line for line in ax.lines if not line.get_gid()][2 * number :][:2]
    dots = [dot for dot in ax.lines if dot.get_gid() and f":{list(TITLES)[number]}/" in dot.get_gid()]
    levels = dict.fromkeys(dot.get_gid().rpartition("=")[2] for dot in dots)
    by = [[dot for dot in dots if dot.get_gid().endswith(f"={level}")] for level in levels]
    return [np.concatenate([dot.get_data() for dot in own], axis=1) for own in by], line, marks


def test_every_seed_is_a_mark_and_those_that_never_arrived_lie_in_a_zone_of_their_own(figure):
    (at_0, at_9, at_95), _, _ = parts(figure.axes[0])
    zone = figure.axes[0].get_yticks()[-1]
    assert figure.axes[0].get_yticklabels()[-1].get_text() == "未達標"
    assert zone > 20
    assert at_0[1].tolist() == [10, 12, 20, 12]
    assert at_9[1].tolist() == [4, 6, zone, 4]
    assert at_95[1].tolist() == [3, zone, zone, zone]
    (shade,) = figure.axes[0].patches
    low, high = shade.get_y(), shade.get_y() + shade.get_height()
    assert (low > 20, low < zone < high) == (True, True)


def test_those_that_never_arrived_are_part_of_the_median(figure):
    _, line, marks = parts(figure.axes[0])
    zone = figure.axes[0].get_yticks()[-1]
    assert marks.get_ydata().tolist() == [12, 5, zone]
    np.testing.assert_array_equal(line.get_ydata(), [12, 5, NAN])
    assert parts(figure.axes[0], 1)[2].get_ydata().tolist() == [6, 2.5, zone]


def test_equal_values_stand_apart_and_beside_those_of_the_other_experiment(figure):
    (first, *_), _, marks = parts(figure.axes[0])
    (second, *_), _, others = parts(figure.axes[0], 1)
    assert len(set(first[0])) == 4
    assert marks.get_xdata() == pytest.approx([-0.2, 0.8, 1.8])
    assert others.get_xdata() == pytest.approx([0.2, 1.2, 2.2])
    assert first[0].max() < second[0].min()


def test_the_accuracy_of_chessboard_is_shown_and_those_that_diverged_are_words(figure):
    ax = figure.axes[1]
    seeds, _, medians = parts(ax)
    assert [heights.tolist() for _, heights in seeds] == [[0.7, 0.8, 0.75, 0.7], [0.5, 0.9, 0.6]]
    assert medians.get_ydata() == pytest.approx([0.725, 0.6])
    assert ax.get_xlabel() == "動量（各值等距排列）\n另有 10 個發散"
    assert (ax.get_ylabel(), figure.axes[0].get_ylabel()) == ("測試硬準確率（%）", "達標所需的週期")
    assert not ax.patches


def test_experiments_are_told_apart_by_marker_and_line(figure):
    for number, experiment in enumerate(TITLES):
        _, line, medians = parts(figure.axes[0], number)
        seeds = [dot for dot in figure.axes[0].lines if f":{experiment}/" in (dot.get_gid() or "")]
        assert {dot.get_marker() for dot in (*seeds, medians)} == {"os"[number]}
        assert line.get_linestyle() == ("-", "--")[number]


def test_an_experiment_is_named_where_its_medians_end(figure):
    assert not figure.legends
    for ax in figure.axes:
        assert [label.get_text() for label in ax.texts] == list(TITLES.values())
        for number, label in enumerate(ax.texts):
            medians = parts(ax, number)[2]
            assert label.xy == pytest.approx((medians.get_xdata()[-1], medians.get_ydata()[-1]))


def test_the_title_names_the_best_median_of_each_panel(figure, title):
    assert title(figure) == (
        "XOR 的中位數達標最快的是動量 0.9（有效學習率相同）；"
        "Chessboard 的中位數最準的是動量 0（學習率相同）與動量 0（有效學習率相同）"
    )
    two = pd.concat([replicas("same"), replicas("same", activation="silu")])
    assert title(momentum.draw_momentum(two, {"same": "學習率相同"})) == (
        "XOR 的 ReLU 的中位數達標最快的是動量 0.9（學習率相同）；"
        "XOR 的 SiLU 的中位數達標最快的是動量 0.9（學習率相同）"
    )


def test_levels_are_evenly_spaced_and_named(figure):
    ax = figure.axes[0]
    assert ax.get_xticks().tolist() == [0, 1, 2]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "0.9", "0.95"]
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["(a) XOR，ReLU", "(b) Chessboard，ReLU"]


def test_the_figure_is_sound_and_its_marks_are_named(sound):
    ids = sound(lambda: momentum.draw_momentum(both(), TITLES))
    named = [name for name in ids if name.startswith("replicas:")]
    assert len(named) == 2 * (4 * 3 + 7)
    assert "replicas:matched/xor/relu/10/momentum=0.95" in named
    assert "replicas:matched/chessboard/relu/9/momentum=0.9" not in named


def test_where_none_arrives_or_all_diverge_the_figure_says_so(sound, title):
    never = replicas("same", "xor", epochs={level: [NAN] * 4 for level in EPOCHS})
    table = pd.concat([never, never.assign(dataset="chessboard", held_out_hard=NAN)])
    sound(lambda: momentum.draw_momentum(table, {"same": "學習率相同"}))
    figure = momentum.draw_momentum(table, {"same": "學習率相同"})
    assert title(figure) == "XOR 的中位數都未達標；Chessboard 全部發散"
    xor, chessboard = figure.axes
    assert set(parts(xor)[2].get_ydata()) == {xor.get_yticks()[-1]}
    assert chessboard.get_xlabel().endswith("另有 12 個發散")


def test_where_all_arrive_there_is_no_zone():
    early = replicas("same", "xor", epochs={level: [1, 2, 3, 4] for level in EPOCHS})
    (ax,) = momentum.draw_momentum(early, {"same": "學習率相同"}).axes
    assert not ax.patches
    assert "未達標" not in [label.get_text() for label in ax.get_yticklabels()]


def test_a_dataset_of_ones_own_has_its_epochs(sound, ring):
    sound(lambda: momentum.draw_momentum(replicas("same", "ring"), {"same": "學習率相同"}))
    (ax,) = momentum.draw_momentum(replicas("same", "ring"), {"same": "學習率相同"}).axes
    assert (ax.get_title(loc="left"), ax.get_ylabel()) == ("Ring，ReLU", "達標所需的週期")


def test_the_command_reads_its_experiments_and_names_one_that_is_missing(tmp_path):
    config = {"experiments": {name: {"title": title} for name, title in TITLES.items()}}
    frames.write(tmp_path / "replicas.csv", pd.concat([both(), replicas("else", "linear")]))
    args = {"replicas": tmp_path / "replicas.csv", "experiments": list(TITLES), "config": config}
    assert len(momentum.draw(type("Args", (), args)).axes) == 2
    config["experiments"]["lost"] = {}
    with pytest.raises(UserError, match="no experiment 'lost'"):
        momentum.draw(type("Args", (), args | {"experiments": ["same", "lost"]}))
