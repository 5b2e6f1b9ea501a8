"""An archive: what it holds, that it is the same each time, and what of it is told apart after a change."""

import hashlib
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("rocrate", reason="rocrate is not installed (extra archive): no archive is made")
pytest.importorskip("securesystemslib", reason="securesystemslib is not installed (extra archive)")

MADE = {
    ".zenodo.json",
    "LICENSES/OFL-1.1.txt",
    "checksums.sha256",
    "ro-crate-metadata.json",
    "statement.intoto.json",
}
SOURCES = {"CITATION.cff", "LICENSE", "data/summary.csv", "report.md.j2", "requirements.lock", "shilu.toml"}
RESULTS = {f"results/report/{name}" for name in ("report.md", "report.pdf", "values.json")}


def unpacked(file, folder):
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder / file.stem


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def statement(folder):
    return json.loads((folder / "statement.intoto.json").read_text(encoding="utf-8"))


def git(*arguments):
    named = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *named, *arguments], check=True, capture_output=True)


def test_it_holds_sources_results_and_what_is_said_of_them_and_no_rubbish(project, shilu, tmp_path):
    for rubbish in (
        ".venv/pyvenv.cfg",
        ".snakemake/x",
        "__pycache__/x.pyc",
        "results/logs/x",
        "dist/old",
        ".env",
    ):
        (project / rubbish).parent.mkdir(exist_ok=True)
        (project / rubbish).write_text("x")
    code, out, err = shilu("archive", "a.zip")
    assert (code, err) == (0, "")
    assert "a.zip: 14 files" in out
    assert names(unpacked(project / "a.zip", tmp_path / "there")) == MADE | SOURCES | RESULTS


def test_a_record_of_how_results_were_made_travels_and_a_build_of_its_own_does_not(project, shilu, tmp_path):
    for name in ("results/.made/job.json", "results/quick/report/values.json", "results/quick/x.csv"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("{}")
    shilu("archive", "a.zip")
    there = names(unpacked(project / "a.zip", tmp_path / "there"))
    assert "results/.made/job.json" in there
    assert not [name for name in there if "quick" in name]


def test_under_version_control_it_holds_what_is_tracked_and_says_what_is_not(project, shilu, tmp_path):
    (project / ".gitignore").write_text("/results/\n/dist/\n")
    (project / ".ci").mkdir()
    (project / ".ci/run").write_text("true\n")
    (project / ".ci/run").chmod(0o755)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "x")
    (project / "new.py").write_text("")
    code, _, err = shilu("archive")
    assert code == 0
    assert (
        err == "warning: new.py: not under version control, so not in the archive; `git add` what belongs\n"
    )
    folder = unpacked(project / "dist/報 告.zip", tmp_path / "there")
    assert names(folder) == MADE | SOURCES | RESULTS | {".gitignore", ".ci/run"}
    (commit,) = (one for one in depends(folder) if one.get("name") == "commit")
    said = subprocess.run(["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout
    assert commit["digest"] == {"gitCommit": said.strip()}


def depends(folder):
    return statement(folder)["predicate"]["buildDefinition"]["resolvedDependencies"]


def test_the_same_content_gives_the_same_bytes(project, shilu, tmp_path):
    assert shilu("archive", tmp_path / "1/a.zip")[0] == 0
    for path in project.rglob("*"):
        os.utime(path, (1e9, 1e9))
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert shilu("archive", tmp_path / "2/a.zip")[0] == 0
    assert (tmp_path / "1/a.zip").read_bytes() == (tmp_path / "2/a.zip").read_bytes()


def test_an_unpacked_archive_gives_the_same_archive(project, shilu, tmp_path, monkeypatch):
    shilu("archive", tmp_path / "1/a.zip")
    monkeypatch.chdir(unpacked(tmp_path / "1/a.zip", tmp_path / "there"))
    assert shilu("archive", tmp_path / "2/a.zip")[0] == 0
    assert (tmp_path / "1/a.zip").read_bytes() == (tmp_path / "2/a.zip").read_bytes()


def test_the_time_is_that_of_the_environment(project, shilu, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    shilu("archive", "a.zip")
    with zipfile.ZipFile("a.zip") as archive:
        assert {one.date_time for one in archive.infolist()} == {(2001, 9, 9, 1, 46, 40)}
        assert {one.external_attr >> 16 for one in archive.infolist()} == {stat.S_IFREG | 0o644}
        assert [one.filename for one in archive.infolist()] == sorted(archive.namelist())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    code, _, err = shilu("archive", "a.zip")
    assert (code, err) == (
        2,
        "error: SOURCE_DATE_EPOCH: 'now' is no number of seconds; correct or unset it\n",
    )


def test_the_checksums_are_those_of_the_files(project, shilu, tmp_path):
    assert shilu("archive", tmp_path / "folder")[0] == 0
    lines = (tmp_path / "folder/checksums.sha256").read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((tmp_path / "folder" / name).read_bytes()).hexdigest() == digest
    assert len(lines) == 12


def test_the_statement_names_results_as_subjects_and_sources_as_what_they_depend_on(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    said = statement(tmp_path / "folder")
    assert said["_type"] == "https://in-toto.io/Statement/v1"
    assert said["predicateType"] == "https://slsa.dev/provenance/v1"
    assert {one["name"] for one in said["subject"]} == (MADE - {"statement.intoto.json"}) | RESULTS
    found = depends(tmp_path / "folder")
    assert {one["name"] for one in found if "name" in one} == SOURCES
    assert [one for one in found if one.get("uri", "").startswith("pkg:pypi/typst@")]
    for one in (*said["subject"], *(one for one in found if "name" in one)):
        digest = hashlib.sha256((tmp_path / "folder" / one["name"]).read_bytes()).hexdigest()
        assert one["digest"] == {"sha256": digest}
    asked = said["predicate"]["buildDefinition"]["externalParameters"]
    assert asked["command"] == "shilu build"
    assert asked["reports"] == ["results/report/report.pdf"]


def test_nothing_in_it_names_the_machine_or_a_place_on_it(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    words = {str(tmp_path), str(Path.home()), str(Path(sys.prefix)), os.uname().nodename}
    for name in MADE | {"results/report/values.json", "results/report/report.md"}:
        text = (tmp_path / "folder" / name).read_text(encoding="utf-8")
        assert not [word for word in words if len(word) > 2 and word in text], name


def test_zenodo_is_told_what_the_citation_says(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    assert json.loads((tmp_path / "folder/.zenodo.json").read_text(encoding="utf-8")) == {
        "title": 'Pivots & "lists"',
        "description": "<p>Comparisons &lt; swaps.</p>",
        "creators": [
            {"name": "Chen, Ada", "affiliation": "Some Place", "orcid": "0000-0002-1825-0097"},
            {"name": "A Group"},
        ],
        "upload_type": "software",
        "access_right": "open",
        "keywords": ["sorting"],
        "version": "1.0",
        "license": "mit",
        "publication_date": "2026-11-25",
    }


def test_metadata_for_zenodo_of_the_authors_own_stay_and_are_checked(project, shilu, tmp_path):
    (project / ".zenodo.json").write_text(
        '{"title": "x", "upload_type": "dataset", "creators": [{"name": "y"}]}'
    )
    assert shilu("archive", tmp_path / "folder")[0] == 0
    assert json.loads((tmp_path / "folder/.zenodo.json").read_text())["upload_type"] == "dataset"
    (project / ".zenodo.json").write_text('{"title": "x", "upload_type": "dataset", "creators": []}')
    code, _, err = shilu("archive", tmp_path / "other")
    assert code == 2
    assert err.startswith("error: .zenodo.json: creators: ")


def test_a_citation_that_is_wrong_is_named_and_one_that_is_missing_warned_of(project, shilu):
    (project / "CITATION.cff").write_text(
        "cff-version: 1.2.0\nmessage: x\ntitle: y\nauthors: [{affiliation: z}]\n"
    )
    code, _, err = shilu("archive", "a.zip")
    assert code == 2
    assert err.startswith("error: CITATION.cff: authors.0: ")
    (project / "CITATION.cff").unlink()
    (project / "LICENSE").unlink()
    code, _, err = shilu("archive", "a.zip")
    assert code == 0
    assert [line.split(":")[1] for line in err.splitlines()] == [" CITATION.cff", " LICENSE"]


@pytest.mark.parametrize("output", ["a.zip", "folder"])
def test_what_is_whole_is_told_so_and_a_changed_file_by_its_bytes_alone(project, shilu, tmp_path, output):
    shilu("archive", tmp_path / output)
    whole = "signature: none\nbytes: 13 of 13 files are as stated\nnumbers: results/report/report.pdf: 1/1 match\n"
    assert shilu("check", tmp_path / output) == (0, whole, "")
    folder = tmp_path / "folder" if output == "folder" else unpacked(tmp_path / output, tmp_path / "there")
    (folder / "LICENSE").write_text("yours\n")
    (folder / "requirements.lock").unlink()
    code, out, _ = shilu("check", folder)
    assert code == 1
    assert out.splitlines()[1] == (
        "bytes: 11 of 13 files are as stated; LICENSE: differs from what is stated, and 1 more"
    )
    assert out.splitlines()[2] == "numbers: results/report/report.pdf: 1/1 match"


def test_a_changed_cell_is_told_by_bytes_and_by_numbers(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    (tmp_path / "folder/data/summary.csv").write_text("list,median\na,9\nb,8\n")
    code, out, _ = shilu("check", tmp_path / "folder")
    assert code == 1
    assert out.splitlines()[1].startswith("bytes: 12 of 13 files are as stated; data/summary.csv: differs")
    assert out.splitlines()[2] == "summary/a/median: 7 is bound, and data/summary.csv [list=a] median has 9"


def test_what_was_restated_after_a_change_is_told_by_numbers_and_by_the_signature(
    project, shilu, tmp_path, keys
):
    shilu("archive", tmp_path / "folder", "--key", keys / "own")
    table = tmp_path / "folder/data/summary.csv"
    before = hashlib.sha256(table.read_bytes()).hexdigest()
    table.write_text("list,median\na,9\nb,8\n")
    file = tmp_path / "folder/statement.intoto.json"
    file.write_text(
        file.read_text("utf-8").replace(before, hashlib.sha256(table.read_bytes()).hexdigest()), "utf-8"
    )
    code, out, _ = shilu("check", tmp_path / "folder", "--public-key", keys / "own.pub")
    assert code == 1
    lines = out.splitlines()
    assert lines[0] == "signature: invalid: the envelope holds another statement than the archive"
    assert lines[1] == "bytes: 13 of 13 files are as stated"
    assert "has 9" in lines[2]


def test_a_file_that_was_added_is_a_finding_in_a_zip_and_a_warning_in_a_folder(project, shilu, tmp_path):
    shilu("archive", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("a/src/evil.py", "")
    code, out, _ = shilu("check", tmp_path / "a.zip")
    assert code == 1
    assert "bytes: 13 of 13 files are as stated; src/evil.py: nothing is stated of it" in out
    code, _, err = shilu("check", unpacked(tmp_path / "a.zip", tmp_path / "there"))
    assert (code, err) == (0, "warning: src/evil.py: nothing is stated of it\n")


def test_a_statement_that_is_none_leaves_nothing_true(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    (tmp_path / "folder/statement.intoto.json").write_text("{}")
    code, out, _ = shilu("check", tmp_path / "folder")
    assert code == 1
    assert "bytes: not compared: statement.intoto.json: no statement of an archive" in out


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a\\..\\b", "a//b", ""])
def test_a_statement_cannot_lead_out_of_the_archive(project, shilu, tmp_path, name):
    shilu("archive", tmp_path / "folder")
    said = statement(tmp_path / "folder")
    said["subject"][0]["name"] = name
    (tmp_path / "folder/statement.intoto.json").write_text(json.dumps(said))
    code, out, _ = shilu("check", tmp_path / "folder")
    assert code == 1
    assert "which is no path within an archive" in out


def test_a_link_in_a_folder_stands_for_no_file(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    (tmp_path / "licence").write_bytes((tmp_path / "folder/LICENSE").read_bytes())
    (tmp_path / "folder/LICENSE").unlink()
    (tmp_path / "folder/LICENSE").symlink_to(tmp_path / "licence")
    assert "LICENSE: is stated and not here" in shilu("check", tmp_path / "folder")[1]


def test_it_is_not_made_without_a_report_or_a_project(project, shilu, tmp_path, monkeypatch):
    (project / "results/report/report.pdf").unlink()
    code, _, err = shilu("archive", "a.zip")
    assert code == 2
    assert err == (
        "error: results/report/report.pdf: is not here, so there is nothing to archive; build the report first\n"
    )
    monkeypatch.chdir(tmp_path)
    assert shilu("archive")[0] == 2
    assert not (project / "a.zip").exists()


def test_nothing_is_written_over_that_is_no_archive(project, shilu, tmp_path):
    (project / "notes.zip").write_text("mine")
    assert shilu("archive", "notes.zip")[0] == 2
    assert shilu("archive", "data")[2] == (
        "error: data: is there already; name a new or an empty folder, or a file ending in .zip\n"
    )
    assert (project / "notes.zip").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named_and_left_as_it_was(project, shilu, tmp_path):
    (tmp_path / "shut").mkdir(mode=0o555)
    for name in ("a.zip", "folder"):
        code, _, err = shilu("archive", tmp_path / "shut" / name)
        assert code == 2
        assert "no permission" in err
    assert not list((tmp_path / "shut").iterdir())


def test_what_lies_outside_of_the_project_is_named(project, shilu, tmp_path):
    (tmp_path / "far.csv").write_text("list,median\na,7\n")
    (project / "shilu.toml").write_text(
        '[report]\ntemplate = "report.md.j2"\ntables = ["data", "../far.csv"]\n'
    )
    code, _, err = shilu("archive", "a.zip")
    assert code == 2
    assert err.startswith("error: ../far.csv: lies outside of 報 告")


def test_private_keys_and_links_that_lead_out_stay_at_home(project, shilu, tmp_path, keys):
    (project / "key").write_bytes((keys / "own").read_bytes())
    (project / "far").symlink_to(keys / "own.pub")
    code, _, err = shilu("archive", tmp_path / "folder", "--key", "key")
    assert code == 0
    assert err.splitlines() == [
        "warning: far: is a link that leads out of the project; it is left out",
        "warning: key: is a private key; it is left out",
    ]
    assert not {"key", "far"} & names(tmp_path / "folder")


def test_without_the_extra_the_one_line_says_how_to_get_it(project, shilu, monkeypatch):
    monkeypatch.setitem(sys.modules, "rocrate.rocrate", None)
    for name in [name for name in sys.modules if name == "shilu.archive.crate"]:
        monkeypatch.delitem(sys.modules, name)
    import shilu.archive as room

    monkeypatch.delattr(room, "crate", raising=False)
    code, _, err = shilu("archive", "a.zip")
    assert code == 2
    assert err == (
        "error: this needs rocrate.rocrate; install it with `pip install rocrate securesystemslib cryptography` "
        "(shilu's extra archive)\n"
    )


def test_a_signature_that_should_be_there_and_is_not_is_a_finding(project, shilu, tmp_path, keys):
    shilu("archive", tmp_path / "a.zip", "--key", keys / "own")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "there")
    code, out, _ = shilu("check", folder, "--public-key", keys / "own.pub")
    assert code == 0
    assert out.startswith("signature: valid, by key ")
    assert shilu("check", folder, "--public-key", keys / "locked.pub")[0] == 1
    (folder / "statement.dsse.json").unlink()
    assert shilu("check", folder)[0] == 0
    code, out, _ = shilu("check", folder, "--public-key", keys / "own.pub")
    assert code == 1
    assert out.startswith(f"signature: none, and {keys / 'own.pub'} should have signed it\n")


def test_a_report_whose_values_are_from_elsewhere_makes_nothing_read_there(project, shilu, tmp_path):
    shilu("archive", tmp_path / "folder")
    said = statement(tmp_path / "folder")
    definition = said["predicate"]["buildDefinition"]
    definition["resolvedDependencies"] = [
        one for one in definition["resolvedDependencies"] if one.get("name") != "data/summary.csv"
    ]
    (tmp_path / "folder/statement.intoto.json").write_text(json.dumps(said))
    code, out, _ = shilu("check", tmp_path / "folder")
    assert code == 1
    assert "has values from data/summary.csv, of which nothing is stated" in out


def test_a_file_that_changes_while_it_is_archived_leaves_no_archive(project):
    from shilu.archive import bundle
    from shilu.errors import UserError

    entries = [bundle.entry("LICENSE", project / "LICENSE", "source")]
    (project / "LICENSE").write_text("yours\n")
    for write, output in ((bundle.write_zip, "a.zip"), (bundle.write_folder, "folder")):
        with pytest.raises(UserError, match="has changed while it was archived"):
            write(project / output, entries, 0)
        assert not [path.name for path in project.iterdir() if output in path.name]


SNAKEFILE = """\
rule report:
    input: "data/summary.csv", "kept.pdf"
    output: "results/report/report.pdf"
    shell: "cp kept.pdf {output}"
"""


@pytest.mark.slow
def test_what_snakemake_made_has_its_own_report_where_its_record_is_here(project, shilu, tmp_path):
    (project / "Snakefile").write_text(SNAKEFILE)
    (project / "kept.pdf").write_bytes((project / "results/report/report.pdf").read_bytes())
    (project / "results/.steps.json").unlink()
    assert shilu("archive", tmp_path / "before")[2] == (
        "warning: snakemake-report.html is left out: Snakemake's record of its jobs is not here "
        "(.snakemake/metadata)\n"
    )
    subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "1", "--force"], check=True, capture_output=True
    )
    assert shilu("archive", tmp_path / "folder")[::2] == (0, "")
    html = (tmp_path / "folder/snakemake-report.html").read_text(encoding="utf-8")
    assert "kept.pdf" in html
    assert str(tmp_path) not in html
    crate = json.loads((tmp_path / "folder/ro-crate-metadata.json").read_text(encoding="utf-8"))
    (main,) = (one for one in crate["@graph"] if one["@id"] == "Snakefile")
    assert main["programmingLanguage"]["@id"].endswith("#snakemake")
    assert shilu("check", tmp_path / "folder")[0] == 0


def test_an_unpacked_archive_still_says_what_made_it(project, shilu, tmp_path, monkeypatch):
    shilu("archive", tmp_path / "a.zip", "--made-by", "make report")
    monkeypatch.chdir(unpacked(tmp_path / "a.zip", tmp_path / "there"))
    shilu("archive", tmp_path / "folder")
    definition = statement(tmp_path / "folder")["predicate"]["buildDefinition"]
    assert definition["externalParameters"]["command"] == "make report"
    code, _, err = shilu("archive", tmp_path / "b.zip", "--made-by", "make 'report")
    assert code == 2
    assert err.startswith("error: --made-by: ")


def test_another_build_is_archived_alone(project, shilu, tmp_path):
    other = project / "results/quick/report"
    other.mkdir(parents=True)
    for path in (project / "results/report").iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    assert shilu("archive", tmp_path / "folder", "--results", "results/quick")[0] == 0
    there = {name for name in names(tmp_path / "folder") if name.startswith("results/")}
    assert there == {f"results/quick/report/{name}" for name in ("report.md", "report.pdf", "values.json")}
    assert "numbers: results/quick/report/report.pdf: 1/1 match" in shilu("check", tmp_path / "folder")[1]
