"""A table of the report, from a table of results: headers, units and digits are those of the schema."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from shilu.errors import UserError
from shilu.values import digits
from shilu.values.filters import interval
from shilu.values.ranking import best_of
from shilu.values.rows import Rows, leaves, name_of, title
from shilu.values.value import Value


class Cells(NamedTuple):
    """The cells of a table of the report.

    Attributes
    ----------
    rows : list of list
        Text of Markdown, or a value with the mark around it.
    cut : list of Value
        Those that have fewer digits than their table has, and nobody chose how many.
    """

    rows: list
    cut: list


def cells(rows: Rows, *columns: str, best: Iterable[str] = ()) -> Cells:
    """Return the cells of a Markdown table.

    Parameters
    ----------
    rows : Rows
        A table or a part of one; each of its single rows is a row.
    *columns : str
        Their names, in order.
    best : iterable of str
        Columns whose largest value is set bold in each group of rows with the same first keys.

    Raises
    ------
    UserError
        It is no table, has no rows, or lacks a column.
    """
    if not isinstance(rows, Rows):
        raise UserError(f"table() wants a table or a part of one first, this is {_kind(rows)}")
    whole, rows = rows, list(leaves(rows))
    if not rows:
        raise UserError(
            f"{name_of(whole)} has no rows to show; write an {{% if %}} around the table, or make it again"
        )
    if not columns:
        raise UserError(
            f"table() of {name_of(whole)}: no columns; name them behind it, each in quotation marks"
        )
    marked = {name for column in best for name in best_of(rows, column)}
    aligned = [_aligned([row[column] for row in rows]) for column in columns]
    header = [escaped(title(rows[0], column)) for column in columns]
    rules = ["---:" if values[0].is_number else ":---" for values in aligned]
    body = [
        [(value, "**" if value.name in marked else "") for value in row] for row in zip(*aligned, strict=True)
    ]
    cut = [row[column] for column in columns for row in rows if row[column].is_cut]
    return Cells([header, rules, *body], cut)


def escaped(text: str) -> str:
    """Return `text` as Markdown that shows it to the letter, in one line."""
    return re.sub(r"([]\\`*_[{}<>|~^$@&!#])", r"\\\1", " ".join(text.split()))


def _aligned(values: Sequence[Value]) -> list[Value]:
    # A column has one number of decimals, unless each value has its own by its uncertainty, or one number
    # would give the largest more digits than it has: then each leaves room for those that it lacks.
    shown = [interval(value) if value.half_width else value for value in values]
    numbers = [value for value in shown if value.is_number and value.supported is not None]
    if all(isinstance(value.raw, int) and value.places is None for value in numbers):
        return shown
    most = max(max(value.supported, 0) for value in numbers)
    widest = most + max(len(str(int(abs(value.raw)))) for value in numbers)
    own = any(value.half_width for value in numbers) or widest > digits.MOST // 2
    return [
        (replace(value, pad=_lacking(value.supported, most)) if own else replace(value, places=most))
        if value.is_number and value.supported is not None
        else value
        for value in shown
    ]


def _lacking(places, most):
    # Signs that are left free: the decimals, and the point where the number has none.
    return most - max(places, 0) + (places <= 0 < most)


def _kind(thing: Any) -> str:
    return f"the value {thing.name}" if isinstance(thing, Value) else repr(thing)
