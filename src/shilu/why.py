"""Say where a number of the report comes from: table, rows, runs with their settings, code and data."""

import argparse
import sys
from pathlib import Path

from shilu import trace
from shilu.errors import command
from shilu.values import read


def why(values, results):
    """Return the chains of some uses of values as text, each value once with all the places that show it."""
    lines = []
    for name in dict.fromkeys(value["name"] for value in values):
        uses = [value for value in values if value["name"] == name]
        first = uses[0]
        half = f" ± {first['uncertainty']:.3g}" if first["uncertainty"] else ""
        lines.append(f"{first['text']}  =  {name}")
        lines.append(f"  value    {first['raw']}{half} {first['unit']}".rstrip())
        lines += [f"  shown    {place(use)}" for use in uses]
        lines += trace.chain(first, results)
    return "\n".join(lines) + "\n"


def place(use):
    """Return where a use of a value stands: page, section, line of the template."""
    page = f"page {use['page']}, " if use.get("page") else ""
    return f"{page}section {use.get('section', '')!r}, line {use['line']} of the template, as {use['text']!r}"


@command
def main(argv=None):
    """Run ``shilu why``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.why", description=__doc__)
    parser.add_argument(
        "target", help="a PDF, or the name of a value such as accuracy.as_reported.xor.relu.soft"
    )
    parser.add_argument("number", nargs="?", help="with a PDF: the number as printed, such as 94.3")
    parser.add_argument("--results", default="results", help="results folder (default: %(default)s)")
    args = parser.parse_args(argv)
    if args.target.endswith(".pdf"):
        if args.number is None:
            parser.error("with a PDF, give the number as printed too")
        values = trace.printed(trace.read_pdf(args.target)[0]["values"], args.number)
    else:
        content = read(Path(args.results, "report", "values.json"))
        values = trace.find(content["values"], args.target)
    sys.stdout.write(why(values, args.results))


if __name__ == "__main__":
    main()
