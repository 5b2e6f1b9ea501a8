"""From p values to verdicts: by hand, and by simulation of whole reports."""

import numpy as np
import pytest
from scipy import stats

from shilu.claims import hypothesis_tests as testing
from shilu.claims import verdicts


def test_all_hold_as_surely_as_the_least_sure_and_one_that_fails_is_corrected_for_their_number():
    outcomes = [
        testing.one_sample(np.array(values), 0, statistic="mean", confidence=0.95)
        for values in ([1.0, 2, 3, 4, 5], [-1.0, 2, 3, 4, 5], [-1.0, -2, -3, -4, -5])
    ]
    assert verdicts.all_of(outcomes[:2])[0] == 2 / 32
    assert verdicts.all_of(outcomes) == (1, 3 / 32)


def test_holm_is_sorted_p_values_times_what_is_left_never_falling():
    # Holm 1979, section 3.
    assert verdicts.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert verdicts.holm([0.6, 0.7]) == [1, 1]
    assert verdicts.holm([]) == []


def test_both_tests_of_each_claim_enter_the_correction():
    # Sorted: 0.004 · 4, 0.01 · 3, 0.99 · 2, 0.996 · 1.
    found = verdicts.decide([(0.01, 0.99), (0.996, 0.004)], 0.05)
    assert found == [("supported", 0.01, pytest.approx(0.03)), ("refuted", 0.004, pytest.approx(0.016))]
    assert verdicts.decide([(0.03, 0.97)], 0.05) == [("undecided", 0.03, 0.06)]


def claims_on_shared_seeds(rng, effect, claims=6, pairs=12):
    """Return the p values of claims about groups that share the scatter of their seeds."""
    shared = rng.normal(size=pairs)
    differences = effect + 0.7 * shared + 0.7 * rng.normal(size=(claims, pairs))
    outcomes = (testing.one_sample(row, 1, statistic="mean", confidence=0.95) for row in differences)
    return [(outcome.above, outcome.below) for outcome in outcomes]


@pytest.fixture
def quick(monkeypatch):
    """Leave out the interval, which decides nothing and takes most of the time."""
    monkeypatch.setattr(testing, "_estimate", lambda *_: (0.0, (0.0, 0.0)))


def test_a_report_of_six_dependent_claims_at_their_margin_has_a_wrong_verdict_at_most_one_time_in_twenty(
    quick,
):
    rng, studies = np.random.default_rng(7), 400
    wrong = sum(
        any(verdict != "undecided" for verdict, *_ in verdicts.decide(claims_on_shared_seeds(rng, 1), 0.05))
        for _ in range(studies)
    )
    assert 0 < wrong <= stats.binom.isf(0.01, studies, 0.05)


@pytest.mark.parametrize(("effect", "verdict"), [(2.5, "supported"), (-0.5, "refuted")])
def test_effects_half_as_large_again_as_their_scatter_are_found(quick, effect, verdict):
    rng = np.random.default_rng(8)
    found = [
        entry[0] for _ in range(30) for entry in verdicts.decide(claims_on_shared_seeds(rng, effect), 0.05)
    ]
    assert np.mean([entry == verdict for entry in found]) >= 0.8
    assert set(found) <= {verdict, "undecided"}
