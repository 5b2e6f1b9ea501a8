"""Which files of a project an archive holds: those under version control, what was made, and no rubbish."""

import os
import stat
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from shilu.archive import statement
from shilu.errors import UserError
from shilu.files import relative

#: Folders that anybody can make again, in a project without version control.
CACHES = {"__pycache__", "build", "dist", "node_modules"}
#: Hidden files and folders that belong to a project.
HIDDEN = {".gitignore", ".gitattributes", ".zenodo.json", ".ci", ".github"}
#: What of the results no number is from, and what of the hidden ones says how the others were made.  What
#: `shilu build` remembers (.steps.json) is none of these: it names places on this machine.
NO_RESULTS, RECORDS = {"logs"}, {".made"}
#: How a file begins that nobody means to publish.
SECRETS = (b"-----BEGIN", b"untrusted comment: minisign encrypted secret key")


def sources(folder: Path, results: Path, named: Iterable[Path] = ()) -> tuple[list[Path], list[str]]:
    """Return the files that a project's author wrote, and warnings of what is left out.

    Parameters
    ----------
    folder, results : Path
        Of the project; outside version control all files of `folder` are its own but `results`, what is
        hidden, and what can be made again.
    named : iterable of Path
        Files and folders that the project file names: they belong to it wherever version control stands.

    Raises
    ------
    UserError
        One that is named lies outside the folder, or git cannot be asked.
    """
    tracked, notes = _tracked(folder)
    found = dict.fromkeys(tracked if tracked is not None else walk(folder, {results.resolve()}))
    for path in named:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UserError(
                f"{path}: lies outside of {folder.resolve().name}, and an archive holds one folder; "
                "move it there"
            )
        files = walk(path, set()) if path.is_dir() else [path]
        found |= dict.fromkeys(file for file in files if file.is_file())
    kept = []
    for path in sorted(found, key=lambda path: relative(path, folder)):
        why = _unfit(path, folder)
        if why:
            notes.append(f"{path}: {why}; it is left out")
        else:
            kept.append(path)
    return kept, notes


def results(folder: Path) -> list[Path]:
    """Return the files of a results folder: no logs, no builds in folders of their own, nothing hidden but
    the records of how the others were made.
    """  # noqa: D205
    return sorted(_made(folder, folder), key=lambda path: relative(path, folder))


def walk(folder: Path, without: set[Path]) -> Iterator[Path]:
    """Yield the files of a folder, but hidden ones and what can be made again."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            hidden = path.name.startswith(".") and path.name not in HIDDEN
            hidden |= path.name in CACHES or path.name.endswith(".egg-info")
            # An environment, and an archive that was unpacked, stand for themselves.
            apart = any((path / name).exists() for name in ("pyvenv.cfg", statement.FILE))
            if not hidden and not apart and path.resolve() not in without:
                yield from walk(path, without)
        elif (not path.name.startswith(".") or path.name in HIDDEN) and not (
            path.suffix == ".zip" and _archived(path)
        ):
            yield path


def commit(folder: Path) -> tuple[str, int] | None:
    """Return the hash and the time (Unix seconds) of the commit that `folder` is at, None without one."""
    tracked = _git(folder, "ls-files", "-z")
    said = _git(folder, "log", "-1", "--format=%H %ct") if tracked else None
    digest, _, when = said.decode().strip().partition(" ") if said else ("", "", "")
    return (digest, int(when)) if when else None


def _git(folder, *arguments):
    # None where this is no work tree of git's, or git is not here.
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", folder, *arguments],  # noqa: S607  the user's own git
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        return None
    if (
        done.returncode
        and b"not a git repository" not in done.stderr
        and b"any commits yet" not in done.stderr
    ):
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise UserError(
            f"{folder}: git does not say which files are the project's: {told[0] if told else '?'}"
        )
    return None if done.returncode else done.stdout


def _tracked(folder):
    # None where nothing of the folder is under version control: it may lie in somebody else's work tree.
    said = _git(folder, "ls-files", "-z", "--recurse-submodules")
    if not said:
        return None, []
    paths = [folder / os.fsdecode(name) for name in said.split(b"\0") if name]
    notes = [f"{path}: is under version control and not here" for path in paths if not os.path.lexists(path)]
    others = _git(folder, "ls-files", "-z", "--others", "--exclude-standard") or b""
    if strange := [os.fsdecode(name) for name in others.split(b"\0") if name]:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        notes.append(
            f"{strange[0]}{more}: not under version control, so not in the archive; `git add` what belongs"
        )
    if _git(folder, "status", "--porcelain", "--untracked-files=no", "--", "."):
        notes.append("the work tree differs from its last commit: the archive has the files as they are here")
    return [path for path in paths if os.path.lexists(path)], notes


def _archived(path):
    # One that was written here before.
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(f"/{statement.FILE}") for name in archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def _made(folder, top):
    for path in folder.iterdir():
        hidden = path.name.startswith(".") and not RECORDS & set(path.relative_to(top).parts)
        if hidden or path.name in NO_RESULTS or path.is_symlink():
            continue
        if not path.is_dir():
            yield path
        # A build of its own has reports, a folder each, with their values.
        elif not list(path.glob("*/values.json")):
            yield from _made(path, top)


def _unfit(path, folder):
    # Why a file cannot be in an archive, empty where it can.
    if not path.resolve().is_relative_to(folder.resolve()):
        return "is a link that leads out of the project"
    if not stat.S_ISREG(path.stat().st_mode if path.exists() else 0):
        return "is no file"
    with path.open("rb") as file:
        start = file.read(100)
    secret = start.startswith(SECRETS) and (b"PRIVATE KEY" in start or b"secret key" in start)
    return "is a private key" if secret else ""
