"""Confidence limits: against scipy, and none where the repetitions are too few."""

import math

import numpy as np
import pytest
from scipy import stats

from shilu.claims.bounds import bounded, exactly
from shilu.claims.hypothesis_tests import compare


def interval(first, second=0.0, margin=0.0, *, confidence=0.95, **how):
    first = first if hasattr(first, "low") else exactly(first)
    return compare(first, exactly(second), margin, confidence=confidence, **how).interval


MEAN, MEDIAN, SHARE = ({"statistic": name, "paired": True} for name in ("mean", "median", "share"))


@pytest.mark.parametrize("confidence", [0.9, 0.99])
def test_that_of_a_mean_is_student_s_at_the_confidence_asked_for(confidence):
    values = np.random.default_rng(1).normal(3, 1, 7)
    result = stats.ttest_1samp(values, 0).confidence_interval(confidence)
    assert interval(values, confidence=confidence, **MEAN) == pytest.approx((result.low, result.high))


def test_that_of_two_means_is_welch_s():
    rng = np.random.default_rng(1)
    groups = rng.normal(3, 1, 7), rng.normal(0, 4, 5)
    result = stats.ttest_ind(*groups, equal_var=False).confidence_interval()
    found = interval(*groups, statistic="mean", paired=False)
    assert found == pytest.approx((result.low, result.high))


@pytest.mark.parametrize("n", [6, 20, 33])
def test_that_of_a_median_is_from_one_value_to_another(n):
    values = np.random.default_rng(n).exponential(1, n)
    result = stats.quantile_test(values, p=0.5, alternative="two-sided").confidence_interval(0.95)
    assert interval(values, **MEDIAN) == (result.low, result.high)


def test_five_values_have_no_interval_of_the_median_at_95_percent():
    values = np.arange(5.0)
    assert interval(values, **MEDIAN) == (-math.inf, math.inf)
    assert interval(values, confidence=0.9, **MEDIAN) == (0, 4)


def test_that_of_a_share_of_pairs_is_wilson_s_also_where_some_never_arrive():
    result = stats.binomtest(4, 5).proportion_ci(method="wilson")
    assert interval([np.inf, np.inf, -1, 2, 3], **SHARE) == pytest.approx((result.low, result.high))


def test_that_of_a_share_of_groups_ends_where_its_test_rejects():
    low, high = interval(np.arange(5) + 9.0, np.arange(9.0), statistic="share", paired=False)
    assert (low, high) == (pytest.approx(0.025 ** (1 / 5)), 1)  # all five above: θ⁵ = 2.5 %


def test_that_of_two_medians_is_as_wide_as_both_apart_at_half_the_error():
    first, second = np.arange(20.0), np.arange(20.0) * 3
    below = int(stats.binom.ppf(0.0125, 20, 0.5))
    expected = (first[below - 1] - second[-below], first[-below] - second[below - 1])
    assert interval(first, second, statistic="median", paired=False) == expected


@pytest.mark.parametrize("how", [MEAN, MEDIAN, SHARE])
def test_that_of_values_known_within_bounds_holds_whatever_they_are(how):
    values = np.array([*np.random.default_rng(2).normal(1, 1, 18), math.nan, math.nan])
    low, high = interval(bounded(values, -3.0, 5.0), **how)
    for ends in ((-3, -3), (-3, 5), (0, 1), (5, 5)):
        filled = np.array([*values[:18], *ends])
        inner = interval(filled, **how)
        if how is not MEAN:
            assert low <= inner[0]
            assert inner[1] <= high
        assert low <= np.mean(filled) <= high or how is not MEAN


def test_what_has_a_bound_on_one_side_has_an_interval_that_is_open_on_the_other():
    low, high = interval(bounded(np.array([1.0, 2, 3, math.nan]), 3.0), **MEAN)
    assert math.isfinite(low)
    assert high == math.inf
