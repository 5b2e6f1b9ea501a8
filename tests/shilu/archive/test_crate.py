"""The RO-Crate: what its JSON-LD says, and what roc-validator says of it."""

import json
import subprocess

import pytest

pytest.importorskip("rocrate", reason="rocrate is not installed (extra archive): no crate is made")


@pytest.fixture
def crate(project, shilu, tmp_path):
    """Return the entities of an archive's crate by their ids."""
    assert shilu("archive", tmp_path / "folder")[0] == 0
    text = (tmp_path / "folder/ro-crate-metadata.json").read_text(encoding="utf-8")
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


def test_the_root_says_what_the_citation_says_and_which_profiles_it_follows(crate):
    root = crate["./"]
    assert root["name"] == 'Pivots & "lists"'
    assert root["datePublished"] == "2026-11-25"
    assert root["license"] == {"@id": "https://spdx.org/licenses/MIT"}
    assert root["author"] == [{"@id": "https://orcid.org/0000-0002-1825-0097"}, {"@id": "#author-2"}]
    assert crate["https://orcid.org/0000-0002-1825-0097"]["name"] == "Ada Chen"
    assert {"@id": "https://w3id.org/ro/wfrun/workflow/0.5"} in root["conformsTo"]
    assert crate["ro-crate-metadata.json"]["about"] == {"@id": "./"}


def test_every_file_is_a_part_with_its_hash(crate, tmp_path):
    import hashlib
    from urllib.parse import unquote

    parts = {unquote(part["@id"]) for part in crate["./"]["hasPart"]}
    folder = tmp_path / "folder"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert parts == there - {"ro-crate-metadata.json"}
    pdf = crate["results/report/report.pdf"]
    assert pdf["sha256"] == hashlib.sha256((folder / "results/report/report.pdf").read_bytes()).hexdigest()
    assert pdf["encodingFormat"] == "application/pdf"


def test_the_run_leads_from_what_was_read_to_what_was_made(crate):
    action = crate["#run"]
    assert crate["./"]["mentions"] == {"@id": "#run"}
    assert crate["./"]["mainEntity"] == action["instrument"] == {"@id": "shilu.toml"}
    assert "ComputationalWorkflow" in crate["shilu.toml"]["@type"]
    assert {"@id": "data/summary.csv"} in action["object"]
    assert {"@id": "results/report/report.pdf"} in action["result"]
    output = crate[crate["shilu.toml"]["output"]["@id"]]
    assert crate["results/report/report.pdf"]["exampleOfWork"] == {"@id": output["@id"]}


def test_every_term_is_one_of_the_contexts_since_others_say_nothing(crate, root):
    contexts = json.loads((root / "tests/shilu/archive/contexts.json").read_text())
    known = {term for context in contexts.values() for term in context["@context"]}
    used = set()
    for entity in crate.values():
        kinds = entity["@type"]
        used |= {key for key in entity if not key.startswith("@")}
        used |= {kinds} if isinstance(kinds, str) else set(kinds)
    assert used <= known


@pytest.mark.system
@pytest.mark.parametrize("cited", [True, False])
def test_the_validator_finds_nothing(project, shilu, tmp_path, root, cited):
    python = root / ".venv-validator/bin/python"
    if not python.exists():
        pytest.skip("roc-validator is not installed (make archive-check): no crate is validated")
    if not cited:
        (project / "CITATION.cff").unlink()
    shilu("archive", tmp_path / "folder")
    command = [python, root / "tests/shilu/archive/validate.py", tmp_path / "folder"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout == "workflow-run-crate-0.5 REQUIRED: 57 checks, passed\n", result.stderr
