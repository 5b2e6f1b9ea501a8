"""Say where a number of the report comes from: table, rows, runs with their settings, code and data."""

import shlex
import sys
from pathlib import Path

from shilu import project
from shilu.commands.builds import built, recorded
from shilu.errors import UserError
from shilu.trace import chain, pdf_reader
from shilu.trace.why import why

EXAMPLE = "  shilu why results/report/report.pdf 0.9940\n  shilu why accuracy.first_reading.xor.relu.soft"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument(
        "target", help="a PDF, or the name of a value such as accuracy.first_reading.xor.relu.soft"
    )
    parser.add_argument("number", nargs="?", help="with a PDF: the number as printed, such as 94.3")
    parser.add_argument("--results", help="with a name: results folder (default: that of the newest build)")


def run(args):
    """Say it."""
    own = project.load(args.project)
    if args.target.endswith(".pdf"):
        if args.number is None:
            raise UserError(f"{args.target}: which number? write it as printed, behind the PDF")
        results = Path(args.target).parent.parent
        uses = chain.uses_of_number(pdf_reader.attached(args.target)["values"], args.number)
    else:
        reports = built(own, args.results)
        results = reports[0].folder.parent
        uses = chain.uses_of_name(recorded(reports)["values"], args.target)
    again = own.again and own.again.replace("{results}", shlex.quote(str(results)))
    sys.stdout.write(why(uses, own.folder, again, [*own.beside, results]))
