"""Test the claims of a report's prose: each is a comparison over repetitions, with a margin that matters.

A claim is *supported* where its effect exceeds the margin, *refuted* where it falls short of it, *undecided*
otherwise; `shilu.claims.hypothesis_tests` and `shilu.claims.verdicts` say how sure that is.  The prose has a
sentence for each.

A missing value (an empty cell or NaN, such as the accuracy of training that diverged) stops nothing, and is
never left out.  It stands for what the claim says (``missing: highest`` or ``lowest``).  Where the claim says
nothing, it counts against either verdict, so that none is owed to what is missing: as a loss of the median or
the share, while a mean, which has no bound then, is undecided; so is a claim of which all values are missing.
The ledger counts what is missing on either side.
"""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from shilu import config
from shilu.claims import hypothesis_tests, power, select, verdicts
from shilu.errors import UserError

SCHEMA = Path(__file__).with_name("claims.schema.yaml")
#: What a missing value stands for, where a claim says so.
MISSING = {"highest": math.inf, "lowest": -math.inf, None: math.nan}
DEFAULTS = {"statistic": "mean", "paired": True, "missing": None}


def read_claims(path: str | Path) -> list[dict[str, Any]]:
    """Read a claims file.

    Parameters
    ----------
    path : str or Path
        YAML, a list of claims; ``claims.schema.yaml`` beside this module names their keys.

    Returns
    -------
    list of dict
        The claims, `DEFAULTS` filled in.

    Raises
    ------
    UserError
        It is no list of claims, two have one id, or a key is unknown, missing, wrong or at odds with another.
    """
    claims = config.read(path)
    if not isinstance(claims, list):
        raise UserError(f"{path}: a list was expected, each of its claims starting with `- id: name`")
    by_id = {}
    for number, claim in enumerate(claims, start=1):
        if not isinstance(claim, dict) or not isinstance(claim.get("id"), str):
            raise UserError(f"{path}: claim {number} has no name; start it with `- id: name`")
        if claim["id"] in by_id:
            raise UserError(f"{path}: {claim['id']}: two claims have this id; rename one")
        by_id[claim["id"]] = claim
    config.check(by_id, SCHEMA, [path])
    complete = [{**DEFAULTS, **claim} for claim in claims]
    for claim in complete:
        contradiction = _contradiction(**claim)
        if contradiction:
            raise UserError(f"{path}: {claim['id']}.{contradiction}")
    return complete


def _contradiction(*, where, compare, against, statistic, paired, missing, margin, **_):
    number, groups = isinstance(against, int | float), isinstance(against, dict)
    infinite = [
        key
        for key, entry in {"margin": margin, "against": against, "compare": compare, "where": where}.items()
        for value in (entry.values() if isinstance(entry, dict) else [entry])
        if isinstance(value, float) and not math.isfinite(value)
    ]
    spread = "each" in compare.values() or not (number or groups)
    problems = {
        "against: text stands for nothing here; write others, a group in braces, or a number": (
            isinstance(against, str) and against != "others"
        ),
        "compare: each goes with a number to compare with; name a group, or write the number in against": (
            "each" in compare.values() and not number
        ),
        "compare: one column was expected, since each or others stands for its groups": (
            spread and len(compare) > 1
        ),
        f"{''.join(infinite[:1])}: a finite number was expected": infinite,
        "paired: a number has no pairs; leave it out": number and not paired,
        "missing: a mean of what is missing is none; write statistic: median or share": (
            missing and statistic == "mean"
        ),
        "missing: of independent groups, write statistic: share": (
            missing and statistic == "median" and not paired
        ),
    }
    return next((problem for problem, found in problems.items() if found), None)


def assess(
    claims: list[dict[str, Any]],
    data: dict[str, Any],
    *,
    level: float,
    confidence: float,
    file: str | Path = "claims",
) -> list[dict[str, Any]]:
    """Test all claims of a report together.

    Parameters
    ----------
    claims : list of dict
        As `read_claims` returns them.
    data : dict of str to Table
        As `shilu.claims.select.read_samples` returns it.
    level : float
        Bound of the probability of any wrong verdict.
    confidence : float
        Of the intervals of the effects.
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
    tested = []
    for claim in claims:
        try:
            tested.append(_comparisons(claim, data, confidence))
        except UserError as error:
            raise UserError(f"{file}: {claim['id']}: {error}") from error
    found = verdicts.decide(
        [verdicts.all_of([outcome for *_, outcome in comparisons]) for comparisons in tested], level
    )
    # The level that one more verdict would have to reach: its place in Holm's order.
    decided = sum(verdict != "undecided" for verdict, *_ in found)
    reached = level / (2 * len(claims) - decided) if claims else level
    entries = []
    for claim, comparisons, result in zip(claims, tested, found, strict=True):
        if result[0] not in claim["sentences"]:
            raise UserError(
                f"{file}: {claim['id']}: refuted, and has no sentence for it; write sentences.refuted"
            )
        entries.append({"file": str(file)} | _entry(claim, data[claim["data"]], comparisons, result, reached))
    return entries


def _comparisons(claim, data, confidence):
    # Returns what the claim says to hold: (group, group or number, outcome) each.
    if claim["data"] not in data:
        raise UserError(f"data: no file {claim['data']!r} was given{config.nearest(claim['data'], data)}")
    table, compare, against = data[claim["data"]], claim["compare"], claim["against"]
    among = select.select(table, claim["where"])
    (name, wanted), *_ = compare.items()
    cells = select.column(table, name)
    if wanted == "each":
        pairs = [({name: group}, against) for group in dict.fromkeys(cells[among].tolist())]
    elif against == "others":
        others = among & ~select.select(table, compare, among=among)
        pairs = [(compare, {name: group}) for group in dict.fromkeys(cells[others].tolist())]
    else:
        pairs = [(compare, against)]
    if not pairs:
        raise UserError(f"against: no others than {wanted!r} in column {name!r}; widen `where`")
    return [(*pair, _compared(claim, table, among, pair, confidence)) for pair in pairs]


def _compared(claim, table, among, pair, confidence):
    # All is turned so that a positive effect is what the claim says.
    sign = 1 if claim["direction"] == "above" else -1
    first, second = pair
    margin, how = claim["margin"], {"statistic": claim["statistic"], "confidence": confidence}
    groups = [
        select.by_repetition(
            table, select.select(table, group, among=among), claim["value"], over=claim["over"]
        )
        for group in (first, second)
        if isinstance(group, dict)
    ]
    if claim["paired"] and len(groups) == 2:
        odd = sorted(groups[0].keys() ^ groups[1].keys())
        if odd:
            raise UserError(
                f"{claim['over']} {', '.join(odd)} has no partner in {_name(first)} or {_name(second)}; "
                "run it there too, or write paired: false where the groups share nothing"
            )
        groups[1] = {repetition: groups[1][repetition] for repetition in groups[0]}
    arrays = [np.array(list(group.values())) for group in groups]
    missing = [int(np.isnan(array).sum()) for array in arrays]
    arrays = [sign * np.where(np.isnan(array), MISSING[claim["missing"]], array) for array in arrays]
    if claim["paired"]:
        other = arrays[1] if len(arrays) == 2 else np.array(sign * second)
        outcome = hypothesis_tests.one_sample(hypothesis_tests.difference(arrays[0], other), margin, **how)
    else:
        outcome = hypothesis_tests.two_samples(*arrays, margin, **how)
    return replace(outcome, missing=(*missing, 0)[:2])


def _entry(claim, table, comparisons, result, level):
    verdict, p, p_corrected = result
    # The comparison that decided: any that falls short refutes, the least sure one supports.
    outcomes = [outcome for *_, outcome in comparisons]
    if verdict == "refuted":
        shown = min(outcomes, key=lambda outcome: (outcome.below, outcome.effect))
    else:
        shown = max(outcomes, key=lambda outcome: (outcome.above, outcome.reason, -outcome.effect))
    needed, note = _needed(claim, outcomes, level) if verdict == "undecided" else (None, None)
    count = f", all of {len(comparisons)}" if len(comparisons) > 1 else ""
    return {
        **{key: claim[key] for key in ("id", "title", "statistic", "direction", "margin", "paired", "over")},
        "verdict": verdict,
        "sentence": claim["sentences"][verdict],
        **_numbers(shown),
        "missing": _missing(comparisons),
        "p": p,
        "p_corrected": p_corrected,
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
        "needed": needed,
        "note": note,
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


def _needed(claim, outcomes, level):
    reason = next((outcome.reason for outcome in outcomes if outcome.reason), None)
    if reason:
        return None, reason
    if max(outcome.least for outcome in outcomes) > level:
        return power.needed_at_all(level, paired=claim["paired"]), "too few for any verdict"
    needed = power.needed_to_decide(
        [outcome.rest for outcome in outcomes], level, statistic=claim["statistic"]
    )
    if needed is None:
        return None, f"{power.MOST} would probably not decide it"
    # One draw in two says no more than chance: where the study itself is undecided, it takes more.
    return max(needed, 1 + min(outcome.n for outcome in outcomes)), f"power {power.POWER:g}"


def _name(group):
    return ", ".join(f"{column} {value}" for column, value in group.items())
