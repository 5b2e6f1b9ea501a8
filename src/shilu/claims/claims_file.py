"""The claims file: what the prose says to hold, and the sentence for each verdict."""

from pathlib import Path
from typing import Any

from shilu import config
from shilu.claims.select import value_of
from shilu.errors import UserError

SCHEMA = Path(__file__).with_name("claims.schema.yaml")
DEFAULTS = {"statistic": "mean", "paired": True, "missing": None, "range": None}


def read_claims(path: str | Path) -> list[dict[str, Any]]:
    """Read a claims file.

    Parameters
    ----------
    path : str or Path
        YAML, a list of claims; ``claims.schema.yaml`` beside this module names their keys.

    Returns
    -------
    list of dict
        The claims, `DEFAULTS` filled in; what columns shall have are values, as cells are: ``"0"`` is 0.

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
    complete = [DEFAULTS | claim | _values(claim) for claim in claims]
    for claim in complete:
        contradiction = _contradiction(claim)
        if contradiction:
            raise UserError(f"{path}: {claim['id']}.{contradiction}")
    return complete


def _values(claim):
    conditions = {key: claim[key] for key in ("where", "compare", "against") if isinstance(claim[key], dict)}
    return {
        key: {column: value_of(wanted) for column, wanted in entry.items()}
        for key, entry in conditions.items()
    }


def _contradiction(claim):
    compare, against = claim["compare"], claim["against"]
    number, groups = isinstance(against, int | float), isinstance(against, dict)
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
        "paired: a number has no pairs; leave it out": number and not claim["paired"],
    }
    return next((problem for problem, found in problems.items() if found), None) or _of_range(claim, number)


def _of_range(claim, number):
    if not claim["range"]:
        return None
    low, high = claim["range"]
    if low >= high:
        return "range: the lowest value was expected first, then a higher one"
    margin = claim["margin"] if claim["direction"] == "above" else -claim["margin"]
    if number and not low < claim["against"] + margin < high:
        return (
            "range: whether a value in it exceeds against and the margin is known without any test; widen it"
        )
    if not number and claim["margin"] >= high - low:
        return "margin: no values of this range differ by so much; lower it, or widen the range"
    return None
