"""Say where a number of the report comes from: table, rows, runs with their settings, code and data."""

import argparse
import sys
from pathlib import Path

from shilu.errors import command
from shilu.trace import chain as trace
from shilu.trace import printed
from shilu.values import value as values


def why(uses):
    """Return the chains of some uses of values as text, each value once with all the places that show it."""
    lines = []
    for name in dict.fromkeys(use["name"] for use in uses):
        shown = [use for use in uses if use["name"] == name]
        first = shown[0]
        half = f" ± {first['uncertainty']:.3g}" if first.get("uncertainty") else ""
        lines.append(f"{first['text']}  =  {name}")
        lines.append(f"  value    {first['raw']}{half} {first.get('unit', '')}".rstrip())
        lines += [f"  shown    {place(use)}" for use in shown]
        lines += trace.chain(first)
    return "\n".join(lines) + "\n"


def place(use):
    """Return where a use of a value stands: page, section, line of the template."""
    page = f"page {use['page']}, " if use.get("page") else ""
    line = f"line {use.get('line', '?')} of the template"
    return f"{page}section {use.get('section', '')!r}, {line}, as {use['text']!r}"


@command
def main(argv=None):
    """Run ``shilu why``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.trace.why", description=__doc__)
    parser.add_argument(
        "target", help="a PDF, or the name of a value such as accuracy.as_reported.xor.relu.soft"
    )
    parser.add_argument("number", nargs="?", help="with a PDF: the number as printed, such as 94.3")
    parser.add_argument(
        "--results", default="results", help="with a name: results folder (default: %(default)s)"
    )
    args = parser.parse_args(argv)
    if args.target.endswith(".pdf"):
        if args.number is None:
            parser.error("with a PDF, give the number as printed too")
        uses = trace.printed(printed.attached(args.target)["values"], args.number)
    else:
        content = values.read(Path(args.results, "report", "values.json"))
        uses = trace.find(content["values"], args.target)
    sys.stdout.write(why(uses))


if __name__ == "__main__":
    main()
