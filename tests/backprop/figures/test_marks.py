"""What the marks of activations have in common: colours that are told apart as faint as they are drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors

from backprop.figures import marks
from backprop.figures.kinds import curves, dead, parts
from backprop.registry import ACTIVATIONS
from shilu.figures import style

pytestmark = pytest.mark.filterwarnings("error")

OURS = ("sigmoid", "relu", "leaky_relu", "silu")
RUN = {
    "checkpoint": np.array([1, 2]),
    "held_out_hard": np.array([[0.5, 0.9], [0.6, 0.8]]),
    "diverged": np.zeros(2, int),
    "seed": np.array([7, 8]),
}
REPLICAS = pd.DataFrame([
    {"experiment": "one", "dataset": "xor", "activation": name, "seed": seed}
    for name in OURS
    for seed in range(3)
]).assign(held_out_hard=0.9, dead_units=0.1)  # fmt: skip


def test_our_activations_have_the_four_colours_that_are_told_apart_in_grey():
    assert [marks.form(name)["color"] for name in OURS] == list(style.COLOURS[:4])
    assert tuple(ACTIVATIONS.ours) == OURS


@pytest.mark.parametrize(
    "draw",
    [
        lambda: curves.draw_curves({"xor": dict.fromkeys(OURS, RUN)}, "one"),
        lambda: dead.draw_dead(REPLICAS),
        lambda: parts.draw_parts(REPLICAS, {"one": "全部"}),
    ],
    ids=["curves", "dead", "parts"],
)
def test_no_mark_of_an_activation_is_fainter_than_colours_are_told_apart(draw):
    figure = draw()
    drawn = [
        (colors.to_hex(artist.get_color() if artist in ax.lines else artist.get_facecolor()[0]), artist)
        for ax in figure.axes
        for artist in (*ax.lines, *ax.collections)
        if artist in ax.lines or len(artist.get_facecolor())
    ]
    ours = {colour.lower() for colour in style.COLOURS[:4]}
    coloured = [artist for colour, artist in drawn if colour in ours]
    assert len(coloured) >= 4
    assert min(1 if artist.get_alpha() is None else artist.get_alpha() for artist in coloured) >= style.FAINT


def test_equal_values_are_moved_apart_within_their_width_and_the_same_way_each_time():
    moved = marks.offsets(np.array([0.5] * 20), 0.6)
    assert np.diff(np.sort(moved)).min() > 0.01
    assert np.abs(moved).max() <= 0.3
    np.testing.assert_array_equal(moved, marks.offsets(np.array([0.5] * 20), 0.6))
