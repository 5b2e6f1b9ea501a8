"""Put a report and all that it was made from into one file that travels: a zip, or a folder.

It holds the project's files (those under version control), the results, checksums, a Workflow Run RO-Crate,
an in-toto statement with SLSA provenance, licences and metadata for Zenodo.  The same content gives the same
bytes.  `shilu check` tells its signature, bytes and numbers apart.  Needs shilu's extra archive.
"""

import os
import shlex
import sys
from datetime import UTC, datetime
from importlib import metadata
from importlib.resources import files as resources
from pathlib import Path

from shilu import config, project
from shilu.archive import bundle, citation, gather, opened, statement, workflow
from shilu.errors import UserError
from shilu.files import relative, require_apart
from shilu.runs import bits
from shilu.steps import FILE as STEPS
from shilu.values.table import table_files

EXAMPLE = "  shilu archive\n  shilu archive dist/study.zip --key ~/.ssh/id_ed25519"

CITATION, ZENODO, SUMS = "CITATION.cff", ".zenodo.json", "checksums.sha256"
FONTS = "LICENSES/OFL-1.1.txt"
#: What an archive writes itself: of an unpacked one they are no sources.
OWN = {SUMS, FONTS, statement.FILE, statement.ENVELOPE, workflow.FILE, "ro-crate-metadata.json"}
#: Where Snakemake looks for a workflow.
SNAKEFILES = ("Snakefile", "snakefile", "workflow/Snakefile", "workflow/snakefile")
#: Packages that results and reports are made with.
PACKAGES = ("jinja2", "matplotlib", "numpy", "pypandoc_binary", "scipy", "shilu", "snakemake", "typst")


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument(
        "output", nargs="?", help="a name ending in .zip, or a folder (default: dist/FOLDER.zip)"
    )
    parser.add_argument("--results", help="results folder (default: the project's)")
    parser.add_argument(
        "--made-by",
        metavar="COMMAND",
        help="what made the results (default: snakemake where it left its record, else shilu build)",
    )
    parser.add_argument("--key", metavar="FILE", help="private ed25519 key (OpenSSH or PEM) to sign with")


def run(args):
    """Write it, and say what it holds."""
    own = project.load(args.project)
    if not own.file:
        raise UserError(
            f"{project.FILE}: no project file here; an archive is of a project: start with `shilu new`"
        )
    from shilu.archive import crate, envelope  # noqa: F401, PLC0415  what is missing is told before the work

    output = Path(args.output or own.folder / "dist" / f"{own.folder.resolve().name}.zip")
    results = Path(args.results) if args.results else own.results
    _require(output, own, results)
    archive = _Archive(own, results, args.made_by)
    entries = archive.entries(Path(args.key) if args.key else None)
    require_apart([output], [one.content for one in entries if isinstance(one.content, Path)])
    sys.stderr.writelines(f"warning: {line}\n" for line in archive.notes)
    write = bundle.write_zip if output.suffix == ".zip" else bundle.write_folder
    write(output, entries, archive.moment)
    sys.stdout.writelines(f"{line}\n" for line in (*_listed(entries), _summary(output, entries)))


def _require(output, own, results):
    reports = own.reports(results)
    if missing := [report.pdf for report in reports if not report.pdf.is_file()]:
        raise UserError(f"{missing[0]}: is not here, so there is nothing to archive; build the report first")
    if not results.resolve().is_relative_to(own.folder.resolve()):
        raise UserError(
            f"{results}: lies outside of {own.folder.resolve().name}, and an archive holds one folder"
        )
    if output.suffix == ".zip":
        if output.is_dir():
            raise UserError(f"{output}: is a folder; give the archive another name")
        if output.is_file() and not opened.is_archive(output):
            raise UserError(f"{output}: is there already and no zip; give the archive another name")
    elif output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UserError(
            f"{output}: is there already; name a new or an empty folder, or a file ending in .zip"
        )


class _Archive:
    # An archive in the making: the project, and what there is to warn of.

    def __init__(self, own, results, made_by):
        self.own, self.folder, self.results = own, own.folder, results
        self.reports = own.reports(results)
        self.commit, when = gather.commit(own.folder) or (None, None)
        file = own.folder / CITATION
        self.said = citation.read(file) if file.is_file() else {}
        self.notes = (
            [] if self.said else [f"{file}: not here, so neither authors nor licence are stated; write one"]
        )
        self.moment = self._moment(when)
        self.command = made_by or self._command()

    def entries(self, key):
        """Return all entries, the statement and its envelope last."""
        named = [*self.own.sources, *self.own.data, *table_files(self.own.tables), *self.own.fonts]
        named += [self.own.theme] if self.own.theme else []
        made = gather.results(self.results)
        # What lies in the results of this build or another one is no source.
        inner = (self.results.resolve(), self.own.results.resolve())
        named = [
            path for path in named if path.exists() and not any(map(path.resolve().is_relative_to, inner))
        ]
        sources, notes = gather.sources(self.folder, self.own.results, named)
        self.notes += notes
        known = {self._name(path): path for path in sources}
        written = self._written(known)
        known = {name: path for name, path in known.items() if name not in OWN | written.keys()}
        # What was made is a result, also where somebody keeps it under version control.
        results = {self._name(path): path for path in made}
        entries = [bundle.entry(name, path, "source") for name, path in known.items() if name not in results]
        entries += [bundle.entry(name, path, "result") for name, path in results.items()]
        entries += [bundle.entry(name, data, "made") for name, data in written.items()]
        entries.append(self._crate(entries, signed=key is not None))
        entries.append(bundle.entry(SUMS, _sums(entries), "made"))
        return [*entries, *self._stated(entries, key)]

    def _written(self, known):
        made = {FONTS: (resources("shilu") / "OFL.txt").read_bytes()}
        if self.said:
            deposit = citation.zenodo(self.said)
            citation.check_zenodo(deposit, self.folder / CITATION)
            made[ZENODO] = _json(deposit)
        if own := known.get(ZENODO):
            citation.check_zenodo(config.read_json(own), own)
            # The author's own stays; what an archive brought here, and nobody changed, is none.
            if own.read_bytes() != made.get(ZENODO):
                made.pop(ZENODO, None)
        if not any(Path(name).stem.upper() in {"LICENSE", "LICENCE", "COPYING"} for name in known):
            self.notes.append(f"{self.folder / 'LICENSE'}: not here; nobody may use what has no licence")
        if _by_snakemake(self.command):
            html, why = workflow.report(self.folder, self.command, bits.unpinned())
            if html:
                made[workflow.FILE] = html
            else:
                self.notes.append(f"{workflow.FILE} is left out: {why}")
        return made

    def _crate(self, entries, *, signed):
        from shilu.archive import crate  # noqa: PLC0415  with the extra

        there = {one.name for one in entries if one.role == "source"}
        places = [name for name in SNAKEFILES if name in there and _by_snakemake(self.command)]
        main = next(iter(places), self._name(self.own.file))
        read = [self.own.file, *self.own.templates, self.own.claims, self.own.experiment, *self.own.data]
        read += table_files(self.own.tables)
        inputs = dict.fromkeys(self._name(path) for path in read if path)
        data = crate.describe(
            entries,
            name=self.folder.resolve().name,
            said=self.said,
            published=self.said.get("date-released")
            or f"{datetime.fromtimestamp(self.moment, UTC):%Y-%m-%d}",
            workflow=main,
            command=self.command,
            inputs=[name for name in inputs if name in there and name != main],
            reports=[self._name(report.pdf) for report in self.reports],
            shilu=metadata.version("shilu"),
            unhashed=[SUMS, statement.FILE, *([statement.ENVELOPE] if signed else [])],
        )
        return bundle.entry(crate.FILE, data, "made")

    def _stated(self, entries, key):
        own = self.own
        data = statement.state(
            entries,
            command=self.command,
            reports=[self._name(report.pdf) for report in self.reports],
            versions=_versions(),
            settings={
                "results": self._name(self.results),
                "level": own.level,
                "confidence": own.confidence,
                "looks": own.looks,
                "bits": bits.wanted(),
            },
            commit=self.commit,
        )
        made = [bundle.entry(statement.FILE, data, "made")]
        if key:
            from shilu.archive import envelope  # noqa: PLC0415  with the extra

            signed = envelope.sign(data, key, lambda: _passphrase(key))
            made.append(bundle.entry(statement.ENVELOPE, signed, "made"))
        return made

    def _name(self, path):
        return relative(path, self.folder)

    def _moment(self, committed):
        # Of all that is written: never now, which would make the same content another archive.
        if (asked := os.environ.get("SOURCE_DATE_EPOCH")) is not None:
            try:
                return int(asked)
            except ValueError:
                raise UserError(
                    f"SOURCE_DATE_EPOCH: {asked!r} is no number of seconds; correct or unset it"
                ) from None
        if committed:
            return committed
        if "date-released" in self.said:
            return int(datetime.fromisoformat(f"{self.said['date-released']}T00:00:00+00:00").timestamp())
        return int(max(report.pdf.stat().st_mtime for report in self.reports))

    def _command(self):
        if (self.results / STEPS).is_file():
            return "shilu build"
        stated = self.folder / statement.FILE
        if stated.is_file() and (told := statement.command(stated.read_bytes())):
            return told  # an archive that was unpacked
        there = any((self.folder / name).is_file() for name in SNAKEFILES)
        return "snakemake" if there else "shilu build"


def _by_snakemake(command):
    try:
        return shlex.split(command)[:1] == ["snakemake"]
    except ValueError as error:
        raise UserError(
            f"--made-by: {command!r} is no command ({error}); correct its quotation marks"
        ) from error


def _versions():
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _passphrase(key):
    import getpass  # noqa: PLC0415  for a key that has one

    if not sys.stdin.isatty():
        raise UserError(f"{key}: has a passphrase, which can be asked for on a terminal alone; sign there")
    return getpass.getpass(f"passphrase of {key}: ")


def _json(content):
    import json  # noqa: PLC0415

    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _sums(entries):
    return "".join(
        f"{one.sha256}  {one.name}\n" for one in sorted(entries, key=lambda one: one.name)
    ).encode()


def _listed(entries):
    # By folder, since a study has a thousand files.
    tops = {}
    for one in entries:
        folder, _, rest = one.name.partition("/")
        tops.setdefault(f"{folder}/" if rest else folder, []).append(one.size)
    width = max(map(len, tops))
    for name, sizes in sorted(tops.items()):
        yield f"{name:<{width}}  {len(sizes):>5}  {sum(sizes):>12,} bytes"


def _summary(output, entries):
    size = f", {output.stat().st_size:,} bytes" if output.is_file() else ""
    return f"{output}: {len(entries)} files of {sum(one.size for one in entries):,} bytes{size}"
