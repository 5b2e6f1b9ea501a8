"""What the marks of activations have in common: colours that are told apart as faint as they are drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors

from backprop.evaluation.readings import numbers_table
from backprop.figures import marks
from backprop.figures.kinds import curves, dead, momentum, numbers, parts
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


def momenta():
    levels = pd.DataFrame({"momentum": [0.0, 0.9], "epochs_to_reach": [3, 4]})
    rows = REPLICAS[["experiment", "dataset", "activation", "seed"]].merge(levels, how="cross")
    names = ("one", "two", "three")
    return momentum.draw_momentum(
        pd.concat(rows.assign(experiment=name) for name in names), dict(zip(names, names, strict=True))
    )


def originals():
    soft = REPLICAS.assign(experiment="course", train_soft=0.9, held_out_soft=0.9, diverged=np.nan, run="x")
    original = pd.Series({("xor", name): 0.95 for name in OURS})
    original.index.names = ["dataset", "activation"]
    return numbers.draw_numbers(numbers_table(soft, original), soft)


def contrast(colour):
    """Return the contrast of a colour (red, green, blue, alpha) on white paper, after WCAG 2.1."""
    drawn = np.array(colour[:3]) * colour[3] + 1 - colour[3]
    linear = np.where(drawn <= 0.04045, drawn / 12.92, ((drawn + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def test_the_measure_of_contrast_agrees_with_known_ones():
    assert contrast(colors.to_rgba("black")) == pytest.approx(21)
    assert contrast(colors.to_rgba("#767676")) == pytest.approx(4.54, abs=0.01)
    assert contrast(colors.to_rgba(("#1BA27C", 0.75))) == pytest.approx(2.4, abs=0.1)


@pytest.mark.parametrize(
    ("draw", "least"),
    [
        (lambda: dead.draw_dead(REPLICAS), 6),
        (lambda: parts.draw_parts(REPLICAS, {"one": "全部"}), 12),
        (originals, 12),
        (momenta, 72),
    ],
    ids=["dead", "parts", "numbers", "momentum"],
)
def test_every_dot_is_three_times_as_dark_as_the_paper_as_it_is_drawn(draw, least):
    dots = [
        line
        for ax in draw().axes
        for line in ax.lines
        if line.get_marker() != "None" and line.get_gid() and line.get_gid().startswith("replicas:")
    ]
    assert len(dots) >= least
    for dot in dots:
        alpha = 1 if dot.get_alpha() is None else dot.get_alpha()
        inside, around = dot.get_markerfacecolor(), dot.get_markeredgecolor()
        seen = around if colors.to_hex(inside) == "#ffffff" else inside
        assert contrast(colors.to_rgba(seen, alpha)) >= 3, dot
