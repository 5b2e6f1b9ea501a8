"""List every place of the report that shows a value."""

import sys

from shilu import project
from shilu.commands.builds import built
from shilu.trace import chain, pdf_reader
from shilu.trace.why import place

EXAMPLE = "  shilu where accuracy.first_reading.xor.relu.soft"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("name", help="name of a value, such as accuracy.first_reading.xor.relu.soft")
    parser.add_argument("--pdf", help="the report (default: that of the results folder)")
    parser.add_argument("--results", help="results folder (default: that of the newest build)")


def run(args):
    """List them."""
    own = project.load(args.project)
    pdfs = [args.pdf] if args.pdf else [report.pdf for report in built(own, args.results)]
    values = [value for pdf in pdfs for value in pdf_reader.attached(pdf)["values"]]
    uses = chain.uses_of_name(values, args.name)
    sys.stdout.writelines(place(use).replace("\n", " ") + "\n" for use in uses)
