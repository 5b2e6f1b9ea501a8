"""The script that makes a project's tables and figures: what it reads, how it is run, what it made."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from shilu.errors import UserError, how_to_install
from shilu.runs import bits

#: Seconds that it gets to clear away what it began, when the build is ended.
GRACE = 5


def run(script: Path, results: Path) -> list[Path]:
    """Run a script; return the files of the results folder that it wrote.

    Raises
    ------
    UserError
        It fails; the message has the last line that it said, which was shown as it came.
    """
    before = _stamps(results)
    code, shown = _shown(script)
    if code:
        last = (shown.strip().splitlines() or [""])[-1].strip()
        missing = re.match(r"ModuleNotFoundError: No module named '([\w.]+)", last)
        remedy = how_to_install(missing[1]) if missing else ""
        raise UserError(f"{script}: ended with exit code {code}: {last}{remedy}")
    after = _stamps(results)
    return [path for path in after if after[path] != before.get(path)]


def _shown(script):
    # Returns the exit code and the end of what the script said of errors, which is shown as it comes.
    sys.stdout.flush()
    command, end = [sys.executable, str(script)], b""
    with subprocess.Popen(command, env=bits.unpinned(), stderr=subprocess.PIPE) as process:  # noqa: S603
        try:
            while piece := process.stderr.read1():
                sys.stderr.buffer.write(piece)
                sys.stderr.flush()
                end = (end + piece)[-4000:]
        except BaseException:
            _end(process)
            raise
    return process.returncode, end.decode(errors="replace")


def _end(process):
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()


def _stamps(folder):
    return {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}


def sources(script: Path) -> list[Path]:
    """Return the script, what it imports from beside itself, and the files that stand in these as text."""
    found, waiting = {}, [script]
    while waiting:
        path = waiting.pop()
        if path in found or not os.path.isfile(path):  # noqa: PTH113  text of any length may be asked
            continue
        found[path] = None
        if path.suffix == ".py":
            waiting += _named(path, script.parent)
    return list(found)


def _named(path, folder):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # running it will say what is wrong
        return
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Path(node.value)
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in modules:
            place = folder.joinpath(*name.split("."))
            yield from (place.with_suffix(".py"), place / "__init__.py")
