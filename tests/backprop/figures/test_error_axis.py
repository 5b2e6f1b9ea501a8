"""The axis of errors: accuracies near 1 far apart, none wrong in a place of its own."""

import numpy as np
import pytest

from backprop.figures import error_axis
from shilu.figures import style

pytestmark = pytest.mark.filterwarnings("error")


def axis(accuracies):
    ax = style.figure(4, 6).subplots()
    ax.scatter(error_axis.errors(accuracies), np.zeros(len(accuracies)))
    error_axis.apply(ax, accuracies)
    return ax


def place(ax, accuracy):
    """Where an accuracy is on paper, in pixels from the left."""
    return ax.transData.transform((float(error_axis.errors(accuracy)), 0))[0]


def labels(ax):
    return {text.get_text(): tick for tick, text in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)}


def test_accuracy_grows_to_the_right_and_each_tenth_of_the_error_takes_the_same_way():
    ax = axis([0.5, 0.9, 0.99, 0.999, 0.9999])
    at = [place(ax, accuracy) for accuracy in (0.9, 0.99, 0.999, 0.9999)]
    assert np.diff(at) == pytest.approx([at[1] - at[0]] * 3)
    assert at[1] > at[0]


def test_ticks_are_labelled_with_what_is_right_in_percent():
    assert labels(axis([0.5, 0.99995])) == pytest.approx(
        {"50": 0.5, "90": 0.1, "99": 0.01, "99.9": 1e-3, "99.99": 1e-4}
    )


def test_none_wrong_stands_apart_right_of_every_other_accuracy():
    ax = axis([0.9, 1.0, 1 - 1e-7])
    assert labels(ax)["全對"] == error_axis.errors(1.0)
    assert place(ax, 1.0) > place(ax, 1 - 1e-7) >= place(ax, 1 - 1e-5)


def test_every_accuracy_lies_within_the_axis():
    accuracies = [0.31, 0.5, 0.97, 1.0, np.nan]
    ax = axis(accuracies)
    left, right = ax.get_window_extent().intervalx
    assert all(left < place(ax, accuracy) < right for accuracy in accuracies[:-1])


@pytest.mark.parametrize("accuracies", [[0.9] * 4, [0.5], [1.0] * 3, [np.nan], []])
def test_accuracies_that_are_all_the_same_or_none_make_an_axis_too(accuracies):
    ax = axis(accuracies)
    assert labels(ax).keys() >= {"50", "90", "99"}
