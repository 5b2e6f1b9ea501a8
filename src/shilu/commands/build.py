"""Make the report: run the experiment, test the claims, fill, lint, render and check, in one process.

What has not changed since the last time is not done again.  A number typed by hand, or one that is printed
wrong, ends the build with exit code 1; what cannot be done, with 2.  The paths that it names start at the
project's folder, wherever in it the build is started.
"""

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from shilu import project
from shilu.commands import experiment
from shilu.document import look
from shilu.errors import UserError, explain
from shilu.lint import shown
from shilu.runs import bits
from shilu.steps import Steps, kit
from shilu.template import excerpt
from shilu.values.table import table_files

EXAMPLE = "  shilu build"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("--strict", action="store_true", help="refuse a picture without alt text")


def run(args):
    """Build it; the exit code is 1 where a number was typed or is printed wrong."""
    own = project.load(args.project)
    if not own.templates:
        raise UserError(
            f"{own.file or project.FILE}: nothing to build; name a template in report.template, or start "
            "with `shilu new`"
        )
    if own.folder.resolve() != Path.cwd():
        sys.stdout.write(f"in {own.folder.resolve()}\n")
    # What results and their record say of paths shall not depend on where the build was started.
    with contextlib.chdir(own.folder):
        own = project.load(own.file.name)
        _require(own)
        found, refused = _Build(own, strict=args.strict).all()
    sys.stdout.writelines(f"{line}\n" for line in found)
    if refused:
        raise UserError("\n".join(refused))
    sys.exit(bool(found))


def _require(own):
    # Before an experiment runs for an hour.
    named = {"template": own.templates, "claims": [own.claims], "experiment": [own.experiment]}
    for key, paths in named.items():
        missing = next((path for path in paths if path and not path.is_file()), None)
        if missing:
            raise UserError(f"{own.file}: report.{key}: {missing} is no file; make it, or correct the path")
    if own.claims and not own.data:
        raise UserError(f"{own.file}: claims.data: missing; name the CSV file that the claims are tested on")
    if not own.tables:
        raise UserError(f"{own.file}: report.tables: missing; name the CSV files that values are from")
    if not own.experiment and (absent := _absent(own)):
        key, path = absent[0]
        raise UserError(f"{own.file}: {key}: {path} is not here; make it, or correct the path")


def _absent(own):
    # The CSV files that are not here, with the key that names them.
    named = {"report.tables": table_files(own.tables), "claims.data": own.data if own.claims else ()}
    return [(key, path) for key, paths in named.items() for path in paths if not path.is_file()]


def _command(name):
    # Loaded when it has something to do: SciPy and Typst take longer to load than a build of nothing.
    return import_module(f"shilu.commands.{name}")


class _FindingsError(Exception):
    # What a step found wrong with the report, a line each.

    def __init__(self, lines):
        super().__init__()
        self.lines = lines


class _Build:
    # A build under way: the project, and what is known of the last one.

    def __init__(self, own, *, strict):
        self.own, self.strict = own, strict
        self.steps = Steps(own.results, kit())
        self.warned = set()
        self.width = 2 + max(len(f"render {report.name}") for report in own.reports())

    def all(self):
        # Returns what is wrong with the reports, and why some cannot be made, which keeps no other one back.
        own, found, refused = self.own, [], []
        if own.experiment:
            # A table that is there and that it did not make is the author's own.
            owed = [path for _, path in _absent(own)]
            self.step("experiment", experiment.sources(own.experiment), owed, self.experiment)
            self.warn(self.left_over())
        if own.claims:
            tested = [own.tested_how, bits.wanted()]
            self.step("claims", [own.claims, *own.data], [own.tested], self.claims, tested)
        for report in own.reports():
            try:
                self.report(report)
            except _FindingsError as error:
                found += error.lines
            except UserError as error:
                refused.append(str(error))
            except BrokenPipeError:
                raise  # whoever reads the output has seen enough
            except OSError as error:
                refused.append(explain(error))
        return found, refused

    def step(
        self,
        name: str,
        reads: Iterable[Path],
        writes: Iterable[Path],
        action: Callable[[], tuple[str, list[str], list[Path]]],
        settings: object = None,
    ) -> None:
        """Do a step, or tell its last outcome; `action` returns what to say, warnings, and more files."""
        reads, writes = list(reads), list(writes)
        outcome, again = self.steps.outcome(name, reads, writes, settings), " (unchanged)"
        if outcome is None:
            said, warnings, touched = action()
            outcome, again = {"said": said, "warnings": warnings}, ""
            self.steps.keep(name, [*reads, *writes, *touched], settings, outcome)
        sys.stdout.write(f"{name:<{self.width}}{outcome['said']}{again}\n")
        sys.stdout.flush()
        self.warn(outcome["warnings"])

    def warn(self, warnings):
        new = [line for line in warnings if line not in self.warned]
        self.warned.update(new)
        sys.stderr.writelines(f"warning: {line}\n" for line in new)
        sys.stderr.flush()

    def left_over(self):
        # A folder of tables is read whole, also what an experiment of before has left there.
        own, made = self.own, self.steps.touched("experiment")
        folders = [path for path in own.tables if path.is_dir() and path.is_relative_to(own.results)]
        for path in table_files(folders):
            if str(path) not in made and path not in own.tables:
                yield (
                    f"{path}: {own.experiment} did not write it the last time, and the reports can show it; "
                    "delete it, or name it in report.tables"
                )

    def experiment(self):
        made = experiment.run(self.own.experiment, self.own.results)
        if absent := _absent(self.own):
            key, path = absent[0]
            raise UserError(
                f"{self.own.experiment}: did not write {path}, which {key} of {self.own.file} names; write "
                "it there, or correct the path"
            )
        # What it named and made elsewhere is there only now.
        return (
            f"{len(made)} files in {self.own.results}",
            [],
            [*made, *experiment.sources(self.own.experiment)],
        )

    def claims(self):
        own = self.own
        entries, _ = _command("claims").assessed(own.claims, own.data, own, output=own.tested)
        verdicts = Counter(entry["verdict"] for entry in entries)
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
        return told or "no claims", [], []

    def report(self, report):
        own, places = self.own, [report.template.parent, self.own.folder]
        tables = table_files(own.tables)
        claims = own.tested
        others = [other for other in own.templates if claims and other != report.template]
        schemas = [table.with_suffix(".schema.json") for table in tables]
        prose = shown.texts(own, report.template)

        def bind():
            done = _command("fill").filled(
                report.template,
                tables,
                own.folder,
                claims=claims,
                output=report.markdown,
                record=report.values,
                others=others,
                lang=own.lang,
            )
            return f"{len(done.values)} values in {report.markdown}", done.warnings, done.reads

        def lint():
            errors, warnings, _ = _command("lint").linted(
                prose, report.values, own.literals, filled=report.markdown
            )
            if errors:
                raise _FindingsError([*warnings, *errors, f"{report.pdf}: not made; correct what is typed"])
            return "no number is typed by hand", warnings, []

        def render():
            document = _command("render").rendered(
                report.markdown, report.values, own, output=report.pdf, strict=self.strict
            )
            return str(report.pdf), document.warnings, [_own(path) for path in document.reads]

        def check():
            wrong, notes, summary = _command("check").checked(report.pdf, own.folder, own.beside)
            if wrong:
                raise _FindingsError([*wrong, f"{report.pdf}: {summary}"])
            return summary, notes, []

        declared = [[pattern.pattern, reason] for pattern, reason in own.literals]
        sources = [*excerpt.files(report.template, places), *([claims] if claims else [])]
        self.step(
            f"fill {report.name}",
            [report.template, *others, *tables, *schemas, *sources],
            [report.markdown, report.values],
            bind,
            own.lang,
        )
        self.step(f"lint {report.name}", [*prose, report.values, report.markdown], [], lint, declared)
        self.step(
            f"render {report.name}",
            [report.markdown, report.values, *map(_own, look.files(own.theme).values()), *_files(own.fonts)],
            [report.pdf],
            render,
            [own.lang, own.raw_typst, self.strict, os.environ.get("SOURCE_DATE_EPOCH")],
        )
        self.step(f"check {report.name}", [report.pdf, *tables, *([claims] if claims else [])], [], check)


def _own(path):
    # As the project's folder reaches it: a copy of the project shall not look at the files of the original.
    path = Path(path)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _files(paths):
    return [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if not file.is_dir()
    ]
