"""Tests of pairs, or of values against a number: p values that the effect exceeds the margin."""

import math

import numpy as np
from scipy import special

from shilu.claims.bounds import Question

#: Pairs up to which all sign changes are counted: 2³² of them take 20 ms, added up in two halves.
COUNTED = 32
#: Cells of the grid on which the sums of more pairs are counted.
CELLS = 2**17
#: Probability that is added to the p value, for what rounding to the grid may hide.
HIDDEN = 1e-9


def median(question: Question) -> np.ndarray:
    """Test the median by the sign test: a pair that exceeds the margin wins, any other loses.

    The null hypothesis is that at most half of all pairs would exceed it.  An equal pair does not, and so
    counts against: to leave it out, as for the share, would take a median of just the margin for more.
    """
    excess = question.excess
    return more_than_half((excess > 0).sum(axis=-1), excess.shape[-1])


def share(question: Question) -> np.ndarray:
    """Test the share of pairs that exceed the margin, where an equal pair counts half, by the sign test.

    The null hypothesis is that no more pairs exceed it than fall short of it.  Given how many are equal, the
    others are then won with a probability of one half at most (Dixon & Mood 1946).
    """
    excess = question.excess
    return more_than_half((excess > 0).sum(axis=-1), (excess != 0).sum(axis=-1))


def more_than_half(wins: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the probability that of `n` tosses of a coin at least `wins` are heads; both int."""
    return special.bdtrc(wins - 1.0, n, 0.5)


def student(question: Question) -> np.ndarray:
    """Test the mean by Student's t, which comes near the permutation of signs: for imagined studies."""
    excess = question.excess
    n = excess.shape[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = excess.mean(axis=-1) / (excess.std(axis=-1, ddof=1) / math.sqrt(n)) if n > 1 else np.nan
    p = special.stdtr(n - 1, -np.asarray(ratio))
    return np.maximum(np.where(np.isnan(p), 1.0, p), 0.5**n)


def mean(question: Question) -> float:
    """Test the mean by the permutation of signs (Fisher 1935).

    It is exact where the differences scatter symmetrically about the margin whenever they do not exceed it;
    those of exchangeable pairs do at a margin of 0.  Where they are skewed (a rare collapse), it may be wrong
    far more often than its p value says: then give the range of the values, or test the median.

    Up to `COUNTED` pairs all sign changes are counted.  For more, the distribution of the sum of those that
    change is built up pair by pair on a grid of `CELLS`, each rounded down, so that the p value is an upper
    bound of the exact one.
    """
    excess, slack = question.excess, question.rounding
    if not np.isfinite(excess).all():
        return 1.0
    # The sum is as large as observed where what changes its sign sums up to nothing or less.
    if len(excess) <= COUNTED:
        first, second = (_sums(half) for half in np.array_split(excess, 2))
        return float(np.searchsorted(second, slack - first, side="right").sum() / 2.0 ** len(excess))
    return _on_grid(excess, slack) if excess.any() else 1.0


def _sums(values):
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return np.sort(sums)


def _on_grid(values, slack):
    step = np.abs(values).sum() / CELLS
    cells = np.floor(values / step).astype(int)
    lost = values / step - cells
    most = math.ceil(slack / step)
    below = _distribution(cells, most)
    # What is lost to rounding adds up to nearly its half (Hoeffding 1963, theorem 2), but for `HIDDEN`.
    nearly = math.floor(lost.sum() / 2 - math.sqrt(-math.log(HIDDEN) * (lost**2).sum() / 2))
    return float(min(1.0, below.sum(), below[: max(0, len(below) - max(0, nearly))].sum() + HIDDEN))


def _distribution(cells, most):
    # The probability of each sum up to `most`, of cells that are taken with probability one half.
    lowest = -cells[cells < 0].sum()
    chances = np.zeros(2 * lowest + most + 1)
    chances[lowest] = 1
    for cell in cells:
        taken = np.zeros_like(chances)
        if 0 <= cell < len(chances):
            taken[cell:] = chances[: len(chances) - cell]
        elif -len(chances) < cell < 0:
            taken[:cell] = chances[-cell:]
        chances = (chances + taken) / 2
    return chances[: lowest + most + 1] * (1 + len(cells) * np.finfo(float).eps)
