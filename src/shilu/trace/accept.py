"""The files of a build, and the checksums of accepted ones."""

from pathlib import Path

from shilu.errors import UserError
from shilu.files import sha256

#: What is no result: what tools said.
LEFT_OUT = {"logs"}


def checksums(results: Path) -> str:
    """Return the SHA-256 of every result file, in the form that ``sha256sum --check`` reads in `results`.

    Raises
    ------
    UserError
        There are none, or reports alone.
    """
    found = result_files(results) if results.is_dir() else []
    if all((results / name).with_name("values.json").is_file() for name in found):
        raise UserError(f"{results}: no results to accept; build the report first")
    return "".join(f"{sha256(results / name)}  {name}\n" for name in found)


def result_files(results: Path) -> list[str]:
    """Return the files of a results folder, from there, sorted.

    Logs, hidden files and builds in folders of their own are left out: no number is from them.
    """
    return sorted(path.relative_to(results).as_posix() for path in _files(results))


def _files(folder):
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in LEFT_OUT:
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and not list(path.glob("*/values.json")):
            yield from _files(path)
