"""Files that are whole or absent."""

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any

from shilu.errors import UserError, explain

_BEGUN = re.compile(r"\..+\.[a-z0-9_]{8}")  # as `tempfile` names what `replacing` asks for


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a temporary binary file beside `path`; give it that name when the block ends well.

    Whatever goes wrong, a full disk included, `path` is untouched and the temporary file is removed.  A link
    stays, and the file that it leads to is written; a file that is replaced keeps its permissions.

    Raises
    ------
    OSError
        The file cannot be written; its ``filename`` is `path`.
    UserError
        It is a device or a pipe, which would be replaced.
    """
    named, path = path, Path(os.path.realpath(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        raise UserError(f"{named}: is no regular file; give the output another name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                yield file
                file.close()
                Path(file.name).chmod(_mode(path))
                Path(file.name).replace(path)
            finally:
                Path(file.name).unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(named)) from error


def _mode(path):
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with replacing(path) as file:
        file.write(data)


def write_text(path: str | Path, text: str) -> None:
    """Write `text` to `path` in UTF-8 with Unix line ends, whole or not at all."""
    write_bytes(path, text.encode())


def write_json(path: str | Path, data: Any) -> None:
    """Write `data` to `path` as readable JSON, whole or not at all."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n")


def require_apart(outputs: Iterable[str | Path], inputs: Iterable[str | Path]) -> None:
    """Raise a `UserError` where a file to be written is one that is read, or is written twice.

    Parameters
    ----------
    outputs, inputs : iterable of str or Path
        However they are spelt: links and ``..`` lead to the file that they lead to.
    """
    taken = {os.path.realpath(path): "an input" for path in inputs}
    for path in outputs:
        role = taken.setdefault(os.path.realpath(path), None)
        if role:
            raise UserError(f"{path}: is {role} of this command; give the output another name")
        taken[os.path.realpath(path)] = "an output"


def relative(path: str | Path, root: str | Path) -> str:
    """Return the path of a file as it is reached from the folder `root`, with ``/`` between its parts."""
    return Path(os.path.relpath(path, root)).as_posix()


def inside(path: str | Path, folders: Iterable[str | Path]) -> bool:
    """Return whether a file lies in one of some folders, or below: where its links and its ``..`` lead to."""
    real = os.path.realpath(path)
    return any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in folders)


def sha256(path: str | Path) -> str:
    """Return the SHA-256 of the file, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_writable(folder: str | Path) -> None:
    """Raise a `UserError` where nothing can be written into `folder`, or where it is missing, made there.

    Nothing is left behind, and no name is used that another process could ask for at the same time.
    """
    place = Path(folder)
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise UserError(f"{folder}: cannot write results here ({explain(error)})") from error


def sweep(folder: str | Path) -> list[Path]:
    """Remove what `replacing` began in a folder and a killed process left; return it.

    Nothing may be at work there.
    """
    left = [path for path in Path(folder).rglob(".*") if _BEGUN.fullmatch(path.name) and path.is_file()]
    for path in left:
        path.unlink(missing_ok=True)
    return left
