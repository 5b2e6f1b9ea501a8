"""How many repetitions a claim needs: to be decided at all, and to be decided probably."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import special, stats

#: The number that would probably decide a claim: with this power, in so many imagined repeats of the study.
POWER, STUDIES, MOST = 0.8, 200, 1_000
#: The numbers that are tried: each up to 64, then in steps of 2 %.
NUMBERS = np.unique(np.geomspace(1, MOST, 400).astype(int))


def needed_at_all(level: float, *, paired: bool) -> int:
    """Return how many repetitions a test needs at the least to reach a p value of `level`."""
    if paired:
        return math.ceil(math.log2(1 / level))
    return next(n for n in range(2, MOST) if 1 / math.comb(2 * n, n) <= level)


def needed_to_decide(samples: Sequence[np.ndarray], level: float, *, statistic: str) -> int | None:
    """Return how many repetitions would probably decide a claim, were they all like the observed ones.

    Repeats of the study are imagined: the observed differences are drawn with replacement (fixed generator),
    those of one claim by the same draws, since they share seeds.  For the mean, Student's t stands in for the
    permutation test, whose p values it comes near; for independent groups, values are paired at random, which
    errs on the safe side.

    Parameters
    ----------
    samples : sequence of numpy.ndarray
        The `Outcome.rest` of each comparison that must hold; NaN for what is missing, not for the mean.
    level : float
        P value to be reached, corrected.
    statistic : str

    Returns
    -------
    int or None
        Repetitions with which `POWER` of the studies have a verdict, whichever; None above `MOST`.
    """
    place = np.random.default_rng(0).random((STUDIES, MOST))
    test = _t_test if statistic == "mean" else _sign_test
    supported, refuted = True, False
    for rest in samples:
        drawn = rest[(place * len(rest)).astype(int)]
        above, below = test(drawn, (level, level / len(samples)))
        supported &= above
        refuted |= below
    power = (supported | refuted).mean(axis=0)
    power[needed_at_all(level, paired=True) > NUMBERS] = 0
    return int(NUMBERS[(power >= POWER).argmax()]) if power.max() >= POWER else None


def _t_test(drawn, levels):
    # (study, number), for each direction: whether so many draws have a p value of its level in a t test.
    total, squares = (sums.cumsum(axis=1)[:, NUMBERS - 1] for sums in (drawn, drawn**2))
    scatter = np.maximum(0, squares - total**2 / NUMBERS)
    ratio = total**2 * (NUMBERS - 1) / NUMBERS
    for sign, level in zip((1, -1), levels, strict=True):
        critical = special.stdtrit(np.maximum(1, NUMBERS - 1), 1 - level)
        yield (sign * total > 0) & (ratio >= critical**2 * scatter)


def _sign_test(drawn, levels):
    # What is missing is a loss in either direction.
    events = (drawn > 0, drawn < 0, np.isnan(drawn))
    wins, losses, missing = (event.cumsum(axis=1)[:, NUMBERS - 1] for event in events)
    for more, level in zip((wins, losses), levels, strict=True):
        critical = stats.binom.isf(level, np.arange(MOST + 1), 0.5) + 1
        yield more >= critical[wins + losses + missing]
