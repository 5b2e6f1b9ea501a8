"""The bytes of an archive, against its statement."""

from pathlib import Path

from shilu.archive import gather, statement
from shilu.files import relative, sha256


def compare(folder: Path, stated: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return what of a folder is not as stated, and the files that nothing is stated of.

    Parameters
    ----------
    folder : Path
        Of the archive.
    stated : dict of str to str
        SHA-256 by name.

    Returns
    -------
    wrong : list of str
        A line for each file that differs or is gone, in the order of their names.
    others : list of str
        Names; what is hidden or can be made again is none.
    """
    wrong = []
    for name, expected in sorted(stated.items()):
        path = folder / name
        if not within(path, folder):
            wrong.append(f"{name}: is stated and not here")
        elif sha256(path) != expected:
            wrong.append(f"{name}: differs from what is stated")
    known = {*stated, statement.FILE, statement.ENVELOPE}
    return wrong, [name for name in _names(folder) if name not in known]


def within(path: Path, folder: Path) -> bool:
    """Tell whether a file is here, and no link that leads out of `folder`."""
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _names(folder):
    return sorted(relative(path, folder) for path in gather.walk(folder, set()))
