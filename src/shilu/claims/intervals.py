"""Confidence limits of effects: how large each is at the least, for a question and a tail probability.

The upper limit is the lower one of the question turned round.  Where the repetitions are too few for the
confidence, or bound nothing, a limit is −∞.
"""

import itertools
import math
from fractions import Fraction

import numpy as np
from scipy import optimize, special  # scipy.stats would take a second to load

from shilu.claims import group_tests
from shilu.claims.bounds import Question


def mean_of_pairs(question: Question, tail: float) -> float:
    """Return Student's limit of the mean difference."""
    difference = question.difference
    n = len(difference)
    if n < 2 or not np.isfinite(difference).all():
        return -math.inf
    return float(difference.mean() + special.stdtrit(n - 1, tail) * difference.std(ddof=1) / math.sqrt(n))


def mean_of_groups(question: Question, tail: float) -> float:
    """Return Welch's limit of the difference of the means."""
    groups = question.first, question.second
    if min(map(len, groups)) < 2 or not all(np.isfinite(group).all() for group in groups):
        return -math.inf
    difference = float(question.first.mean() - question.second.mean())
    errors = [group.var(ddof=1) / len(group) for group in groups]
    if not any(errors):
        return difference
    freedom = sum(errors) ** 2 / sum(
        error**2 / (len(group) - 1) for error, group in zip(errors, groups, strict=True)
    )
    return float(difference + special.stdtrit(freedom, tail) * math.sqrt(sum(errors)))


def median_of_pairs(question: Question, tail: float) -> float:
    """Return an order statistic as the limit of the median, which is exact (binomial) whatever the shape."""
    return _order_statistic(question.difference, tail)


def median_of_groups(question: Question, tail: float) -> float:
    """Return the limit of the difference of the medians: of the first at half the tail less of the second."""
    first, second = (_order_statistic(values, tail / 2) for values in (question.first, -question.second))
    return first + second


def share_of_pairs(question: Question, tail: float) -> float:
    """Return Wilson's limit (1927) of the share of pairs that exceed the margin; equal ones count half."""
    n, z = len(question.first), -special.ndtri(tail)
    share = float(np.heaviside(question.excess, 0.5).mean())
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, (share + z**2 / (2 * n) - half) / (1 + z**2 / n))


def share_of_groups(question: Question, tail: float) -> float:
    """Return the smallest probability of superiority that `group_tests.exceeds` does not reject."""
    share, n = group_tests.superiority(question), min(len(question.first), len(question.second))
    if not share:
        return 0.0
    return float(optimize.bisect(lambda at: group_tests.exceeds(share, n, at) - tail, 0.0, 1.0))


def _order_statistic(values, tail):
    # The largest value of which no more than `tail` says that so many or fewer lie below the median.
    n = len(values)
    # In whole numbers: a tail may be the probability itself, and no rounding decides.
    ways = itertools.accumulate(math.comb(n, count) for count in range(n + 1))
    below = next(count for count, so_few in enumerate(ways) if so_few >= Fraction(tail) * 2**n)
    return float(np.sort(values)[below - 1]) if below else -math.inf
