"""Read the printed numbers of a report's PDF again and compare them with the values that it carries.

Where the report's tables are here, the values are compared with those as well, also with a table that has
changed since: a cell that differs or is gone is a finding, a change of others a warning.
A PDF that is not named is compared with the values.json beside it, too.
Of an archive (a zip, or the folder that it was unpacked to) signature, bytes and numbers are told apart.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from shilu import project
from shilu.archive import opened
from shilu.commands import archived
from shilu.commands.builds import built
from shilu.errors import UserError
from shilu.trace import check, origins, pdf_reader

EXAMPLE = "  shilu check results/report/report.pdf\n  shilu check dist/study.zip --public-key id_ed25519.pub"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a PDF that shilu made, or an archive, zip or folder (default: the PDFs of the newest build)",
    )
    parser.add_argument("--public-key", metavar="FILE", help="whose signature an archive should have")


def run(args):
    """Check it; the exit code is 1 where a number differs, or anything of an archive."""
    if args.file and opened.is_archive(Path(args.file)):
        key = Path(args.public_key) if args.public_key else None
        lines, notes, sound = archived.checked(Path(args.file), key, checked)
        sys.stderr.writelines(f"warning: {line}\n" for line in notes)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.exit(not sound)
    if args.public_key:
        raise UserError(f"--public-key: {args.file or 'a build'} is no archive; name the zip or its folder")
    own = project.load(args.project)
    pdfs = {Path(args.file): None} if args.file else {report.pdf: report.values for report in built(own)}
    found = False
    for pdf, record in pdfs.items():
        wrong, notes, summary = checked(pdf, own.folder, own.beside)
        wrong += check.compare_record(pdf, record) if record else []
        found |= bool(wrong)
        sys.stderr.writelines(f"warning: {line}\n" for line in map(_one_line, notes))
        name = f"{pdf}: " if len(pdfs) > 1 else ""
        sys.stdout.writelines(f"{line}\n" for line in map(_one_line, (*wrong, f"{name}{summary}")))
    sys.exit(found)


def _one_line(text):
    # A name that a PDF carries makes no line of its own.
    return text.replace("\n", " ")


def checked(pdf: Path, root: Path, beside: Sequence[Path] = ()) -> tuple[list[str], list[str], str]:
    """Return what differs, what has changed since, and how many numbers match."""
    values, pages = pdf_reader.attached(pdf)["values"], pdf_reader.numbers(pdf)
    compared, wrong = check.compare_pages(values, pages)
    if compared and not any(pages):
        raise UserError(
            f"{pdf}: its numbers lead to no appendix of sources, so they cannot be told from "
            "other text; write `::: {#provenance}` and `:::` where that appendix is to stand"
        )
    altered, stale, tables = check.compare_tables(values, root, beside)
    if values and not compared:
        altered.append(f"{pdf}: none of its {len(values)} values is shown as text, so no number was compared")
    here = "" if tables or not compared else "; none of their tables is here: not compared with those"
    altered += origins.changed(values, root, beside)
    return [*wrong, *altered], stale, f"{compared - len(wrong)}/{compared} match{here}"
