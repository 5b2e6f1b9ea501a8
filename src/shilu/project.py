"""The project file ``shilu.toml``: what a report is made of, and the only place of defaults.

A command finds it in the folder that it runs in, or in the nearest folder above.  Paths in it start at its
folder.  Where there is none, the working folder is the project, and everything is as `DEFAULTS` says.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from shilu import config
from shilu.errors import UserError

FILE = "shilu.toml"
SCHEMA = Path(__file__).with_name("project.schema.yaml")
#: What a project file need not say.  Nothing else in the kit has a default for any of these.
DEFAULTS = {
    "report": {
        "template": [],
        "tables": [],
        "claims": None,
        "experiment": None,
        "again": None,
        "results": "results",
        "theme": None,
        "fonts": [],
        "formats": ["pdf"],
        "lang": "zh-TW",
        "raw_typst": False,
    },
    "claims": {"data": [], "level": 0.05, "confidence": 0.95, "looks": 1, "families": {}},
    "lint": {"literals": []},
}
#: Where `shilu accept` keeps its numbers, below the folder of the template.
ACCEPTED = "accepted"


@dataclass(frozen=True)
class Report:
    """One report of a project: a template, and where its results go.

    Attributes
    ----------
    template : Path
    folder : Path
        ``<results>/<name>``, where the name is the template's up to its first dot.
    """

    template: Path
    folder: Path

    @property
    def name(self) -> str:
        """The template's name up to its first dot."""
        return self.folder.name

    @property
    def markdown(self) -> Path:
        """The filled Markdown."""
        return self.folder / f"{self.name}.md"

    @property
    def pdf(self) -> Path:
        """The document."""
        return self.folder / f"{self.name}.pdf"

    @property
    def values(self) -> Path:
        """The record of all bound values."""
        return self.folder / "values.json"


@dataclass(frozen=True)
class Project:
    """A report's folder and what its project file says; paths are as the working folder reaches them.

    Attributes
    ----------
    folder : Path
        Of the project file, or the working folder.
    file : Path or None
        The project file.
    templates, tables, data, fonts : tuple of Path
        Templates; CSV files, or folders of them; the CSV files that claims are tested on; font files, or
        folders of them.
    claims, experiment, theme : Path or None
        The claims file; the script that makes tables and figures; the folder whose files take the place of
        the theme's.
    results : Path
    formats : tuple of str
    lang : str
        Language of a document that names none.
    raw_typst : bool
        Whether a document may have code of Typst's.
    again : str or None
        The command that makes a result file again, with ``{file}`` and ``{results}`` for paths.
    level : float
        Bound of the probability of any wrong verdict in a family of claims.
    confidence : float
        Of the intervals.
    looks : int
        How often the verdicts are looked at while repetitions are added.
    families : dict of str to list of str
        Ids of the claims that are corrected together; those in none are together too.
    literals : tuple of (re.Pattern, str)
        What may be typed by hand, each with the reason.
    """

    folder: Path
    file: Path | None
    templates: tuple[Path, ...]
    tables: tuple[Path, ...]
    claims: Path | None
    data: tuple[Path, ...]
    experiment: Path | None
    results: Path
    theme: Path | None
    fonts: tuple[Path, ...]
    formats: tuple[str, ...]
    lang: str
    raw_typst: bool
    again: str | None
    level: float
    confidence: float
    looks: int
    families: dict[str, list[str]]
    literals: tuple[tuple[re.Pattern, str], ...]

    @property
    def tested_how(self) -> dict:
        """What the verdicts of its claims depend on beside claims and data."""
        return {key: getattr(self, key) for key in ("level", "confidence", "looks", "families")}

    def report(self, template: str | Path, results: Path | None = None) -> Report:
        """Return the report of a template, with `results` for another results folder."""
        return Report(Path(template), (results or self.results) / Path(template).name.partition(".")[0])

    def reports(self, results: Path | None = None) -> list[Report]:
        """Return the reports of the project's templates; a project without one has that of ``report.md.j2``.

        Raises
        ------
        UserError
            Two have one name.
        """
        found: dict[str, Report] = {}
        for template in self.templates or [self.folder / "report.md.j2"]:
            report = self.report(template, results)
            if report.name in found:
                raise UserError(
                    f"{self.file}: report.template: {found[report.name].template} and {template} would both "
                    f"be written to {report.folder}; rename one"
                )
            found[report.name] = report
        return list(found.values())

    def newest(self) -> Report:
        """Return the report that was built last, in the results folder or in a folder of it.

        Raises
        ------
        UserError
            None was built.
        """
        folders = [self.results, *sorted(path for path in self.results.glob("*") if path.is_dir())]
        built = [report for folder in folders for report in self.reports(folder) if report.values.is_file()]
        if not built:
            raise UserError(
                f"{self.results}: no report was built here; build it first, or name another folder"
            )
        return max(built, key=lambda report: report.values.stat().st_mtime_ns)

    @property
    def sources(self) -> list[Path]:
        """The author's own files that it names: no command writes over them."""
        return [path for path in (self.file, self.claims, self.experiment, *self.templates) if path]

    @property
    def beside(self) -> list[Path]:
        """The folders beside its own that it names: nothing else is read for a record."""
        named = [path if path.is_dir() else path.parent for path in (*self.tables, *self.data)]
        return list(dict.fromkeys([self.results, *named]))

    @property
    def tested(self) -> Path | None:
        """The tested claims, None where there are none to test."""
        return self.results / "claims.json" if self.claims else None

    @property
    def accepted(self) -> Path:
        """The folder of the accepted numbers."""
        return (self.templates[0].parent if self.templates else self.folder / "report") / ACCEPTED


def find(start: Path | str = ".") -> Path | None:
    """Return the project file of the folder `start` or of the nearest folder above, or None."""
    start = Path(start).resolve()
    return next((path / FILE for path in (start, *start.parents) if (path / FILE).is_file()), None)


def load(file: Path | str | None = None) -> Project:
    """Read a project file.

    Parameters
    ----------
    file : str or Path, optional
        The file, or its folder; without it, what `find` finds from the working folder.

    Raises
    ------
    UserError
        No such file, or a key is unknown or wrong.
    """
    if file is not None:
        path = Path(file, FILE) if Path(file).is_dir() else Path(file)
        if not path.is_file():
            raise UserError(f"{path}: no such project file; write one, or name another")
    else:
        path = find()
    said = config.read(path) if path else {}
    if path:
        path = Path(os.path.relpath(path))
        config.check(said, SCHEMA, [path])
    return _project(path, {name: entries | said.get(name, {}) for name, entries in DEFAULTS.items()})


def _project(path, said):
    folder = path.parent if path else Path()
    report, claims = said["report"], said["claims"]

    def one(name):
        return folder / name if name else None

    def several(names):
        return tuple(folder / name for name in ([names] if isinstance(names, str) else names))

    return Project(
        folder=folder,
        file=path,
        templates=several(report["template"]),
        tables=several(report["tables"]),
        claims=one(report["claims"]),
        data=several(claims["data"]),
        experiment=one(report["experiment"]),
        results=one(report["results"]),
        theme=one(report["theme"]),
        fonts=several(report["fonts"]),
        formats=tuple(report["formats"]),
        lang=report["lang"],
        raw_typst=report["raw_typst"],
        again=report["again"],
        level=claims["level"],
        confidence=claims["confidence"],
        looks=claims["looks"],
        families=claims["families"],
        literals=tuple(_literals(path, said["lint"]["literals"])),
    )


def _literals(path, entries):
    for number, entry in enumerate(entries):
        try:
            yield re.compile(entry["pattern"]), entry["reason"]
        except (re.error, OverflowError) as error:
            raise UserError(
                f"{path}: lint.literals.{number}.pattern: {entry['pattern']!r} is no regular expression: "
                f"{error}; correct it"
            ) from error
