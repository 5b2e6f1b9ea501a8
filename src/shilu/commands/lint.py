"""Find numbers that were typed by hand, where a value should be bound or the text marked as literal.

A line for each: file, line, column, rule (E is an error, W a warning), and what to type instead; errors come
last.
"""

import sys
from codecs import BOM_UTF8
from collections.abc import Sequence
from pathlib import Path

from shilu import files, project
from shilu.errors import UserError
from shilu.lint import findings
from shilu.lint.filled import unbound
from shilu.lint.numerals import scan
from shilu.text import decode, read_text
from shilu.values.record import read_record

EXAMPLE = "  shilu lint report.md.j2 claims.yaml --values results/report/values.json\n\nrules:\n" + "\n".join(
    f"  {code}  {reason}" for code, reason in scan.RULES.items()
)


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument(
        "files", nargs="*", help="Markdown, a template of it, or YAML with sentences (default: the project's)"
    )
    parser.add_argument("--values", help="values.json of shilu fill, to tell what to type instead")
    parser.add_argument(
        "--filled", help="what shilu fill made of the first file, to see what comes of its text"
    )
    parser.add_argument("--fix", action="store_true", help="bind what is shown just like one single value")


def run(args):
    """Lint them; the exit code is 1 where a number was typed."""
    own = project.load(args.project)
    if not args.files and not own.templates:
        raise UserError(f"{own.file or project.FILE}: nothing to lint; name files, or report.template")
    errors, warnings = [], []
    given = [(args.files, args.values, args.filled)]
    for prose, record, filled in given if args.files else _own(own, args.values):
        found = linted(prose, record, mend=args.fix, filled=filled)
        errors += [line for line in found[0] if line not in errors]
        warnings += [line for line in found[1] if line not in warnings]
    sys.stdout.writelines(f"{line}\n" for line in (*warnings, *errors))
    sys.exit(bool(errors))


def _own(own, record):
    # Each template with what was bound in it the last time, and with the sentences of the claims.
    claims = [own.claims] if own.claims else []
    for report in own.reports():
        # What was filled from another text than the template has now says nothing of it.
        fresh = report.markdown.is_file() and report.values.is_file() and _newer(report)
        yield (
            [report.template, *claims],
            record or (report.values if report.values.is_file() else None),
            report.markdown if fresh else None,
        )


def _newer(report):
    times = [path.stat().st_mtime_ns for path in (report.template, report.values, report.markdown)]
    return times[0] < min(times[1:])


def linted(
    prose: Sequence[Path], record: Path | None, *, mend: bool = False, filled: Path | None = None
) -> tuple[list[str], list[str]]:
    """Return the errors and the warnings of some files; with `mend`, bind what is clear first.

    `filled` is what `shilu fill` made of the first of them.
    """
    content = read_record(record) if record else {}
    values, known = content.get("values", ()), set()
    errors, warnings = [], []
    for path in prose:
        data = Path(path).read_bytes()
        text, mark = decode(data, path), BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        found = findings.lint(text, str(path), values)
        if mend:
            text, fixed = findings.fix(text, found)
            if fixed:
                files.write_bytes(path, mark + text.encode())
            for one in fixed:
                sys.stdout.write(
                    f"{path}:{one.line}:{one.column}: fixed {one.text!r} to {one.offer.reference}\n"
                )
            found = findings.lint(text, str(path), values) if fixed else found
        known |= {one.text for one in found}
        for one in found:
            (errors if one.is_error else warnings).append(f"{path}:{one}")
    errors += [f"{prose[0]}:{line}" for line in findings.two_precisions(values)]
    if filled:
        strings = content.get("strings", ())
        errors += unbound(read_text(filled), str(filled), strings, str(prose[0]), known)
    return errors, warnings
