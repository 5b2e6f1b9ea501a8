"""Tests of independent groups: against hand-computed cases and scipy."""

import itertools

import numpy as np
import pytest
from scipy import stats

from shilu.claims import group_tests as tests
from shilu.claims.bounds import exactly, questions


def p_values(test, first, second, margin=0.0):
    return tuple(float(test(question)) for question in questions(exactly(first), exactly(second), margin))


APART = ([5.0, 6, 7, 8], [1.0, 2, 3, 4])


@pytest.mark.parametrize(("test", "p"), [
    (tests.mean, 1 / 70), (tests.median, 2 / 16), (tests.share, 1 / 16),  # C(8, 4) = 70 arrangements; 2⁻⁴
])  # fmt: skip
def test_groups_without_overlap_give_the_smallest_p_value_there_is(test, p):
    above, below = p_values(test, *APART)
    assert above == pytest.approx(p)
    assert below == 1


@pytest.mark.parametrize("test", [tests.mean, tests.median, tests.share])
@pytest.mark.parametrize(("first", "second", "margin"), [
    ([1.0] * 4, [1.0] * 5, 0), ([0.1 + 0.2] * 4, [0.3] * 5, 0), ([0.3] * 4, [0.2] * 5, 0.1), ([1.0], [9.0], 8),
])  # fmt: skip
def test_equal_groups_decide_nothing_however_they_were_rounded(test, first, second, margin):
    assert p_values(test, first, second, margin)[0] == 1


@pytest.mark.parametrize(("n", "m"), [(4, 4), (3, 9), (6, 5)])
def test_the_mean_has_the_larger_p_value_of_the_permuted_and_of_student_s_t(n, m):
    rng = np.random.default_rng(n)
    first, second = rng.normal(1, 3, n).round(1), rng.normal(0, 1, m).round(1)
    for above, (one, other), margin in zip(
        p_values(tests.mean, first, second, 0.25),
        ((first, second), (-first, -second)),
        (0.25, -0.25),
        strict=True,
    ):
        pooled = np.concatenate([one - margin, other])
        ratios = [
            stats.ttest_ind(pooled[list(chosen)], np.delete(pooled, chosen), equal_var=False).statistic
            for chosen in itertools.combinations(range(n + m), n)
        ]
        welch = stats.ttest_ind(one - margin, other, equal_var=False, alternative="greater")
        permuted = np.mean(np.array(ratios) >= welch.statistic - 1e-9)
        assert above == pytest.approx(max(permuted, stats.t.sf(welch.statistic, min(n, m) - 1)))


def test_drawn_arrangements_are_the_same_each_time_and_never_impossible(monkeypatch):
    monkeypatch.setattr(tests, "ARRANGEMENTS", 2_500)
    first, second = np.arange(12) + 100.0, np.arange(12.0)
    assert p_values(tests.mean, first, second) == p_values(tests.mean, first, second) == (1 / 2_501, 1)
    rng = np.random.default_rng(1)
    groups = rng.normal(0.5, 1, 30), rng.normal(0, 1, 40)
    expected = stats.ttest_ind(*groups, equal_var=False, alternative="greater").pvalue
    assert p_values(tests.mean, *groups)[0] == pytest.approx(expected, abs=0.012)


def test_a_mean_of_one_value_or_of_none_that_is_known_tests_nothing():
    assert p_values(tests.mean, [1.0], [9.0, 8, 7]) == (1, 1)
    assert p_values(tests.mean, [np.inf, 1], [9.0, 8, 7]) == (1, 1)


def test_the_p_value_of_medians_is_twice_the_larger_of_two_sign_tests_where_that_is_least():
    rng = np.random.default_rng(3)
    first, second, margin = rng.normal(1, 1, 9), rng.normal(0, 2, 11), 0.3
    least = min(
        max(
            stats.binomtest(int((first > t + margin).sum()), 9, alternative="greater").pvalue,
            stats.binomtest(int((second < t).sum()), 11, alternative="greater").pvalue,
        )
        for t in np.linspace(-4, 4, 801)
    )
    assert p_values(tests.median, first, second, margin)[0] == pytest.approx(min(1, 2 * least))


def test_the_share_is_that_of_mann_and_whitney():
    rng = np.random.default_rng(6)
    first, second = rng.normal(0.7, 1, 6).round(1), rng.normal(0, 1, 7).round(1)
    question, turned = questions(exactly(first), exactly(second), 0.2)
    expected = stats.mannwhitneyu((first - 0.2).round(1), second).statistic / 42
    assert tests.superiority(question) == pytest.approx(expected)
    assert tests.superiority(turned) == pytest.approx(1 - expected)


def test_what_may_never_arrive_may_be_the_larger():
    question, _ = questions(exactly([np.inf, 3, 4]), exactly([1.0, 2, np.inf]), 0)
    assert tests.superiority(question) == pytest.approx(6 / 9)


@pytest.mark.parametrize("wins", [5, 6, 8])
def test_the_bound_of_the_share_is_no_smaller_than_the_chance_of_as_many_heads(wins):
    """Of eight pairs and no others the share is a mean of tosses, and their chance the true p value."""
    chance = stats.binomtest(wins, 8, alternative="greater").pvalue
    assert chance * 0.999999 <= tests.exceeds(wins / 8, 8, 0.5) <= np.e * chance


@pytest.mark.parametrize("test", [tests.mean, tests.median, tests.share])
def test_hundreds_of_values_need_no_array_of_all_pairs_in_all_arrangements(test):
    import tracemalloc

    rng = np.random.default_rng(0)
    groups = rng.normal(0.4, 1, 300), rng.normal(0, 2, 300)
    tracemalloc.start()
    above, _ = p_values(test, *groups)
    assert tracemalloc.get_traced_memory()[1] < 3e7
    tracemalloc.stop()
    assert above < 0.2
