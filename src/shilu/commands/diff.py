"""Compare the numbers and claims of two builds, or of the accepted one with the newest.

A change is within noise where it is no larger than the half-widths of the two values combined (the root
of the sum of their squares).
"""

import sys

from shilu import project
from shilu.commands.builds import built
from shilu.trace.diff import diff
from shilu.values.record import read_record

EXAMPLE = "  shilu diff\n  shilu diff results/quick results"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("old", nargs="?", help="results folder (default: what `shilu accept` kept)")
    parser.add_argument("new", nargs="?", help="results folder (default: that of the newest build)")


def run(args):
    """Compare them; the exit code is 1 where they differ."""
    own = project.load(args.project)
    old = read_record(built(own, args.old).values if args.old else own.accepted / "values.json")
    new = built(own, args.new).values
    lines = diff(old, read_record(new))
    sys.stdout.writelines(f"{line}\n" for line in lines or [f"{new}: no number and no verdict differs"])
    sys.exit(bool(lines))
