"""Make the report: run the experiment, test the claims, fill, lint, render and check, in one process.

What has not changed since the last time is not done again.  A number typed by hand, or one that is printed
wrong, ends the build with exit code 1; what cannot be done, with 2.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from shilu import project
from shilu.commands.check import checked
from shilu.commands.claims import assessed
from shilu.commands.fill import filled
from shilu.commands.lint import linted
from shilu.commands.render import rendered
from shilu.document import theme
from shilu.errors import UserError
from shilu.runs import bits
from shilu.steps import FILE, Steps, kit
from shilu.template import excerpt, names

EXAMPLE = "  shilu new my-report && cd my-report && shilu build"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("--strict", action="store_true", help="refuse a picture without alt text")


def run(args):
    """Build it."""
    own = project.load(args.project)
    if not own.templates:
        raise UserError(
            f"{own.file or project.FILE}: nothing to build; name a template in report.template, or start "
            "with `shilu new`"
        )
    build = _Build(own, strict=args.strict)
    if own.experiment:
        build.step("experiment", [own.experiment], [*own.tables, *own.data], build.experiment)
    if own.claims:
        build.step("claims", [own.claims, *own.data], [own.tested], build.claims)
    for report in own.reports():
        build.report(report)


class _Build:
    # A build under way: the project, and what is known of the last one.

    def __init__(self, own, *, strict):
        self.own, self.strict = own, strict
        self.steps = Steps(own.results, kit())
        self.settings = [own.level, own.confidence, own.lang, strict]

    def step(
        self,
        name: str,
        reads: Iterable[Path],
        writes: Iterable[Path],
        action: Callable[[], tuple[str, list[str], list[Path]]],
    ) -> None:
        """Do a step, or tell its last outcome; `action` returns what to say, warnings, and more files."""
        reads, writes = list(reads), list(writes)
        outcome, again = self.steps.outcome(name, reads, writes, self.settings), " (unchanged)"
        if outcome is None:
            said, warnings, touched = action()
            outcome, again = {"said": said, "warnings": warnings}, ""
            self.steps.keep(name, [*reads, *writes, *touched], self.settings, outcome)
        sys.stderr.writelines(f"warning: {line}\n" for line in outcome["warnings"])
        sys.stdout.write(f"{name:<12}{outcome['said']}{again}\n")
        sys.stdout.flush()

    def experiment(self):
        script = self.own.experiment.resolve()
        command = [sys.executable, script]
        result = subprocess.run(  # noqa: S603  the project's own script
            command, cwd=self.own.folder, env=bits.unpinned(), stderr=subprocess.PIPE, text=True, check=False
        )
        if result.returncode:
            sys.stderr.write(result.stderr)
            last = (result.stderr.strip().splitlines() or [""])[-1]
            raise UserError(f"{self.own.experiment}: ended with exit code {result.returncode}: {last}")
        ours = {report.folder for report in self.own.reports()}
        made = [
            path
            for path in sorted(self.own.results.rglob("*"))
            if path.is_file() and path.name not in (FILE, "claims.json") and ours.isdisjoint(path.parents)
        ]
        return f"{len(made)} files in {self.own.results}", result.stderr.splitlines(), made

    def claims(self):
        entries, _ = assessed(self.own.claims, self.own.data, self.own, output=self.own.tested)
        verdicts = Counter(entry["verdict"] for entry in entries)
        told = ", ".join(f"{verdicts[name]} {name}" for name in ("supported", "refuted", "undecided"))
        return f"{len(entries)} claims: {told}", [], []

    def report(self, report):
        own, places = self.own, [report.template.parent, self.own.folder]
        tables = names.table_files(own.tables)
        claims = own.tested
        prose = [report.template, *([own.claims] if own.claims else [])]

        def bind():
            count = filled(
                report.template,
                tables,
                own.folder,
                claims=claims,
                output=report.markdown,
                record=report.values,
            )
            return f"{count} values in {report.markdown}", [], []

        def lint():
            errors, warnings = linted(prose, report.values)
            if errors:
                sys.stdout.writelines(f"{line}\n" for line in (*warnings, *errors))
                sys.stdout.flush()
                sys.stderr.write(f"error: {len(errors)} typed by hand; the document stays as it was\n")
                sys.exit(1)
            return "no number is typed by hand", warnings, []

        def render():
            document = rendered(report.markdown, report.values, own, output=report.pdf, strict=self.strict)
            return str(report.pdf), document.warnings, [Path(path) for path in document.reads]

        def check():
            wrong, notes, summary = checked(report.pdf, own.folder)
            if wrong:
                sys.stdout.writelines(f"{line}\n" for line in (*wrong, summary))
                sys.exit(1)
            return summary, notes, []

        sources = [
            *(table.with_suffix(".schema.json") for table in tables),
            *excerpt.files(report.template, places),
            *([claims] if claims else []),
        ]
        self.step(
            f"fill {report.name}",
            [report.template, *tables, *sources],
            [report.markdown, report.values],
            bind,
        )
        self.step(f"lint {report.name}", [*prose, report.values], [], lint)
        look = [*theme.files(own.theme).values(), *own.fonts]
        self.step(f"render {report.name}", [report.markdown, report.values, *look], [report.pdf], render)
        self.step(f"check {report.name}", [report.pdf, *tables], [], check)
