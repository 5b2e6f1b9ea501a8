"""The archive as a Workflow Run RO-Crate 0.5: what each file is, and the run that made the results.

https://www.researchobject.org/workflow-run-crate/profiles/workflow_run_crate
"""

import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from rocrate.model.computerlanguage import ComputerLanguage
from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from shilu.archive import citation
from shilu.archive.bundle import Entry

FILE = "ro-crate-metadata.json"
#: The profiles of a run are written for this version of RO-Crate.
VERSION = "1.1"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
WORKFLOW = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
#: Terms of the profiles that RO-Crate's own context does not have.
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
#: Media types by the ending of a name; the system's own table differs from machine to machine.
MEDIA = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}
OTHER = "application/octet-stream"


def describe(
    entries: Iterable[Entry],
    *,
    name: str,
    said: dict[str, Any],
    published: str,
    workflow: str,
    command: str,
    inputs: list[str],
    reports: list[str],
    shilu: str,
    unhashed: Iterable[str] = (),
) -> bytes:
    """Return the crate's metadata, as the bytes of its file.

    Parameters
    ----------
    entries : iterable of Entry
    name : str
        Of the project, where nothing is `said` of it.
    said : dict
        What CITATION.cff says, or nothing.
    published : str
        A date, as ISO 8601 has it.
    workflow : str
        The name of the entry that says what is made of what: a Snakefile or a project file.
    command : str
        What was run.
    inputs, reports : list of str
        Names of entries: what the workflow reads of the author's, and the documents that it makes.
    shilu : str
        The version of the kit.
    unhashed : iterable of str
        Files that are written after this one.
    """
    crate = ROCrate(version=VERSION)
    _root(crate, name, said, published, {one.name for one in entries})
    files = _files(crate, entries, workflow, said.get("version", published), shilu)
    for late in unhashed:
        crate.add_file(dest_path=late, properties={"name": late, "encodingFormat": "application/json"})
    results = [files[one.name] for one in entries if one.role == "result"]
    told = {"inputs": [files[one] for one in inputs], "outputs": [files[one] for one in reports]}
    _run(crate, command, results=results, **told)
    text = json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _root(crate, name, said, published, there):
    root = crate.root_dataset
    root["name"] = said.get("title", name)
    root["description"] = said.get(
        "abstract", f"{root['name']}: a report with all that it was made from"
    ).strip()
    root["datePublished"] = published
    for key in ("keywords", "version"):
        if key in said:
            root[key] = said[key]
    root["license"] = _license(crate, said, there)
    if authors := [
        _author(crate, number, one) for number, one in enumerate(said.get("authors", ()), start=1)
    ]:
        root["author"] = _single(authors)
    crate.metadata.extra_contexts.append(TERMS)
    root["conformsTo"] = [
        _context(crate, uri, ["CreativeWork"], name=title, version=version)
        for uri, (title, version) in PROFILES.items()
    ]


def _license(crate, said, there):
    if spdx := citation.license_of(said):
        return _context(
            crate, f"https://spdx.org/licenses/{spdx}", "CreativeWork", name=spdx, identifier=spdx
        )
    stated = next(
        (name for name in sorted(there) if PurePosixPath(name).stem.upper() in {"LICENSE", "LICENCE"}), ""
    )
    return {"@id": stated} if stated else "No licence is stated: all rights are reserved."


def _author(crate, number, one):
    if "name" in one:
        return _context(crate, f"#author-{number}", "Organization", name=one["name"])
    given, family = citation.names(one)
    told = {"name": " ".join(filter(None, (given, family))) or one.get("alias")}
    told |= {key: value for key, value in (("givenName", given), ("familyName", family)) if value}
    if one.get("affiliation"):
        place = _context(crate, f"#affiliation-{number}", "Organization", name=one["affiliation"])
        told["affiliation"] = place
    return _context(crate, one.get("orcid", f"#author-{number}"), "Person", **told)


def _files(crate, entries, workflow, version, shilu):
    # The library's objects by the names of the entries.
    files = {}
    for one in entries:
        told = {
            "name": one.name,
            "contentSize": str(one.size),
            "encodingFormat": MEDIA.get(PurePosixPath(one.name).suffix.lower(), OTHER),
            "sha256": one.sha256,
        }
        if one.name == "README.md":
            told["about"] = {"@id": "./"}
        if one.name != workflow:
            files[one.name] = crate.add_file(dest_path=one.name, properties=told)
            continue
        language = "snakemake"
        if PurePosixPath(workflow).suffix == ".toml":
            language = ComputerLanguage(crate, "#shilu", properties={"name": "shilu", "version": shilu})
            crate.add(language)
        told["version"] = version
        files[one.name] = crate.add_workflow(dest_path=one.name, main=True, lang=language, properties=told)
    return files


def _run(crate, command, *, inputs, outputs, results):
    main = crate.mainEntity
    for key, files in (("input", inputs), ("output", outputs)):
        main[key] = _single(
            [_parameter(crate, f"#{key}/{number}", file) for number, file in enumerate(files, 1)]
        )
    main["conformsTo"] = {"@id": WORKFLOW}
    action = _context(
        crate,
        "#run",
        "CreateAction",
        name=command,
        description=f"The results were made by `{command}` in this folder.",
        instrument=main,
        actionStatus="http://schema.org/CompletedActionStatus",
        object=_single(inputs),
        result=_single(results),
    )
    crate.root_dataset["mentions"] = action


def _parameter(crate, identifier, file):
    parameter = crate.add_formal_parameter(file["name"], "File", identifier=identifier, valueRequired=True)
    file["exampleOfWork"] = parameter
    return parameter


def _single(values):
    # RO-Crate would have a list of one be that one.
    return values[0] if len(values) == 1 else values


def _context(crate, identifier, kind, /, **properties):
    return crate.add(ContextEntity(crate, identifier, properties={"@type": kind, **properties}))
