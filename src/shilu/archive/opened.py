"""An archive from anywhere: a folder with a statement, or a zip that is unpacked with mistrust."""

import contextlib
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from shilu.archive.bundle import inside
from shilu.archive.statement import FILE
from shilu.errors import REMEDIES, UserError, explain

#: Bounds of what is unpacked: bytes of all files together, and files.
BYTES, FILES = 16 << 30, 200_000
ZIP = b"PK"
CHUNK = 1 << 20


def is_archive(path: Path) -> bool:
    """Tell whether something is a folder or begins as a zip does, so that it can be no PDF."""
    if path.is_dir():
        return True
    with path.open("rb") as file:
        return file.read(2) == ZIP


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the folder of an archive: that of a zip is a temporary one.

    Raises
    ------
    UserError
        It is no archive of ours, or a zip that would write elsewhere, or more than `BYTES`.
    """
    if path.is_dir():
        yield _own(path, path)
        return
    with tempfile.TemporaryDirectory(prefix="shilu-") as folder:
        yield _own(unpack(path, Path(folder)), path)


def unpack(path: Path, folder: Path) -> Path:
    """Unpack a zip into `folder`, and return the one folder that it has.

    Raises
    ------
    UserError
        It is damaged, or a name in it is a link or leads elsewhere, or it holds more than `BYTES` or `FILES`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _bounded(entries, path, folder)
            for one in entries:
                _fit(one, path)
                target = folder / one.filename
                if one.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(one) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file, CHUNK)
                if one.external_attr >> 16 & 0o100:
                    target.chmod(0o755)
    except UserError:
        raise
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise UserError(f"{path}: holds a name twice ({one.filename!r}); no archive of shilu does") from error
    except Exception as error:
        # What a damaged zip makes its reader stumble over is of no single kind.
        full = isinstance(error, OSError) and error.errno in REMEDIES
        why = (
            f"cannot be unpacked ({explain(error)})"
            if full
            else f"is no zip, or a damaged one ({error}); get it again"
        )
        raise UserError(f"{path}: {why}") from error
    tops = sorted(folder.iterdir())
    return tops[0] if len(tops) == 1 else folder


def _bounded(entries, path, folder):
    total = sum(one.file_size for one in entries)
    if total > BYTES or len(entries) > FILES:
        raise UserError(
            f"{path}: would unpack to {total} bytes in {len(entries)} files; it is refused, since more than "
            f"{BYTES} in {FILES} may be meant to fill a disk"
        )
    if total > (free := shutil.disk_usage(folder).free):
        raise UserError(
            f"{path}: unpacks to {total} bytes, and {folder.parent} has {free}; free some, or set TMPDIR"
        )


def _fit(one, path):
    kind = stat.S_IFMT(one.external_attr >> 16)
    if not inside(one.filename.removesuffix("/")):
        raise UserError(f"{path}: holds {one.filename!r}, which leads out of its folder; it is not unpacked")
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or one.flag_bits & 1:
        raise UserError(f"{path}: holds {one.filename!r}, a link or an encrypted file; it is not unpacked")


def _own(folder, path):
    if not (folder / FILE).is_file():
        raise UserError(f"{path}: has no {FILE}, so it is no archive of `shilu archive`; name one, or a PDF")
    return folder
