"""Compare the numbers and claims of two builds, or of the accepted one with the newest.

A change is within noise where it is no larger than the half-widths of the two values combined (the root
of the sum of their squares).
"""

import sys

from shilu import project
from shilu.commands.builds import built, recorded
from shilu.errors import UserError
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
    old = recorded(built(own, args.old)) if args.old else _accepted(own)
    new = built(own, args.new)
    lines = diff(old, recorded(new))
    same = f"{new[0].folder.parent}: no number and no verdict differs"
    sys.stdout.writelines(line.replace("\n", " ") + "\n" for line in lines or [same])
    sys.exit(bool(lines))


def _accepted(own):
    file = own.accepted / "values.json"
    if not file.exists():
        raise UserError(
            f"{file}: no numbers are accepted yet; keep those of a build by `shilu accept`, or name the "
            "folders of two builds"
        )
    return read_record(file)
