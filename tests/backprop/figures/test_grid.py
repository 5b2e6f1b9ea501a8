"""The figure of the search: read back, each cell has its colour, its number and its lost seeds."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors

from backprop.evaluation import frames
from backprop.figures.kinds import grid
from shilu.errors import UserError

pytestmark = pytest.mark.filterwarnings("error")

#: Medians of two momenta by initialisation, on then off; one cell diverged, one is below chance.
MEDIANS = {(True, 0.0): 0.987, (True, 0.9): 0.6, (False, 0.0): np.nan, (False, 0.9): 0.4816}
LOST = {(True, 0.0): (0, 0), (True, 0.9): (1, 2), (False, 0.0): (0, 6), (False, 0.9): (5, 0)}


def cells(dataset, activation, shift=0.0):
    names = {"experiment": "grid", "dataset": dataset, "activation": activation, "seeds": 6}
    rows = [
        {"kaiming": kaiming, "momentum": momentum, "hard_median": MEDIANS[kaiming, momentum] - shift}
        | dict(zip(("collapsed", "diverged"), LOST[kaiming, momentum], strict=True))
        for kaiming, momentum in MEDIANS
    ]
    return pd.DataFrame(rows).assign(**names)


def four():
    return pd.concat(
        cells(dataset, activation, 0.1 * row + 0.01 * column)
        for row, dataset in enumerate(("linear", "xor"))
        for column, activation in enumerate(("sigmoid", "silu"))
    )


@pytest.fixture(scope="module")
def figure():
    return grid.draw_grid(four())


def texts(ax):
    """Return the texts of the cells by their ids, and the others."""
    named = {text.get_gid(): text for text in ax.texts if text.get_gid()}
    return named, [text for text in ax.texts if not text.get_gid()]


def test_the_colours_are_the_medians_from_chance_to_all(figure):
    for ax, shift in zip(figure.axes, (0, 0.01, 0.1, 0.11), strict=False):
        (image,) = ax.images
        expected = np.array([[0.987, 0.6], [np.nan, 0.4816]]) - shift
        np.testing.assert_allclose(image.get_array().filled(np.nan), expected)
        assert image.get_clim() == (0.5, 1)
    assert figure.axes[-1].get_ylim() == (0.5, 1)


def test_each_cell_says_its_median_with_one_decimal_and_is_named(figure):
    named, _ = texts(figure.axes[3])
    key = "replicas:grid/xor/silu/kaiming="
    assert {gid: text.get_text() for gid, text in named.items()} == {
        key + "True/momentum=0.0": "87.7",
        key + "True/momentum=0.9": "49.0",
        key + "False/momentum=0.0": "發散",
        key + "False/momentum=0.9": "37.2",
    }
    places = [tuple(np.round(text.get_position())) for text in named.values()]
    assert places == [(0, 0), (1, 0), (0, 1), (1, 1)]


def test_a_number_is_light_on_a_dark_cell_and_dark_on_a_light_or_an_empty_one(figure):
    named, _ = texts(figure.axes[0])
    assert [text.get_color() for text in named.values()] == ["black", "white", "black", "white"]
    lightness = [colors.rgb_to_hsv(figure.axes[0].images[0].to_rgba(value)[:3])[2] for value in (0.987, 0.6)]
    assert (lightness[0] > 0.9, lightness[1] < 0.6) == (True, True)


def test_in_the_corner_of_a_cell_stand_its_lost_seeds_where_there_are_any(figure):
    _, others = texts(figure.axes[0])
    assert [(text.get_text(), np.round(text.get_position()).tolist()) for text in others] == [
        ("3", [1, 0]),
        ("6", [0, 1]),
        ("5", [1, 1]),
    ]
    assert "6 個種子中崩潰或發散的個數" in figure._supxlabel.get_text()


def test_datasets_go_down_and_activations_across_and_kaiming_is_on_above(figure):
    assert [ax.get_title() for ax in figure.axes[:4]] == ["Sigmoid", "SiLU", "", ""]
    assert [texts(ax)[1][-1].get_text() for ax in (figure.axes[1], figure.axes[3])] == ["Linear", "XOR"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["開", "關"]
    assert [label.get_text() for label in figure.axes[2].get_xticklabels()] == ["0", "0.9"]


def test_the_title_counts_the_lost_and_names_the_momentum_with_most(figure, title):
    assert title(figure) == "96 個網路中 56 個崩潰或發散，最多的是動量 0.9（32 個）"
    level = cells("xor", "relu").assign(collapsed=1, diverged=0)
    assert title(grid.draw_grid(level)) == "24 個網路中 4 個崩潰或發散，各個動量一樣多"
    assert title(grid.draw_grid(level.assign(collapsed=0))) == "24 個網路中 0 個崩潰或發散"
    assert title(grid.draw_grid(level[level["momentum"] == 0])) == "12 個網路中 2 個崩潰或發散"


def test_the_figure_is_sound(sound):
    sound(lambda: grid.draw_grid(four()))


def test_it_stands_with_one_activation_of_which_all_networks_diverged_on_a_dataset_of_ones_own(sound, ring):
    table = cells("ring", "relu").assign(hard_median=np.nan, collapsed=0, diverged=6)
    sound(lambda: grid.draw_grid(table))
    figure = grid.draw_grid(table)
    assert {text.get_text() for text in figure.axes[0].texts} == {"發散", "6", "Ring"}
    assert figure.axes[0].images[0].get_array().filled(np.nan).tolist() == pytest.approx(
        np.full((2, 2), np.nan), nan_ok=True
    )


def drawn(folder, table, experiment="grid"):
    frames.write(folder / "grid.csv", table)
    return grid.draw(type("Args", (), {"grid": folder / "grid.csv", "experiment": experiment}))


def test_the_command_reads_the_rows_of_its_experiment(tmp_path):
    figure = drawn(
        tmp_path, pd.concat([cells("xor", "relu"), cells("linear", "relu").assign(experiment="b")])
    )
    assert len(figure.axes) == 2
    assert next(iter(texts(figure.axes[0])[0])) == "replicas:grid/xor/relu/kaiming=True/momentum=0.0"


def test_what_is_no_grid_of_momentum_and_kaiming_is_refused(tmp_path):
    with pytest.raises(UserError, match="grid varies more than momentum and kaiming"):
        drawn(tmp_path, pd.concat([cells("xor", "relu")] * 2))
    with pytest.raises(UserError, match="no experiment 'rob'"):
        drawn(tmp_path, cells("xor", "relu"), "rob")
    with pytest.raises(UserError, match="no column 'hard_median'"):
        drawn(tmp_path, cells("xor", "relu").drop(columns="hard_median"))
