"""Values that are known, or known within bounds: the lowest and the highest that each may be.

A value that is missing is seldom missing by chance: training that diverged would count as if it had never
been tried, and to leave it out favours the group that diverges.  So it stays, with the bounds that the claim
tells of it, and each of the two tests of a comparison takes the ends that speak against what it would show
(Lachin 1999, "Worst-rank score analysis with informatively missing observations", Controlled Clinical Trials
20(5); at both ends, since no test knows which is the good one).  A verdict then stands whatever the missing
values were.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

#: Values that differ by less than this part of the larger one are equal, and their difference is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Bounds:
    """The values of a group.

    Attributes
    ----------
    low, high : numpy.ndarray, shape (repetition,), float
        Equal where the value is known; infinite where nothing bounds it.
    """

    low: np.ndarray
    high: np.ndarray

    def __neg__(self) -> Self:
        return Bounds(-self.high, -self.low)

    def __len__(self) -> int:
        return len(self.low)

    @property
    def known(self) -> bool:
        """Whether anything is known of any of them."""
        return bool((np.isfinite(self.low) | np.isfinite(self.high)).any())

    def at(self, rows: np.ndarray) -> Self:
        """Return the values of some repetitions (array of int)."""
        return Bounds(self.low[rows], self.high[rows])


def exactly(values: np.ndarray) -> Bounds:
    """Return known values (array of float)."""
    values = np.asarray(values, dtype=float)
    return Bounds(values, values)


def bounded(
    values: np.ndarray,
    at_least: np.ndarray | float = -math.inf,
    at_most: np.ndarray | float = math.inf,
    *,
    within: tuple[float, float] = (-math.inf, math.inf),
) -> Bounds:
    """Return values of which those that are missing are bounded.

    Parameters
    ----------
    values : numpy.ndarray, shape (repetition,), float
        NaN where one is missing.
    at_least, at_most : numpy.ndarray, shape (repetition,), or float
        Bounds of what is missing; NaN for none.
    within : tuple of float
        The lowest and the highest value that there can be.
    """
    missing = np.isnan(values)
    # Of a bound that is NaN and another, fmax and fmin return the other.
    low, high = np.fmax(at_least, within[0]), np.fmin(at_most, within[1])
    return Bounds(np.where(missing, low, values), np.where(missing, high, values))


@dataclass(frozen=True)
class Question:
    """Whether `first` exceeds `second` by more than `margin`, at the ends that speak against it.

    Attributes
    ----------
    first, second : numpy.ndarray, float
        Repetitions of either side, the last axis, in pairs or (independent groups) not; before it there may
        be an axis of imagined studies.  `second` of shape () is a number.
    margin : float
    within : tuple of float or None
        The lowest and the highest value that there can be.
    """

    first: np.ndarray
    second: np.ndarray
    margin: float
    within: tuple | None = None

    @property
    def difference(self) -> np.ndarray:
        """What the first of each pair exceeds the second by; −∞ where it is not known."""
        with np.errstate(invalid="ignore"):
            difference = self.first - self.second
        # Of two infinities nothing is known.
        return np.where(np.isnan(difference), -math.inf, difference)

    @property
    def excess(self) -> np.ndarray:
        """The differences less the margin, 0 where that is rounding."""
        excess = self.difference - self.margin
        size = np.maximum(_size(self.first, self.margin), _size(self.second))
        return np.where(np.abs(excess) <= ROUNDING * size, 0.0, excess)

    @property
    def rounding(self) -> float:
        """What the excesses together may owe to rounding."""
        first = _size(self.first, self.margin)
        second = np.broadcast_to(_size(self.second), first.shape) if self.number else _size(self.second)
        return float(ROUNDING * (first.sum() + second.sum()))

    @property
    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """The ranks of `first` less the margin and of `second` among all of them, equal ones the same."""
        values = np.concatenate([self.first - self.margin, self.second])
        size = np.concatenate([_size(self.first, self.margin), _size(self.second)])
        side = np.repeat([0, 1], [len(self.first), len(self.second)])
        order = np.lexsort((side, values))
        values, size, side = values[order], size[order], side[order]
        with np.errstate(invalid="ignore"):
            rises = np.diff(values) > ROUNDING * np.maximum(size[1:], size[:-1])
        # Of two infinities nothing is known: the second may be the larger.
        rises |= (np.diff(side) > 0) & np.isinf(values[1:]) & (values[1:] == values[:-1])
        ranks = np.zeros(len(values))
        ranks[order[1:]] = rises.cumsum()
        return ranks[: len(self.first)], ranks[len(self.first) :]

    @property
    def number(self) -> bool:
        """Whether `second` is a number."""
        return self.second.ndim == 0

    @property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest difference of a pair that there can be."""
        low, high = self.within
        lowest, highest = (float(self.second),) * 2 if self.number else (low, high)
        return low - highest, high - lowest


def questions(
    first: Bounds, second: Bounds, margin: float, within: tuple | None = None
) -> tuple[Question, Question]:
    """Return both questions of a comparison: whether its effect exceeds the margin, and falls short of it.

    The second is turned round: whether what is asked of the negative values exceeds the negative margin.
    """
    turned = within and (-within[1], -within[0])
    return (
        Question(first.low, second.high, margin, within),
        Question(-first.high, -second.low, -margin, turned),
    )


def _size(values, margin=0.0):
    size = np.maximum(np.abs(values), abs(margin))
    return np.where(np.isfinite(size), size, 0.0)
