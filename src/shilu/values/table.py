"""Cells of tables, reached by name; a CSV file's schema says what its keys are and how a column is shown.

The schema lies beside ``name.csv`` as ``name.schema.json``, in the form of a Frictionless Table Schema:
``primaryKey`` and ``fields``, where a field has a name and may have a title (the header to show), a unit, a
description, ``uncertainty`` (the column with its half-width) and ``labels`` (what to show for its keys).
Without a schema the first column is the key.
"""

import csv
import difflib
import json
from pathlib import Path

from shilu.errors import UserError
from shilu.files import relative, sha256
from shilu.values.value import Value


class UnknownNameError(UserError):
    """A name in the template that no table has."""

    def __init__(self, place, name, known, kind):
        known = sorted(map(str, known))
        near = difflib.get_close_matches(str(name), known, n=3, cutoff=0) or known[:3]
        super().__init__(f"{place}: unknown {kind} {name!r}; nearest: {', '.join(near)}")


class Rows:
    """Some rows of a table: all whose first keys are given.

    ``accuracy["as_reported", "xor"]`` or ``accuracy.as_reported.xor`` narrows to fewer rows; with all keys
    given, the next name is a column: ``accuracy.as_reported.xor.relu.soft`` is a `Value`.
    """

    def __init__(self, table, keys, rows):
        self._table, self._keys, self._rows = table, keys, rows

    def __getitem__(self, name):
        if isinstance(name, tuple):
            return self[name[0]] if len(name) == 1 else self[name[0]][name[1:]]
        if len(self._keys) == len(self._table["key"]):
            return self._cell(self._rows[0], name)
        rows = [row for row in self._rows if row[self._table["key"][len(self._keys)]] == str(name)]
        if not rows:
            raise UnknownNameError(str(self), name, self._next() or ["(no rows)"], "key")
        return Rows(self._table, (*self._keys, str(name)), rows)

    def __contains__(self, name):
        """Tell whether there is such a next key, or such a column where all keys are given."""
        if len(self._keys) == len(self._table["key"]):
            return name in self._table["fields"]
        return str(name) in self._next()

    def __iter__(self):
        """Give the narrower `Rows` for each next key, in the order of the file."""
        return (self[key] for key in dict.fromkeys(self._next()))

    def __len__(self):
        return len(self._rows)

    def _next(self):
        return [row[self._table["key"][len(self._keys)]] for row in self._rows]

    def __str__(self):
        return "/".join((self._table["name"], *self._keys))

    def _cell(self, row, column):
        field = self._table["fields"].get(column)
        if field is None:
            raise UnknownNameError(str(self), column, self._table["fields"], "column")
        half_width = row.get(field.get("uncertainty"))
        return Value(
            name="/".join((self._table["name"], *self._keys, column)),
            raw=_parse(row[column]),
            text=field.get("labels", {}).get(row[column], row[column]),
            unit=field.get("unit") or row.get("unit", ""),
            uncertainty=_parse(half_width) if half_width else None,
            sources=(
                {
                    "table": self._table["file"],
                    "sha256": self._table["sha256"],
                    "row": {key: row[key] for key in self._table["key"]},
                    "column": column,
                },
            ),
        )


def table_files(paths):
    """Return the files of some paths; a folder stands for its CSV files."""
    return [
        file
        for path in map(Path, paths)
        for file in (sorted(path.glob("*.csv")) if path.is_dir() else [path])
    ]


def read(path, root="."):
    """Read a table.

    Parameters
    ----------
    path : str or Path
        CSV file in UTF-8, its first line the column names.
    root : str or Path
        The folder of the project: its values say the file as it is reached from there.

    Returns
    -------
    Rows
        All its rows.

    Raises
    ------
    UserError
        No such file, no header, a key column is missing, or two rows have one key.
    """
    path = Path(path)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    if not columns:
        raise UserError(f"{path}: empty, not even a header; make it again, or take it out of the report")
    schema_file = path.with_suffix(".schema.json")
    schema = json.loads(schema_file.read_text(encoding="utf-8")) if schema_file.exists() else {}
    key = schema.get("primaryKey", columns[:1])
    fields = {name: {} for name in columns} | {field["name"]: field for field in schema.get("fields", [])}
    missing = [name for name in {**fields, **dict.fromkeys(key)} if name not in columns]
    if missing:
        raise UserError(f"{path}: no column {missing[0]!r}, which {schema_file.name} describes")
    seen = {}
    for number, row in enumerate(rows, start=2):
        name = tuple(row[column] for column in key)
        if name in seen:
            raise UserError(
                f"{path}: lines {seen[name]} and {number} have the same key {'/'.join(name)!r}; keep one"
            )
        seen[name] = number
    table = {
        "name": path.stem,
        "file": relative(path, root),
        "sha256": sha256(path),
        "key": key,
        "fields": fields,
    }
    return Rows(table, (), rows)


def leaves(rows):
    """Yield the single rows of some `Rows`, in the order of the file."""
    if len(rows._keys) == len(rows._table["key"]):  # noqa: SLF001  its own module
        yield rows
    else:
        for part in rows:
            yield from leaves(part)


def title(rows, column):
    """Return the header of a column: its schema's title, else its name."""
    fields = rows._table["fields"]  # noqa: SLF001  its own module
    if column not in fields:
        raise UnknownNameError(str(rows), column, fields, "column")
    return fields[column].get("title", column)


def _parse(text):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"": None, "True": True, "False": False}.get(text, text)
