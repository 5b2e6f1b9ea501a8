"""How many repetitions a claim needs: to be decided at all, and to be decided probably."""

import bisect
from collections.abc import Sequence

import numpy as np

from shilu.claims.hypothesis_tests import Outcome

#: The number that would probably decide a claim: with this power, in so many imagined repeats of the study.
POWER, STUDIES, MOST = 0.8, 200, 1_000
#: The numbers that are tried: each up to 64, then in steps of 2 %.
NUMBERS = np.unique(np.geomspace(1, MOST, 400).astype(int)).tolist()


def needed_at_all(outcomes: Sequence[Outcome], level: float) -> int | None:
    """Return how many repetitions the tests of a claim need at the least to reach a p value of `level`.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Of each comparison that must hold.
    level : float

    Returns
    -------
    int or None
        None above `MOST`.
    """

    def enough(n: int) -> bool:
        return all(outcome.least_of(n) <= level for outcome in outcomes)

    n = bisect.bisect_left(range(1, MOST + 1), 1, key=enough) + 1
    return n if n <= MOST else None


def needed_to_decide(outcomes: Sequence[Outcome], level: float) -> int | None:
    """Return how many repetitions would probably decide a claim, were they all like the observed ones.

    Repeats of the study are imagined: the observed repetitions are drawn with replacement (fixed generator),
    those of one claim by the same draws, since they share seeds, and tested as they are; in place of what
    takes long (permutation) stands what comes near its p values.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Of each comparison that must hold.
    level : float
        P value to be reached, corrected.

    Returns
    -------
    int or None
        Repetitions (of each group) with which `POWER` of the studies have a verdict, whichever; None above
        `MOST`.
    """
    rows = np.random.default_rng(0).random((2, STUDIES, MOST))

    def decided(n: int) -> bool:
        supported, refuted = True, False
        for outcome in outcomes:
            above, below = outcome.imagined(rows[:, :, :n])
            supported &= above <= level
            refuted |= below <= level / len(outcomes)
        return bool((supported | refuted).mean() >= POWER)

    place = bisect.bisect_left(NUMBERS, 1, key=decided)
    return NUMBERS[place] if place < len(NUMBERS) else None
