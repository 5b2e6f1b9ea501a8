"""`shilu new`: a report to start from, in each language, that builds as it is."""

import csv
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pypdf
import pytest
from scipy import stats

from shilu import cli
from shilu.scaffold import project

#: Words of the document that only its language has.
SAID = {"zh-TW": ("圖1", "出處"), "ja": ("図1", "出典"), "ko": ("그림1", "출처"), "en": ("Figure1", "Source")}
MADE = (
    "runs.csv",
    "summary.csv",
    "summary.schema.json",
    "comparisons.svg",
    "claims.json",
    "report/report.md",
    "report/values.json",
    "report/report.pdf",
)


def shilu(*arguments, cwd):
    command = [sys.executable, "-m", "shilu", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module", params=project.LANGUAGES)
def made(request, tmp_path_factory):
    """Return a language, and the folder that `shilu new` and `shilu build` made of it."""
    place = tmp_path_factory.mktemp("empty")
    new = shilu("new", "我的 報告", "--lang", request.param, cwd=place)
    assert new.stdout.splitlines()[-1] == "next: cd '我的 報告' && shilu build"
    built = shilu("build", "--strict", cwd=place / "我的 報告")
    assert (built.returncode, built.stderr) == (0, "")
    return request.param, place / "我的 報告"


def test_in_an_empty_folder_two_commands_make_a_pdf_that_check_confirms(made):
    lang, folder = made
    assert shilu("lint", cwd=folder).stdout == ""
    assert shilu("check", cwd=folder).returncode == 0
    reader = pypdf.PdfReader(folder / "results/report/report.pdf")
    shown = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert all(word in shown for word in SAID[lang])
    assert reader.trailer["/Root"]["/Lang"] == lang
    assert "我的 報告" in (folder / "README.md").read_text()


def test_its_readme_names_every_file_that_it_wrote(made):
    _, folder = made
    written = {path.name for path in folder.iterdir()} - {"README.md", ".gitignore", "results"}
    assert not [name for name in written if f"`{name}`" not in (folder / "README.md").read_text()]


def test_its_intervals_are_those_of_scipy(made):
    _, folder = made
    with (folder / "results/runs.csv").open() as file:
        runs = list(csv.DictReader(file))
    with (folder / "results/summary.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    for row in rows:
        group = [run for run in runs if (run["order"], run["pivot"]) == (row["order"], row["pivot"])]
        counts = [int(run["comparisons"]) for run in group]
        mean, error = sum(counts) / len(counts), stats.sem(counts)
        low, high = stats.t.interval(float(row["confidence"]), len(counts) - 1, mean, error)
        assert float(row["comparisons"]) == pytest.approx(mean, abs=0.006)
        assert float(row["half_width"]) == pytest.approx((high - low) / 2, abs=0.006)


def test_its_experiment_counts_the_comparisons_of_quicksort(made):
    # By hand: of a sorted list the first element is always the smallest, which leaves n - 1, n - 2, … others.
    _, folder = made
    comparisons = runpy.run_path(str(folder / "experiment.py"), run_name="experiment")["comparisons"]
    assert comparisons(list(range(500)), "first") == 500 * 499 / 2
    assert comparisons([2, 1, 3], "first") == 2
    assert comparisons([2, 1, 3], "median") == 3
    assert comparisons([1], "median") == 0


def test_its_numbers_lead_to_the_repetitions(made):
    _, folder = made
    said = shilu("why", "summary.nearly.median.comparisons", cwd=folder).stdout
    assert "results/runs.csv lines 62-81 (20 rows, seed 0-19)" in said
    assert "CHANGED" not in said


def test_every_language_has_the_same_words_and_files():
    words = [
        tomllib.loads((project.TEMPLATES / lang / "words.toml").read_text()) for lang in project.LANGUAGES
    ]
    assert all(entry.keys() == words[0].keys() for entry in words)
    files = [{path.name for path in (project.TEMPLATES / lang).iterdir()} for lang in project.LANGUAGES]
    assert all(entry == files[0] for entry in files)


def test_the_empty_folder_that_one_is_in_is_filled(tmp_path, monkeypatch, capsys):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    cli.main(["new", "."])
    assert capsys.readouterr().out.splitlines()[-1] == "next: shilu build"
    assert (tmp_path / "mine/README.md").read_text().startswith("# mine\n")


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
    said = capsys.readouterr().err.splitlines()[-1]
    assert "invalid choice: 'tlh'" in said
    assert all(re.search(rf"\b{lang}\b", said.partition("choose from")[2]) for lang in project.LANGUAGES)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("lang", project.LANGUAGES)
def test_each_word_of_a_language_stands_in_what_is_written(tmp_path, lang):
    words = tomllib.loads((project.TEMPLATES / lang / project.WORDS).read_text(encoding="utf-8"))
    written = "".join(path.read_text(encoding="utf-8") for path in project.write(tmp_path / "r", lang))
    assert not [word for word in words.values() if word not in written]
    assert "<built-in" not in written
