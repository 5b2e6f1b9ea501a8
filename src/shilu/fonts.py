"""The fonts that documents and figures use: they come with wheels, nobody installs one.

Noto Sans CJK is licensed under the SIL Open Font License 1.1 (``OFL.txt`` beside this module); the packages
that bring it carry no licence text of their own.
"""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from shilu.errors import UserError

#: Package that brings a face: the file inside it.
FILES = {
    "cvttf_NotoSansCJK_Regular": "NotoSansCJKtc-Regular.otf",
    "cvttf_NotoSansCJK_Bold": "NotoSansCJKtc-Bold.otf",
}
#: The family in them.
FAMILY = "Noto Sans CJK TC"
ENDINGS = {".otf", ".ttf", ".ttc", ".otc"}


def paths() -> list[Path]:
    """Return the paths of our font files; raise a `UserError` that names the missing one."""
    found = []
    for package, name in FILES.items():
        spec = find_spec(package)
        path = Path(spec.submodule_search_locations[0], name) if spec else Path(package, name)
        if not path.is_file():
            raise UserError(
                f"{path}: font file missing; install it with `pip install --force-reinstall {package}`"
            )
        found.append(path)
    return found


@contextlib.contextmanager
def folder(more: Sequence[Path] = ()) -> Iterator[Path]:
    """Give a temporary folder that holds our font files, those of `more` (files or folders), and no other.

    Raises
    ------
    UserError
        One of `more` is no font file, or a folder without any.
    """
    with tempfile.TemporaryDirectory(prefix="fonts-") as name:
        for number, path in enumerate([*paths(), *_faces(more)]):
            Path(name, f"{number}{path.suffix}").symlink_to(path.resolve())
        yield Path(name)


def _faces(more):
    for path in more:
        faces = sorted(path.rglob("*")) if path.is_dir() else [path]
        faces = [face for face in faces if face.is_file() and face.suffix.lower() in ENDINGS]
        if not faces:
            raise UserError(f"{path}: no font file ({', '.join(sorted(ENDINGS))}) here; correct report.fonts")
        yield from faces
