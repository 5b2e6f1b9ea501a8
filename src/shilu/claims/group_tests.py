"""Tests of independent groups: p values that the first exceeds the second by more than the margin."""

import itertools
import math

import numpy as np
from scipy import special

from shilu.claims.bounds import ROUNDING, Question
from shilu.claims.pair_tests import more_than_half

#: Arrangements of two groups up to which all are counted; of more, so many are drawn, by `BATCH` at a time.
ARRANGEMENTS, BATCH = 49_999, 1_000


def median(question: Question) -> float:
    """Test the difference of the medians by a sign test of either group, which asks nothing of their shapes.

    For every t, one test is of whether the first median exceeds t + margin, the other of whether the second
    is below t; the p value is twice the larger of both at the t where that is the least.  It is one: let the
    first median be no larger than the second and the margin, and t* the second median.  Below t* the second
    test has no smaller p value than at t*, above t* the first has none, and at t* both null hypotheses are
    true.  So the larger is at most p / 2 for some t only if one of two true hypotheses is rejected at p / 2.
    """
    first, second = question.ranks
    # What is just above a value of the second group is the best t there is.
    wins = len(first) - np.searchsorted(np.sort(first), second, side="right")
    below = np.searchsorted(np.sort(second), second, side="right")
    larger = np.maximum(more_than_half(wins, len(first)), more_than_half(below, len(second)))
    return min(1.0, 2 * float(larger.min()))


def share(question: Question) -> float:
    """Test whether a value of the first group more probably exceeds one of the second than not."""
    return exceeds(superiority(question), min(len(question.first), len(question.second)), 0.5)


def superiority(question: Question) -> float:
    """Return the share of all pairs, each value with each, that exceed the margin; equal ones count half."""
    first, second = question.ranks
    second = np.sort(second)
    below, most = (np.searchsorted(second, first, side=side).mean() for side in ("left", "right"))
    return float((below + most) / (2 * len(second)))


def exceeds(observed: float, n: int, probability: float) -> float:
    """Return a p value that the probability of superiority is larger than `probability`.

    The share of all pairs is the mean, over all ways to match the values one to one, of means of `n`
    independent pairs (Hoeffding 1963, section 5b).  So for every convex function its expectation is at most
    that for `n` tosses of a coin, and Markov's inequality with (x − a)₊ at the best a bounds the probability
    (Bentkus 2004, "On Hoeffding's inequalities", Annals of Probability 32(2)).  It asks nothing of the
    groups: where all of `n` = 5 values lie above the others it says 1 / 32, and so often that does come about
    where neither is the more probable to be the larger, but the one scatters far more than the other.

    Parameters
    ----------
    observed : float
        `superiority`.
    n : int
        Values of the smaller group.
    """
    starts = np.arange(math.ceil(n * observed))  # below n · observed
    beyond = special.bdtrc(np.arange(n), n, probability)[::-1].cumsum()[::-1]
    return float((beyond[: len(starts)] / (n * observed - starts)).min(initial=1.0))


def mean(question: Question) -> float:
    """Test the difference of the means by Welch's t: by permutation (Janssen 1997), and by Student's t.

    The larger p value of both is taken.  The one is exact where the groups differ in nothing but location.
    The other, with the degrees of freedom of the smaller group, is at most too large where both are normal,
    whatever their spread (Mickey & Brown 1966, "Bounds on the distribution functions of the Behrens-Fisher
    statistic", Annals of Mathematical Statistics 37(3)).  Each is wrong too often where the other is not:
    permuted, 5 values of four times the spread of 20 others give 11 % at 5 %, and 1.9 % at 0.1 %.  Drawn
    arrangements are from a fixed generator, and the observed one counts among them (Phipson & Smyth 2010).
    """
    values, n = np.concatenate([question.first - question.margin, question.second]), len(question.first)
    if not np.isfinite(values).all() or min(n, len(question.second)) < 2:
        return 1.0
    values -= values.mean()
    slack = question.rounding / n
    (observed,) = _welch(values[None, :n], values, slack)
    nearly = observed - ROUNDING * abs(observed) if np.isfinite(observed) else observed
    count = total = 0
    for chosen in _arrangements(len(values), n):
        ratios = _welch(values[chosen], values, slack)
        count += int((ratios >= nearly).sum())
        total += len(ratios)
    drawn = total < math.comb(len(values), n)
    return max((count + drawn) / (total + drawn), _student(question, observed))


def welch(question: Question) -> float:
    """Return the p value of Student's t, but none smaller than `mean` can give: for imagined studies."""
    n, values = len(question.first), np.concatenate([question.first - question.margin, question.second])
    if not np.isfinite(values).all() or min(n, len(question.second)) < 2:
        return 1.0
    values -= values.mean()
    (ratio,) = _welch(values[None, :n], values, question.rounding / n)
    return max(_student(question, ratio), least(question, n, len(question.second)))


def least(_: Question, n: int, m: int) -> float:
    """Return the smallest p value that `mean` gives for groups of `n` and `m` values."""
    return max(1 / math.comb(n + m, n), 1 / (ARRANGEMENTS + 1)) if min(n, m) > 1 else 1.0


def _student(question, ratio):
    return float(special.stdtr(min(len(question.first), len(question.second)) - 1, -ratio))


def _arrangements(total, n):
    # Batches of rows, each with the places of the first group's values.
    if math.comb(total, n) <= ARRANGEMENTS:
        every = itertools.chain.from_iterable(itertools.combinations(range(total), n))
        yield np.fromiter(every, dtype=int).reshape(-1, n)
        return
    rng = np.random.default_rng(0)
    for start in range(0, ARRANGEMENTS, BATCH):
        numbers = rng.random((min(BATCH, ARRANGEMENTS - start), total), dtype=np.float32)
        yield numbers.argpartition(n, axis=1)[:, :n]


def _welch(first, values, slack):
    # The ratio of the difference to its standard error, for each row of `first`, where the others of all
    # `values`, whose sum is 0, are the second group.
    sizes = (first.shape[1], len(values) - first.shape[1])
    total, squares = first.sum(axis=1), (first**2).sum(axis=1)
    errors = []
    for size, their_squares in zip(sizes, (squares, (values**2).sum() - squares), strict=True):
        scatter = their_squares - total**2 / size
        scatter[scatter <= ROUNDING * their_squares] = 0
        errors.append(scatter / (size - 1) / size)
    difference = total / sizes[0] + total / sizes[1]
    difference[np.abs(difference) <= slack] = 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(difference == 0, 0.0, difference / np.sqrt(sum(errors)))
