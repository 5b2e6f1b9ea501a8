"""Say where a number of the report comes from: table, rows, runs with their settings, code and data."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.trace import chain


def why(uses: list[dict], root: Path = Path(), again: str | None = None, beside: Sequence[Path] = ()) -> str:
    """Return the chains of some uses of values as text, each value once with all the places that show it.

    Files are looked for from `root`, the folder of the project, and read there and in the folders
    `beside` it alone; `again` is the command that makes one again.
    """
    lines = []
    for name in dict.fromkeys(use["name"] for use in uses):
        shown = [use for use in uses if use["name"] == name]
        first = shown[0]
        half = f" ± {first['uncertainty']:.3g}" if first.get("uncertainty") else ""
        lines.append(f"{first['text']}  =  {name}")
        lines.append(f"  value    {first['raw']}{half} {first.get('unit', '')}".rstrip())
        lines += [f"  shown    {place(use)}" for use in shown]
        lines += chain.lines_of(first, root, again, beside)
    # A name that a PDF carries makes no line of its own.
    return "\n".join(line.replace("\n", " ") for line in lines) + "\n"


def place(use: dict[str, Any]) -> str:
    """Return where a use of a value stands: page, section, line of the template."""
    page = f"page {use['page']}, " if use.get("page") else ""
    line = f"line {use.get('line', '?')} of the template"
    return f"{page}section {use.get('section', '')!r}, {line}, as {use['text']!r}"
