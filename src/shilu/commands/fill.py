"""Bind every value of a template to the cell that it comes from: Markdown, and the record of all values."""

import sys
from collections.abc import Sequence
from pathlib import Path

from shilu import files, project
from shilu.claims import ledger
from shilu.errors import UserError
from shilu.template import fill, names
from shilu.text import read_text
from shilu.values.record import write_record
from shilu.values.table import table_files

EXAMPLE = "  shilu fill report.md.j2 --tables results/tables --output report.md --values values.json"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument(
        "template", nargs="?", help="Markdown with {{ names of values }} (default: the project's)"
    )
    parser.add_argument("--tables", nargs="+", help="CSV files, or folders of them (default: the project's)")
    parser.add_argument("--claims", help="JSON that shilu claims wrote (default: the project's)")
    parser.add_argument("--output", help="filled Markdown to write (default: in the results folder)")
    parser.add_argument("--values", help="JSON of all bound values to write (default: in the results folder)")


def run(args):
    """Fill it."""
    own = project.load(args.project)
    tables = args.tables or own.tables
    if not tables:
        raise UserError(
            f"{own.file or project.FILE}: no tables; name them in report.tables, or with --tables"
        )
    reports = [own.report(args.template)] if args.template else own.reports()
    if len(reports) > 1 and (args.output or args.values):
        raise UserError(f"{own.file}: has several templates; name the one that --output and --values are of")
    outputs = [path for path in (args.output, args.values) if path]
    files.require_apart(outputs, [*own.sources, *([own.tested] if own.tested else [])])
    for report in reports:
        done = filled(
            report.template,
            tables,
            own.folder,
            claims=args.claims or (None if args.template else own.tested),
            output=args.output or report.markdown,
            record=args.values or report.values,
            others=[other for other in own.templates if not args.template and other != report.template],
            lang=own.lang,
        )
        sys.stderr.writelines(f"warning: {line}\n" for line in done.warnings)


def filled(
    template: Path,
    tables: Sequence[Path],
    root: Path,
    *,
    claims: Path | None,
    output: Path,
    record: Path,
    others: Sequence[Path] = (),
    lang: str = "zh-TW",
) -> fill.Filled:
    """Fill a template, write Markdown to `output` and the values to `record`.

    Files are recorded as they are reached from `root`, the project's folder.  What one of the `others`, the
    templates beside it, tells of the claims, this one need not.
    """
    paths = table_files(tables)
    files.require_apart([output, record], [template, *paths, *([claims] if claims else [])])
    text = read_text(template)
    reachable, told, left_out = names.load(paths, root=root), [], []
    if claims:
        told, left_out = ledger.read_ledger(claims), ledger.left_out(claims)
        names.add_ledger(reachable, ledger.rows(claims, told, root=root))
    done = fill.fill(
        text,
        names=reachable,
        claims=told,
        left_out=left_out,
        elsewhere={name for other in others for name in fill.claims_told(read_text(other))},
        places=[Path(template).parent, root],
        file=str(template),
        lang=lang,
    )
    origin = files.relative(template, root)
    write_record(record, done.values, told, template=origin, strings=done.strings)
    files.write_text(output, done.markdown)
    return done
