"""CSV files as data frames: read with their columns checked; the same values, the same bytes written."""

import pandas as pd

from shilu.errors import UserError
from shilu.files import write_text


def read(path, *, names=(), numbers=()):
    """Read a CSV file.

    Parameters
    ----------
    path : str or Path
    names : sequence of str
        Columns that it must have, of whatever type.
    numbers : sequence of str
        Columns that it must have, each cell a number or empty.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UserError
        The file is no CSV, a column is missing, or a cell is no number.
    """
    remedy = "delete it and make it again, or mend it by hand if it was written so"
    try:
        frame = pd.read_csv(path, encoding="utf-8")
    except ValueError as error:
        raise UserError(f"{path}: not a CSV file ({error}); {remedy}") from error
    missing = [name for name in (*names, *numbers) if name not in frame]
    if missing:
        raise UserError(f"{path}: no column {missing[0]!r}, only {', '.join(map(str, frame))}; {remedy}")
    for name in numbers:
        values = pd.to_numeric(frame[name], errors="coerce")
        wrong = frame.index[values.isna() & frame[name].notna()]
        if len(wrong):
            raise UserError(
                f"{path}:{wrong[0] + 2}: {name}: {frame[name][wrong[0]]!r} is no number; {remedy}"
            )
        frame[name] = values
    return frame


def write(path, frame):
    """Write `frame` to `path` as CSV, whole or not at all.

    Floats have nine significant digits, all that a float32 holds: the outputs that everything is computed
    from are float32, and further digits of their sums depend on the order of summation.
    """
    write_text(path, frame.to_csv(index=False, lineterminator="\n", float_format=_shortest))


def _shortest(value):
    return repr(float(f"{value:.9g}"))
