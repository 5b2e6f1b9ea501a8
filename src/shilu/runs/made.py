"""What the jobs of a workflow made: of each, its command, code, and the SHA-256 of what it read and wrote.

The records lie in `FOLDER` beside the results and travel with them.  Whether a file may be used is told by
its record and its content alone, never by a time stamp.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from shilu.files import relative, sha256, write_json

FOLDER = ".made"


def file_of(output: str | Path, results: str | Path) -> Path:
    """Return where the record of a job lies whose first output is `output`."""
    return Path(results, FOLDER, f"{relative(output, results)}.json")


def write(results: str | Path, outputs: dict[str, str], inputs: dict[str, str], how: dict[str, Any]) -> None:
    """Record a job.

    Parameters
    ----------
    results : str or Path
        Folder of the results.
    outputs, inputs : dict of str to str
        Path of each file and its SHA-256.
    how : dict
        What else it was made from and with (JSON types).
    """
    content = how | {"inputs": inputs, "outputs": outputs}
    write_json(file_of(next(iter(outputs)), results), content)


def read(file: Path) -> dict[str, Any] | None:
    """Return a record; None where there is none, or what is there is none."""
    with contextlib.suppress(OSError, ValueError):
        content = json.loads(file.read_text(encoding="utf-8"))
        match content:
            case {"inputs": dict(), "outputs": dict()}:
                return content
    return None


def records(results: str | Path) -> Iterator[dict[str, Any]]:
    """Give the records of a folder of results."""
    for file in sorted(Path(results, FOLDER).rglob("*.json")):
        content = read(file)
        if content:
            yield content


def record_of(path: str | Path) -> dict[str, Any] | None:
    """Return the record of the job that made a file, None where there is none."""
    for folder in Path(path).parents:
        if Path(folder, FOLDER).is_dir():
            own = read(file_of(path, folder))
            others = records(folder) if own is None else ()
            return own or next((one for one in others if str(path) in one["outputs"]), None)
    return None


def hashes(paths: Iterable[str | Path]) -> dict[str, str | None]:
    """Return the SHA-256 of each file, None of one that is not there; several at a time."""
    names = list(dict.fromkeys(map(str, paths)))
    with ThreadPoolExecutor() as pool:
        return dict(zip(names, pool.map(_hash, names), strict=True))


def _hash(name):
    with contextlib.suppress(OSError):
        return sha256(name)
    return None


def why_not(
    record: dict[str, Any] | None, how: dict[str, Any], now: Callable[[str], str | None], inputs: list[str]
) -> str:
    """Return why outputs cannot be used as they are, nothing where they can.

    Parameters
    ----------
    record : dict or None
        That of the job that made them.
    how : dict
        What they would be made from and with today.
    now : callable
        Gives the SHA-256 of a file as it is now.
    inputs : list of str
        The files that they would be made from today.
    """
    if record is None:
        return "no record of what made it"
    if record["inputs"].keys() != set(inputs):
        return "made from other files"
    other = next((key for key in how if record.get(key) != how[key]), None)
    if other:
        return f"made with another {other}"
    for what in ("outputs", "inputs"):
        changed = next((name for name, then in record[what].items() if now(name) != then), None)
        if changed:
            return f"{changed} has changed since" if what == "inputs" else f"{changed} is not as it was made"
    return ""


def changed(results: str | Path) -> list[str]:
    """Return a line for each file of the results that is not as its job made it."""
    made = {name: then for record in records(results) for name, then in record["outputs"].items()}
    now = hashes(name for name in made if Path(name).is_file())
    return [f"{name}: not as it was made; build again" for name in now if now[name] != made[name]]
