"""Values known within bounds: each question takes the ends that speak against it."""

import math

import numpy as np
import pytest

from shilu.claims import bounds

INF = math.inf
UNKNOWN = bounds.bounded(np.array([math.nan]))


def both(first, second, margin=0.0):
    return [question.excess.tolist() for question in bounds.questions(first, second, margin)]


def test_a_known_difference_is_asked_of_from_either_side():
    assert both(bounds.exactly([3.0]), bounds.exactly([1.0]), 0.5) == [[1.5], [-1.5]]


@pytest.mark.parametrize(
    ("told", "ends"),
    [({}, (-INF, INF)), ({"at_least": 7.0}, (7, INF)), ({"at_most": 7.0}, (-INF, 7)),
     ({"at_least": np.array([math.nan])}, (-INF, INF)), ({"within": (0, 1)}, (0, 1)),
     ({"at_least": 0.4, "within": (0, 1)}, (0.4, 1)), ({"at_most": 0.4, "within": (0, 1)}, (0, 0.4))],
)  # fmt: skip
def test_what_is_missing_lies_within_the_bounds_that_are_told(told, ends):
    found = bounds.bounded(np.array([math.nan]), **told)
    assert (found.low[0], found.high[0]) == ends
    known = bounds.bounded(np.array([0.5]), **told)
    assert (known.low[0], known.high[0]) == (0.5, 0.5)


@pytest.mark.parametrize(
    "second", [UNKNOWN, bounds.bounded(np.array([math.nan]), 7.0), bounds.exactly([INF])]
)
def test_two_that_may_be_infinite_speak_for_nothing(second):
    for first in (UNKNOWN, bounds.bounded(np.array([math.nan]), 7.0)):
        assert both(first, second) == [[-INF], [-INF]]
    assert both(bounds.exactly([INF]), bounds.exactly([INF])) == [[-INF], [-INF]]


@pytest.mark.parametrize(("first", "second", "margin"), [
    (0.1 + 0.2, 0.3, 0.0), (0.3, 0.1 + 0.2, 0.0), (0.3, 0.2, 0.1), (1e6 + 0.1, 1e6, 0.1), (3e-12, 2e-12, 1e-12),
])  # fmt: skip
def test_a_difference_that_is_rounding_is_none(first, second, margin):
    assert both(bounds.exactly([first]), bounds.exactly([second]), margin) == [[0], [0]]
    ranks = [
        question.ranks for question in bounds.questions(*map(bounds.exactly, ([first], [second])), margin)
    ]
    assert ranks == [([0], [0])] * 2


def test_a_small_difference_of_small_values_is_one():
    assert both(bounds.exactly([2e-15]), bounds.exactly([1e-15]))[0][0] > 0


def test_the_second_of_two_infinities_may_be_the_larger():
    question, turned = bounds.questions(bounds.exactly([INF, 1]), bounds.bounded(np.array([math.nan, 2])), 0)
    assert [ranks.tolist() for ranks in question.ranks] == [[2, 0], [3, 1]]
    assert [ranks.tolist() for ranks in turned.ranks] == [[0, 2], [3, 1]]


def test_of_what_is_turned_round_both_questions_change_places():
    first, second = bounds.bounded(np.array([math.nan, 1]), 2.0), bounds.exactly([4.0, 0])
    one, other = bounds.questions(first, second, 0.5, (0, 9))
    again, before = bounds.questions(-first, -second, -0.5, (-9, 0))
    assert again.excess.tolist() == other.excess.tolist()
    assert before.excess.tolist() == one.excess.tolist()
    assert (one.within, other.within) == (before.within, again.within) == ((0, 9), (-9, 0))
