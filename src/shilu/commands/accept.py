"""Keep the numbers of this build as the accepted ones, which `shilu diff` compares with."""

from pathlib import Path

from shilu import project
from shilu.commands.builds import built, recorded
from shilu.errors import UserError
from shilu.files import write_json, write_text
from shilu.runs import made
from shilu.trace import check
from shilu.trace.accept import checksums

EXAMPLE = "  shilu accept"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("--results", help="results folder (default: the project's)")
    parser.add_argument("--output", help="folder to write to (default: `accepted` beside the template)")


def run(args):
    """Keep them."""
    own = project.load(args.project)
    # Never the newest of several builds: what is accepted is named, or is the project's own.
    results = Path(args.results) if args.results else own.results
    reports = built(own, results)
    content, sums = recorded(reports), checksums(results)
    for report in reports:
        if report.pdf.is_file() and (other := check.compare_record(report.pdf, report.values)):
            raise UserError(other[0])
    wrong, stale, _ = check.compare_tables(content["values"], own.folder)
    wrong += made.changed(results)
    if wrong or stale:
        raise UserError(f"{results}: at odds with the tables ({[*stale, *wrong][0]}); build the report again")
    output = Path(args.output) if args.output else own.accepted
    write_json(output / "values.json", content)
    write_text(output / "checksums.txt", sums)
