"""Entries written as a zip or a folder: the same content gives the same bytes."""

import contextlib
import hashlib
import io
import os
import re
import shutil
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shilu.errors import UserError
from shilu.files import replacing

#: Seconds that a zip can tell: 1980 to 2107, in steps of two.
FIRST, LAST = 315532800, 4354819198
CHUNK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """A file of an archive.

    Attributes
    ----------
    name : str
        Its path in the archive, with ``/`` between its parts.
    content : Path or bytes
        The file that it is a copy of, or what it holds.
    role : str
        ``"source"``, ``"result"``, or ``"made"`` with the archive itself.
    sha256 : str
    size : int
    """

    name: str
    content: Path | bytes
    role: str
    sha256: str
    size: int

    def open(self) -> IO[bytes]:
        """Open what it holds."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    @property
    def mode(self) -> int:
        """Permissions: those of a file that can be run, or of one that cannot, whatever the umask was."""
        runs = isinstance(self.content, Path) and self.content.stat().st_mode & 0o100
        return 0o755 if runs else 0o644


def entry(name: str, content: Path | bytes, role: str) -> Entry:
    """Return the entry of a file, read once for its hash.

    Raises
    ------
    UserError
        Its name cannot be in an archive that is read everywhere.
    """
    if not inside(name):
        raise UserError(f"{name!r}: no archive can hold this name everywhere; rename the file")
    with Entry(name, content, role, "", 0).open() as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, io.SEEK_END)
    return Entry(name, content, role, digest, size)


def inside(name: str) -> bool:
    """Tell whether `name` is a path that leads out of no folder, on any system, and rules no terminal."""
    strange = any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in name)
    drive = re.match("[A-Za-z]:", name)
    return not (strange or drive or "\\" in name or {"", ".", ".."} & set(name.split("/")))


def write_zip(path: Path, entries: Iterable[Entry], moment: int) -> None:
    """Write a zip with one folder, named after it, in which the entries are, all of them of one time.

    Parameters
    ----------
    path : Path
    entries : iterable of Entry
    moment : int
        Unix seconds.

    Raises
    ------
    UserError
        A file has changed since its entry was made.
    """
    when = time.gmtime(min(max(moment, FIRST), LAST))[:6]
    with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
        for one in sorted(entries, key=lambda one: one.name):
            info = zipfile.ZipInfo(f"{path.stem}/{one.name}", when)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = (0o100000 | one.mode) << 16
            info.file_size = one.size
            with archive.open(info, "w") as target:
                for chunk in _same(one):
                    target.write(chunk)


def write_folder(path: Path, entries: Iterable[Entry], moment: int) -> None:
    """Write a folder with the entries, whole or not at all; otherwise as `write_zip`.

    Raises
    ------
    UserError
        It is there and not empty, or a file has changed since its entry was made.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(f"{path}: is there already; name a new or an empty folder, or a file ending in .zip")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path) as folder:
        for one in entries:
            target = folder / one.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.writelines(_same(one))
            target.chmod(one.mode)
            os.utime(target, (moment, moment))
        folder.chmod(0o755)
        folder.replace(path)


@contextlib.contextmanager
def _beside(path) -> Iterator[Path]:
    try:
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _same(one):
    # The statement is made before the files are copied: what is copied shall be what it states.
    state = hashlib.sha256()
    with one.open() as file:
        while chunk := file.read(CHUNK):
            state.update(chunk)
            yield chunk
    if state.hexdigest() != one.sha256:
        raise UserError(
            f"{one.content}: has changed while it was archived; wait for what writes it, and repeat"
        )
