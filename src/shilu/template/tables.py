"""A table of the report, from a table of results: headers, units and digits are those of the schema."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from shilu.errors import UserError
from shilu.values.filters import interval
from shilu.values.ranking import best_of
from shilu.values.rows import Rows, leaves, name_of, title
from shilu.values.value import Value


class Cells(list):
    """Rows of cells: text of Markdown, or a value with the mark around it."""

    __slots__ = ()


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
    return Cells([header, rules, *body])


def escaped(text: str) -> str:
    """Return `text` as Markdown that shows it to the letter, in one line."""
    return re.sub(r"([]\\`*_[{}<>|~^$@&!#])", r"\\\1", " ".join(text.split()))


def _aligned(values: Sequence[Value]) -> list[Value]:
    # Without uncertainty a column has one number of decimals; with it each value has its own, and leaves room
    # for those that it lacks.
    shown = [interval(value) if value.half_width else value for value in values]
    numbers = [value for value in shown if value.is_number and value.supported is not None]
    uncertain = any(value.half_width for value in numbers)
    most = max((value.supported for value in numbers), default=0)
    whole = all(isinstance(value.raw, int) for value in numbers)
    aligned = []
    for value in shown:
        if not value.is_number or value.supported is None or whole:
            aligned.append(value)
        elif uncertain:
            aligned.append(replace(value, pad=most - max(value.supported, 0) + (value.supported <= 0 < most)))
        else:
            aligned.append(replace(value, places=most))
    return aligned


def _kind(thing: Any) -> str:
    return f"the value {thing.name}" if isinstance(thing, Value) else repr(thing)
