"""From the p values of a report's claims to their verdicts.

Every claim is tested twice at its margin, once in each direction.  *Supported* is what exceeds it, *refuted*
what falls short of it, *undecided* the rest.  Both tests of every claim enter Holm's correction: m claims are
2 m tests, and the probability of any wrong verdict in a report is at most the level, however the claims
depend on one another; claims that share seeds do.  Twice the smaller p value of each of m claims would be
milder, but that its verdicts point the right way is proved for independent claims only (Shaffer 1980,
"Control of directional errors with stagewise multiple test procedures", Annals of Statistics 8(6)).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np


def all_of(outcomes: Sequence[Any]) -> tuple[float, float]:
    """Return the p values of a claim that says all comparisons hold: that all do, and that one does not.

    All hold as surely as the least sure one (intersection-union test, Berger 1982); that one falls short is
    shown by any of them, corrected for their number (Bonferroni).
    """
    above = max(outcome.above for outcome in outcomes)
    below = min(1.0, len(outcomes) * min(outcome.below for outcome in outcomes))
    return above, below


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm-corrected p values (Holm 1979), in the order given."""
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    corrected = np.empty_like(p_values)
    factors = np.arange(len(p_values), 0, -1)
    corrected[order] = np.minimum(1, np.maximum.accumulate(p_values[order] * factors))
    return corrected.tolist()


def decide(tests: Sequence[tuple[float, float]], level: float) -> list[tuple[str, float, float]]:
    """Return verdict, p value and corrected p value for each claim.

    Parameters
    ----------
    tests : sequence of (float, float)
        For each claim the p values that it exceeds its margin, and that it falls short of it.
    level : float
        Bound of the probability of any wrong verdict.

    Returns
    -------
    list of (str, float, float)
        ``"supported"``, ``"refuted"`` or ``"undecided"``; of the two p values the smaller.
    """
    corrected = holm([p for pair in tests for p in pair])
    found = []
    for (above, below), pair in zip(tests, zip(corrected[::2], corrected[1::2], strict=True), strict=True):
        side = "supported" if above <= below else "refuted"
        found.append((side if min(pair) <= level else "undecided", min(above, below), min(pair)))
    return found
