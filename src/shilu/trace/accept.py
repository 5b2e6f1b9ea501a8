"""The checksums of accepted results."""

from pathlib import Path

from shilu.errors import UserError
from shilu.files import sha256

#: What is no result: what tools said, and what they remember.
LEFT_OUT = {"logs"}


def checksums(results: Path) -> str:
    """Return the SHA-256 of every result file, in the form that ``sha256sum --check`` reads in `results`.

    Reports, builds in folders of their own, logs and hidden files are left out: no number is from them.

    Raises
    ------
    UserError
        There are none.
    """
    found = sorted(path for path in _files(results) if path.is_file())
    if not found:
        raise UserError(f"{results}: no results to accept; build the report first")
    return "".join(f"{sha256(path)}  {path.relative_to(results).as_posix()}\n" for path in found)


def _files(folder):
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in LEFT_OUT:
            continue
        if not path.is_dir():
            yield path
        elif not (path / "values.json").is_file() and not list(path.glob("*/values.json")):
            yield from _files(path)
