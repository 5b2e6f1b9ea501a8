"""Samples of a CSV file: the values of the rows that a claim compares, by repetition."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shilu.config import nearest
from shilu.errors import UserError
from shilu.values.cell import parse
from shilu.values.table import Table, read_table


def read_samples(paths: Sequence[str | Path], root: str | Path | None = None) -> dict[str, Table]:
    """Read CSV files.

    Parameters
    ----------
    paths : sequence of str or Path
    root : str or Path, optional
        The folder of the project: the tables say their files as they are reached from there.

    Returns
    -------
    dict of str to Table
        By the file's name without ``.csv``.

    Raises
    ------
    UserError
        Two files of one name, no rows, or what `read_table` does not read.
    """
    data = {}
    for path in map(Path, paths):
        if path.stem in data:
            raise UserError(f"{path}: a second file named {path.stem!r}; rename one")
        table = read_table(path, root)
        if not table.lines:
            raise UserError(f"{path}: no rows but the header; make it again")
        data[path.stem] = table
    return data


def select(table: Table, conditions: dict[str, Any], *, among: np.ndarray | None = None) -> np.ndarray:
    """Return which rows fulfil all `conditions`.

    Parameters
    ----------
    table : Table
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
    chosen = np.ones(len(table.lines), dtype=bool) if among is None else among
    for name, wanted in conditions.items():
        found = chosen & table.fulfil({name: wanted})
        if not found.any():
            known = dict.fromkeys(column(table, name)[chosen].tolist())
            raise UserError(f"no rows of {table.file} have {name}: {wanted}{nearest(wanted, known)}")
        chosen = found
    return chosen


def value_of(wanted: Any) -> Any:
    """Return what a text holds as a cell: a number, a truth or itself; and what is no text as it is."""
    found = parse(wanted) if isinstance(wanted, str) else wanted
    return wanted if found is None else found


def groups(table: Table, name: str, *, among: np.ndarray | slice = slice(None)) -> list[Any]:
    """Return the values of a column in the rows `among`, each once, in the order of the file."""
    values = map(value_of, column(table, name)[among].tolist())
    # True is no 1 here.
    return list({(isinstance(value, bool), value): value for value in values}.values())


def column(table: Table, name: str) -> np.ndarray:
    """Return the cells of a column, an array of str; raise a `UserError` that names those that there are."""
    return np.array(table.column(name), dtype=object)


def by_repetition(
    table: Table,
    chosen: np.ndarray,
    name: str,
    *,
    over: str,
    within: tuple[float, float] | None = None,
) -> dict[str, float]:
    """Return the values of the chosen rows by repetition.

    Parameters
    ----------
    table : Table
    chosen : numpy.ndarray of bool, shape (row,)
    name : str
        The column with the values.
    over : str
        The column that tells the repetitions apart, such as ``seed``.
    within : tuple of float, optional
        The lowest and the highest value that there can be.

    Returns
    -------
    dict of str to float
        NaN for an empty cell and for what else says that a value is missing.

    Raises
    ------
    UserError
        Two rows of one repetition, or a cell that is no number, or none of the range.
    """
    cells, repetitions = table.column(name), table.column(over)
    found, lines = {}, {}
    for row in np.flatnonzero(chosen):
        repetition, place = repetitions[row], f"{table.file}:{table.lines[row]}"
        if repetition in found:
            raise UserError(
                f"{place}: {over} {repetition} is there twice, in line {lines[repetition]} too; narrow the "
                "selection to one row each"
            )
        found[repetition] = _number(cells[row], f"{place}: {name}", within)
        lines[repetition] = table.lines[row]
    return found


def _number(cell, place, within):
    number = parse(cell)
    if isinstance(number, str | bool):
        raise UserError(f"{place}: {cell!r} is no number; select another column or row")
    if number is None:
        return math.nan
    if within and not within[0] <= number <= within[1]:
        raise UserError(
            f"{place}: {cell} lies outside of the range from {within[0]} to {within[1]}; correct one of them"
        )
    return number
