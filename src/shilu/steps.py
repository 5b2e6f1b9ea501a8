"""What is done once: a step is skipped as long as neither what it reads nor what it wrote has changed.

A record beside the results holds, of each step, its settings and the SHA-256 of each file that it read or
wrote; of a file that it looked for in vain, that it was not there.
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shilu import files

#: Name of the record.
FILE = ".steps.json"
#: Packages that results are made with: another version of one may make others.
PACKAGES = ("cvttf", "jinja2", "matplotlib", "numpy", "pypandoc", "scipy", "typst")


class Steps:
    """The steps of a build, with the record of their last time.

    Parameters
    ----------
    folder : Path
        Where the record lies.
    code : str
        What stands for the code of all steps; with another one, each is done again.
    """

    def __init__(self, folder: Path, code: str) -> None:
        self.file, self.code = folder / FILE, code
        self.known: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):  # a record that cannot be read is none
            known = json.loads(self.file.read_text(encoding="utf-8"))
            self.known = known if isinstance(known, dict) else {}

    def outcome(self, name: str, reads: Iterable[Path], writes: Iterable[Path], settings: Any = None) -> Any:
        """Return what a step came to the last time, None where it has to be done again.

        Parameters
        ----------
        name : str
        reads, writes : iterable of Path
            The files that it is known to read and to write, before it is run.
        settings : object
            What else its outcome depends on (JSON types).
        """
        match self.known.get(name):
            case {"settings": settled, "files": dict(state), "outcome": outcome}:
                known = {*map(str, reads), *map(str, writes)} <= state.keys()
                same = known and settled == self._settings(settings) and state == _state(state)
                return outcome if same else None
        return None

    def keep(self, name: str, touched: Iterable[Path], settings: Any, outcome: Any) -> None:
        """Record what a step came to, with all files that it turned out to read or to write."""
        self.known[name] = {
            "settings": self._settings(settings),
            "files": _state(dict.fromkeys(map(str, touched))),
            "outcome": outcome,
        }
        files.write_json(self.file, self.known)

    def touched(self, name: str) -> set[str]:
        """Return the files that a step turned out to read or to write the last time."""
        match self.known.get(name):
            case {"files": dict(state)}:
                return set(state)
        return set()

    def _settings(self, settings):
        # As JSON has them: the record does not know tuples.
        return json.loads(json.dumps([self.code, settings]))


def _state(paths):
    return {path: files.sha256(path) if Path(path).is_file() else None for path in paths}


def kit() -> str:
    """Return what stands for the kit: a hash of all its files, and of the versions that it works with."""
    package = Path(__file__).parent
    found = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    state = hashlib.sha256(f"{sys.version_info[:2]} {_versions()}".encode())
    for path in found:
        state.update(f"{path.relative_to(package)}\0{files.sha256(path)}\0".encode())
    return state.hexdigest()


def _versions():
    # By the names of their folders: to read their metadata takes longer than all else of a build of nothing.
    return sorted(
        {
            path.name
            for folder in map(Path, sys.path)
            for path in folder.glob("*.dist-info")
            if path.name.lower().startswith(PACKAGES)
        }
    )
