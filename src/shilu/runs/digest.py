"""A digest of the code that a module runs: its own source and that of all it imports of ours.

Snakemake sees a rule, not the modules behind the rule's command.  The digest as a parameter of the rule
reruns the stage when its code changes, and not for a comment, a docstring or a line break.
"""

import ast
import functools
import hashlib
import os
from importlib.util import find_spec, resolve_name
from pathlib import Path


def digest(*roots: str) -> str:
    """Return 16 hexadecimal digits that change when the code of a root, or of an import of it, does.

    Parameters
    ----------
    *roots : str
        Dotted names, such as ``"backprop.stages.train"``, and files of the user's own: ``"shapes.py"``.

    Raises
    ------
    ModuleNotFoundError
        There is no such module, and no such file.
    """
    state = hashlib.sha256()
    for name, file in _sources(roots).items():
        state.update(f"{name}\0{_parsed(file)[1]}\0".encode())
    return state.hexdigest()[:16]


def state(*roots: str) -> str | None:
    """Return the digest of the code of `roots` as it is now; None where some of it is gone."""
    try:
        return digest(*roots)
    except ModuleNotFoundError:
        return None


def closure(*roots: str) -> list[Path]:
    """Return the source files of `roots` and of all that they import of ours, sorted.

    Ours are the package of a root, the kit, and what a file of the user's own imports from the folder that
    the command runs in; nothing else that is installed beside them.

    Raises
    ------
    ModuleNotFoundError
        There is no such module, and no such file.
    """
    return sorted(_sources(roots).values())


def _sources(roots):
    # By the name that stands for it wherever it is installed.
    ours = {"shilu", *(root.partition(".")[0] for root in roots if not root.endswith(".py"))}
    found, seen, queue = {}, set(), [*roots]
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        top = name.partition(".")[0]
        home = top if top in ours else None
        label, file = _file(name, home, os.getcwd())  # noqa: PTH109  a tenth of the time of Path.cwd()
        if file is None and name in roots:
            raise ModuleNotFoundError(name)
        if file is None or label in found:
            continue
        found[label] = file
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        imports = [resolve_name(target, package) for target in _parsed(file)[0]]
        queue += [name.rpartition(".")[0], *imports]
    return dict(sorted(found.items()))


@functools.cache
def _parsed(file):
    # Stages share most of their files: each is parsed once.
    tree = ast.parse(file.read_bytes())
    return tuple(_imports(tree)), _canonical(tree)


@functools.cache
def _file(name, top, _here):
    # What stands for a module or a file, and where it is: None where it is not ours, or a name in a module.
    # The rules ask for a digest a job, and most of their imports are the same: each is looked up once.
    if name.endswith(".py"):
        return Path(name).as_posix(), Path(name) if Path(name).is_file() else None
    for home in (top and _home(top), Path()):
        base = home.joinpath(*name.split(".")) if home and name else None
        for path in (base.with_suffix(".py"), base / "__init__.py") if base else ():
            if path.is_file():
                return path.relative_to(home).as_posix(), path
    return name, None


@functools.cache
def _home(top):
    # The folder that a package or module lies in; found without importing it.
    spec = find_spec(top)
    if spec is None:
        return None
    return Path(spec.submodule_search_locations[0] if spec.submodule_search_locations else spec.origin).parent


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
