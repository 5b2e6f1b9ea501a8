"""Test the claims of a report's prose: each is a comparison over repetitions, with a margin that matters.

A claim is *supported* where its effect exceeds the margin, *refuted* where it falls short of it, *undecided*
otherwise; `shilu.claims.verdicts` says how sure that is.  The prose has a sentence for each.

A missing value (an empty cell or NaN, such as the accuracy of training that diverged) stops nothing, and is
never left out.  What the claim says of it (``missing``, ``range``) bounds it, and what it does not say counts
against either verdict: no verdict is owed to what is missing.  The ledger counts it on either side.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from shilu import config
from shilu.claims import bounds, hypothesis_tests, power, select, verdicts
from shilu.errors import UserError


def assess(
    claims: list[dict[str, Any]],
    data: dict[str, Any],
    *,
    level: float,
    confidence: float,
    looks: int = 1,
    families: dict[str, Sequence[str]] | None = None,
    file: str | Path = "claims",
) -> list[dict[str, Any]]:
    """Test all claims of a report together.

    Parameters
    ----------
    claims : list of dict
        As `shilu.claims.claims_file.read_claims` returns them.
    data : dict of str to Table
        As `shilu.claims.select.read_samples` returns it.
    level : float
        Bound of the probability of any wrong verdict in a family.
    confidence : float
        Of the intervals of the effects.
    looks : int
        How often the verdicts are looked at while repetitions are added.
    families : dict of str to sequence of str
        Ids of the claims that are corrected together; those in none are together too.
    file : str
        The claims file, for messages.

    Returns
    -------
    list of dict
        For each claim its verdict, the sentence for it, and what both rest on.

    Raises
    ------
    UserError
        A claim cannot be tested on these data (`shilu.claims.select` says why), pairs do not match, or a
        refuted claim has no sentence for that.
    """
    family = {name: key for key, members in (families or {}).items() for name in members}
    tested = {}
    for claim in claims:
        try:
            tested[claim["id"]] = _comparisons(claim, data, confidence)
        except UserError as error:
            raise UserError(f"{file}: {claim['id']}: {error}") from error
    found = {}
    for together in dict.fromkeys(family.get(name) for name in tested):
        members = [name for name in tested if family.get(name) == together]
        pairs = [verdicts.all_of(_outcomes(tested[name]), looks) for name in members]
        decided = verdicts.decide(pairs, level)
        # The level that one more verdict would have to reach: its place in Holm's order.
        reached = level / (2 * len(members) - sum(verdict != "undecided" for verdict, _ in decided))
        found |= {name: (*result, reached) for name, result in zip(members, decided, strict=True)}
    entries = []
    for claim in claims:
        verdict, p_corrected, reached = found[claim["id"]]
        if verdict not in claim["sentences"]:
            raise UserError(
                f"{file}: {claim['id']}: refuted, and has no sentence for it; write sentences.refuted"
            )
        comparisons = tested[claim["id"]]
        told = _entry(claim, data[claim["data"]], comparisons, verdict)
        needed = _needed(_outcomes(comparisons), reached, looks) if verdict == "undecided" else {}
        entries.append(
            {"file": str(file), **told, "family": family.get(claim["id"]), "level": level}
            | {"p_corrected": p_corrected}
            | {"needed": None, "note": None, **needed}
        )
    return entries


def _comparisons(claim, data, confidence):
    # Returns what the claim says to hold: (group, group or number, outcome) each.
    if claim["data"] not in data:
        raise UserError(f"data: no file {claim['data']!r} was given{config.nearest(claim['data'], data)}")
    table, compare, against = data[claim["data"]], claim["compare"], claim["against"]
    among = select.select(table, claim["where"])
    (name, wanted), *_ = compare.items()
    if wanted == "each":
        pairs = [({name: group}, against) for group in select.groups(table, name, among=among)]
    elif against == "others":
        others = among & ~select.select(table, compare, among=among)
        pairs = [(compare, {name: group}) for group in select.groups(table, name, among=others)]
    else:
        pairs = [(compare, against)]
    if not pairs:
        raise UserError(f"against: no others than {wanted!r} in column {name!r}; widen `where`")
    return [(*pair, _compared(claim, table, among, pair, confidence)) for pair in pairs]


def _compared(claim, table, among, pair, confidence):
    # All is turned so that a positive effect is what the claim says.
    first, second = pair
    rows = [select.select(table, group, among=among) for group in pair if isinstance(group, dict)]
    if len(rows) == 2 and (rows[0] & rows[1]).any():
        line = table.lines[int(np.flatnonzero(rows[0] & rows[1])[0])]
        raise UserError(
            f"against: {table.file}:{line} is a row of both {_name(first)} and {_name(second)}; name groups "
            "that share none"
        )
    values = [
        select.by_repetition(table, chosen, claim["value"], over=claim["over"], within=claim["range"])
        for chosen in rows
    ]
    if claim["paired"] and len(values) == 2:
        odd = sorted(values[0].keys() ^ values[1].keys())
        if odd:
            raise UserError(
                f"{claim['over']} {', '.join(odd)} has no partner in {_name(first)} or {_name(second)}; "
                "run it there too, or write paired: false where the groups share nothing"
            )
        values[1] = {repetition: values[1][repetition] for repetition in values[0]}
    sides = _bounded(claim, table, rows, values)
    if len(sides) == 1:
        sides.append(bounds.exactly(second))
    within = claim["range"]
    if claim["direction"] == "below":
        sides = [-side for side in sides]
        within = within and (-within[1], -within[0])
    how = {key: claim[key] for key in ("statistic", "paired")}
    outcome = hypothesis_tests.compare(*sides, claim["margin"], within=within, confidence=confidence, **how)
    missing = [sum(map(math.isnan, group.values())) for group in values]
    return replace(outcome, missing=(*missing, 0)[:2])


def _bounded(claim, table, rows, values):
    # The values of each group, within the bounds that the claim tells of those that are missing.
    arrays = [np.array(list(group.values()), dtype=float) for group in values]
    seen = np.concatenate(arrays)
    seen = seen[np.isfinite(seen)]
    told = claim["missing"] or {}
    if told == "highest":
        told = {"at_least": seen.max(initial=-math.inf)}
    elif told == "lowest":
        told = {"at_most": seen.min(initial=math.inf)}
    within = claim["range"] or (-math.inf, math.inf)

    sides = []
    for array, chosen, group in zip(arrays, rows, values, strict=True):
        ends = {end: _bound(claim, table, chosen, bound, group) for end, bound in told.items()}
        side = bounds.bounded(array, **ends, within=within)
        for repetition, low, high in zip(group, side.low, side.high, strict=True):
            if low > high:
                raise UserError(
                    f"missing: {claim['over']} {repetition} would be at least {low:g} and at most {high:g}; "
                    "correct the bounds, or the range"
                )
        sides.append(side)
    return sides


def _bound(claim, table, chosen, bound, repetitions):
    if not isinstance(bound, str):
        return bound
    found = select.by_repetition(table, chosen, bound, over=claim["over"])
    return np.array([found[repetition] for repetition in repetitions])


def _outcomes(comparisons):
    return [outcome for *_, outcome in comparisons]


def _entry(claim, table, comparisons, verdict):
    # The comparison that decided: any that falls short refutes, the least sure one supports.
    outcomes = _outcomes(comparisons)
    if verdict == "refuted":
        shown = min(outcomes, key=lambda outcome: (outcome.below, outcome.effect))
    else:
        shown = max(outcomes, key=lambda outcome: (outcome.above, outcome.reason, -outcome.effect))
    count = f", all of {len(comparisons)}" if len(comparisons) > 1 else ""
    return {
        **{key: claim[key] for key in ("id", "title", "statistic", "direction", "margin", "paired", "over")},
        "verdict": verdict,
        "sentence": claim["sentences"][verdict],
        **_numbers(shown),
        "missing": _missing(comparisons),
        "p": min(verdicts.all_of(outcomes)),
        "test": shown.test + count,
        "groups": {"compare": claim["compare"], "against": claim["against"]},
        "comparisons": [
            {
                "first": first,
                "second": second,
                "above": outcome.above,
                "below": outcome.below,
                **_numbers(outcome),
                "missing": dict(zip(("first", "second"), outcome.missing, strict=True)),
            }
            for first, second, outcome in comparisons
        ],
        "data": {"file": table.file, "sha256": table.sha256}
        | {key: claim[key] for key in ("where", "value")},
    }


def _numbers(outcome):
    # JSON knows neither infinities nor NaN.
    effect, *interval = (x if math.isfinite(x) else None for x in (outcome.effect, *outcome.interval))
    return {"effect": effect, "interval": interval, "n": outcome.n}


def _missing(comparisons):
    # Of either side, each group counted once.
    compare = {str(first): outcome.missing[0] for first, _, outcome in comparisons}
    against = {str(second): outcome.missing[1] for _, second, outcome in comparisons}
    return {"compare": sum(compare.values()), "against": sum(against.values())}


def _needed(outcomes, level, looks):
    reason = next((outcome.reason for outcome in outcomes if outcome.reason), None)
    if reason:
        return {"note": reason}
    anytime = outcomes[0].choice.anytime
    level = level if anytime else level / looks
    if max(outcome.least for outcome in outcomes) > level:
        needed, why = power.needed_at_all(outcomes, level), "too few for any verdict"
        none = f"{outcomes[0].test}: no number gives so small a p value"
    else:
        needed, why = power.needed_to_decide(outcomes, level), f"power {power.POWER:g}"
        none = f"{power.MOST} would probably not decide it"
    if needed is None:
        return {"note": none}
    # One draw in two says no more than chance: where the study itself is undecided, it takes more.
    more = max(needed, 1 + min(outcome.n for outcome in outcomes))
    which = "these and more" if anytime else "fresh ones" if looks == 1 else "at a planned look"
    return {"needed": more, "note": f"{why}; {which}"}


def _name(group):
    return ", ".join(f"{column} {value}" for column, value in group.items())
