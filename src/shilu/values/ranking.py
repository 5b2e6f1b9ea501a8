"""Which rows of a table are the best by a column, so that no text types a name that may change."""

from typing import Any

from shilu.errors import UserError


def best_of(rows: Any, column: str) -> set[str]:
    """Return the names of a column's largest values, ties too, by rows of the same first keys."""
    groups = {}
    for row in rows:
        value = row[column]
        if value.is_number:
            groups.setdefault(tuple(value.sources[0]["row"].values())[:-1], []).append(value)
    return {
        value.name for group in groups.values() for value in group if value.raw == max(v.raw for v in group)
    }


def ranked(rows: Any, column: str, position: int = 1) -> Any:
    """Return the row at `position` when `rows` are ranked by `column`, the largest first; 1 is the best.

    Empty cells rank last; ties keep the order of the table.
    """
    by = sorted(rows, key=lambda row: _rank(row[column]), reverse=True)
    if not 1 <= abs(position) <= len(by):
        raise UserError(f"ranked: position {position} of {len(by)} rows")
    return by[position - 1 if position > 0 else position]


def _rank(value):
    return value.raw if value.is_number else float("-inf")
