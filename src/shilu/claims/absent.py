"""Claims on what a study leaves out: they are not tested, and nothing of them is told."""

from collections.abc import Iterable
from typing import Any

from shilu.claims import select
from shilu.errors import UserError


def parse(words: Iterable[str]) -> dict[str, list[str]]:
    """Read what a study leaves out.

    Parameters
    ----------
    words : sequence of str
        ``column=value`` each.

    Returns
    -------
    dict of str to list of str
        Values by column.

    Raises
    ------
    UserError
        A word without ``=``.
    """
    absent = {}
    for word in words:
        column, sign, value = word.partition("=")
        if not sign:
            raise UserError(f"--absent {word}: a column and a value were expected, such as pump=beta")
        absent.setdefault(column, []).append(value)
    return absent


def split(
    claims: list[dict[str, Any]], data: dict[str, Any], absent: dict[str, list[str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Tell the claims that can be tested from those on what is left out.

    Whatever else a claim names and no row has stays in, and is an error when it is tested: a slip of the pen.

    Parameters
    ----------
    claims, data
        As `shilu.claims.assess.assess` takes them.
    absent : dict of str to list of str
        As `parse` returns it.

    Returns
    -------
    kept : list of dict
        Of `claims`.
    left_out : list of dict
        ``id``, ``title`` and ``reason`` of the others.
    """
    kept, left_out = [], []
    for claim in claims:
        reason = _reason(claim, data, absent)
        if reason:
            left_out.append({"id": claim["id"], "title": claim["title"], "reason": reason})
        else:
            kept.append(claim)
    return kept, left_out


def _reason(claim, data, absent):
    for conditions in (claim["where"], claim["compare"], claim["against"]):
        for column, value in conditions.items() if isinstance(conditions, dict) else ():
            if value in map(select.value_of, absent.get(column, ())):
                return f"{column} {value} is not in the study"
    column = next(iter(claim["compare"]))
    if claim["against"] == "others" and column in absent and claim["data"] in data:
        table = data[claim["data"]]
        groups = select.groups(table, column) if column in table.columns else ()
        if len(groups) == 1:
            return f"{column} {groups[0]} is the only one in the study"
    return None
