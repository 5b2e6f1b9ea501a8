"""A table as a template reaches it: rows by their keys, and the values of their cells."""

import functools
import math
from collections.abc import Iterator

from shilu.errors import UserError
from shilu.values.cell import parse, same
from shilu.values.names import UnknownNameError, recorded, written
from shilu.values.samples import sample_of
from shilu.values.table import half_width_columns, schema_of
from shilu.values.value import Value


class Rows:
    """Some rows of a table: all whose first keys are given.

    ``accuracy["first_reading", "xor"]`` or ``accuracy.first_reading.xor`` narrows to fewer rows; with all
    keys given, the next name is a column: ``accuracy.first_reading.xor.relu.soft`` is a `Value`.

    Parameters
    ----------
    table : shilu.values.table.Table
    keys : tuple of str
    numbers : sequence of int, optional
        The rows' places in the table, from 0; all of them where left out.
    """

    __slots__ = ("_keys", "_narrower", "_numbers", "_table")

    def __init__(self, table, keys=(), numbers=None):
        self._table, self._keys, self._narrower = table, keys, None
        self._numbers = range(len(table.lines)) if numbers is None else numbers

    def __getitem__(self, name):
        if isinstance(name, tuple):
            return self[name[0]] if len(name) == 1 else self[name[0]][name[1:]]
        if self._is_single():
            return _value(self._table, self._keys, self._numbers[0], name)
        parts, key = self._parts(), str(name)
        if key not in parts and isinstance(name, int | float):
            key = next((cell for cell in parts if same(cell, name)), key)
        if key not in parts:
            raise UnknownNameError(self._name(), name, parts or ["(no rows)"], "key")
        return parts[key]

    def __contains__(self, name):
        """Tell whether there is such a next key, or such a column where all keys are given."""
        return name in self._table.columns if self._is_single() else str(name) in self._parts()

    def __iter__(self):
        """Give the narrower `Rows` for each next key, in the order of the file."""
        if self._is_single():
            raise UserError(f"{self._name()} is a single row: name a column")
        return iter(self._parts().values())

    def __len__(self):
        return len(self._numbers)

    def __str__(self):
        raise UserError(f"{self._name()} is no text: name its other keys and a column")

    __repr__ = __str__

    def _name(self):
        return recorded(self._table.name, *self._keys)

    def _is_single(self):
        return len(self._keys) == len(self._table.key)

    def _parts(self):
        # Kept, so that a template that goes over a table reads each of its rows once.
        if self._narrower is None:
            if not self._keys:
                _require_unique(self._table)
            cells, groups = self._table.columns[self._table.key[len(self._keys)]], {}
            for number in self._numbers:
                groups.setdefault(cells[number], []).append(number)
            self._narrower = {
                key: Rows(self._table, (*self._keys, key), numbers) for key, numbers in groups.items()
            }
        return self._narrower


def leaves(rows: Rows) -> Iterator[Rows]:
    """Yield the single rows of some `Rows`, in the order of the file."""
    if rows._is_single():  # noqa: SLF001  its own module
        yield rows
    else:
        for part in rows:
            yield from leaves(part)


def name_of(rows: Rows) -> str:
    """Return the name of some `Rows`, as a message tells it."""
    return rows._name()  # noqa: SLF001  its own module; a template shall not reach it


def title(rows: Rows, column: str) -> str:
    """Return the header of a column: its schema's title, else its name; and its unit in brackets.

    The unit of a count (type integer) is what is counted, and a fraction has none: neither is shown.
    """
    fields = rows._table.fields  # noqa: SLF001  its own module
    if column not in fields:
        raise UnknownNameError(name_of(rows), column, fields, "column")
    field = fields[column]
    text, unit = field.get("title", column), field.get("unit", "")
    if unit in ("", "fraction") or field.get("type") == "integer" or text.rstrip(")）").endswith(unit):
        return text
    is_wide = text[-1:] > "\u2e7f"
    return f"{text}（{unit}）" if is_wide else f"{text} ({unit})"


def _require_unique(table):
    # Asked when a template first names a row: a table of raw data may lie in the folder without a key.
    first = {}
    for line, *name in zip(table.lines, *(table.columns[column] for column in table.key), strict=True):
        if tuple(name) in first:
            raise UserError(
                f"{table.file}:{line}: the key {'/'.join(name)!r} ({', '.join(table.key)}) stands in line "
                f"{first[tuple(name)]} too; list in primaryKey of {schema_of(table.file).name} the columns "
                "that together name a row, or delete one of two equal rows"
            )
        first[tuple(name)] = line


def _value(table, keys, number, column):
    if column not in table.columns:
        raise UnknownNameError(recorded(table.name, *keys), column, table.columns, "column")
    field, line = table.fields[column], table.lines[number]
    place = table.file if line is None else f"{table.file}:{line}"
    cell = table.columns[column][number]
    units, raw = table.columns.get("unit"), cell if cell and field.get("type") == "string" else parse(cell)
    what = "half-width" if isinstance(field.get("uncertainty"), str) else "end of an interval"
    ends = [_end(table.columns[name][number], f"{place}: {name}", what) for name in half_width_columns(field)]
    half, bounds = _interval(raw, ends, f"{place}: {column}")
    return Value(
        name=recorded(table.name, *keys, column),
        raw=raw,
        text=field.get("labels", {}).get(cell, cell),
        unit=field.get("unit") or (units[number] if units else ""),
        uncertainty=half,
        bounds=bounds,
        exact=not ends,
        digits=field.get("digits"),
        place=f"{place}: {column}",
        written=written(table.name, *keys, column),
        independent=bool((table.source or {}).get("independent")),
        sample=functools.partial(sample_of, table, number, column),
        sources=(
            {
                "table": table.file,
                "sha256": table.sha256,
                "row": {key: table.columns[key][number] for key in table.key},
                "column": column,
            },
        ),
    )


def _interval(raw, ends, place):
    # The half-width, and the ends where the table has those.
    if None in ends or not ends:
        return None, None
    if len(ends) == 1:
        return ends[0], None
    low, high = ends
    if isinstance(raw, int | float) and not low <= raw <= high:
        raise UserError(f"{place}: {raw} lies outside of its interval, {low} to {high}; correct one of them")
    return (high - low) / 2, (low, high)


def _end(cell, place, what):
    end = parse(cell)
    if end is None:
        return None
    is_number = isinstance(end, int | float) and not isinstance(end, bool) and math.isfinite(end)
    least = ", 0 or more" if what == "half-width" else ""
    if not is_number or (least and end < 0):
        raise UserError(
            f"{place}: {cell!r} is no {what}; write a number{least}, or leave the cell empty "
            "where none is known"
        )
    return end
