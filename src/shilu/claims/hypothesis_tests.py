"""Tests over repetitions (seeds, measurements) of whether an effect exceeds a margin.

Every comparison is asked two questions at its margin, one in each direction; `shilu.claims.verdicts` tells
what follows.  `shilu.claims.choices` has the test for each kind of claim, and what it asks of the values.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from shilu.claims.bounds import Bounds, Question, questions
from shilu.claims.choices import CHOICES, Choice


@dataclass(frozen=True)
class Outcome:
    """What the two tests of one comparison say.

    Attributes
    ----------
    effect : float
        Mean, median or share; positive (a share: above one half) where it points the way the claim says.
        Where values are known within bounds only, of the ends that the smaller p value is from.
    interval : tuple of float
        Confidence limits of the effect; infinite where there is none.  It decides nothing.
    above, below : float
        One-sided p values: that the effect exceeds the margin, and that it falls short of it.
    least : float
        The smallest p value that so few repetitions can give.
    n : int
        Pairs, or values of the smaller group.
    choice : Choice
    sides : tuple of Bounds
        The values that were compared.
    asked : callable
        Takes `sides`, returns both questions.
    missing : tuple of int
        Values of the first and the second group that are missing.
    reason : str
        Why nothing is concluded, where that is so.
    """

    effect: float
    interval: tuple
    above: float
    below: float
    least: float
    n: int
    choice: Choice
    sides: tuple
    asked: Callable
    missing: tuple = (0, 0)
    reason: str = ""

    @property
    def test(self) -> str:
        """What the p values are from."""
        return "none" if self.reason else self.choice.name

    def imagined(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return both p values of studies with other repetitions.

        Parameters
        ----------
        rows : numpy.ndarray, shape (2, study, repetition), float
            Numbers from 0 to 1, which say for either side where among the observed values each is from; of
            pairs, the first.

        Returns
        -------
        above, below : numpy.ndarray, shape (study,), float
        """
        first, second = self.sides
        drawn = [first.at((rows[0] * len(first)).astype(int)), second]
        if second.low.ndim:
            drawn[1] = second.at((rows[0 if self.choice.paired else 1] * len(second)).astype(int))
        return tuple(self._imagined(question) for question in self.asked(*drawn))

    def _imagined(self, question):
        if self.choice.together:
            return self.choice.imagined(question)
        studies = zip(question.first, question.second, strict=True)
        return np.array(
            [self.choice.imagined(replace(question, first=first, second=second)) for first, second in studies]
        )

    def least_of(self, n: int) -> float:
        """Return the smallest p value that `n` repetitions (of either group) can give."""
        return _least(self.choice, self.asked(*self.sides), n, n)


def compare(
    first: Bounds,
    second: Bounds,
    margin: float,
    *,
    statistic: str,
    paired: bool,
    confidence: float,
    within: tuple[float, float] | None = None,
) -> Outcome:
    """Test a comparison against its margin: how much `first` lies above `second`.

    Parameters
    ----------
    first, second : Bounds
        Pairs one by one, or independent groups; `second` may be a number, an array of shape ().
    margin : float
        In the unit of the values.
    statistic : str
        ``"mean"``, ``"median"`` or ``"share"``.  Of pairs it is of their differences (of ``"share"``: how
        many exceed the margin); of groups the difference of two means or medians, or the probability that a
        value of `first` exceeds one of `second` by more than the margin.
    paired : bool
    confidence : float
        Of the interval of the effect.
    within : tuple of float, optional
        The lowest and the highest value that there can be; the mean is then tested without further ado.

    Returns
    -------
    Outcome
    """
    choice = CHOICES[statistic, paired, within is not None and statistic == "mean"]

    def asked(first: Bounds, second: Bounds) -> tuple[Question, Question]:
        return questions(first, second, margin, within)

    both, n = asked(first, second), len(first) if paired else min(len(first), len(second))
    reason = _reason(first, second, both, choice, statistic, paired=paired)
    none = Outcome(math.nan, (-math.inf, math.inf), 1.0, 1.0, 1.0, n, choice, (first, second), asked)
    if reason:
        return replace(none, reason=reason)
    above, below = (float(choice.exceeds(question)) for question in both)
    tail = (1 - confidence) / 2
    low, high = (choice.limit(question, tail) for question in both)
    shown = both[0] if above <= below else both[1]
    with np.errstate(invalid="ignore"):  # the median of −∞ and ∞ is no number
        effect = float(choice.effect(shown))
    return replace(
        none,
        effect=effect if above <= below else choice.turned(effect),
        interval=(low, choice.turned(high)),
        above=above,
        below=below,
        least=_least(choice, both, len(first), n if paired else len(second)),
    )


def _reason(first, second, both, choice, statistic, *, paired):
    # Why nothing can be concluded.
    unknown = (
        all(np.isinf(question.difference).all() for question in both)
        if paired
        else not (first.known and second.known)
    )
    if unknown:
        return "all values are missing, of a group or of each pair"
    if not choice.unbounded and all(
        np.isinf(question.first).any() or np.isinf(question.second).any() for question in both
    ):
        return (
            f"the {statistic} has no bound where values are missing; "
            "write statistic: median or share, or the range"
        )
    return ""


def _least(choice, both, *sizes):
    return float(min(choice.least(question, *sizes) for question in both))
