"""Means in a range: by hand, and what a bet may and may not show."""

import numpy as np
import pytest

from shilu.claims import betting
from shilu.claims.bounds import exactly, questions


def asked(first, second, margin=0.0, within=(0, 1)):
    return questions(exactly(first), exactly(second), margin, within)


def test_what_there_is_after_the_bets_is_averaged_over_the_parts_that_are_bet(monkeypatch):
    monkeypatch.setattr(betting, "BETS", np.array([0.5, 1.0]))
    # Differences of 1/2 and -1/4, of values of [0, 1] whose mean difference is 0: the most to lose is 1.
    above, below = (float(betting.pairs(question)) for question in asked([0.75, 0.0], [0.25, 0.25]))
    assert above == pytest.approx(1 / ((1.25 * 0.875 + 1.5 * 0.75) / 2))
    assert below == 1


def test_a_number_leaves_less_to_lose_than_a_group(monkeypatch):
    monkeypatch.setattr(betting, "BETS", np.array([1.0]))
    # All values are 1, of [0, 1], against 0.5: each doubles what there is.
    question, _ = asked(np.ones(5), 0.5)
    assert float(betting.pairs(question)) == pytest.approx(1 / 32)


@pytest.mark.parametrize("test", [betting.pairs, betting.groups])
def test_the_order_of_the_values_does_not_matter(test):
    rng = np.random.default_rng(2)
    first, second = rng.random(30) ** 0.5, rng.random(30) ** 2
    turned = [float(test(question)) for question in asked(first[::-1], second[::-1], 0.1)]
    assert [float(test(question)) for question in asked(first, second, 0.1)] == pytest.approx(turned)
    assert turned[0] < 0.2 < turned[1]


def test_twenty_values_never_exclude_a_rare_collapse():
    """Each is 1; but that one in five is 0, and the mean 0.8, has a chance of 1 %."""
    question, _ = asked(np.ones(20), 0.8)
    assert float(betting.pairs(question)) > 0.8**20


def test_of_groups_the_worst_second_mean_is_looked_for_in_the_whole_range(monkeypatch):
    rng = np.random.default_rng(3)
    first, second = rng.beta(6, 2, 40), rng.beta(2, 6, 50)
    for margin in (0.0, 0.3):
        question, turned = asked(first, second, margin)
        whole = betting.groups(question)
        # Points cannot find a worse one than whole cells; a few of them come near.
        assert whole * 0.5 < betting.groups_nearly(question)
        with monkeypatch.context() as many:
            many.setattr(betting, "POINTS", 5_001)
            assert whole * 0.5 < betting.groups_nearly(question) <= whole
        assert betting.groups(turned) == 1


def test_the_limit_is_the_smallest_mean_that_is_not_rejected():
    rng = np.random.default_rng(4)
    first, second = rng.beta(6, 2, 40), rng.beta(2, 6, 40)
    for test, limit, step in (
        (betting.pairs, betting.pairs_limit, 1e-6),
        (betting.groups, betting.groups_limit, 2 / betting.CELLS),
    ):
        low = limit(asked(first, second)[0], 0.025)
        assert 0 < low < first.mean() - second.mean()
        assert float(test(asked(first, second, low - step)[0])) <= 0.025
        assert float(test(asked(first, second, low + step)[0])) >= 0.025


def test_values_that_show_nothing_are_limited_by_their_range_alone():
    question, _ = asked(np.zeros(3), np.ones(3))
    assert betting.pairs_limit(question, 0.025) == betting.groups_limit(question, 0.025) == -1
