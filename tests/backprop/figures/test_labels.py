"""Labels at the ends of lines: none lies on another, and each is as near its line as that lets it be."""

import numpy as np
import pytest
from matplotlib.text import Text
from scipy.optimize import minimize

from backprop.figures import labels
from shilu.figures import style

pytestmark = pytest.mark.filterwarnings("error")


def labelled(*ends, scale="linear"):
    """Draw a line to each of the ends, with its label; return the panel."""
    figure = style.figure(5, 8)
    ax = figure.subplots()
    ax.set_yscale(scale)
    ax.set_ylim(0.01, 1)
    for number, end in enumerate(ends):
        (line,) = ax.plot([0, 1], [0.5, end])
        labels.at_end(ax, line, f"線 {number}")
    labels.spread(figure)
    figure.draw_without_rendering()
    return ax


def boxes(ax):
    """Return where each label is on paper, without the thin line that leads to it."""
    return [Text.get_window_extent(text) for text in ax.texts]


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize(
    "ends", [(0.5, 0.5, 0.5), (0.99, 1, 0.98), (0.01, 0.011, 0.4), (0.3, 0.29, 0.9, 0.31)]
)
def test_labels_of_lines_that_end_together_are_spread_within_the_panel(ends, scale):
    ax = labelled(*ends, scale=scale)
    extents = boxes(ax)
    for at, one in enumerate(extents):
        assert not any(one.overlaps(other) for other in extents[at + 1 :])
    panel = ax.get_window_extent()
    middles = [(one.y0 + one.y1) / 2 for one in extents]
    assert panel.y0 - 1 <= min(middles)
    assert max(middles) <= panel.y1 + 1
    assert np.argsort(middles, kind="stable").tolist() == np.argsort(ends, kind="stable").tolist()
    assert all(one.x0 > panel.x1 for one in extents)


def test_a_label_that_is_in_no_other_s_way_stands_at_the_height_of_its_line_and_leads_to_it():
    ax = labelled(0.2, 0.8)
    extents = boxes(ax)
    for text, box, end in zip(ax.texts, extents, (0.2, 0.8), strict=True):
        assert text.xy == (1, end)
        assert (box.y0 + box.y1) / 2 == pytest.approx(ax.transData.transform((1, end))[1], abs=2)
        assert text.arrow_patch is not None


def test_a_line_that_stops_early_is_named_from_its_last_point_and_one_without_any_is_not():
    figure = style.figure(5, 8)
    ax = figure.subplots()
    (stops,) = ax.plot([0, 1, 2, 3], [1, 2, np.nan, np.nan])
    (none,) = ax.plot([0, 1], [np.nan, np.nan])
    labels.at_end(ax, stops, "短")
    labels.at_end(ax, none, "無")
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("短", (1, 2))]


def test_moved_apart_is_the_least_sum_of_squares_that_an_optimiser_finds():
    rng = np.random.default_rng(3)
    for _ in range(10):
        places = rng.uniform(0, 10, 5)
        moved = labels.apart(places, 2, -100, 100)
        order = np.argsort(places)
        assert np.diff(moved[order]).min() >= 2 - 1e-9
        gaps = {"type": "ineq", "fun": lambda x: np.diff(x) - 2}
        best = minimize(lambda x, at=places[order]: ((x - at) ** 2).sum(), places[order], constraints=gaps)
        assert ((moved - places) ** 2).sum() == pytest.approx(best.fun, abs=1e-4)


def test_what_is_apart_already_is_not_moved_and_the_ends_hold():
    np.testing.assert_array_equal(labels.apart([5, 1, 9], 2, 0, 10), [5, 1, 9])
    np.testing.assert_allclose(labels.apart([9.5, 9.9], 2, 0, 10), [8, 10])
    np.testing.assert_allclose(labels.apart([0.1, 0], 2, 0, 10), [2, 0])
    assert labels.apart([], 2, 0, 10).tolist() == []
