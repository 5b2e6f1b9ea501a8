"""The repetitions that a cell is the mean of, where its table says so.

``"source": {"table": …, "on": […], "over": "seed"}`` of a schema names the rows, ``"mean_of"`` of a field the
column of their values.
"""

import functools
import math
import os
import statistics
from pathlib import Path

from shilu.errors import UserError
from shilu.values.cell import parse
from shilu.values.table import Table, read_table

#: How far a cell may be from the mean of its repetitions, relative to their largest: it was written as text.
WRITTEN = 1e-6


def sample_of(table: Table, number: int, column: str) -> tuple[tuple[str, str], dict[str, float]]:
    """Return what a cell is the mean of.

    Parameters
    ----------
    table : Table
    number : int
        Row, from 0.
    column : str

    Returns
    -------
    origin : (str, str)
        The file, and its column that tells repetitions apart: samples of one origin are paired by repetition.
    sample : dict of str to float
        Values by repetition.

    Raises
    ------
    UserError
        The schema does not say, the rows are not there, or the cell is not their mean.
    """
    source, of = table.source or {}, table.fields[column].get("mean_of")
    if not of or "over" not in source:
        missing = "mean_of" if not of else "source.over"
        raise UserError(f"{table.file} says no {missing} of {column}")
    path = Path(os.path.normpath(table.path.parent / source["table"]))
    if not path.is_file():
        raise UserError(f"{path}: its repetitions are not here")
    rows = _read(str(path), path.stat().st_mtime_ns)
    chosen = rows.fulfil({name: parse(table.columns[name][number]) for name in source["on"]})
    cells, repetitions = rows.column(of), rows.column(source["over"])
    sample = {}
    for row, is_chosen in enumerate(chosen):
        if is_chosen:
            value, repetition = parse(cells[row]), repetitions[row]
            if repetition in sample:
                raise UserError(f"{path}:{rows.lines[row]}: {source['over']} {repetition} is there twice")
            if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
                raise UserError(f"{path}:{rows.lines[row]}: {of}: {cells[row]!r} is no number")
            sample[repetition] = float(value)
    mean, cell = (
        statistics.fmean(sample.values()) if sample else math.nan,
        parse(table.columns[column][number]),
    )
    largest = max(map(abs, sample.values()), default=0.0)
    if not math.isclose(mean, cell, rel_tol=0, abs_tol=WRITTEN * largest):
        raise UserError(f"{table.file} has {cell!r} where the mean of {of} in {path} is {mean!r}")
    return (str(path), source["over"]), sample


@functools.lru_cache(maxsize=4)
def _read(path, _changed):
    return read_table(path)
