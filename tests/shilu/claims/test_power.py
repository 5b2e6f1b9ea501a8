"""How many repetitions it takes: the least number, and the one that would probably do."""

import math

import numpy as np
import pytest
from scipy import stats

from shilu.claims import hypothesis_tests as testing
from shilu.claims import power


def test_the_least_number_of_pairs_is_that_whose_smallest_p_value_reaches_the_level():
    assert power.needed_at_all(1 / 32, paired=True) == 5
    assert power.needed_at_all(0.05 / 40, paired=True) == 10  # 2⁻¹⁰ < 0.00125 < 2⁻⁹


def test_the_least_size_of_independent_groups_is_that_whose_arrangements_reach_the_level():
    assert power.needed_at_all(1 / 70, paired=False) == 4
    assert power.needed_at_all(1 / 71, paired=False) == 5


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_the_number_that_would_probably_decide_does_so_four_times_in_five(statistic):
    rng = np.random.default_rng(4)
    observed = rng.normal(0.7, 1, 15)
    n = power.needed_to_decide([observed], 0.01, statistic=statistic)
    decided = [
        min(outcome.above, outcome.below) <= 0.01
        for outcome in (
            testing.one_sample(rng.choice(observed, n), 0, statistic=statistic, confidence=0.95)
            for _ in range(150)
        )
    ]
    low, high = stats.binom.ppf([0.002, 0.998], 150, power.POWER)
    assert low <= sum(decided) <= high


def test_it_comes_near_the_number_of_a_normal_sample():
    # The textbook's (z₀.₉₇₅ + z₀.₈)² (σ / δ)² = 31.4, and two more since σ is estimated.
    observed = stats.norm.ppf((np.arange(400) + 0.5) / 400) + 0.5
    assert power.needed_to_decide([observed], 0.025, statistic="mean") == pytest.approx(33, abs=3)


def test_what_must_all_hold_takes_more_than_its_least_sure_part():
    observed = np.random.default_rng(5).normal(0.8, 1, 20)
    alone = power.needed_to_decide([observed], 0.01, statistic="mean")
    assert power.needed_to_decide([observed, observed[::-1]], 0.01, statistic="mean") > alone


def test_no_number_decides_what_does_not_differ():
    assert power.needed_to_decide([np.array([-1.0, 1.0])], 0.01, statistic="mean") is None
    assert power.needed_to_decide([np.zeros(5)], 0.01, statistic="share") is None


def test_it_is_never_less_than_the_least_number():
    sure = np.full(3, 5.0)
    for statistic in ("mean", "share"):
        assert power.needed_to_decide([sure], 0.001, statistic=statistic) == math.ceil(math.log2(1000))


def test_what_is_missing_is_a_loss_whichever_way_it_would_be_decided():
    sure, lost = np.full(20, 5.0), np.array([np.nan] * 4 + [5.0] * 16)
    for sign in (1, -1):
        needed = power.needed_to_decide([sign * lost], 0.001, statistic="share")
        assert needed == power.needed_to_decide(
            [np.where(np.isnan(lost), -1, sure)], 0.001, statistic="share"
        )
        assert needed > power.needed_to_decide([sign * sure], 0.001, statistic="share")
