"""From the p values of a report's claims to their verdicts, and what a verdict then promises.

Every claim is tested twice at its margin, once in each direction.  *Supported* is what exceeds it, *refuted*
what falls short of it, *undecided* the rest.  Both tests of every claim enter Holm's correction: m claims
are 2 m tests, and the probability of any wrong verdict among them is at most the level, however the claims
depend on one another; claims that share seeds do.  Twice the smaller p value of each of m claims would be
milder, but that its verdicts point the right way is proved for independent claims only (Shaffer 1980,
"Control of directional errors with stagewise multiple test procedures", Annals of Statistics 8(6)).

Among them: the claims of a family, which the project names; those that it names in none are one.  Of several
families each has the level for itself, and the probability of a wrong verdict anywhere in the report is at
most the level times their number.

The correction holds as the p values do, for repetitions that are independent of one another:

- medians and shares (`pair_tests`, `group_tests`), and means in a range (`betting`): whatever the values;
- means of pairs without a range: where the differences scatter symmetrically about the margin;
- means of independent groups without a range: where they differ in location alone, or are both normal.

A verdict is looked at once, unless the project says how often (`looks`): each look has an equal part of the
level, and the probability that any of them is wrong is at most their sum.  Who looks, and adds repetitions
because of what he saw, has looked more than once.  Only what is tested by betting may be looked at whenever.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from shilu.config import nearest
from shilu.errors import UserError


def all_of(outcomes: Sequence[Any], looks: int = 1) -> tuple[float, float]:
    """Return the p values of a claim that says all comparisons hold: that all do, and that one does not.

    All hold as surely as the least sure one (intersection-union test, Berger 1982); that one falls short is
    shown by any of them, corrected for their number (Bonferroni).  Where the tests of the claim mind how
    often they are looked at, both are corrected for the `looks` too.
    """
    looks = 1 if outcomes[0].choice.anytime else looks
    above = max(outcome.above for outcome in outcomes)
    below = len(outcomes) * min(outcome.below for outcome in outcomes)
    return min(1.0, looks * above), min(1.0, looks * below)


def family_of(ids: Sequence[str], families: dict[str, Sequence[str]]) -> dict[str, str | None]:
    """Return the family of each claim, None where none is named.

    Parameters
    ----------
    ids : sequence of str
        Of all claims.
    families : dict of str to sequence of str
        The ids of each.

    Raises
    ------
    UserError
        An id that no claim has, or in two families; the message names the key of the project file.
    """
    found = {}
    for family, members in families.items():
        for name in members:
            if name not in ids:
                raise UserError(f"claims.families.{family}: no claim {name!r}{nearest(name, ids)}")
            if name in found:
                where = f"in {found[name]} too" if found[name] != family else "there twice"
                raise UserError(f"claims.families.{family}: {name} is {where}; name it once")
            found[name] = family
    return dict.fromkeys(ids) | found


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm-corrected p values (Holm 1979), in the order given."""
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    corrected = np.empty_like(p_values)
    factors = np.arange(len(p_values), 0, -1)
    corrected[order] = np.minimum(1, np.maximum.accumulate(p_values[order] * factors))
    return corrected.tolist()


def decide(tests: Sequence[tuple[float, float]], level: float) -> list[tuple[str, float]]:
    """Return verdict and corrected p value for each claim of a family.

    Parameters
    ----------
    tests : sequence of (float, float)
        For each claim the p values that it exceeds its margin, and that it falls short of it.
    level : float
        Bound of the probability of any wrong verdict.

    Returns
    -------
    list of (str, float)
        ``"supported"``, ``"refuted"`` or ``"undecided"``; of the two corrected p values the smaller.
    """
    corrected = holm([p for pair in tests for p in pair])
    found = []
    for (above, below), pair in zip(tests, zip(corrected[::2], corrected[1::2], strict=True), strict=True):
        side = "supported" if above <= below else "refuted"
        found.append((side if min(pair) <= level else "undecided", min(pair)))
    return found
