"""Excerpts of living source code, taken by symbol, so that a report shows the code that ran."""

import ast
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from shilu.errors import UserError
from shilu.files import inside
from shilu.text import read_text

_DOCUMENTED = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def excerpt(file: str | Path, symbol: str) -> tuple[str, int]:
    """Return the code of a symbol without its docstrings, dedented, and the line where it starts.

    Parameters
    ----------
    file : str or Path
        Python file; it is parsed, not imported.
    symbol : str
        ``"function"``, ``"Class"``, ``"Class.method"`` or the name of an assignment.

    Returns
    -------
    code : str
    line : int
        1-based.

    Raises
    ------
    UserError
        No such file or symbol.
    """
    text = read_text(file)
    try:
        tree = ast.parse(text)
    except ValueError as error:
        raise UserError(f"{file}: no Python ({error}), which an excerpt is of") from error
    except SyntaxError as error:
        raise UserError(f"{file}:{error.lineno}: no Python ({error.msg}), which an excerpt is of") from error
    node = tree
    for name in symbol.split("."):
        known = {found: child for child in getattr(node, "body", []) for found in _names(child)}
        if name not in known:
            raise UserError(f"{file}: no symbol {symbol!r}; known here: {', '.join(known)}")
        node = known[name]
    lines = text.split("\n")  # as Python counts them: a form feed ends none
    start = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    hidden = {line for inner in ast.walk(node) for line in _docstring_lines(inner, lines)}
    kept = [lines[number - 1] for number in range(start, node.end_lineno + 1) if number not in hidden]
    return textwrap.dedent("\n".join(kept)), start


def found(file: str | Path, places: Sequence[str | Path]) -> Path:
    """Return the path of a file in the first of `places` that has it; raise a `UserError` where none has.

    What lies in none of them is no file of the project, whatever links or ``..`` lead to it.
    """
    paths = [Path(place, file) for place in places]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise UserError(f"{file}: no such source file for an excerpt in {' or '.join(map(str, places))}")
    if not inside(path, places):
        raise UserError(f"{file}: leads out of the project, and is not shown; copy it into the project")
    return path


def files(template: str | Path, places: Sequence[str | Path]) -> list[Path]:
    """Return the source files that a template (path) takes excerpts from, each once.

    They are found where they stand as text: ``excerpt("src/module.py", "symbol")``.
    """
    named = re.findall(r"""\bexcerpt\(\s*["']([^"']+)["']""", read_text(template))
    return [found(file, places) for file in dict.fromkeys(named)]


def _names(node):
    if isinstance(node, _DOCUMENTED):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [ast.unparse(node.target)]
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets]
    return []


def _docstring_lines(node, lines):
    if not isinstance(node, _DOCUMENTED) or ast.get_docstring(node) is None:
        return range(0)
    end = node.body[0].end_lineno
    while end < len(lines) and not lines[end].strip():
        end += 1
    return range(node.body[0].lineno, end + 1)
