"""Tables: CSV files with what their schemas say of them.  The only reader of CSV.

The schema lies beside ``name.csv`` as ``name.schema.json``, in the form of a Frictionless Table Schema:
``primaryKey`` and ``fields``, where a field has a name and may have a title (the header to show), a unit, a
description, ``uncertainty`` (the column with its half-width, or the two with the ends of its interval),
``digits`` (decimals to show where there is none), ``mean_of`` (the column of the source that it is the mean
of) and ``labels`` (what to show for its keys).  ``table.schema.yaml`` beside this module names all that is
read.  Without a schema the first column is the key.
"""

import csv
import difflib
import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shilu import config
from shilu.errors import UserError
from shilu.files import relative, sha256
from shilu.text import read_text
from shilu.values.cell import same

SCHEMA = Path(__file__).with_name("table.schema.yaml")
#: What other programs put between cells, and how it is called.
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
#: Keys of a field in Frictionless that mean nothing here.
ELSEWHERE = {
    *("example", "rdfType", "constraints", "missingValues", "trueValues", "falseValues", "categories"),
    *("categoriesOrdered", "bareNumber", "decimalChar", "groupChar"),
}
csv.field_size_limit(2**31 - 1)  # the whole file is in memory: a long text is no danger


@dataclass(frozen=True)
class Table:
    """A table as it stands in its file.

    Attributes
    ----------
    name : str
        The file's name without ``.csv``.
    file : str
        Its path, with ``/``.
    path : Path
        The file, as it is reached from the working folder.
    sha256 : str
    columns : dict of str to list of str
        The cells, by column and row.
    lines : list of int
        Where in the file each row begins, counted from 1; None where a row is no line.
    key : tuple of str
        The columns that together name a row.
    fields : dict of str to dict
        What the schema says of each column.
    source : dict or None
        What the rows were made from: ``table`` (a path from here), ``on``, perhaps ``sha256``.
    """

    name: str
    file: str
    sha256: str
    columns: dict
    lines: list
    path: Path = Path()
    key: tuple = ()
    fields: dict = field(default_factory=dict)
    source: dict | None = None

    def row(self, number: int) -> dict[str, str]:
        """Return a row, counted from 0: a dict of str to str."""
        return {name: cells[number] for name, cells in self.columns.items()}

    def column(self, name: str) -> list[str]:
        """Return the cells of a column; raise a `UserError` that names those that there are."""
        if name not in self.columns:
            raise UserError(f"{self.file} has no column {name!r}{config.nearest(name, self.columns)}")
        return self.columns[name]

    def fulfil(self, conditions: dict[str, Any]) -> list[bool]:
        """Return which rows have in each column what is wanted there (dict of str to value): list of bool."""
        fulfilled = [True] * len(self.lines)
        for name, wanted in conditions.items():
            cells = self.column(name)
            answers = {cell: same(cell, wanted) for cell in set(cells)}
            fulfilled = [so_far and answers[cell] for so_far, cell in zip(fulfilled, cells, strict=True)]
        return fulfilled


def table_files(paths: Sequence[str | Path]) -> list[Path]:
    """Return the files of some paths; a folder stands for its CSV files."""
    return [
        file
        for path in map(Path, paths)
        for file in (sorted(path.glob("*.csv")) if path.is_dir() else [path])
    ]


def schema_of(path: str | Path) -> Path:
    """Return the path of a table's schema, which need not be there."""
    return Path(path).with_suffix(".schema.json")


def read_table(path: str | Path, root: str | Path | None = None) -> Table:
    """Read a table.

    Parameters
    ----------
    path : str or Path
        CSV file in UTF-8, with or without byte order mark, its first line the column names.
    root : str or Path, optional
        The folder of the project: the table says its file as it is reached from there, else as given.

    Returns
    -------
    Table

    Raises
    ------
    UserError
        Another encoding or separator, no header, two columns of one name, a row with too many or too few
        cells, a quotation mark that is not closed; a schema that is none, or describes another table.
    """
    path = Path(path)
    header, columns, lines = _cells(path, read_text(path))
    table = {
        "name": path.stem,
        "file": path.as_posix() if root is None else relative(path, root),
        "sha256": sha256(path),
        "lines": lines,
        "path": path,
    }
    described = _described(path, header)
    return Table(**table, columns=dict(zip(header, columns, strict=True)), **described)


def _cells(path, text):
    # Equal cells are one object: a column of a hundred thousand rows has few that differ.
    header, columns, lines, known, begin = None, [], [], {}, 1
    reader = csv.reader(io.StringIO(text), strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            line, begin, row = begin, reader.line_num + 1, [cell.strip() for cell in cells]
            # A spreadsheet writes the empty rows below a table too; of one column, "" is an empty cell.
            if not any(row) and (not row or header is None or len(header) > 1):
                continue
            if header is None:
                header = _header(path, line, row)
                columns = [[] for _ in header]
                continue
            if len(row) != len(header):
                raise UserError(f"{path}:{line}: {_ragged(len(row), len(header))}")
            lines.append(line)
            for column, cell in zip(columns, row, strict=True):
                column.append(known.setdefault(cell, cell))
    except csv.Error as error:
        raise UserError(
            f"{path}:{begin}: no CSV ({error}); close the quotation mark of this row, and double those inside"
        ) from error
    if header is None:
        raise UserError(f"{path}: empty, not even a header; make it again, or take it out of the report")
    return header, columns, lines


def _header(path, line, names):
    if names[0].startswith("sep="):
        raise UserError(f"{path}:{line}: a line for Excel alone; delete it, so that the header is the first")
    other = next((sign for sign in SEPARATORS if len(names) == 1 and sign in names[0]), None)
    if other:
        raise UserError(
            f"{path}:{line}: its columns are parted by {SEPARATORS[other]}; save it with commas, and decimal "
            "points in its numbers"
        )
    first = {}
    for number, name in enumerate(names, start=1):
        if name in first:
            what = f"are named {name!r}" if name else "have no name"
            remedy = "rename one" if name else "name them, or delete those that are empty"
            raise UserError(f"{path}:{line}: columns {first[name]} and {number} {what}; {remedy}")
        first[name] = number
    return names


def _ragged(count, expected):
    remedy = "put a text that has a comma in quotation marks" if count > expected else "write empty ones too"
    return f"{count} cells, the header has {expected}; {remedy}, or make it again"


def _described(path, header):
    # What a schema says of a table, as arguments of `Table`.
    file = schema_of(path)
    schema = config.read_json(file) if file.is_file() else {}
    config.check(schema, SCHEMA, [file])
    key, source = schema.get("primaryKey", header[:1]), schema.get("source")
    key = [key] if isinstance(key, str) else key
    named = [("primaryKey", name) for name in key] + [
        ("source.on", name) for name in (source or {}).get("on", ())
    ]
    for number, entry in enumerate(schema.get("fields", ())):
        named.append((f"fields.{number}.name", entry["name"]))
        named += [(f"fields.{number}.uncertainty", name) for name in half_width_columns(entry)]
        _require_known(entry, f"{file}: fields.{number}")
    for place, name in named:
        if name not in header:
            raise UserError(
                f"{file}: {place}: {path.name} has no column {name!r}{config.nearest(name, header)}"
            )
    fields = {name: {} for name in header} | {entry["name"]: entry for entry in schema.get("fields", ())}
    return {"key": tuple(key), "fields": fields, "source": source}


def half_width_columns(field: dict[str, Any]) -> list[str]:
    """Return the columns that tell a field's uncertainty: one with its half-width, or two with the ends."""
    told = field.get("uncertainty", [])
    return [told] if isinstance(told, str) else told


def _require_known(entry, place):
    # Frictionless allows any other key; one that is nearly ours is a slip, and would be ignored.
    for key in entry.keys() - _known_keys():
        close = difflib.get_close_matches(key.lower(), _known_keys(), n=1, cutoff=0.75)
        if close:
            raise UserError(f"{place}.{key}: unknown key; did you mean {close[0]!r}?")


@functools.cache
def _known_keys():
    # Once: a report's tables have hundreds of fields.
    return set(config.read(SCHEMA)["properties"]["fields"]["items"]["properties"]) | ELSEWHERE
