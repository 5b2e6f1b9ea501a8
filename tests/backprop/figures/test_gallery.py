"""The figure of all networks: read back, it has each output where its accuracy puts it."""

import numpy as np
import pytest

from backprop.figures.kinds import gallery

pytestmark = pytest.mark.filterwarnings("error")

CELLS, GAP = gallery.CELLS, gallery.GAP


def square(value):
    """Return outputs that are `value` but for the lowest row of cells, which is 1."""
    outputs = np.full((CELLS, CELLS), value)
    outputs[0] = 1.0
    return outputs


def rows(count=3):
    networks = np.arange(count) / count
    row = {"squares": [square(one) for one in networks], "accuracies": 0.5 + networks / 2, "diverged": 0}
    row["seeds"] = np.arange(7, 7 + count)
    return {"relu": row, "silu": {**row, "squares": row["squares"][::-1], "diverged": 2}}


@pytest.fixture(scope="module")
def figure():
    return gallery.draw_gallery(rows(), "replicas:one/chessboard")


def test_the_squares_stand_side_by_side_upright_with_white_between_them(figure):
    images = figure.axes[0].images
    for place, (image, value) in enumerate(zip(images, (0, 1 / 3, 2 / 3), strict=True)):
        start = place * (CELLS + GAP)
        assert image.get_extent() == [start, start + CELLS, 0, CELLS]
        assert image.origin == "lower"
        np.testing.assert_array_equal(image.get_array(), square(value))
    assert figure.axes[0].get_xlim() == (0, 3 * CELLS + 2 * GAP)
    assert figure.axes[1].images[0].get_array()[-1, 0] == pytest.approx(2 / 3)


def test_colours_mean_the_same_in_every_row(figure):
    assert {image.get_clim() for ax in figure.axes for image in ax.images} == {(0, 1)}


def test_a_row_says_what_it_is_of_its_worst_and_best_and_how_many_diverged(figure):
    assert [[text.get_text() for text in ax.texts] for ax in figure.axes] == [
        ["ReLU", "50.0 到 83.3 %"],
        ["SiLU", "50.0 到 83.3 %\n另有 2 個發散"],
    ]


def test_of_many_networks_so_many_are_shown_evenly_and_the_ends_among_them():
    ranked = np.arange(64)
    shown = gallery.spaced(ranked)
    assert (len(shown), shown[0], shown[-1]) == (gallery.MOST, 0, 63)
    assert set(np.diff(shown)) == {3, 4}
    assert gallery.spaced(ranked[:5]).tolist() == [0, 1, 2, 3, 4]


def test_the_figure_is_sound_and_names_each_network(sound):
    ids = sound(lambda: gallery.draw_gallery(rows(20), "replicas:one/chessboard"))
    assert [name for name in ids if name.startswith("replicas:")] == [
        f"replicas:one/chessboard/{activation}/{seed}"
        for activation in ("relu", "silu")
        for seed in range(7, 27)
    ]


def test_the_title_names_the_activation_whose_seeds_differ_most(figure, title):
    assert title(figure) == "最差與最好的種子差得最多的是 ReLU 與 SiLU"
    some = rows()
    some["silu"] |= {"accuracies": np.array([0.5, 0.6, 0.9])}
    assert title(gallery.draw_gallery(some, "x")) == "最差與最好的種子差得最多的是 SiLU：50.0 到 90.0 %"
    assert title(gallery.draw_gallery(rows(1), "x")) == "每一種激活函數的種子都一樣準"


def test_where_some_of_a_row_diverged_its_squares_are_as_large_as_those_of_others(title):
    some = rows()
    some["silu"] |= {key: some["silu"][key][:2] for key in ("squares", "seeds", "accuracies")}
    figure = gallery.draw_gallery(some, "x")
    figure.draw_without_rendering()
    assert [len(ax.images) for ax in figure.axes] == [3, 2]
    widths = {round(ax.images[0].get_window_extent().width, 6) for ax in figure.axes}
    assert len(widths) == 1


def test_with_one_activation_removed_there_is_one_row_and_the_title_speaks_of_it_alone(sound, title):
    one = {"relu": rows()["relu"]}
    sound(lambda: gallery.draw_gallery(one, "replicas:one/chessboard"))
    figure = gallery.draw_gallery(one, "replicas:one/chessboard")
    assert [ax.texts[0].get_text() for ax in figure.axes] == ["ReLU"]
    assert title(figure) == "ReLU 的種子從 50.0 到 83.3 %"


def test_where_all_diverged_each_row_says_so_and_the_title_too(sound, title):
    lost = {"squares": [], "seeds": np.empty(0), "accuracies": np.empty(0), "diverged": 3}
    sound(lambda: gallery.draw_gallery(dict.fromkeys(("relu", "silu"), lost), "x"))
    figure = gallery.draw_gallery(dict.fromkeys(("relu", "silu"), lost), "x")
    assert title(figure) == "每個網路都發散，沒有輸出可畫"
    assert not [image for ax in figure.axes for image in ax.images]
    assert [ax.texts[1].get_text() for ax in figure.axes] == ["另有 3 個發散"] * 2
