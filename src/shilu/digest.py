"""A digest of the code that a module runs: its own source and that of all it imports of ours.

Snakemake sees a rule, not the modules behind the rule's command.  The digest as a parameter of the rule
reruns the stage when its code changes, and not for a comment, a docstring or a line break.
"""

import ast
import functools
import hashlib
from importlib.util import resolve_name
from pathlib import Path

SOURCES = Path(__file__).parents[1]


@functools.cache
def digest(module):
    """Return 16 hexadecimal digits that change when the code of `module`, or of an import of it, does.

    Parameters
    ----------
    module : str
        Dotted name, such as ``"backprop.train"``.

    Raises
    ------
    ModuleNotFoundError
        There is no such module beside this package.
    """
    files = closure(module)
    if not files:
        raise ModuleNotFoundError(module)
    state = hashlib.sha256()
    for file in files:
        state.update(
            f"{file.relative_to(SOURCES).as_posix()}\0{_canonical(ast.parse(file.read_bytes()))}\0".encode()
        )
    return state.hexdigest()[:16]


def closure(module):
    """Return the source files of `module` and of every module beside this package that it imports, sorted."""
    found, queue = set(), [module]
    while queue:
        name = queue.pop()
        file = _file(name)
        if file is None or file in found:
            continue
        found.add(file)
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        queue += [name.rpartition(".")[0], *_imports(ast.parse(file.read_bytes()), package)]
    return sorted(found)


def _file(name):
    base = SOURCES.joinpath(*name.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py") if name else ()
    return next((path for path in candidates if path.is_file()), None)


def _imports(tree, package):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = (
                resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module
            )
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _canonical(node):
    # Not ast.dump: its text differs between Python versions, which show or hide empty fields.
    if isinstance(node, ast.AST):
        fields = [(name, value) for name, value in ast.iter_fields(node) if value not in (None, [])]
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            fields = [(name, value[1:] if name == "body" else value) for name, value in fields]
        inner = ",".join(f"{name}={_canonical(value)}" for name, value in fields)
        return f"{type(node).__name__}({inner})"
    if isinstance(node, list):
        return "[" + ",".join(map(_canonical, node)) + "]"
    return repr(node)
