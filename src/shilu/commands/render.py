"""Turn Markdown into PDF; a character that no font has is an error, and never an empty box.

The paths of its pictures and its bibliography start at the document's folder, then at the project's, then at
that of the results.
"""

import sys
from pathlib import Path

from shilu import files, project
from shilu.document.render import MADE_BY, Rendered, render
from shilu.errors import UserError
from shilu.text import read_text
from shilu.values.record import read_record

EXAMPLE = "  shilu render note.md note.pdf"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("input", nargs="?", help="Markdown file (default: what shilu fill wrote)")
    parser.add_argument("output", nargs="?", help="PDF to write (default: the input's name with .pdf)")
    parser.add_argument("--values", help="JSON of bound values that shilu fill wrote")
    parser.add_argument(
        "--theme", help="folder whose files take the place of the theme's (default: the project's)"
    )
    parser.add_argument("--strict", action="store_true", help="refuse a picture without alt text")


def run(args):
    """Render it."""
    own = project.load(args.project)
    for source, record in [(Path(args.input), args.values)] if args.input else own_documents(own):
        if source.is_dir():
            raise UserError(f"{source}: this is a folder; name a Markdown file")
        output = Path(args.output) if args.output else source.with_suffix(".pdf")
        document = rendered(source, record, own, output=output, theme=args.theme, strict=args.strict)
        for warning in document.warnings:
            sys.stderr.write(f"warning: {warning}\n")


def own_documents(own: project.Project) -> list[tuple[Path, Path]]:
    """Return the filled Markdown and the record of each report of a project."""
    return [(report.markdown, report.values) for report in own.reports()]


def rendered(
    source: Path,
    record: Path | None,
    own: project.Project,
    *,
    output: Path,
    theme: str | None = None,
    strict: bool = False,
) -> Rendered:
    """Set the Markdown of `source`, whose values stand in `record`, and write the PDF."""
    files.require_apart([output], [source, *([record] if record else []), *own.sources])
    _require_no_other(output)
    trace = read_record(record) if record else None
    template = own.folder / trace["template"] if trace and "template" in trace else source
    # The results of a filled document are those beside it: there may be several builds.
    results = source.parent.parent if trace else own.results
    document = render(
        read_text(source),
        places=list(dict.fromkeys((template.parent, own.folder, results))),
        theme=theme or own.theme,
        fonts=own.fonts,
        lang=own.lang,
        name=str(source),
        trace=trace,
        strict=strict,
        raw_typst=own.raw_typst,
    )
    files.write_bytes(output, document.pdf)
    return document


def _require_no_other(output):
    # `shilu render *.md` names another text as the output, and note.pdf may be the original of note.md.
    if not output.is_file() or not output.stat().st_size:
        return
    from shilu.trace import pdf_reader  # noqa: PLC0415  pypdf, for those who render again

    if not pdf_reader.is_ours(output, MADE_BY):
        raise UserError(
            f"{output}: there is such a file, and shilu did not make it; give the output another name, or "
            "move that file away"
        )
