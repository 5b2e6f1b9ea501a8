"""A digest of the code that a module runs: its own source and that of all it imports of ours.

Snakemake sees a rule, not the modules behind the rule's command.  The digest as a parameter of the rule
reruns the stage when its code changes, and not for a comment, a docstring or a line break.
"""

import ast
import functools
import hashlib
from importlib.util import resolve_name
from pathlib import Path

SOURCES = Path(__file__).parents[2]


def digest(*roots):
    """Return 16 hexadecimal digits that change when the code of a root, or of an import of it, does.

    Parameters
    ----------
    *roots : str
        Dotted names, such as ``"backprop.stages.train"``, and files of the user's own: ``"shapes.py"``.

    Raises
    ------
    ModuleNotFoundError
        There is no such module beside this package, and no such file.
    """
    for root in roots:
        if _file(root) is None:
            raise ModuleNotFoundError(root)
    state = hashlib.sha256()
    for file in closure(*roots):
        name = file.relative_to(SOURCES) if file.is_relative_to(SOURCES) else file
        state.update(f"{name.as_posix()}\0{_parsed(file)[1]}\0".encode())
    return state.hexdigest()[:16]


def closure(*roots):
    """Return the source files of `roots` and of all that they import from beside this package, sorted.

    What a file of the user's own imports from the folder that the command runs in is part of it.
    """
    found, queue = set(), [*roots]
    while queue:
        name = queue.pop()
        file = _file(name)
        if file is None or file in found:
            continue
        found.add(file)
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        imports = [resolve_name(target, package) for target in _parsed(file)[0]]
        queue += [name.rpartition(".")[0], *imports]
    return sorted(found)


@functools.cache
def _parsed(file):
    # Stages share most of their files: each is parsed once.
    tree = ast.parse(file.read_bytes())
    return tuple(_imports(tree)), _canonical(tree)


def _file(name):
    if name.endswith(".py"):
        return Path(name) if Path(name).is_file() else None
    bases = [folder.joinpath(*name.split(".")) for folder in (SOURCES, Path())] if name else []
    candidates = [path for base in bases for path in (base.with_suffix(".py"), base / "__init__.py")]
    return next((path for path in candidates if path.is_file()), None)


def _imports(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = "." * child.level + (child.module or "")
            yield origin
            # `from a import b`: b is a module or a name; names have no file.
            yield from (f"{origin}{'.' if child.module else ''}{alias.name}" for alias in child.names)
        elif not isinstance(child, ast.expr):  # expressions hold no imports, and are most of the tree
            yield from _imports(child)


def _canonical(node):
    # Not ast.dump: its text differs between Python versions, which show or hide empty fields.
    if isinstance(node, list):
        return f"[{','.join(map(_canonical, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    inner = []
    for name in node._fields:
        value = getattr(node, name, None)
        if name == "body" and documented:
            value = value[1:]
        if name != "ctx" and value not in (None, []):  # ctx: read or written, which its place tells
            inner.append(f"{name}={_canonical(value)}")
    return f"{type(node).__name__}({','.join(inner)})"
