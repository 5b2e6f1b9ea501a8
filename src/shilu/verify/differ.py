"""Where two files differ: the array, the key or the cell in them, and by how much."""

import csv
import io
import itertools
import json
from pathlib import Path


def difference(first: Path, second: Path) -> str:
    """Return where two files that are not the same bytes differ first."""
    readers = {".npz": _arrays, ".json": _keys, ".csv": _cells}
    reader = readers.get(first.suffix, _bytes)
    try:
        return reader(first, second) or _bytes(first, second)
    except (ValueError, OSError, KeyError):
        return _bytes(first, second)


def _arrays(first, second):
    import numpy as np  # noqa: PLC0415  most differences are not in arrays

    with np.load(first, allow_pickle=False) as one, np.load(second, allow_pickle=False) as two:
        for name in sorted({*one.files, *two.files}):
            if name not in one.files or name not in two.files:
                return f"array {name} is in one of them alone"
            a, b = one[name], two[name]
            if a.shape != b.shape or a.dtype != b.dtype:
                return f"array {name} is {a.dtype} {a.shape} and {b.dtype} {b.shape}"
            if a.dtype.kind not in "fc" and not np.array_equal(a, b):
                return f"array {name} differs"
            if not np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"):
                differ = ~((a == b) | (np.isnan(a) & np.isnan(b)))
                place = tuple(int(index) for index in np.argwhere(differ)[0])
                return (
                    f"array {name}: {differ.sum()} of {differ.size} differ, first at {place}: "
                    f"{a[place]!r} and {b[place]!r}"
                )
    return None


def _keys(first, second):
    return _key(*(json.loads(path.read_text(encoding="utf-8")) for path in (first, second)))


def _key(one, two, at=""):
    if isinstance(one, dict) and isinstance(two, dict):
        for key in one | two:
            if key not in one or key not in two:
                return f"key {at}{key} is in one of them alone"
            if found := _key(one[key], two[key], f"{at}{key}."):
                return found
        return None
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        inside = (_key(a, b, f"{at}{number}.") for number, (a, b) in enumerate(zip(one, two, strict=True)))
        return next(filter(None, inside), None)
    return (
        None if one == two and type(one) is type(two) else f"key {at[:-1]}: {_short(one)} and {_short(two)}"
    )


def _cells(first, second):
    tables = [
        list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for path in (first, second)
    ]
    for line, (one, two) in enumerate(itertools.zip_longest(*tables, fillvalue=[]), start=1):
        for column, (a, b) in enumerate(itertools.zip_longest(one, two)):
            if a != b:
                name = tables[0][0][column] if column < len(tables[0][0]) else column + 1
                return f"line {line}, column {name}: {_short(a)} and {_short(b)}"
    return None


def _bytes(first, second):
    one, two = first.read_bytes(), second.read_bytes()
    at = next((number for number, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
    if at is None:
        return f"{len(one)} and {len(two)} bytes long"
    line = one.count(b"\n", 0, at) + 1
    return f"byte {at} (line {line}) of {len(one)} and {len(two)}"


def _short(value):
    text = repr(value)
    return text if len(text) < 60 else f"{text[:57]}..."
