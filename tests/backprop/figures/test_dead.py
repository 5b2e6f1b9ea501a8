"""The figure of dead units: read back, each network is a point, and the many that have none are counted."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation import frames
from backprop.figures.kinds import dead
from shilu.errors import UserError

pytestmark = pytest.mark.filterwarnings("error")

#: Dead units and accuracies of seeds 7 to 10, of which the third diverged.
POINTS = {
    "sigmoid": ([0, 0, np.nan, 0], [0.9, 0.8, np.nan, 0.7]),
    "relu": ([0, 0.1, np.nan, 0.6], [0.88, 0.92, np.nan, 0.61]),
    "leaky_relu": ([0, 0, np.nan, 0], [0.93, 0.91, np.nan, 0.95]),
}


def replicas(dataset, points=POINTS):
    return pd.concat(
        pd.DataFrame({"dead_units": units, "held_out_hard": hard, "seed": [7, 8, 9, 10]}).assign(
            experiment="reading", dataset=dataset, activation=activation, diverged=[np.nan, np.nan, 3, np.nan]
        )
        for activation, (units, hard) in points.items()
    )


def three():
    best = {name: (units, np.sqrt(hard)) for name, (units, hard) in POINTS.items()}
    return pd.concat([replicas("linear", best), replicas("chessboard")])


@pytest.fixture(scope="module")
def figure():
    return dead.draw_dead(three())


def test_each_network_of_relu_and_leaky_relu_is_a_point_and_sigmoid_is_left_out(figure):
    found = {
        line.get_gid(): (line.get_xdata().item(), line.get_ydata().item()) for line in figure.axes[0].lines
    }
    assert found == {
        "replicas:reading/chessboard/relu/7": (0, 0.88),
        "replicas:reading/chessboard/relu/8": (0.1, 0.92),
        "replicas:reading/chessboard/relu/10": (0.6, 0.61),
        "replicas:reading/chessboard/leaky_relu/7": (0, 0.93),
        "replicas:reading/chessboard/leaky_relu/8": (0, 0.91),
        "replicas:reading/chessboard/leaky_relu/10": (0, 0.95),
    }
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["ReLU", "LeakyReLU"]


def test_the_points_of_an_activation_have_the_form_of_the_legend(figure):
    for drawn, name in zip(figure.legends[0].get_lines(), ("/relu/", "/leaky_relu/"), strict=True):
        own = [line for line in figure.axes[0].lines if name in line.get_gid()]
        assert {(line.get_marker(), line.get_color()) for line in own} == {
            (drawn.get_marker(), drawn.get_color())
        }


def test_chessboard_comes_first_and_the_axes_are_shared(figure):
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["(a) Chessboard", "(b) Linear"]
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in figure.axes}) == 1


def test_the_networks_without_dead_units_and_the_lost_are_words(figure):
    assert figure.axes[0].get_xlabel().split("\n") == [
        "最後一個隱藏層中壞死的單元（%）",
        "ReLU：1 個沒有壞死單元，1 個發散",
        "LeakyReLU：3 個沒有壞死單元，1 個發散",
    ]


def test_an_activation_of_which_units_died_is_shown_whichever_it_is():
    figure = dead.draw_dead(replicas("xor", {"silu": POINTS["relu"], "sigmoid": POINTS["sigmoid"]}))
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["SiLU"]


def test_the_title_counts_the_networks_with_dead_units_over_all_datasets(figure, title):
    assert title(figure) == "有壞死單元的網路：ReLU 6 個中 4 個，LeakyReLU 6 個中 0 個"


def test_the_figure_is_sound(sound):
    sound(lambda: dead.draw_dead(three()))


@pytest.mark.parametrize("points", [{"sigmoid": POINTS["sigmoid"]}, {"relu": ([np.nan] * 4, [np.nan] * 4)}])
def test_it_stands_without_a_unit_that_died_and_where_all_diverged(sound, ring, points, title):
    sound(lambda: dead.draw_dead(replicas("ring", points)))
    figure = dead.draw_dead(replicas("ring", points))
    assert len(figure.axes[0].lines) == (3 if "sigmoid" in points else 0)
    assert len(figure.legends[0].get_texts()) == 1
    said = "Sigmoid 3 個中 0 個" if "sigmoid" in points else "ReLU 全部發散"
    assert title(figure) == f"有壞死單元的網路：{said}"


def test_the_command_reads_the_replicas_of_its_experiment(tmp_path):
    frames.write(tmp_path / "replicas.csv", pd.concat([three(), three().assign(experiment="other")]))
    args = {"replicas": tmp_path / "replicas.csv", "experiment": "reading"}
    assert len(dead.draw(type("Args", (), args)).axes[0].lines) == 6
    with pytest.raises(UserError, match="no experiment 'rob'"):
        dead.draw(type("Args", (), args | {"experiment": "rob"}))
