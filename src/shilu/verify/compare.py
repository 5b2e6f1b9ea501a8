"""Every file of two builds against each other, and the numbers of two reports within their intervals."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shilu.runs import made
from shilu.trace.accept import result_files
from shilu.verify.differ import difference


@dataclass
class Outcome:
    """What came of a comparison.

    Attributes
    ----------
    same, all : int
        Files that are the same bytes, and files.
    lines : list of str
        What to say of the others.
    """

    same: int
    all: int
    lines: list[str]


def folders(first: Path, second: Path, names: list[str] | None = None) -> Outcome:
    """Compare the files of two results folders; with `names`, those alone (relative to the folders).

    The first file that differs and is made from nothing that does is told, with the job that made it and the
    place inside it.
    """
    every = names if names is not None else sorted({*result_files(first), *result_files(second)})
    ones, twos = (made.hashes(folder / name for name in every) for folder in (first, second))
    other = [name for name in every if ones[str(first / name)] != twos[str(second / name)]]
    return Outcome(len(every) - len(other), len(every), _told(first, second, other) if other else [])


def _told(first, second, other):
    jobs = {name: record for record in made.records(first) for name in record["outputs"]}
    changed = {str(first / name) for name in other}

    def is_root(name):
        record = jobs.get(str(first / name))
        return record and not changed & record["inputs"].keys()

    root = next(filter(is_root, other), other[0])
    lines = [f"first difference: {root}: {_how(first / root, second / root)}"]
    if record := jobs.get(str(first / root)):
        lines.append(f"  made by {' '.join(record['command'])[:300]}")
    return [*lines, *([f"{len(other) - 1} more: {', '.join(other[:8])}"] if len(other) > 1 else [])]


def _how(one, two):
    missing = next((path for path in (one, two) if not path.is_file()), None)
    if missing:
        return "is not in the second build" if missing == two else "is in the second build alone"
    return difference(one, two)


def checksums(accepted: Path, second: Path) -> Outcome:
    """Compare a results folder with the checksums that `shilu accept` wrote."""
    lines = accepted.read_text(encoding="utf-8").splitlines()
    then = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    now = made.hashes(second / name for name in then)
    other = [name for name, digest in then.items() if now[str(second / name)] != digest]
    other += [name for name in result_files(second) if name not in then]
    count = len({*then, *other})
    told = [f"{name}: not as accepted" for name in other[:20]]
    return Outcome(count - len(other), count, told)


def numbers(first: dict[str, Any], second: dict[str, Any]) -> Outcome:
    """Compare the values of two reports: each with an interval may differ by its half-width, which seeds set.

    What has no interval has to be the same.
    """
    ones, twos = ({value["name"]: value for value in record["values"]} for record in (first, second))
    lines = [f"{name}: is in one report alone" for name in sorted(ones.keys() ^ twos.keys())]
    for name in ones.keys() & twos.keys():
        one, two = ones[name], twos[name]
        half = max((value.get("uncertainty") or 0) for value in (one, two))
        if one["raw"] != two["raw"] and not _near(one["raw"], two["raw"], half):
            lines.append(f"{name}: {one['raw']} and {two['raw']}, further apart than {half:.3g}")
    return Outcome(len(ones.keys() | twos.keys()) - len(lines), len(ones.keys() | twos.keys()), sorted(lines))


def _near(one, two, half):
    plain = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, two))
    return plain and math.isclose(one, two, rel_tol=0, abs_tol=half)
