"""Find numbers that were typed by hand, where a value should be bound or the text marked as literal.

A line for each: file, line, column, rule (E is an error, W a warning), and what to type instead; errors come
last.  What the project file declares in ``[[lint.literals]]`` is left out, and counted at the end.
"""

import sys
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from shilu import files, limits, project
from shilu.errors import UserError
from shilu.lint import findings, shown, uses
from shilu.lint.filled import unbound
from shilu.lint.literals import Literal
from shilu.lint.numerals import scan
from shilu.text import decode, read_text
from shilu.values.record import read_record
from shilu.values.table import table_files

EXAMPLE = "  shilu lint report.md.j2 claims.yaml --values results/report/values.json\n\nrules:\n" + "\n".join(
    f"  {code}  {reason}" for code, reason in scan.RULES.items()
)


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument(
        "files",
        nargs="*",
        help="Markdown, a template, YAML with sentences, the schema of a table, or an SVG picture "
        "(default: the project's)",
    )
    parser.add_argument("--values", help="values.json of shilu fill, to tell what to type instead")
    parser.add_argument(
        "--filled", help="what shilu fill made of the first file, to see what comes of its text"
    )
    parser.add_argument("--output", help="file for the findings too")
    parser.add_argument("--fix", action="store_true", help="bind what is shown just like one single value")


def run(args):
    """Lint them; the exit code is 1 where a number was typed."""
    own = project.load(args.project)
    if not args.files and not own.templates:
        raise UserError(f"{own.file or project.FILE}: nothing to lint; name files, or report.template")
    errors, warnings, left_out = [], [], {}
    given = [(args.files, args.values, args.filled)]
    for texts, record, filled in given if args.files else _own(own, args.values):
        found = linted(texts, record, own.literals, filled=filled, mend=args.fix)
        errors += [line for line in found[0] if line not in errors]
        warnings += [line for line in found[1] if line not in warnings]
        left_out |= found[2]
    spared = sum(left_out.values(), Counter())
    if not args.files:
        warnings += [*_unbound(own, args.values), *_idle(own, {pattern for pattern, _ in spared})]
    told = [
        f"literal: {count} of {reason!r} ({f'pattern {pattern}' if pattern else 'marked in the text'})"
        for (pattern, reason), count in sorted(spared.items(), key=str)
    ]
    text = "".join(f"{line}\n" for line in (*warnings, *errors, *told))
    sys.stdout.write(text)
    if args.output:
        files.require_apart([args.output], [*args.files, *own.sources])
        files.write_text(args.output, text)
    sys.exit(bool(errors))


def _own(own, record):
    # Each template with what was bound in it the last time, the sentences of the claims, and the schemas.
    for report in own.reports():
        # What was filled from another text than the template has now says nothing of it.
        fresh = report.markdown.is_file() and report.values.is_file() and _newer(report)
        yield (
            shown.texts(own, report.template),
            record or (report.values if report.values.is_file() else None),
            report.markdown if fresh else None,
        )


def _newer(report):
    times = [path.stat().st_mtime_ns for path in (report.template, report.values, report.markdown)]
    return times[0] < min(times[1:])


def _unbound(own, record):
    # What one report leaves out, another may show: all of them must have been filled.
    records = {record or report.values for report in own.reports()}
    if all(Path(file).is_file() for file in records):
        values = [value for file in records for value in read_record(file)["values"]]
        yield from uses.unbound(table_files(own.tables), own.data, values, own.folder)


def _idle(own, used):
    # Of the whole project alone: a pattern may be there for a file that was not named.
    for number, (pattern, _) in enumerate(own.literals):
        if pattern.pattern not in used:
            yield (
                f"{own.file}: lint.literals.{number}.pattern: '{pattern.pattern}' matches no number that is "
                "typed by hand; delete it, or correct it"
            )


def linted(
    paths: Sequence[Path],
    record: Path | None,
    literals: Sequence[Literal],
    *,
    filled: Path | None = None,
    mend: bool = False,
) -> tuple[list[str], list[str], dict[Path, Counter]]:
    """Lint some files; with `mend`, bind what is clear first.  `filled` is what the first of them came to.

    Returns
    -------
    errors, warnings : list of str
        A line each.
    spared : dict of Path to Counter
        Of each file, how many numbers were left out for each pattern and reason.
    """
    content = read_record(record) if record else {}
    values, known = content.get("values", ()), set()
    errors, warnings, spared = [], [], {}
    for path in paths:
        data = Path(path).read_bytes()
        text, mark = decode(data, path), BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        found, spared[path] = _sifted(text, str(path), values, literals)
        if mend:
            text, fixed = findings.fix(text, found)
            if fixed:
                files.write_bytes(path, mark + text.encode())
            for one in fixed:
                sys.stdout.write(
                    f"{path}:{one.line}:{one.column}: fixed {one.text!r} to {one.offer.reference}\n"
                )
            if fixed:
                found, spared[path] = _sifted(text, str(path), values, literals)
        known |= {one.text for one in found}
        for one in found:
            (errors if one.is_error else warnings).append(f"{path}:{one}")
    if filled:
        errors += unbound(
            read_text(filled),
            str(filled),
            strings=content.get("strings", ()),
            template=str(paths[0]),
            known=known,
            literals=literals,
        )
    warnings += [f"{paths[0]}:{line}" for line in uses.two_names(values)]
    errors += [f"{paths[0]}:{line}" for line in findings.two_precisions(values)]
    return errors, warnings, spared


def _sifted(text, name, values, literals):
    # A line of a hundred thousand numerals takes longer than anybody waits.
    bounds = limits.Limits(name, "break its longest lines", limits.seconds(len(text)))
    return limits.confined(bounds, lambda: findings.sift(text, name, values, literals=literals), alone=True)
