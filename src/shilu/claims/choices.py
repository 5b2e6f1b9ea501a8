"""The test for each kind of claim, its effect, its interval, and what stands in for it where it is slow."""

import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shilu.claims import betting, group_tests, intervals, pair_tests


@dataclass(frozen=True)
class Choice:
    """How the claims of one kind are tested.

    Attributes
    ----------
    name : str
        What the p values are from, and what they ask.
    exceeds : callable
        Takes a `Question`, returns its p value.
    effect, limit : callable
        Take a `Question` (and the tail probability), return the effect, and its lower confidence limit.
    turned : callable
        What an effect is in the question turned round.
    least : callable
        Takes a `Question` and the number of values of either group (of pairs, twice the same), returns the
        smallest p value that so many can give.
    imagined : callable
        As `exceeds`, or nearly so and fast.
    paired : bool
    together : bool
        Whether `imagined` takes many studies at once, a row each.
    anytime : bool
        Whether the p value stays one when repetitions are added because of it.
    unbounded : bool
        Whether values that may be as large as anything leave something to conclude.
    """

    name: str
    exceeds: Callable
    effect: Callable
    limit: Callable
    least: Callable
    imagined: Callable
    turned: Callable = operator.neg
    paired: bool = False
    together: bool = False
    anytime: bool = False
    unbounded: bool = True


def _group_effect(centre):
    return lambda question: centre(question.first) - centre(question.second)


def _all_heads(_, n, m):
    return 0.5 ** min(n, m)


#: By the statistic, whether paired, and whether it is a mean of values in a range.
CHOICES = {
    ("mean", True, False): Choice(
        "permutation of signs, if symmetric about the margin",
        pair_tests.mean,
        lambda question: question.difference.mean(),
        intervals.mean_of_pairs,
        _all_heads,
        pair_tests.student,
        paired=True,
        together=True,
        unbounded=False,
    ),
    ("mean", False, False): Choice(
        "Welch's t, permuted too, if normal",
        group_tests.mean,
        _group_effect(np.mean),
        intervals.mean_of_groups,
        group_tests.least,
        group_tests.welch,
        unbounded=False,
    ),
    ("mean", True, True): Choice(
        "betting on the mean, in its range",
        betting.pairs,
        lambda question: question.difference.mean(),
        betting.pairs_limit,
        betting.least_of_pairs,
        betting.pairs,
        paired=True,
        together=True,
        anytime=True,
    ),
    ("mean", False, True): Choice(
        "betting on both means, in their range",
        betting.groups,
        _group_effect(np.mean),
        betting.groups_limit,
        betting.least_of_groups,
        betting.groups_nearly,
        together=True,
        anytime=True,
    ),
    ("median", True, False): Choice(
        "sign test, exact",
        pair_tests.median,
        lambda question: np.median(question.difference),
        intervals.median_of_pairs,
        _all_heads,
        pair_tests.median,
        paired=True,
        together=True,
    ),
    ("median", False, False): Choice(
        "two sign tests, exact",
        group_tests.median,
        _group_effect(np.median),
        intervals.median_of_groups,
        lambda _, n, m: min(1.0, 2 * 0.5 ** min(n, m)),
        group_tests.median,
    ),
    ("share", True, False): Choice(
        "sign test of unequal pairs, exact",
        pair_tests.share,
        lambda question: np.heaviside(question.excess, 0.5).mean(),
        intervals.share_of_pairs,
        _all_heads,
        pair_tests.share,
        lambda share: 1 - share,
        paired=True,
        together=True,
    ),
    ("share", False, False): Choice(
        "bound of all pairs' share",
        group_tests.share,
        group_tests.superiority,
        intervals.share_of_groups,
        _all_heads,
        group_tests.share,
        lambda share: 1 - share,
    ),
}
