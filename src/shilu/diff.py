"""Compare the numbers and claims of two results folders, or of the accepted ones with these."""

import argparse
import math
import sys
from pathlib import Path

from shilu import values
from shilu.errors import UserError, command


def diff(old, new):
    """Return what differs between two contents of ``values.json``, a line of text each.

    A change is within seed noise where it is no larger than the two half-widths combined (as the root of the
    sum of their squares).
    """
    before, after = ({value["name"]: value for value in content["values"]} for content in (old, new))
    lines = [f"gone   {name}" for name in before.keys() - after.keys()]
    lines += [f"new    {name} = {after[name]['text']}" for name in after.keys() - before.keys()]
    for name in before.keys() & after.keys():
        if before[name]["raw"] != after[name]["raw"]:
            sections = dict.fromkeys(
                value.get("section", "") for value in new["values"] if value["name"] == name
            )
            change = _change(before[name], after[name])
            shown = f"{before[name]['text']} -> {after[name]['text']}"
            lines.append(f"value  {name}: {shown}{change}; shown in {', '.join(sections)}")
    verdicts = [
        {claim["id"]: claim["verdict"] for claim in content.get("claims", [])} for content in (old, new)
    ]
    for name in sorted({*verdicts[0], *verdicts[1]}):
        was, now = (found.get(name, "absent") for found in verdicts)
        if was != now:
            lines.append(f"claim  {name}: {was} -> {now}")
    return sorted(lines)


def _change(before, after):
    if isinstance(before["raw"], str) or isinstance(after["raw"], str):
        return ""
    change = after["raw"] - before["raw"]
    noise = math.hypot(before["uncertainty"] or 0, after["uncertainty"] or 0)
    verdict = "" if not noise else ", within seed noise" if abs(change) <= noise else ", BEYOND seed noise"
    return f" ({change:+.3g}{verdict})"


@command
def main(argv=None):
    """Run ``shilu diff``; the exit code is that of diff: 0 the same, 1 different, 2 trouble."""
    parser = argparse.ArgumentParser(prog="python -m shilu.diff", description=__doc__)
    parser.add_argument("old", nargs="?", help="results folder (default: what `shilu accept` kept)")
    parser.add_argument("new", nargs="?", default="results", help="results folder (default: %(default)s)")
    args = parser.parse_args(argv)
    accepted = Path("report", "accepted", "values.json")
    files = [
        Path(args.old, "report", "values.json") if args.old else accepted,
        Path(args.new, "report", "values.json"),
    ]
    try:
        lines = diff(*map(values.read, files))
    except (UserError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
