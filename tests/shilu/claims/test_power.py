"""How many repetitions it takes: the least number, and the one that would probably do."""

import itertools

import numpy as np
import pytest
from scipy import stats

from shilu.claims import group_tests, power
from shilu.claims.bounds import Bounds, exactly
from shilu.claims.hypothesis_tests import compare

KINDS = list(itertools.product(["mean", "median", "share"], [True, False], [None, (-9.0, 9.0)]))


def outcome(values, second=0.0, *, statistic="mean", paired=True, within=None):
    sides = (side if isinstance(side, Bounds) else exactly(side) for side in (values, second))
    return compare(*sides, 0.0, statistic=statistic, paired=paired, within=within, confidence=0.95)


def decide(values, level, **how):
    return power.needed_to_decide([outcome(values, **how)], level)


def test_the_least_number_of_pairs_is_that_whose_smallest_p_value_reaches_the_level():
    for statistic in ("mean", "median", "share"):
        found = [outcome(np.arange(3.0), statistic=statistic)]
        assert power.needed_at_all(found, 1 / 32) == 5
        assert power.needed_at_all(found, 0.05 / 40) == 10  # 2⁻¹⁰ < 0.00125 < 2⁻⁹


@pytest.mark.parametrize(("statistic", "level", "least"), [
    ("mean", 1 / 70, 4), ("mean", 1 / 71, 5), ("median", 1 / 16, 5), ("share", 1 / 16, 4),
])  # fmt: skip
def test_the_least_size_of_independent_groups_is_that_whose_smallest_p_value_does(statistic, level, least):
    found = [outcome(np.arange(3.0), np.arange(3.0), statistic=statistic, paired=False)]
    assert power.needed_at_all(found, level) == least


def test_no_number_reaches_what_drawn_arrangements_cannot_give():
    found = [outcome(np.arange(3.0), np.arange(3.0), paired=False)]
    assert power.needed_at_all(found, 1 / (group_tests.ARRANGEMENTS + 1)) is not None
    assert power.needed_at_all(found, 1 / (group_tests.ARRANGEMENTS + 2)) is None


@pytest.mark.parametrize(("statistic", "paired", "within"), KINDS)
def test_the_number_that_would_probably_decide_does_so_four_times_in_five(
    monkeypatch, statistic, paired, within
):
    monkeypatch.setattr(group_tests, "ARRANGEMENTS", 999)
    rng = np.random.default_rng(4)
    observed, other = rng.normal(2, 2.5, 25).clip(-9, 9), rng.normal(0, 1, 20).clip(-9, 9)
    how = {"statistic": statistic, "paired": paired, "within": within}
    if paired:
        other = 0.0
    n, studies = decide(observed, 0.02, second=other, **how), 60
    decided = 0
    for _ in range(studies):
        found = outcome(rng.choice(observed, n), 0.0 if paired else rng.choice(other, n), **how)
        decided += min(found.above, found.below) <= 0.02
    low, high = stats.binom.ppf([0.001, 0.999], studies, power.POWER)
    assert low <= decided <= high


@pytest.mark.parametrize("statistic", ["mean", "median", "share"])
def test_independent_groups_are_drawn_independently(statistic):
    found = outcome(np.arange(9.0), np.arange(9.0), statistic=statistic, paired=False)
    above, below = found.imagined(np.random.default_rng(1).random((2, 20, 30)))
    assert (above < 0.95).any()
    assert (below < 0.95).any()


def test_it_comes_near_the_number_of_a_normal_sample():
    # The textbook's (z₀.₉₇₅ + z₀.₈)² (σ / δ)² = 31.4, and two more since σ is estimated.
    observed = stats.norm.ppf((np.arange(400) + 0.5) / 400) + 0.5
    assert decide(observed, 0.025) == pytest.approx(33, abs=3)


def test_what_must_all_hold_takes_more_than_its_least_sure_part():
    observed = np.random.default_rng(5).normal(0.8, 1, 20)
    both = [outcome(observed), outcome(observed[::-1])]
    assert power.needed_to_decide(both, 0.01) > power.needed_to_decide(both[:1], 0.01)


def test_no_number_decides_what_does_not_differ():
    assert decide([-1.0, 1.0], 0.01) is None
    assert decide(np.zeros(5), 0.01, statistic="share") is None
    # More than half are equal: no number makes the median more than that.
    assert decide([0.0] * 11 + [1.0] * 9, 0.01, statistic="median") is None


@pytest.mark.parametrize("statistic", ["mean", "median", "share"])
def test_it_is_never_less_than_the_least_number(statistic):
    assert decide(np.full(3, 5.0), 0.001, statistic=statistic) == 10  # 2⁻¹⁰ < 0.001 < 2⁻⁹


def test_what_is_missing_is_a_loss_whichever_way_it_would_be_decided():
    known = np.full(20, 5.0)
    for sign in (1, -1):
        ends = (np.array([end] * 4 + [sign * 5.0] * 16) for end in (-np.inf, np.inf))
        needed = decide(Bounds(*ends), 0.001, statistic="median")
        assert needed == decide(np.array([-sign] * 4 + [sign * 5.0] * 16), 0.001, statistic="median")
        assert needed > decide(sign * known, 0.001, statistic="median")
