"""What a template can reach: tables by their names, and the ledger of claims as ``claims``."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.errors import UserError
from shilu.values.names import FUNCTIONS, UnknownNameError, written
from shilu.values.rows import Rows
from shilu.values.table import read_table, table_files


def load(paths: Sequence[str | Path], root: str | Path = ".") -> dict[str, Rows]:
    """Read tables by path, as `table_files` names them; raise a `UserError` where two share a name.

    They are recorded as they are reached from `root`, the folder of the project.
    """
    names = {}
    for path in table_files(paths):
        if path.stem in names:
            raise UserError(f"{path}: a second table named {path.stem!r}; rename one")
        names[path.stem] = Rows(read_table(path, root))
    return names


def add_ledger(names: dict[str, Any], rows: Rows) -> None:
    """Add the ledger (Rows) to the tables as ``claims``; raise a `UserError` where a table has that name."""
    if "claims" in names:
        raise UserError("claims.csv: the ledger of claims is reached by this name; rename the table")
    names["claims"] = rows


class Tables:
    """All tables by name, whatever the name: ``tables["wine-runs"]``."""

    def __init__(self, names):
        self._names = names

    def __getitem__(self, name):
        if name not in self._names:
            raise UnknownNameError("template", name, map(written, self._names), "table")
        return self._names[name]


class Hiding:
    """A function of the template, behind which a table of its name hides: it is called, and nothing else."""

    def __init__(self, name, function, *, hides):
        self._name, self._function, self._hides = name, function, hides

    def __call__(self, *args, **options):
        return self._function(*args, **options)

    def _refuse(self, *_):
        told = f"write {self._name}(…)"
        if self._hides:
            told = f"reach the table {self._name}.csv as {written(self._name)}, or rename it"
        raise UserError(f"{self._name} is a function of the template: {told}")

    __getitem__ = __iter__ = __len__ = __contains__ = __str__ = __repr__ = _refuse


def reachable(names: dict[str, Any], functions: dict[str, Any]) -> dict[str, Any]:
    """Return what a template sees: the tables whose names are free, `tables` for all, and the functions.

    Parameters
    ----------
    names : dict of str to Rows
    functions : dict of str to callable
    """
    hiding = {name: Hiding(name, function, hides=name in names) for name, function in functions.items()}
    free = {name: rows for name, rows in names.items() if name not in FUNCTIONS}
    return free | hiding | {"tables": Tables(names)}


def hint(names: dict[str, Any], wrong: str) -> str | None:
    """Return how to reach a table whose name cannot stand in a template as it is, or None.

    `wrong` (str) is an unknown name, perhaps a piece of the table's, or a line that is not understood.
    """
    wrong = wrong.replace("'", '"')
    for name in names:
        pieces = re.findall(r"\w+", name)
        typed = wrong in pieces or (name in wrong and written(name) not in wrong)
        if name not in FUNCTIONS and written(name) != name and typed:
            return f"the table {name}.csv is reached as {written(name)}"
    return None
