"""Samples of a CSV file: the values of the rows that a claim compares, by repetition."""

import csv
from pathlib import Path

import numpy as np

from shilu.config import nearest
from shilu.errors import UserError
from shilu.files import sha256


def read(paths):
    """Read CSV files.

    Parameters
    ----------
    paths : sequence of str or Path

    Returns
    -------
    dict of str to dict
        By the file's name without ``.csv``: ``file`` and ``sha256``, ``columns`` (dict of str to
        numpy.ndarray of str, one entry a row) and ``lines`` (where in the file each row ends).

    Raises
    ------
    UserError
        Two files of one name, no rows, a row with too few or too many cells, or text that is not UTF-8.
    """
    data = {}
    for path in map(Path, paths):
        if path.stem in data:
            raise UserError(f"{path}: a second file named {path.stem!r}; rename one")
        data[path.stem] = _table(path)
    return data


def _table(path):
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, None)
            rows = [(reader.line_num, row) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: not a CSV file in UTF-8 ({error}); make it again") from error
    if not rows:
        raise UserError(
            f"{path}: no rows{' but the header' if header else ', not even a header'}; make it again"
        )
    for line, row in rows:
        if len(row) != len(header):
            raise UserError(f"{path}:{line}: {len(row)} cells, the header has {len(header)}; make it again")
    columns = np.array([row for _, row in rows]).reshape(len(rows), len(header)).T
    return {
        "file": path.as_posix(),
        "sha256": sha256(path),
        "columns": dict(zip(header, columns, strict=True)),
        "lines": [line for line, _ in rows],
    }


def select(table, conditions, *, among=None):
    """Return which rows fulfil all `conditions`.

    Parameters
    ----------
    table : dict
        One of `read`.
    conditions : dict of str to (str, float or bool)
        Columns and their values.  Numbers are compared as numbers: 0 finds ``0.0``.
    among : numpy.ndarray of bool, shape (row,), optional
        The rows to choose from.

    Returns
    -------
    numpy.ndarray of bool, shape (row,)

    Raises
    ------
    UserError
        An unknown column, or a condition that leaves no rows.
    """
    chosen = np.ones(len(table["lines"]), dtype=bool) if among is None else among
    for name, wanted in conditions.items():
        cells = column(table, name)
        found = chosen & _equal(cells, wanted)
        if not found.any():
            raise UserError(
                f"no rows of {table['file']} have {name}: {wanted}"
                f"{nearest(wanted, dict.fromkeys(cells[chosen].tolist()))}"
            )
        chosen = found
    return chosen


def column(table, name):
    """Return a column of a table; raise a `UserError` that names those that there are."""
    if name not in table["columns"]:
        raise UserError(f"{table['file']} has no column {name!r}{nearest(name, table['columns'])}")
    return table["columns"][name]


def values(table, chosen, name, *, over):
    """Return the values of the chosen rows by repetition.

    Parameters
    ----------
    table : dict
    chosen : numpy.ndarray of bool, shape (row,)
    name : str
        The column with the values.
    over : str
        The column that tells the repetitions apart, such as ``seed``.

    Returns
    -------
    dict of str to float
        NaN for an empty cell.

    Raises
    ------
    UserError
        Two rows of one repetition, or a cell that is no number.
    """
    cells, repetitions = column(table, name), column(table, over)
    found, lines = {}, {}
    for row in np.flatnonzero(chosen):
        repetition, place = str(repetitions[row]), f"{table['file']}:{table['lines'][row]}"
        if repetition in found:
            raise UserError(
                f"{place}: {over} {repetition} is there twice, in line {lines[repetition]} too; narrow the "
                "selection to one row each"
            )
        number = _number(cells[row])
        if number is None:
            raise UserError(
                f"{place}: {name}: {str(cells[row])!r} is no number; select another column or row"
            )
        found[repetition] = number
        lines[repetition] = table["lines"][row]
    return found


def _equal(cells, wanted):
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return cells == str(wanted)
    return np.array([_number(cell) == wanted for cell in cells])


def _number(cell):
    try:
        return float(cell or "nan")
    except ValueError:
        return None
