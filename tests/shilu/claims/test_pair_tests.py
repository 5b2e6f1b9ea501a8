"""Tests of pairs: against hand-computed cases and scipy."""

import numpy as np
import pytest
from scipy import stats

from shilu.claims import pair_tests as tests
from shilu.claims.bounds import exactly, questions


def asked(values, margin=0.0):
    return questions(exactly(values), exactly(0.0), margin)


def p_values(test, values, margin=0.0):
    return tuple(float(test(question)) for question in asked(values, margin))


def flips(differences, alternative):
    """Return scipy's exact p value of the permutation of signs."""
    return stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", alternative=alternative, n_resamples=np.inf
    ).pvalue


def test_five_pairs_that_all_point_one_way_give_one_in_thirty_two():
    assert p_values(tests.mean, [1.0, 2, 3, 4, 5]) == (1 / 32, 1)


def test_of_the_signs_of_five_pairs_two_do_as_well_as_one_small_loss():
    # The sum is 13 of at most 15: as large with all signs +, or with that of the 1 alone turned.
    assert p_values(tests.mean, [-1.0, 2, 3, 4, 5])[0] == 2 / 32


def test_the_margin_shifts_the_question():
    assert p_values(tests.mean, [1.0, 2, 3, 4, 5], 6) == (1, 1 / 32)


@pytest.mark.parametrize("n", [2, 7, 12, 15])
@pytest.mark.parametrize("scale", [1, 1e-9])
def test_the_permutation_of_signs_agrees_with_scipy(n, scale):
    differences = np.random.default_rng(n).normal(0.4, 1, n) * scale
    rest = differences - 0.2 * scale
    expected = (flips(rest, "greater"), flips(rest, "less"))
    assert p_values(tests.mean, differences, 0.2 * scale) == expected


@pytest.mark.parametrize("test", [tests.mean, tests.median, tests.share])
def test_pairs_that_differ_by_rounding_are_equal_and_decide_nothing(test):
    # Each is 5.6e-17, and twenty of them all point one way.
    question, turned = questions(exactly(np.full(20, 0.1) + 0.2), exactly(np.full(20, 0.3)), 0)
    assert (test(question), test(turned)) == (1, 1)


def test_equal_differences_of_rounded_numbers_are_equal_sums():
    differences = np.array([0.1, 0.2, -0.3, 0.1, 0.2, -0.3])
    assert p_values(tests.mean, differences) == p_values(tests.mean, np.round(differences * 10))


@pytest.mark.parametrize("n", [20, 27])
@pytest.mark.parametrize("shift", [-0.6, 0, 0.6])
def test_on_the_grid_the_p_value_is_no_smaller_than_the_exact_one_and_near_it(monkeypatch, n, shift):
    values = np.random.default_rng(n).standard_t(3, n) + shift
    exact = np.array(p_values(tests.mean, values))
    monkeypatch.setattr(tests, "COUNTED", 1)
    on_grid = np.array(p_values(tests.mean, values))
    assert (on_grid >= exact).all()
    assert on_grid == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize("n", [33, 200, 1000])
def test_of_many_pairs_the_p_value_comes_near_that_of_student(n):
    values = np.random.default_rng(n).normal(3 / np.sqrt(n), 1, n)
    expected = stats.ttest_1samp(values, 0, alternative="greater").pvalue
    assert p_values(tests.mean, values)[0] == pytest.approx(expected, rel=0.25)
    assert float(tests.student(asked(values)[0])) == pytest.approx(expected)


def test_one_more_pair_takes_no_verdict_away():
    values = np.random.default_rng(5).uniform(1, 2, 60)
    found = [p_values(tests.mean, values[:n])[0] for n in range(28, 60)]
    assert found == sorted(found, reverse=True)
    assert found[4] == 0.5**32
    assert found[5] == pytest.approx(0.5**33)


@pytest.mark.parametrize("end", [-np.inf, np.inf])
def test_a_mean_that_has_no_bound_is_none(end):
    assert p_values(tests.mean, [end, 1.0, 2, 3, 4, 5]) == (1, 1)


def test_the_sign_test_is_the_binomial_one_and_takes_infinities():
    for test in (tests.median, tests.share):
        assert p_values(test, [1, 2, np.inf, np.inf, -1.0]) == (6 / 32, 31 / 32)  # C(5, 4) + C(5, 5) of 32


def test_an_equal_pair_speaks_against_a_larger_median_and_for_no_share():
    values = [0.0] * 11 + [1.0] * 9
    expected = stats.binomtest(9, 20, alternative="greater").pvalue
    assert expected > 0.5
    assert p_values(tests.median, values) == (pytest.approx(expected), 1)
    assert p_values(tests.share, values) == (0.5**9, 1)


@pytest.mark.parametrize("test", [tests.median, tests.share, tests.student])
def test_imagined_studies_are_tested_side_by_side(test):
    studies = np.random.default_rng(1).normal(0.3, 1, (4, 9)).round(1)
    expected = [float(test(asked(values)[0])) for values in studies]
    assert test(asked(studies)[0]).tolist() == pytest.approx(expected)
