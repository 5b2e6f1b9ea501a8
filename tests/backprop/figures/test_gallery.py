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
    return {"relu": row, "silu": {**row, "squares": row["squares"][::-1], "diverged": 2}}


@pytest.fixture(scope="module")
def figure():
    return gallery.draw_gallery(rows(), "replicas:one/chessboard")


def test_the_squares_stand_side_by_side_upright_with_white_between_them(figure):
    image = figure.axes[0].images[0].get_array()
    assert image.shape == (CELLS, 3 * CELLS + 2 * GAP)
    for place, value in enumerate((0, 1 / 3, 2 / 3)):
        start = place * (CELLS + GAP)
        assert (image[:-1, start : start + CELLS] == value).all()
        assert (image[-1, start : start + CELLS] == 1).all()  # what lies lowest in the square
        assert image.mask[:, start + CELLS : start + CELLS + GAP].all()
    assert figure.axes[1].images[0].get_array()[0, 0] == pytest.approx(2 / 3)


def test_colours_mean_the_same_in_every_row(figure):
    assert {ax.images[0].get_clim() for ax in figure.axes} == {(0, 1)}


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


def test_the_figure_is_sound_and_names_its_rows(sound):
    ids = sound(lambda: gallery.draw_gallery(rows(20), "replicas:one/chessboard"))
    assert [name for name in ids if name.startswith("replicas:")] == [
        "replicas:one/chessboard/relu",
        "replicas:one/chessboard/silu",
    ]


def test_where_all_diverged_a_row_says_so_and_shows_none():
    lost = {"relu": {"squares": [], "accuracies": np.empty(0), "diverged": 3}}
    ax = gallery.draw_gallery(lost, "x").axes[0]
    assert not ax.images
    assert ax.texts[1].get_text() == "另有 3 個發散"
