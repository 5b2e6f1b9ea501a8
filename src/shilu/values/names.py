"""Names of values: as ``values.json`` records them, and as a template writes them."""

import difflib
import json
import keyword

from shilu.errors import UserError

#: What a template can call besides the tables; a table of such a name is reached as ``tables["table"]``.
FUNCTIONS = ("claim", "excerpt", "table", "tables")


class UnknownNameError(UserError):
    """A name in the template that no table has."""

    def __init__(self, place, name, known, kind):
        known = sorted(set(map(str, known)))
        near = difflib.get_close_matches(str(name), known, n=3, cutoff=0) or known[:3]
        super().__init__(f"{place}: unknown {kind} {name!r}; nearest: {', '.join(near)}")


def recorded(*parts: str) -> str:
    """Return the name of a value: table, keys and column with ``/`` between them.

    A ``/`` inside of one is ``~1`` and a ``~`` is ``~0``, as in a JSON pointer (RFC 6901): no two cells share
    a name.
    """
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def parts(name: str) -> list[str]:
    """Return what `recorded` made a name of: table, keys and column."""
    return [part.replace("~1", "/").replace("~0", "~") for part in name.split("/")]


def written(table: str, *keys: str) -> str:
    """Return how a template reaches a table, or what is in it: ``flow.a["2"]``, ``tables["wine-runs"].v``."""
    taken = keyword.iskeyword(table) or table in {*FUNCTIONS, "true", "false", "none"}
    first = table if table.isidentifier() and not taken else f"tables[{_quoted(table)}]"
    return first + "".join(
        f".{key}" if key.isidentifier() and key.isascii() else f"[{_quoted(key)}]" for key in keys
    )


def _quoted(text):
    return json.dumps(text, ensure_ascii=False)
