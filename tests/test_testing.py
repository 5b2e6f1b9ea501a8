"""The statistics behind a verdict, against hand-computed cases, scipy and simulation."""

import numpy as np
import pytest
from scipy import stats

from shilu import testing


def test_all_of_five_pairs_above_give_one_in_thirty_two():
    outcome = testing.one_sample(np.array([1.0, 2, 3, 4, 5]), 0, statistic="mean")
    assert outcome.above == pytest.approx(1 / 32)
    assert outcome.below == pytest.approx(1)
    assert outcome.p == pytest.approx(outcome.smallest) == pytest.approx(2 / 32)
    assert outcome.effect == 3


def test_the_margin_shifts_the_question():
    outcome = testing.one_sample(np.array([1.0, 2, 3, 4, 5]), 6, statistic="mean")
    assert outcome.below == pytest.approx(1 / 32)


def test_the_sign_test_is_the_binomial_one_and_takes_infinities():
    outcome = testing.one_sample(np.array([1, 2, np.inf, np.inf, -1.0]), 0, statistic="median")
    assert outcome.above == pytest.approx(stats.binomtest(4, 5, alternative="greater").pvalue)
    assert np.isnan(outcome.interval).all()


def test_independent_groups_agree_with_the_rank_sum_test_on_separated_ranks():
    outcome = testing.two_samples(np.array([5.0, 6, 7, 8]), np.array([1.0, 2, 3, 4]), 0, statistic="mean")
    assert outcome.above == pytest.approx(1 / 70)  # 1 of C(8, 4) arrangements
    assert outcome.above == pytest.approx(
        stats.mannwhitneyu([5, 6, 7, 8], [1, 2, 3, 4], alternative="greater").pvalue
    )


def test_holm_is_as_in_his_paper():
    # Holm 1979, section 3: sorted p values times n, n - 1, ..., 1, never falling.
    assert testing.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert testing.holm([0.6, 0.7]) == [1, 1]


def test_the_pairs_to_reach_a_level_are_those_that_the_smallest_p_needs():
    assert testing.pairs_to_reach(0.0625) == 5
    assert testing.pairs_to_reach(0.05 / 40) == 11


def test_equal_values_decide_nothing():
    assert testing.one_sample(np.zeros(8), 0, statistic="mean").p == 1
    assert testing.one_sample(np.zeros(8), 0, statistic="median").p == 1


def test_no_more_false_verdicts_than_the_level_allows():
    rng = np.random.default_rng(3)
    wrong = [testing.one_sample(rng.normal(size=8), 0, statistic="mean").p <= 0.05 for _ in range(300)]
    # More than the 99th percentile of 300 fair draws would be a fault.
    assert sum(wrong) <= stats.binom.ppf(0.99, 300, 0.05)


def test_the_number_that_would_decide_has_about_the_power_that_it_promises():
    rng = np.random.default_rng(4)
    observed = rng.normal(0.5, 1, 12)
    n = testing.pairs_to_decide(observed, 0, 0.05, statistic="mean")
    assert n > 12
    decided = [testing.one_sample(rng.choice(observed, n), 0, statistic="mean").p <= 0.05 for _ in range(30)]
    assert np.mean(decided) >= 0.58  # 0.8 less three standard errors of 30 draws


def test_the_interval_is_the_same_every_time():
    data = np.random.default_rng(5).normal(size=9)
    first, second = (testing.one_sample(data, 0, statistic="mean").interval for _ in range(2))
    assert first == second
    assert first[0] < data.mean() < first[1]
