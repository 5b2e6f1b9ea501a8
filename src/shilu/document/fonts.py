"""The fonts that documents and figures use: they come with wheels, nobody installs one."""

import contextlib
import tempfile
from importlib.util import find_spec
from pathlib import Path

from shilu.errors import UserError

#: (package that brings it, path of the file inside it)
FILES = (
    ("cvttf_NotoSansCJK_Regular", "NotoSansCJKtc-Regular.otf"),
    ("cvttf_NotoSansCJK_Bold", "NotoSansCJKtc-Bold.otf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono-Bold.ttf"),
)
#: The families in them, for front matter that names one.
FAMILIES = ("Noto Sans CJK TC", "DejaVu Sans Mono")


def paths():
    """Return the paths of all font files; raise a `UserError` that names the missing one."""
    found = []
    for package, name in FILES:
        spec = find_spec(package)
        path = Path(spec.submodule_search_locations[0], name) if spec else Path(package, name)
        if not path.is_file():
            raise UserError(
                f"{path}: font file missing; install it with `pip install --force-reinstall {package}`"
            )
        found.append(path)
    return found


@contextlib.contextmanager
def folder():
    """Give a temporary folder that holds our font files and no other."""
    with tempfile.TemporaryDirectory(prefix="fonts-") as name:
        for path in paths():
            Path(name, path.name).symlink_to(path)
        yield Path(name)
