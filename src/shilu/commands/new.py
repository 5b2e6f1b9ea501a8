"""Write a small complete report to start from.

It has a template with values, a table, a figure and a tested claim, the experiment that its numbers are from,
a bibliography, a Snakefile and a README.
"""

import shlex
import sys
from pathlib import Path

from shilu.scaffold import project as scaffold

EXAMPLE = "  shilu new my-report --lang zh-TW && cd my-report && shilu build"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("folder", metavar="NAME", help="folder to make; it may be there if it is empty")
    parser.add_argument(
        "--lang",
        default="zh-TW",
        choices=scaffold.LANGUAGES,
        help="language of the report (default: %(default)s)",
    )


def run(args):
    """Write it."""
    folder = Path(args.folder)
    for path in scaffold.write(folder, args.lang):
        sys.stdout.write(f"{path}\n")
    enter = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    sys.stdout.write(f"next: {enter}shilu build\n")
