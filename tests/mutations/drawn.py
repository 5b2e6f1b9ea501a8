"""Mutations of Python that nobody thought of: a comparison, a constant, a condition or a result changed."""

import ast
import random
from pathlib import Path

SWAPS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
SWAPS |= {ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}


def drawn(root, count, seed):
    """Return `count` mutations drawn from all that there are of the kit, each with the tests of its room."""
    found = []
    for file in sorted((root / "src/shilu").rglob("*.py")):
        room = file.parent.relative_to(root / "src/shilu").parts[:1]
        tests = Path("tests/shilu", *room) if room else Path(f"tests/shilu/test_{file.stem}.py")
        if (root / tests).exists():
            shared = {"file": str(file.relative_to(root)), "tests": [str(tests)]}
            found += [shared | change for change in changes(file.read_text(encoding="utf-8"))]
    return random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311  no secret


def changes(text):
    """Yield each small change of a module: the place, what stands there, and what takes its place."""
    tree, data = ast.parse(text), text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    # Python 3.11 does not know where the parts of an f-string stand.
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    unplaced = {id(part) for string in strings for part in ast.walk(string)}
    for node in ast.walk(tree):
        new = None if id(node) in unplaced else changed(node)
        if new:
            at = len(data[: starts[node.lineno - 1] + node.col_offset].decode())
            old = ast.get_source_segment(text, node)
            yield {"at": at, "old": old, "new": new, "why": f"line {node.lineno}"}


def changed(node):
    """Return what takes the place of a node of the syntax tree, None where nothing does."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        return f"({left} {SWAPS[type(node.ops[0])]} {right})"
    if isinstance(node, ast.BoolOp):
        other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        return f"({ast.unparse(ast.BoolOp(other, node.values))})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return f"({ast.unparse(node.operand)})"
    if isinstance(node, ast.Return) and node.value:
        return "return None"
    if isinstance(node, ast.Constant) and type(node.value) in {int, float, bool}:
        return str(not node.value if isinstance(node.value, bool) else node.value + 1)
    return None
