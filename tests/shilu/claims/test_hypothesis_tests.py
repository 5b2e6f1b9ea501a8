"""A comparison: which test a claim gets, what it says of what is missing, and what it may promise."""

import math

import numpy as np
import pytest

from shilu.claims.bounds import bounded, exactly
from shilu.claims.hypothesis_tests import compare

NAN = math.nan
MEAN, MEDIAN, SHARE = (
    {"statistic": name, "paired": True, "confidence": 0.95} for name in ("mean", "median", "share")
)
KINDS = [{**how, "paired": paired} for how in (MEAN, MEDIAN, SHARE) for paired in (True, False)]


@pytest.mark.parametrize(("how", "within", "name"), [
    (MEAN, None, "permutation of signs, if symmetric about the margin"),
    (MEAN, (-9, 9), "betting on the mean, in its range"),
    (MEDIAN, None, "sign test, exact"),
    (MEDIAN, (-9, 9), "sign test, exact"),
    (SHARE, None, "sign test of unequal pairs, exact"),
    ({**MEAN, "paired": False}, None, "Welch's t, permuted too, if normal"),
    ({**MEAN, "paired": False}, (-9, 9), "betting on both means, in their range"),
    ({**MEDIAN, "paired": False}, None, "two sign tests, exact"),
    ({**SHARE, "paired": False}, (-9, 9), "bound of all pairs' share"),
])  # fmt: skip
def test_the_test_says_what_it_is_and_what_it_asks(how, within, name):
    first, second = exactly(np.arange(8.0)), exactly(np.arange(8.0)[::-1] - 1.5)
    outcome = compare(first, second, 0.0, within=within, **how)
    assert outcome.test == name
    assert outcome.effect == pytest.approx({"mean": 1.5, "median": 1.5}.get(how["statistic"], outcome.effect))


@pytest.mark.parametrize(("statistic", "effect"), [("mean", 4), ("median", 4), ("share", 1)])
@pytest.mark.parametrize("paired", [True, False])
def test_the_effect_is_of_the_statistic_that_is_asked_for(statistic, effect, paired):
    groups = exactly([5.0, 6, 7, 8]), exactly([1.0, 2, 3, 4])
    for sign, shown in ((1, effect), (-1, 0 if statistic == "share" else -effect)):
        first, second = groups[::sign]
        outcome = compare(first, second, 0.0, statistic=statistic, paired=paired, confidence=0.95)
        assert outcome.effect == shown
        assert outcome.interval[0] <= shown <= outcome.interval[1]


@pytest.mark.parametrize("how", KINDS)
def test_a_verdict_stands_whatever_the_missing_values_were(how):
    rng = np.random.default_rng(10)
    for shift in (-1, 1):
        first, second = rng.normal(shift, 1, 7), rng.normal(0, 1, 7)
        lost_first, lost_second = first.copy(), second.copy()
        lost_first[:2], lost_second[1:3] = NAN, NAN
        worst = compare(bounded(lost_first), bounded(lost_second), 0.1, **how)
        for values in ([-9, -9, -9, -9], [9, 9, 9, 9], [-9, -9, 9, 9], [9, 9, -9, -9], rng.normal(size=4)):
            first[:2], second[1:3] = values[:2], values[2:]
            actual = compare(exactly(first), exactly(second), 0.1, **how)
            assert actual.above <= worst.above
            assert actual.below <= worst.below


def test_a_missing_pair_is_a_loss_in_either_direction():
    for sign, p_values in ((1, (6 / 32, 1)), (-1, (1, 6 / 32))):  # C(5, 4) + C(5, 5) of 32
        values = sign * np.array([NAN, 2, 3, 4, 5])
        for how in (MEDIAN, SHARE):
            outcome = compare(bounded(values), exactly(0.0), 0, **how)
            assert (outcome.above, outcome.below, outcome.n) == (*p_values, 5)


def test_a_mean_with_a_bound_on_one_side_is_decided_on_that_side_alone():
    values = np.array([NAN, 7, 8, 9, 10, 11])
    outcome = compare(bounded(values, 7.0), exactly(0.0), 0, **MEAN)
    assert (outcome.above, outcome.below, outcome.reason) == (1 / 64, 1, "")
    assert outcome.effect == pytest.approx(52 / 6)
    assert compare(bounded(-values, at_most=-7.0), exactly(0.0), 0, **MEAN).below == 1 / 64


@pytest.mark.parametrize("paired", [True, False])
def test_a_mean_has_no_bound_where_a_value_is_missing_and_nothing_is_concluded(paired):
    whole = exactly(np.arange(6.0))
    for lost in (bounded(np.array([NAN, 7, 8, 9, 10, 11])), exactly([np.inf, 7, 8, 9, 10, 11])):
        outcome = compare(lost, whole, 0, **{**MEAN, "paired": paired})
        if np.isinf(lost.low).all() or np.isnan(outcome.effect):
            assert "no bound where values are missing; write statistic: " in outcome.reason
            assert outcome.test == "none"
        assert (outcome.above, outcome.below) == (1, 1)


@pytest.mark.parametrize("how", KINDS)
def test_nothing_is_concluded_where_all_is_missing(how):
    nothing, something = bounded(np.full(6, NAN)), exactly(np.arange(6.0))
    for first, second in ((nothing, something), (something, nothing), (nothing, nothing)):
        outcome = compare(first, second, 0, **how)
        assert (outcome.above, outcome.below) == (1, 1)
        assert outcome.reason.startswith("all values are missing")


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("within", [None, (0, 20)])
def test_no_study_of_so_few_has_a_smaller_p_value_than_the_least(how, within):
    # As far apart as the range allows.
    for n in (1, 4, 6):
        apart = exactly(np.full(n, 20.0)), exactly(np.zeros(n))
        outcome = compare(*apart, 0.0, within=within, **how)
        assert outcome.above >= outcome.least * 0.999999
        assert outcome.above == pytest.approx(outcome.least, rel=0.2)
        assert outcome.least_of(n) == outcome.least
