"""The statistics behind a verdict, against hand-computed cases, scipy and simulation."""

import numpy as np
import pytest
from scipy import stats

from shilu.claims import hypothesis_tests as testing


def flips(differences, alternative):
    """Return scipy's exact p value of the permutation of signs."""
    return stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", alternative=alternative, n_resamples=np.inf
    ).pvalue


def test_five_pairs_that_all_point_one_way_give_one_in_thirty_two():
    outcome = testing.one_sample(np.array([1.0, 2, 3, 4, 5]), 0, statistic="mean", confidence=0.95)
    assert outcome.above == outcome.least == 1 / 32
    assert outcome.below == 1
    assert (outcome.effect, outcome.n) == (3, 5)


def test_of_the_signs_of_five_pairs_two_do_as_well_as_one_small_loss():
    # The sum is 13 of at most 15: as large with all signs +, or with that of the 1 alone turned.
    assert (
        testing.one_sample(np.array([-1.0, 2, 3, 4, 5]), 0, statistic="mean", confidence=0.95).above == 2 / 32
    )


@pytest.mark.parametrize("n", [1, 2, 7, 12, 15])
@pytest.mark.parametrize("scale", [1, 1e-9])
def test_the_permutation_of_signs_agrees_with_scipy(n, scale):
    differences = np.random.default_rng(n).normal(0.4, 1, n) * scale
    outcome = testing.one_sample(differences, 0.2 * scale, statistic="mean", confidence=0.95)
    assert outcome.test == "permutation of signs, exact"
    if n > 1:  # of one value scipy makes no test
        assert outcome.above == flips(differences - 0.2 * scale, "greater")
        assert outcome.below == flips(differences - 0.2 * scale, "less")


def test_equal_differences_of_rounded_numbers_are_equal_sums():
    # 0.1 + 0.2 and 0.3 differ in the last bit; a sum that should be equal counts as equal.
    differences = np.array([0.1, 0.2, -0.3, 0.1, 0.2, -0.3])
    exact = testing.one_sample(np.round(differences * 10), 0, statistic="mean", confidence=0.95)
    assert testing.one_sample(differences, 0, statistic="mean", confidence=0.95).above == exact.above


def test_more_pairs_than_can_be_counted_are_drawn_the_same_way_each_time():
    differences = np.random.default_rng(2).normal(0.3, 1, 40)
    first, second = (testing.one_sample(differences, 0, statistic="mean", confidence=0.95) for _ in range(2))
    assert first.test == f"permutation of signs, {testing.ARRANGEMENTS} drawn"
    assert (first.above, first.below, first.interval) == (second.above, second.below, second.interval)
    assert first.above == pytest.approx(
        stats.ttest_1samp(differences, 0, alternative="greater").pvalue, abs=0.01
    )


def test_the_margin_shifts_the_question():
    outcome = testing.one_sample(np.array([1.0, 2, 3, 4, 5]), 6, statistic="mean", confidence=0.95)
    assert (outcome.below, outcome.above) == (1 / 32, 1)


@pytest.mark.parametrize("statistic", ["median", "share"])
def test_the_sign_test_is_the_binomial_one_and_takes_infinities(statistic):
    outcome = testing.one_sample(
        np.array([1, 2, np.inf, np.inf, -1.0]), 0, statistic=statistic, confidence=0.95
    )
    assert outcome.above == 6 / 32  # C(5, 4) + C(5, 5) of 32
    assert outcome.below == 31 / 32
    assert outcome.effect == {"median": 2, "share": 0.8}[statistic]


def test_a_difference_of_just_the_margin_is_neither_above_nor_below_however_it_was_rounded():
    difference = np.full(10, 0.3 - 0.2)
    assert difference[0] != 0.1
    outcome = testing.one_sample(difference, 0.1, statistic="share", confidence=0.95)
    assert (outcome.above, outcome.below, outcome.effect) == (1, 1, 0.5)


def test_two_that_never_arrive_do_not_differ():
    assert testing.difference(np.array([np.inf, 1]), np.array([np.inf, np.inf])).tolist() == [0, -np.inf]


def test_equal_values_decide_nothing():
    for statistic in ("mean", "median", "share"):
        outcome = testing.one_sample(np.zeros(8), 0, statistic=statistic, confidence=0.95)
        assert (outcome.above, outcome.below) == (1, 1)


@pytest.mark.parametrize(
    ("statistic", "effect", "arrangements"), [("mean", 4, 1), ("median", 4, 2), ("share", 1, 1)]
)
def test_independent_groups_without_overlap_are_one_of_seventy_arrangements(statistic, effect, arrangements):
    first, second = np.array([5.0, 6, 7, 8]), np.array([1.0, 2, 3, 4])
    outcome = testing.two_samples(first, second, 0, statistic=statistic, confidence=0.95)
    # C(8, 4) = 70; the medians of 4, 6, 7, 8 and 1, 2, 3, 5 lie as far apart.
    assert outcome.above == pytest.approx(arrangements / 70)
    assert outcome.least == 1 / 70
    assert outcome.effect == effect


def test_the_share_of_independent_groups_agrees_with_mann_and_whitney():
    rng = np.random.default_rng(6)
    first, second = rng.normal(0.7, 1, 6), rng.normal(0, 1, 7)
    outcome = testing.two_samples(first, second, 0.2, statistic="share", confidence=0.95)
    for p, alternative in ((outcome.above, "greater"), (outcome.below, "less")):
        result = stats.mannwhitneyu(first - 0.2, second, alternative=alternative, method="exact")
        assert p == pytest.approx(result.pvalue)
    assert outcome.effect == pytest.approx(stats.mannwhitneyu(first - 0.2, second).statistic / 42)


def test_ties_at_the_margin_of_independent_groups_count_half_however_they_were_rounded():
    outcome = testing.two_samples(np.full(3, 0.3), np.full(3, 0.2), 0.1, statistic="share", confidence=0.95)
    assert (outcome.effect, outcome.above, outcome.below) == (0.5, 1, 1)


def test_the_share_of_independent_groups_takes_what_never_arrives():
    outcome = testing.two_samples(
        np.array([np.inf, 3, 4]), np.array([1.0, 2, np.inf]), 0, statistic="share", confidence=0.95
    )
    assert outcome.effect == pytest.approx((2.5 + 2 + 2) / 9)


def test_drawn_arrangements_are_never_impossible():
    first, second = np.arange(12) + 100.0, np.arange(12.0)
    outcome = testing.two_samples(first, second, 0, statistic="mean", confidence=0.95)
    assert outcome.above == outcome.least == 1 / (testing.ARRANGEMENTS + 1)


def test_one_value_in_a_group_tests_nothing():
    outcome = testing.two_samples(np.array([1.0]), np.array([9.0]), 0, statistic="mean", confidence=0.95)
    assert (outcome.above, outcome.below, outcome.n) == (1, 1, 1)


def test_a_missing_pair_is_a_loss_in_either_direction():
    outcome = testing.one_sample(np.array([np.nan, 2, 3, 4, 5]), 0, statistic="share", confidence=0.95)
    assert (outcome.above, outcome.below) == (6 / 32, 1)  # C(5, 4) + C(5, 5) of 32
    assert (outcome.effect, outcome.n) == (0.8, 5)
    outcome = testing.one_sample(np.array([np.nan, -2, -3, -4, -5]), 0, statistic="share", confidence=0.95)
    assert (outcome.above, outcome.below, outcome.effect) == (1, 6 / 32, 0.2)


@pytest.mark.parametrize("paired", [True, False])
def test_a_verdict_stands_whatever_the_missing_values_were(paired):
    rng = np.random.default_rng(10)
    for shift in (-1, 1):
        first, second = rng.normal(shift, 1, 7), rng.normal(0, 1, 7)

        def outcome(first, second):
            if paired:
                return testing.one_sample(
                    testing.difference(first, second), 0.1, statistic="share", confidence=0.95
                )
            return testing.two_samples(first, second, 0.1, statistic="share", confidence=0.95)

        lost_first, lost_second = first.copy(), second.copy()
        lost_first[:2], lost_second[1:3] = np.nan, np.nan
        worst = outcome(lost_first, lost_second)
        for values in ([-9, -9, -9, -9], [9, 9, 9, 9], [-9, -9, 9, 9], [9, 9, -9, -9], rng.normal(size=4)):
            first[:2], second[1:3] = values[:2], values[2:]
            actual = outcome(first, second)
            assert actual.above <= worst.above
            assert actual.below <= worst.below


def test_a_mean_has_no_bound_where_a_value_is_missing_and_nothing_is_concluded():
    lost = np.array([np.nan, 7, 8, 9, 10, 11])
    for outcome in (
        testing.one_sample(lost, 0, statistic="mean", confidence=0.95),
        testing.one_sample(np.array([np.inf, 7, 8, 9, 10, 11]), 0, statistic="mean", confidence=0.95),
        testing.two_samples(lost, np.arange(6.0), 0, statistic="mean", confidence=0.95),
        testing.two_samples(lost, np.arange(6.0), 0, statistic="median", confidence=0.95),
    ):
        assert (outcome.above, outcome.below, outcome.test) == (1, 1, "none")
        assert np.isnan(outcome.effect)
        assert "no bound where values are missing; write statistic: " in outcome.reason


@pytest.mark.parametrize("statistic", ["mean", "median", "share"])
def test_nothing_is_concluded_where_all_is_missing(statistic):
    nothing, something = np.full(6, np.nan), np.arange(6.0)
    for outcome in (
        testing.one_sample(nothing, 0, statistic=statistic, confidence=0.95),
        testing.two_samples(nothing, something, 0, statistic=statistic, confidence=0.95),
        testing.two_samples(something, nothing, 0, statistic=statistic, confidence=0.95),
    ):
        assert (outcome.above, outcome.below) == (1, 1)
        assert outcome.reason.startswith("all values are missing")


def test_the_share_of_pairs_has_an_interval_also_where_some_never_arrive():
    outcome = testing.one_sample(np.array([np.inf, np.inf, -1, 2, 3]), 0, statistic="share", confidence=0.95)
    low, high = outcome.interval
    assert 0 < low < outcome.effect == 0.8 < high == 1


def test_the_bootstrap_interval_holds_the_effect_about_as_often_as_it_says():
    rng = np.random.default_rng(9)
    inside = 0
    for _ in range(60):
        low, high = testing.one_sample(rng.normal(1, 1, 30), 0, statistic="mean", confidence=0.95).interval
        inside += low < 1 < high
    assert stats.binom.ppf(0.005, 60, 0.93) <= inside  # the percentile method is a little short
