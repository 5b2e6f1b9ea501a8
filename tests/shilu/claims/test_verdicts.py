"""From p values to verdicts: by hand, and by simulation of whole reports."""

import numpy as np
import pytest

from shilu.claims import verdicts
from shilu.claims.bounds import exactly
from shilu.claims.hypothesis_tests import compare
from shilu.errors import UserError


def test_all_hold_as_surely_as_the_least_sure_and_one_that_fails_is_corrected_for_their_number():
    outcomes = [
        compare(exactly(values), exactly(0.0), 0, statistic="mean", paired=True, confidence=0.95)
        for values in ([1.0, 2, 3, 4, 5], [-1.0, 2, 3, 4, 5], [-1.0, -2, -3, -4, -5])
    ]
    assert verdicts.all_of(outcomes[:2])[0] == 2 / 32
    assert verdicts.all_of(outcomes) == (1, 3 / 32)
    assert verdicts.all_of(outcomes[:2], looks=3) == (6 / 32, 1)


def test_holm_is_sorted_p_values_times_what_is_left_never_falling():
    # Holm 1979, section 3.
    assert verdicts.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert verdicts.holm([0.6, 0.7]) == [1, 1]
    assert verdicts.holm([]) == []


def test_both_tests_of_each_claim_enter_the_correction():
    # Sorted: 0.004 · 4, 0.01 · 3, 0.99 · 2, 0.996 · 1.
    found = verdicts.decide([(0.01, 0.99), (0.996, 0.004)], 0.05)
    assert found == [("supported", pytest.approx(0.03)), ("refuted", pytest.approx(0.016))]
    assert verdicts.decide([(0.03, 0.97)], 0.05) == [("undecided", 0.06)]


def test_a_claim_is_in_the_family_that_names_it_or_in_that_of_all_others():
    found = verdicts.family_of(["a", "b", "c"], {"small": ["c"], "large": ["a"]})
    assert found == {"a": "large", "b": None, "c": "small"}


@pytest.mark.parametrize(("families", "message"), [
    ({"small": ["a", "depeer"]}, r"claims\.families\.small: no claim 'depeer'; did you mean 'deeper'\? Known: a, deeper"),
    ({"small": ["a"], "large": ["a"]}, r"claims\.families\.large: a is in small too; name it once"),
    ({"small": ["a", "a"]}, r"claims\.families\.small: a is there twice; name it once"),
])  # fmt: skip
def test_a_family_of_unknown_claims_or_of_another_s_is_named(families, message):
    with pytest.raises(UserError, match=message):
        verdicts.family_of(["a", "deeper"], families)


@pytest.mark.parametrize("noise", [
    ("normal", "mean"), ("heavy tails", "mean"), ("two values", "mean"),
    ("heavy tails", "median"), ("skewed", "median"), ("half of it equal", "median"),
])  # fmt: skip
def test_a_report_of_claims_at_their_margin_is_wrong_at_most_one_time_in_twenty(error_rates, noise):
    studies = 400
    assert error_rates.wrong_reports(noise, studies) <= error_rates.bound(0.05, studies)


@pytest.mark.parametrize(("effect", "verdict"), [(1.8, "supported"), (-1.8, "refuted")])
def test_effects_twice_as_large_as_their_scatter_are_found(error_rates, effect, verdict):
    rng = np.random.default_rng(8)
    reports = (error_rates.report_of_claims(rng, ("normal", "mean"), effect) for _ in range(30))
    found = [entry[0] for report in reports for entry in verdicts.decide(report, 0.05)]
    assert np.mean([entry == verdict for entry in found]) >= 0.8
    assert set(found) <= {verdict, "undecided"}
