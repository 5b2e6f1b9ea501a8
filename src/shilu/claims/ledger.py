"""The ledger of tested claims: a table for the report, and text for the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu import config
from shilu.errors import UserError
from shilu.files import relative, sha256
from shilu.text import read_text
from shilu.values import digits
from shilu.values.rows import Rows
from shilu.values.table import Table

SCHEMA = Path(__file__).with_name("ledger.schema.yaml")
COPIED = (
    "id",
    "title",
    "verdict",
    "test",
    "statistic",
    "effect",
    "margin",
    "p",
    "p_corrected",
    "n",
    "needed",
    "note",
    "family",
    "level",
)
#: How a column is shown that has no other digits.
SHOWN = {
    "effect": digits.rough,
    "low": digits.rough,
    "high": digits.rough,
    "margin": digits.exact,
    "level": digits.exact,
    "p": digits.p_value,
    "p_corrected": digits.p_value,
}
#: What a number of repetitions that a claim needs is of, as text and as the end of its note.
NEEDS = {
    "fresh ones": "fresh repetitions; those that were looked at do not count, unless claims.looks planned it",
    "at a planned look": "repetitions at one of the looks that claims.looks plans",
    "these and more": "repetitions with those that there are",
}


def read_ledger(path: str | Path) -> list[dict[str, Any]]:
    """Return the claims of a file that `shilu claims` wrote; raise a `UserError` where it is another."""
    try:
        return config.parse_made(read_text(path), SCHEMA)["claims"]
    except ValueError as error:
        raise UserError(f"{path}: not what shilu claims writes ({error}); test the claims again") from error


def left_out(path: str | Path) -> list[dict[str, Any]]:
    """Return the ids of the claims that `shilu claims` left out, from the file that it wrote."""
    return [claim["id"] for claim in config.read_json(path).get("left_out", ())]


def rows(path: str | Path, claims: list[dict[str, Any]], root: str | Path = ".") -> Rows:
    """Return the claims of a file as a table.

    Parameters
    ----------
    path : str or Path
        The file, which the values of the table are traced to.
    claims : list of dict
        What stands in it.
    root : str or Path
        The folder of the project.

    Returns
    -------
    Rows
        With the key ``id``.  ``against`` is empty where a claim compares groups with groups; ``low`` and
        ``high`` are the limits of the effect, ``half_width`` is half of what lies between them; ``missing``
        is the number of missing values, ``missing_compare`` and ``missing_against`` that of either side;
        ``family`` is empty where the project names none; ``level`` bounds the probability of any wrong
        verdict in it.
    """
    entries = [_row(claim) for claim in claims]
    fields = {name: {} for row in entries[:1] for name in row}
    for name, form in SHOWN.items():
        fields[name] = {"labels": {row[name]: form(float(row[name])) for row in entries if row[name]}}
    fields["effect"]["uncertainty"] = ["low", "high"]
    file = {"name": "claims", "file": relative(path, root), "sha256": sha256(path)}
    columns = {"id": []} | {name: [row[name] for row in entries] for name in fields}
    return Rows(Table(**file, columns=columns, lines=[None] * len(entries), key=("id",), fields=fields))


def _row(claim):
    against, missing = claim["groups"]["against"], claim["missing"]
    number = against if isinstance(against, int | float) else None
    low, high = claim["interval"]
    cells = {name: claim.get(name) for name in COPIED} | {"against": number, "low": low, "high": high}
    cells["half_width"] = _half_width(claim)
    counts = {"missing": sum(missing.values())} | {f"missing_{side}": n for side, n in missing.items()}
    return {name: "" if cell is None else str(cell) for name, cell in (cells | counts).items()}


def _half_width(claim):
    low, high = claim["interval"]
    return None if low is None or high is None else (high - low) / 2


def text(claims: list[dict[str, Any]], left_out: Sequence[dict[str, Any]] = ()) -> str:
    """Return the ledger as text, a line for each claim.

    Below stand what the numbers of needed repetitions are of, and the claims left out, with the reason.
    """
    form = "{:<10} {:>24} {:>9} {:>8} {:>8} {:>5} {:>8} {:>6}  {}"
    lines = [form.format("verdict", "effect", "margin", "p", "p corr.", "n", "missing", "needs", "claim")]
    lines += [form.format(*_cells(claim)) for claim in claims]
    notes = [claim["note"] for claim in claims if claim["needed"]]
    lines += [f"needs: {NEEDS[end]}" for end in NEEDS if any(note.endswith(end) for note in notes)]
    lines += [f"left out: {claim['id']} ({claim['reason']})" for claim in left_out]
    return "\n".join(lines) + "\n"


def _cells(claim):
    missing = list(claim["missing"].values())
    unexplained = claim["note"] and not claim["needed"]
    return (
        claim["verdict"],
        _effect(claim),
        *(SHOWN[name](claim[name]) for name in ("margin", "p", "p_corrected")),
        claim["n"],
        " + ".join(map(str, missing)) if any(missing) else "",
        claim["needed"] or "",
        claim["id"] + (f" ({claim['note']})" if unexplained else ""),
    )


def _effect(claim):
    effect, (low, high), half_width = claim["effect"], claim["interval"], _half_width(claim)
    if effect is None:
        return digits.ABSENT
    if half_width is None and (low is not None or high is not None):
        ends = (digits.ABSENT if end is None else digits.rough(end) for end in (low, high))
        return f"{digits.rough(effect)} [{', '.join(ends)}]"
    if not half_width:
        return digits.rough(effect)
    places = digits.decimals(half_width)
    shown, below, above = (digits.show(x, places) for x in (effect, low, high))
    if digits.show(effect - low, places) == digits.show(high - effect, places):
        return f"{shown} ± {digits.show(half_width, places)}"
    return f"{shown} [{below}, {above}]"
