"""The values that a report's PDF carries, against its printed numbers and the tables that they are from."""

import collections
import dataclasses
import difflib
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.claims import ledger
from shilu.errors import UserError
from shilu.files import inside, sha256
from shilu.trace import pdf_reader
from shilu.trace.chain import named
from shilu.trace.diff import diff
from shilu.values.record import read_record
from shilu.values.rows import Rows
from shilu.values.table import read_table


def compare_pages(values: list[dict[str, Any]], pages: list[list[str]]) -> tuple[int, list[str]]:
    """Return (number of values compared, list of what differs, each a line of text).

    Parameters
    ----------
    values : list of dict
        Each use of a value with its ``page`` (from 1), None where no page shows it as text.
    pages : list of list of str
        What is printed at the places of values (`shilu.trace.pdf_reader.numbers`).

    Notes
    -----
    The texts of a page are compared as a whole: a number that another one of the same page took the place of,
    and the other way round, is not seen.
    """
    wrong = []
    for page, texts in enumerate(pages, start=1):
        bound = {}
        for value in values:
            if value["page"] == page:
                bound.setdefault(pdf_reader.squeezed(value["text"]), []).append(value)
        expected = collections.Counter({text: len(uses) for text, uses in bound.items()})
        strange = list((collections.Counter(texts) - expected).elements())
        for text in (expected - collections.Counter(texts)).elements():
            names = " or ".join(dict.fromkeys(value["name"] for value in bound[text]))
            instead = difflib.get_close_matches(text, strange, n=1, cutoff=0)
            if instead:
                strange.remove(instead[0])
            found = f"{instead[0]!r} is printed" if instead else "nothing is printed"
            wrong.append(f"page {page}: {bound[text][0]['text']!r} is bound ({names}), {found}")
    return sum(value["page"] is not None for value in values), wrong


def compare_record(pdf: Path, record: Path) -> list[str]:
    """Return a line where the values or verdicts that a PDF carries are not those of a ``values.json``.

    A build that is refused when it has filled the template leaves the PDF of the last one beside new values.
    """
    differ = diff(pdf_reader.attached(pdf), read_record(record))
    more = f", and {len(differ) - 1} more" if len(differ) > 1 else ""
    return [f"{record}: not what {pdf} carries ({differ[0]}{more}); build the report again"] if differ else []


def compare_tables(
    values: list[dict[str, Any]], root: Path = Path(), beside: Sequence[Path] = ()
) -> tuple[list[str], list[str], int]:
    """Compare values with the tables that they name, as far as those are here.

    Parameters
    ----------
    values : list of dict
    root : Path
        The folder of the project, which the names of tables start from.
    beside : sequence of Path
        Folders beside `root` that are the project's: what a record names elsewhere is not read.

    Returns
    -------
    wrong : list of str
        Values whose cell is another one, or is gone.
    stale : list of str
        Tables that have changed since, with the values computed from them, which are no cells to compare.
    here : int
        Tables that are here.

    Raises
    ------
    UserError
        A table cannot be read.
    """
    wrong, stale, here, by_table = {}, [], 0, {}
    for value in values:
        for source in value["sources"]:
            by_table.setdefault((source["table"], source["sha256"]), []).append((value, source))
    for (name, expected), uses in by_table.items():
        table = root / name
        if not table.is_file():
            continue
        if not inside(table, [root, *beside]):
            stale.append(f"{table}: lies outside of the project, and is not read")
            continue
        here += 1
        differ, computed = _against(table, uses)
        wrong |= differ
        if sha256(table) != expected:
            unknown = f"; computed, and not compared: {', '.join(computed)}" if computed else ""
            stale.append(f"{table}: changed since the report was made{unknown}")
    return list(wrong), stale, here


def _against(table, uses):
    # What differs, and the names of what is computed from cells and is none itself.
    read, wrong, computed = _reader(table), {}, {}
    for value, source in uses:
        row, column = source["row"], source["column"]
        bound = f"{value['name']}: {_number(value['raw'], value.get('uncertainty'))} is bound"
        try:
            now = read(*row)[tuple(row.values())][column]
        except UserError as error:
            wrong[f"{bound}, and {table} [{named(row)}] is not as it was: {error}"] = None
            continue
        if len(value["sources"]) > 1 or (" " in value["name"] and value["name"] != now.name):
            computed[value["name"]] = None
        elif not _equal(value, now):
            has = _number(now.raw, now.uncertainty)
            wrong[f"{bound}, and {table} [{named(row)}] {column} has {has}"] = None
    return wrong, computed


def _reader(table):
    # By the names of its keys, as they were when the report was made, the rows of a table.
    if table.suffix != ".csv":
        rows = ledger.rows(table, ledger.read_ledger(table))
        return lambda *_: rows
    content = read_table(table)

    @functools.cache
    def keyed(*keys):
        for key in keys:
            content.column(key)
        return Rows(dataclasses.replace(content, key=keys))

    return keyed


def _number(raw, half):
    return f"{raw!r} ± {half!r}" if half is not None else repr(raw)


def _equal(value, now):
    # In Python True is 1.
    alike = isinstance(value["raw"], bool) == isinstance(now.raw, bool)
    return alike and (value["raw"], value.get("uncertainty")) == (now.raw, now.uncertainty)
