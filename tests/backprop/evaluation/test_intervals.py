"""Intervals, held against SciPy's and against how often they hold what they promise."""

import numpy as np
import pytest
from scipy import stats

from backprop.evaluation import intervals

SKEWED = [0.52, 0.55, 0.9, 0.91, 0.93, 0.94, 0.95, 0.99]


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_the_half_width_of_a_mean_is_that_of_a_student_interval(confidence):
    expected = stats.ttest_1samp(SKEWED, 0).confidence_interval(confidence)
    middle, half = intervals.mean(np.array(SKEWED), confidence)
    assert (middle - half, middle + half) == pytest.approx((expected.low, expected.high))


def test_a_median_lies_between_order_statistics_that_are_not_equally_far_from_it():
    """Of 8 values the second and the seventh: P(fewer than 2 of 8 below the median) is 9/256."""
    assert intervals.median(np.array(SKEWED), 0.9) == (0.92, 0.55, 0.95)
    assert intervals.median(np.array(SKEWED), 0.95) == (0.92, 0.52, 0.99)


@pytest.mark.parametrize(("count", "known"), [(5, False), (6, True)])
def test_five_seeds_have_no_interval_of_a_median_and_six_have_their_range(count, known):
    middle, low, high = intervals.median(np.array(SKEWED[:count]), 0.95)
    assert middle == np.median(SKEWED[:count])
    assert (low, high) == (0.52, 0.94) if known else np.isnan([low, high]).all()


def test_the_interval_of_a_median_holds_it_as_often_as_promised_where_many_networks_collapsed():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(200):
        accuracies = np.where(rng.random(20) < 0.4, rng.normal(0.5, 0.01, 20), rng.normal(0.97, 0.01, 20))
        _, low, high = intervals.median(accuracies, 0.95)
        # The median of the population: of the 60 % that learnt, the sixth part from below.
        inside += low <= stats.norm.ppf(0.1 / 0.6, 0.97, 0.01) <= high
    # 200 trials: three standard deviations around 0.95 are 0.046; the exact interval holds it rather more often.
    assert inside / 200 >= 0.91


@pytest.mark.parametrize("right", [0, 1, 937, 999, 1000])
def test_a_share_has_wilsons_interval(right):
    expected = stats.binomtest(right, 1000).proportion_ci(0.95, method="wilson")
    assert intervals.share(right, 1000, 0.95) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_where_all_points_are_right_a_share_may_still_be_less_than_all():
    low, high = intervals.share(np.array([1000.0, np.nan]), 1000, 0.95)
    assert (low[0], high[0]) == (pytest.approx(0.99617, abs=1e-5), 1)
    assert np.isnan([low[1], high[1]]).all()


def test_one_value_has_no_interval_and_none_have_not_even_a_middle():
    assert intervals.mean(np.array([0.8]), 0.95) == (0.8, pytest.approx(np.nan, nan_ok=True))
    assert np.isnan(intervals.mean(np.array([]), 0.95)).all()
    assert np.isnan(intervals.median(np.array([]), 0.95)).all()
