"""`shilu new`: a report to start from, in each language, that builds as it is."""

import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from shilu import cli
from shilu.scaffold import project

#: Words of the document that only its language has.
SAID = {"zh-TW": ("圖1", "出處"), "ja": ("図1", "出典"), "ko": ("그림1", "출처"), "en": ("Figure1", "Source")}
MADE = ("claims.json", "report/report.md", "report/values.json", "report/report.pdf")


def shilu(*arguments, cwd):
    command = [sys.executable, "-m", "shilu", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("lang", project.LANGUAGES)
def test_in_an_empty_folder_two_commands_make_a_pdf_that_check_confirms(tmp_path, lang):
    assert shilu("new", "我的 報告", "--lang", lang, cwd=tmp_path).returncode == 0
    folder = tmp_path / "我的 報告"
    built = shilu("build", "--strict", cwd=folder)
    assert (built.returncode, built.stderr) == (0, "")
    assert shilu("lint", cwd=folder).stdout == ""
    assert shilu("check", cwd=folder).returncode == 0
    reader = pypdf.PdfReader(folder / "results/report/report.pdf")
    shown = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert all(word in shown for word in SAID[lang])
    assert reader.trailer["/Root"]["/Lang"] == lang
    assert "我的 報告" in (folder / "README.md").read_text()


@pytest.mark.slow
def test_its_snakefile_gives_the_same_bytes_as_build(tmp_path):
    results = []
    for name, command in {
        "one": ["-m", "shilu", "build"],
        "other": ["-m", "snakemake", "--cores", "2", "--quiet", "all"],
    }.items():
        list(project.write(tmp_path / name, "zh-TW"))
        bin_folder = f"PATH={Path(sys.executable).parent}:/usr/bin:/bin"
        subprocess.run(["env", bin_folder, sys.executable, *command], cwd=tmp_path / name, check=True)
        results.append([(tmp_path / name / "results" / file).read_bytes() for file in MADE])
    assert results[0] == results[1]


@pytest.mark.parametrize("lang", project.LANGUAGES)
def test_the_script_that_it_writes_keeps_the_rules_of_ruff(tmp_path, lang):
    list(project.write(tmp_path / "r", lang))
    for check in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *check, "--isolated", "experiment.py"]
        result = subprocess.run(command, cwd=tmp_path / "r", capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "thesis.md").write_text("years of work")
    with pytest.raises(SystemExit) as end:
        cli.main(["new", str(tmp_path / "r")])
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path / 'r'}: is there already")
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["thesis.md"]


def test_a_language_that_is_not_there_is_refused_with_those_that_are(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["new", str(tmp_path / "r"), "--lang", "tlh"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert all(lang in said for lang in project.LANGUAGES)
    assert not (tmp_path / "r").exists()
