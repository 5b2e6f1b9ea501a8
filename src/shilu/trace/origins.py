"""Whether what the tables were made from is still what it was: repetitions, and the files of their runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.claims.ledger import read_ledger
from shilu.files import inside, sha256
from shilu.trace.chain import below, resolved
from shilu.values.table import read_table

_HASH = "_sha256"


def changed(values: list[dict[str, Any]], root: Path, beside: Sequence[Path] = ()) -> list[str]:
    """Return a line for each file that has changed since a table of these values was made from it.

    Parameters
    ----------
    values : list of dict
        As `shilu fill` records them.
    root : Path
        The folder of the project, which the names of tables start from.
    beside : sequence of Path
        Folders beside `root` that are the project's: what is named elsewhere is not read.

    Raises
    ------
    UserError
        A table cannot be read.
    """
    tables = dict.fromkeys(source["table"] for value in values for source in value["sources"])
    made, lines, folders = {}, [], [root, *beside]
    for table in (root / name for name in tables):
        for file, expected in _origins(table, root) if _has(folders, table) else ():
            made.setdefault(file, {}).setdefault(expected, table)
    for file, by_hash in made.items():
        now = sha256(file) if _has(folders, file) else None
        lines += [
            f"{file}: changed since {table} was made from it; make that again"
            for expected, table in by_hash.items()
            if now and now != expected
        ]
        if file.suffix == ".csv" and now:
            lines += _runs(file, folders)
    return lines


def _origins(table, root):
    if table.suffix == ".json":
        data = (claim["data"] for claim in read_ledger(table))
        yield from dict.fromkeys((root / entry["file"], entry["sha256"]) for entry in data)
        return
    source = read_table(table).source
    if source and source.get("sha256"):
        yield Path(*resolved(table.parent / source["table"])), source["sha256"]


def _has(folders, file):
    return file.is_file() and inside(file, folders)


def _runs(file, folders):
    # A column of files, and beside it what they were when the row was written.
    columns = read_table(file).columns
    for name in columns:
        hashes = columns.get(name + _HASH)
        for run, expected in dict.fromkeys(zip(columns[name], hashes, strict=True)) if hashes else ():
            path = below(run, file)
            if path and _has(folders, path) and sha256(path) != expected:
                yield f"{path}: changed since {file} was made from it; make that again"
