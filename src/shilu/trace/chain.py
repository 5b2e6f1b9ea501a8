"""From a number in the report to the result files that it comes from.

A table's schema may say what its rows were made from: ``"source": {"table": …, "on": […]}`` names another CSV
file (relative to the schema) and the columns in which its rows agree with the table's; ``"sha256"`` beside
them is that file's hash when the table was made.  A cell that ends in ``.npz`` names a file of
`shilu.runs.store`, relative to a folder above the CSV file; a column of that name with ``_sha256`` behind it
has its hash.
"""

import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.claims.ledger import read_ledger
from shilu.errors import UserError
from shilu.files import inside, sha256
from shilu.runs import digest, made
from shilu.values.cell import parse
from shilu.values.names import UnknownNameError, parts
from shilu.values.table import read_table

STORED = ".npz"
HERE = "           "


def uses_of_name(values: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Return the uses of the value `name`; raise an error with the nearest names where there is none.

    `name` is written as in ``values.json`` (``a/b``) or as in a template (``a.b``, ``a["b"]``).
    """
    uses = [value for value in values if _spelled(value["name"]) == _spelled(name)]
    if not uses:
        raise UnknownNameError("the report", name, {value["name"] for value in values}, "value")
    return uses


def _spelled(name):
    return re.sub(r"[\s/.,\[\]\"']+", "/", "/".join(parts(name.removeprefix("tables[")))).strip("/")


def uses_of_number(values: list[dict[str, Any]], number: str) -> list[dict[str, Any]]:
    """Return the uses whose printed text is `number`, its unit and interval left out or not."""
    wanted = _plain(number)
    uses = [
        value for value in values if wanted in (_plain(value["text"]), _plain(value["text"].split("±")[0]))
    ]
    if not uses:
        raise UnknownNameError("the report", number, {value["text"] for value in values}, "number")
    return uses


def _plain(text):
    return "".join(text.replace("−", "-").split()).strip("(%)")


def lines_of(
    value: dict[str, Any], root: Path = Path(), again: str | None = None, beside: Sequence[Path] = ()
) -> list[str]:
    """Return the lines that lead from a bound value to its result files, their settings, inputs and code.

    Parameters
    ----------
    value : dict
        One use of a value.
    root : Path
        The folder of the project, which the names of files start from.
    again : str, optional
        The command that makes a file again, with ``{file}`` for its path.
    beside : sequence of Path
        Folders beside `root` that are the project's: what a record names elsewhere is not read.
    """
    chain = _Chain(root, again, [root, *beside])
    lines = []
    for source in value["sources"]:
        table = root / source["table"]
        lines.append(f"  table    {table} [{named(source['row'])}] {source['column']}")
        lines += chain.state(table, source["sha256"])
        for origin in _origins(table, source["row"], root) if chain.has(table) else []:
            lines += chain.rows(*origin)
    for stage, *loaded in dict.fromkeys(roots for roots in chain.seen.values() if roots):
        lines += [f"  code     of {' with '.join((stage, *loaded))}:"]
        lines += [f"{HERE}{file}" for file in _code(stage, *loaded)]
    return lines


class _Chain:
    # A walk under way; `seen` has each result file once, with what made it.

    def __init__(self, root, again, folders):
        self.root, self.again, self.folders, self.seen = root, again, folders, {}

    def has(self, path):
        return path.is_file() and inside(path, self.folders)

    def state(self, path, expected=None):
        # A table, or a stage's output: what it is now, against what it was; and how to make it again.
        if not self.has(path):
            where = "outside of the project, and not read" if path.exists() else "not here"
            return [f"{HERE}sha256 {expected or 'unknown'} (the file is {where})"]
        current = sha256(path)
        verdict = "as recorded" if current == expected else "CHANGED: the report is older than this file"
        again = [f"{HERE}again: {self.again.replace('{file}', shlex.quote(str(path)))}"] if self.again else []
        return [f"{HERE}sha256 {current}" + (f" ({verdict})" if expected else ""), *again]

    def rows(self, path, expected, groups, over):
        if not self.has(path):
            return [f"  rows     {path}", *self.state(path, expected)]
        table = read_table(path)
        found = [
            number
            for number, any_of in enumerate(zip(*map(table.fulfil, groups), strict=True))
            if any(any_of)
        ]
        at = _spans(table.lines[number] for number in found)
        lines = [f"  rows     {path} lines {at} ({len(found)} rows{_repeated(table, over, found)})"]
        lines += self.state(path, expected)
        for row in map(table.row, found):
            for column, cell in row.items():
                if cell.endswith(STORED):
                    file = below(cell, path) or Path(cell)
                    lines += self.stored("run", file, row.get(f"{column}_sha256"))
        return lines

    def stored(self, kind, path, expected):
        # A result file, and the files that it was made from; each once.
        if path in self.seen:
            return []
        self.seen[path] = None
        lines = [f"  {kind:<8} {path}", *self.state(path, expected)]
        if path.suffix != STORED or not self.has(path):
            return lines
        from shilu.runs import store  # noqa: PLC0415  needs NumPy, which a report without such files does not

        try:
            _, record = store.load(path)
        except UserError as error:
            return [*lines, f"{HERE}UNREADABLE: {error}"]
        roots = store.roots(record)
        self.seen[path] = roots if all(map(_is_own, roots)) else None
        lines.append(f"{HERE}made by {record['stage']}{_made_with(path)}")
        lines += [
            f"{HERE}with {key} {json.dumps(setting, ensure_ascii=False)}"
            for key, setting in record["settings"].items()
        ]
        for name, recorded in record["inputs"].items():
            lines += self.stored("from", self.root / name, recorded)
        return lines


def _is_own(root):
    # A module, or a file of the project: another one is not read for its digest.
    return isinstance(root, str) and not root.startswith("/") and ".." not in root.split("/")


def named(row: dict[str, str]) -> str:
    """Return the keys of a table's row as a message tells them."""
    return " ".join(f"{key}={entry}" for key, entry in row.items())


def below(name: str, file: Path) -> Path | None:
    """Return the file of this name relative to the nearest folder above `file`, or None."""
    return next((folder / name for folder in file.parents if (folder / name).is_file()), None)


def _origins(table, key, root):
    """Yield of what a row was made from: file, its hash then, what its rows must have, what repeats."""
    if table.suffix == ".json":
        yield from _tested(table, key, root)
        return
    content = read_table(table)
    source, known = content.source, key.keys() <= content.columns.keys()
    found = [number for number, whole in enumerate(content.fulfil(key)) if whole] if source and known else []
    if found:
        cells = {name: parse(content.columns[name][found[0]]) for name in source["on"]}
        file = Path(*resolved(table.parent / source["table"]))
        yield file, source.get("sha256"), [cells], source.get("over")


def resolved(path: Path) -> list[str]:
    """Return the parts of a path without its ``..``, still relative: the project's commands want it so."""
    parts = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return parts


def _tested(ledger, key, root):
    # A number of the claims' ledger: the rows of the groups that the claim compares.
    claim = next((claim for claim in read_ledger(ledger) if claim["id"] == key.get("id")), None)
    if claim:
        sides = [side for pair in claim["comparisons"] for side in (pair["first"], pair["second"])]
        groups = [claim["data"]["where"] | side for side in sides if isinstance(side, dict)]
        yield root / claim["data"]["file"], claim["data"]["sha256"], groups, claim.get("over")


def _repeated(table, over, found):
    # Which repetitions the rows are of, where the table says which column tells them apart.
    cells = [table.columns[over][number] for number in found] if over in table.columns else []
    if not cells or not all(cell.isdecimal() for cell in cells):
        return ""
    return f", {over} {_spans(sorted(set(map(int, cells))))}"


def _made_with(path):
    # What the job's record says of code and packages, where one was kept.
    job = made.record_of(path)
    if not job or not job.get("code"):
        return ""
    then, *roots = job["code"]
    now = digest.state(*roots) if all(map(_is_own, roots)) else None
    changed = "as now" if now == then else "CHANGED since" if now else "no longer here"
    return f", code {then} ({changed}), {job['environment']}"


def _code(*roots):
    try:
        files = digest.closure(*roots)
    except ModuleNotFoundError:
        return []
    here = Path.cwd()
    return [(file.relative_to(here) if file.is_relative_to(here) else file).as_posix() for file in files]


def _spans(numbers):
    spans = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}-{last}" if first != last else str(first) for first, last in spans)
