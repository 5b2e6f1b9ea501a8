"""The mean of values in a known range, tested by betting: no shape is asked of them, not even symmetry.

A gambler bets the same part c of what he has on each value lying above the mean of the null hypothesis; the
stake is the most that he can lose.  If the mean is no larger, then what he has is expected to grow in no
round, and the probability that it ever exceeds 1 / p is at most p (Ville 1939).  So 1 over what he has is a
p value, and stays one however often it is looked at while values are added.  What he has is averaged over
all of `BETS`, which makes the order of the values no matter (Waudby-Smith & Ramdas 2024, "Estimating means of
bounded random variables by betting", Journal of the Royal Statistical Society B 86(1), sections 4 and D.3).

The power is limited by nature.  No twenty values can exclude that one in a hundred falls to the end of the
range, and takes the mean with it.
"""

from dataclasses import replace

import numpy as np
from scipy import optimize

from shilu.claims.bounds import Question

#: The parts of the stake that are bet; more of them near 0 and 1, for small effects and for large ones.
BETS = np.sin(np.pi / 2 * (np.arange(32) + 0.5) / 32) ** 2
#: How far from an end of the range, as a part of it, a mean is tested at the least.
SLIVER = 1e-9
#: Cells of the range in which the mean of the second group may lie, and, where studies are imagined, points.
CELLS, POINTS = 512, 9


def pairs(question: Question) -> np.ndarray:
    """Return the p value that the mean difference exceeds the margin, of each study.

    Parameters
    ----------
    question : Question
        With a range.
    """
    return _p_value(_capital(question.excess + question.margin, question.margin, question.reach[0]))


def groups(question: Question) -> float:
    """Return the p value that the mean of the first group exceeds that of the second by more than the margin.

    Whatever the second mean t is, one gambler bets that the first mean exceeds t + margin, another that the
    second is below t; under the null hypothesis neither expects to win, and nor does the product of what they
    have, since the groups are independent.  The p value is that of the worst t of the range.  Within a cell
    both are replaced by the end where they win less, which only makes the p value larger.
    """
    ends = np.linspace(*question.within, CELLS + 1)
    return float(_p_value(np.min(_first(question, ends[1:]) + _second(question, ends[:-1]))))


def groups_nearly(question: Question) -> np.ndarray:
    """Return nearly the p values of `groups`: of a few t between both means, where the worst one lies."""
    start, end = question.second.mean(axis=-1), question.first.mean(axis=-1) - question.margin
    points = np.linspace(start, np.maximum(start, end), POINTS, axis=-1)
    capital = (_first(question, points) + _second(question, points)).min(axis=-1)
    return np.where(end > start, _p_value(capital), 1.0)


def pairs_limit(question: Question, tail: float) -> float:
    """Return the lower limit of the mean difference: the smallest that is not rejected at `tail`."""
    lowest, highest = question.reach

    def beyond(mean: float) -> float:
        return float(_p_value(_capital(question.difference, mean, lowest))) - tail

    start = lowest + (highest - lowest) * SLIVER
    return lowest if beyond(start) >= 0 else float(optimize.bisect(beyond, start, highest))


def groups_limit(question: Question, tail: float) -> float:
    """Return the lower limit of the difference of the means, rounded down to a cell of the range."""
    low, high = question.within
    ends, width = np.linspace(low, high, CELLS + 1), (high - low) / CELLS
    first = _first(replace(question, margin=0.0), np.concatenate([ends, high + (ends[1:] - low)]))
    second = _second(question, ends[:-1])
    for shift in range(-CELLS, CELLS):
        # A first mean below the range there is not.
        ahead = first[max(0, 1 + shift) : CELLS + 1 + shift]
        if len(ahead) and _p_value(np.min(ahead + second[CELLS - len(ahead) :])) > tail:
            return max(shift - 1, -CELLS) * width
    return high - low


def least_of_pairs(question: Question, n: int, _: int) -> float:
    """Return the smallest p value that `n` pairs can give: each differs by as much as there can be."""
    lowest, highest = question.reach
    return float(_p_value(_capital(np.full(n, highest), question.margin, lowest)))


def least_of_groups(question: Question, n: int, m: int) -> float:
    """Return nearly the smallest p value that groups of `n` and `m` values can give."""
    low, high = question.within
    return float(groups_nearly(replace(question, first=np.full(n, high), second=np.full(m, low))))


def _first(question, means):
    # What there is after betting that the first mean exceeds each of `means` and the margin.
    low, high = question.within
    above = np.maximum(means + question.margin, low + (high - low) * SLIVER)
    return _capital(question.first[..., None, :], above[..., None], low)


def _second(question, means):
    low, high = question.within
    below = np.minimum(means, high - (high - low) * SLIVER)
    return _capital(-question.second[..., None, :], -below[..., None], -high)


def _p_value(capital):
    return np.exp(np.minimum(0.0, -capital))


def _capital(values, mean, lowest):
    # The logarithm of what there is after betting on each of `values` above `mean`; 0 without any.
    gains = (values - mean) / (mean - lowest)
    after = [np.log1p(bet * gains).sum(axis=-1) for bet in BETS]
    return np.logaddexp.reduce(after) - np.log(len(BETS))
