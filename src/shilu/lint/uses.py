"""What a report makes of its tables: one cell under two names, and a table that nothing is bound of."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shilu import config
from shilu.files import relative
from shilu.values.table import SCHEMA, schema_of


def two_names(values: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line of text for each further name that a cell is bound under.

    Parameters
    ----------
    values : sequence of dict
        As `shilu fill` writes them: name, sources and line.
    """
    names = {}
    for value in sorted(values, key=lambda value: value["line"]):
        if len(value["sources"]) == 1:
            cell = json.dumps(value["sources"][0], sort_keys=True)
            names.setdefault(cell, {}).setdefault(value["name"], value["line"])
    lines = []
    for first, *others in (list(lines.items()) for lines in names.values()):
        lines += [
            f"{line}:1: W202 {name} is of the same cell as {first[0]} in line {first[1]}: a reader takes "
            "them for two; bind it under one name"
            for name, line in others
        ]
    return lines


def unbound(
    tables: Iterable[Path], data: Iterable[Path], values: Sequence[dict[str, Any]], folder: Path
) -> list[str]:
    """Return a line of text for each table that nothing is bound of, and that no other one is made from.

    Parameters
    ----------
    tables : iterable of Path
        Those that templates can bind values of.
    data : iterable of Path
        Those that claims are tested on.
    values : sequence of dict
        Of the records of all reports.
    folder : Path
        Of the project, where the paths in the records start.

    Raises
    ------
    UserError
        A schema is none.
    """
    tables = [table for table in tables if table.is_file()]
    bound = {source["table"] for value in values for source in value["sources"]}
    behind = {path.resolve() for path in data} | {source for table in tables for source in _source(table)}
    return [
        f"{table}: W203 no template binds anything of this table: bind what it is made for, or leave it out "
        "of report.tables"
        for table in tables
        if relative(table, folder) not in bound and table.resolve() not in behind
    ]


def _source(table):
    file = schema_of(table)
    if file.is_file():
        schema = config.read_json(file)
        config.check(schema, SCHEMA, [file])
        if "source" in schema:
            yield (file.parent / schema["source"]["table"]).resolve()
