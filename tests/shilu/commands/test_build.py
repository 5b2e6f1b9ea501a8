"""`shilu build`: what is redone, what is said, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from shilu import cli

FROM_FILL, FROM_CLAIMS = "fill lint render check", "claims fill lint render check"
EVERYTHING = f"experiment {FROM_CLAIMS}"


def append(name, text="\n"):
    def change(folder):
        with open(folder / name, "a", encoding="utf-8") as file:
            file.write(text)

    return change


def remove(name):
    return lambda folder: (folder / name).unlink()


def replace(name, old, new):
    def change(folder):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def line_of(project, text):
    lines = (project.folder / "report.md.j2").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def nothing(_):
    pass


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        pytest.param(nothing, "", id="nothing"),
        pytest.param(replace("report.md.j2", "# 問題", "# 提問"), FROM_FILL, id="the prose"),
        pytest.param(replace("claims.yaml", "margin: 250", "margin: 260"), FROM_CLAIMS, id="a claim"),
        pytest.param(replace("claims.yaml", "# 正文的主張。", "#"), "claims lint", id="a comment on claims"),
        pytest.param(
            replace("experiment.py", "import csv", "import csv  #"), "experiment", id="the experiment"
        ),
        pytest.param(replace("experiment.py", "20, 500", "21, 500"), EVERYTHING, id="its repetitions"),
        pytest.param(append("helper.py", "\n# a comment\n"), "experiment fill", id="below an excerpt"),
        pytest.param(
            replace("helper.py", "2 * x", "x * 2"), "experiment fill lint render check", id="an excerpt"
        ),
        pytest.param(replace("own.csv", "7", "8"), FROM_FILL, id="a table of one's own"),
        pytest.param(append("measured.csv", "8\n"), "experiment", id="data that the experiment reads"),
        pytest.param(append("own.svg"), "lint render", id="the bytes of a picture"),
        pytest.param(
            replace("own.svg", "/>", "><rect width='9' height='9'/></svg>"),
            "lint render check",
            id="a picture",
        ),
        pytest.param(
            replace("references.yaml", "Quicksort", "Quick sort"), "render check", id="the bibliography"
        ),
        pytest.param(replace("theme/report.typ", "luma(110)", "luma(90)"), "render check", id="the theme"),
        pytest.param(
            replace("shilu.toml", "[claims]", "[claims]\nlevel = 0.04"), FROM_CLAIMS, id="the level"
        ),
        pytest.param(
            replace("shilu.toml", "[claims]", "[claims]\nlooks = 2"), FROM_CLAIMS, id="the number of looks"
        ),
        pytest.param(
            append("shilu.toml", "\n[[lint.literals]]\npattern = 'x'\nreason = 'y'\n"), "lint", id="a literal"
        ),
        pytest.param(replace("shilu.toml", '"zh-TW"', '"ja"'), "fill render", id="the default language"),
        pytest.param(remove("results/summary.csv"), "experiment", id="a table removed"),
        pytest.param(append("results/runs.csv", "shuffled,first,99,1\n"), "experiment", id="runs edited"),
        pytest.param(remove("results/comparisons.svg"), "experiment", id="a figure removed"),
        pytest.param(remove("results/claims.json"), "claims", id="the ledger removed"),
        pytest.param(append("results/report/report.md", "42"), "fill", id="the filled text edited"),
        pytest.param(append("results/report/values.json"), "fill", id="the values edited"),
        pytest.param(remove("results/report/report.pdf"), "render", id="the PDF removed"),
        pytest.param(append("results/notes.txt", "mine"), "", id="a note beside the results"),
        pytest.param(remove("results/.steps.json"), EVERYTHING, id="the record removed"),
        pytest.param(append("results/.steps.json", "}"), EVERYTHING, id="the record damaged"),
    ],
)
def test_an_edit_redoes_what_depends_on_it_and_nothing_else(project, change, redone):
    change(project.folder)
    assert project.redone() == redone
    assert project.redone() == ""


def test_a_schema_that_was_deleted_is_made_again(project):
    (project.folder / "results/summary.schema.json").unlink()
    assert project.redone() == "experiment"


@pytest.mark.parametrize("record", ['{"claims": {"files": []}}', "\0"])
def test_a_record_of_another_form_is_none(project, record):
    (project.folder / "results/.steps.json").write_text(record)
    assert project.redone() == EVERYTHING


def test_a_build_of_nothing_loads_no_library_that_makes_something(project):
    check = "import sys; from shilu import cli\ntry: cli.main(['build'])\nexcept SystemExit as end: print(int(end.code))\n"
    check += (
        "print(sorted({'scipy', 'numpy', 'typst', 'jinja2', 'pypdf', 'matplotlib'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-2:] == ["0", "[]"]


def test_from_a_folder_below_the_same_bytes_are_built(project, monkeypatch):
    made = [project.folder / "results" / name for name in ("claims.json", "report/report.pdf")]
    before = [path.read_bytes() for path in made]
    (project.folder / "notes").mkdir()
    monkeypatch.chdir(project.folder / "notes")
    assert project.build() == 0
    assert project.out.splitlines()[0] == f"in {project.folder}"
    assert project.out.count("(unchanged)") == 6
    (project.folder / "results/.steps.json").unlink()
    assert project.build() == 0
    assert [path.read_bytes() for path in made] == before


def test_claims_tested_from_a_folder_below_name_their_data_as_the_project_does(project, monkeypatch):
    (project.folder / "notes").mkdir()
    monkeypatch.chdir(project.folder / "notes")
    before = json.loads((project.folder / "results/claims.json").read_text())["claims"]
    cli.main(["claims", "--output", "../results/claims.json"])
    after = json.loads((project.folder / "results/claims.json").read_text())["claims"]
    assert [claim["data"] for claim in after] == [claim["data"] for claim in before]


def test_a_project_is_named_from_anywhere(project, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert project.build("--project", "報 告/shilu.toml") == 0
    assert project.out.count("(unchanged)") == 6
    assert project.build("--project", "報 告") == 0


def test_two_templates_are_two_reports(project):
    text = (project.folder / "report.md.j2").read_text(encoding="utf-8")
    (project.folder / "short.md.j2").write_text(text.replace("怎麼挑", "再說一次"), encoding="utf-8")
    project.edit("shilu.toml", '"report.md.j2"', '["report.md.j2", "short.md.j2"]')
    assert project.redone() == f"fill {FROM_FILL}"
    assert (project.folder / "results/short/short.pdf").is_file()
    project.edit("short.md.j2", "再說一次", "只說一次")
    assert project.build() == 0
    assert "(unchanged)" not in next(line for line in project.out.splitlines() if "fill short" in line)
    assert project.out.count("(unchanged)") == 5


def test_check_accept_and_diff_are_about_all_reports_of_a_build(project, capsys):
    note = "---\ntitle: 短\n---\n\n{{ own.a.cell }}\n\n::: {#provenance}\n:::\n"
    (project.folder / "note.md.j2").write_text(note, encoding="utf-8")
    project.edit("report.md.j2", "\n{{ own.a.cell }}\n", "")
    project.edit("shilu.toml", '"report.md.j2"', '["report.md.j2", "note.md.j2"]')
    assert project.build() == 0, project.err
    with pytest.raises(SystemExit) as end:
        cli.main(["check"])
    said = capsys.readouterr().out.splitlines()
    assert end.value.code == 0
    assert [line.split(": ")[0] for line in said] == [
        "results/report/report.pdf",
        "results/note/note.pdf",
    ]
    cli.main(["accept"])
    project.edit("own.csv", "7", "8")
    assert project.build() == 0
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        cli.main(["diff"])
    assert end.value.code == 1
    assert capsys.readouterr().out.startswith("value  own/a/cell: 7 -> 8")
    cli.main(["where", "own.a.cell"])
    assert capsys.readouterr().out.startswith("page 1")


def test_values_of_a_refused_build_are_a_finding_and_are_not_accepted(project, capsys):
    project.edit("own.csv", "7", "8")
    project.edit("report.md.j2", "這樣划算嗎？", "這樣省 560 次。")
    assert project.build() == 1
    said = "results/report/values.json: not what results/report/report.pdf carries (value  own/a/cell: 7 -> 8"
    with pytest.raises(SystemExit) as end:
        cli.main(["check"])
    assert end.value.code == 1
    assert said in capsys.readouterr().out
    with pytest.raises(SystemExit) as end:
        cli.main(["accept"])
    assert end.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {said}")
    assert error.endswith("; build the report again\n")
    assert not (project.folder / "accepted").exists()
    project.edit("report.md.j2", "這樣省 560 次。", "這樣划算嗎？")
    assert project.build() == 0
    with pytest.raises(SystemExit) as end:
        cli.main(["check"])
    assert end.value.code == 0
    cli.main(["accept"])


def test_a_claim_is_told_in_one_of_two_templates_and_not_in_neither(project):
    (project.folder / "note.md.j2").write_text(
        "---\ntitle: 短\n---\n\n{{ own.a.cell }}\n\n::: {#provenance}\n:::\n", encoding="utf-8"
    )
    project.edit("shilu.toml", '"report.md.j2"', '["report.md.j2", "note.md.j2"]')
    assert project.build() == 0, project.err
    project.edit("report.md.j2", '{{ claim("median_saves_comparisons") }}', "")
    assert project.build() == 2
    assert "claim 'median_saves_comparisons' is tested and never told" in project.err


def test_lint_reads_each_template_with_its_own_values(project, capsys):
    (project.folder / "note.md.j2").write_text("---\ntitle: 短\n---\n\n4810 次\n", encoding="utf-8")
    project.edit("shilu.toml", '"report.md.j2"', '["report.md.j2", "note.md.j2"]')
    with pytest.raises(SystemExit) as end:
        cli.main(["lint"])
    assert end.value.code == 1
    said = capsys.readouterr().out
    assert [line.split(":")[0] for line in said.splitlines()] == ["note.md.j2"]


def test_a_typed_number_ends_the_build_and_leaves_the_last_document(project):
    before = (project.folder / "results/report/report.pdf").read_bytes()
    project.edit("report.md.j2", "這樣划算嗎？", "這樣省 560 次。")
    assert project.build() == 1
    line = next(line for line in project.out.splitlines() if "E101" in line)
    assert line.startswith(f"report.md.j2:{line_of(project, '560')}:")
    assert "'560' is typed by hand: bind it" in line
    assert project.out.splitlines()[-1] == "results/report/report.pdf: not made; correct what is typed"
    assert (project.folder / "results/report/report.pdf").read_bytes() == before
    project.edit("report.md.j2", "這樣省 560 次。", "這樣划算嗎？")
    assert project.build() == 0


def test_a_number_in_the_schema_of_a_table_ends_the_build_unless_it_is_declared(project):
    (project.folder / "own.schema.json").write_text('{"fields": [{"name": "cell", "title": "at 95 %"}]}')
    assert project.build() == 1
    assert "own.schema.json:1:43: E102 '95 %' is typed by hand" in project.out
    project.edit("shilu.toml", "[claims]", "[[lint.literals]]\npattern = 'at 95 %'\nreason = 'why'\n[claims]")
    assert project.build() == 0


def test_one_report_with_a_finding_does_not_keep_the_other_back(project):
    text = (project.folder / "report.md.j2").read_text(encoding="utf-8")
    (project.folder / "typed.md.j2").write_text(text.replace("這樣划算嗎？", "省 7 次。"), encoding="utf-8")
    project.edit("shilu.toml", '"report.md.j2"', '["typed.md.j2", "report.md.j2"]')
    (project.folder / "results/report/report.pdf").unlink()
    assert project.build() == 1
    assert (project.folder / "results/report/report.pdf").is_file()
    assert not (project.folder / "results/typed/typed.pdf").exists()


def test_one_report_that_cannot_be_made_does_not_keep_the_other_back(project):
    (project.folder / "wrong.md.j2").write_text("{{ own.a.cel }}", encoding="utf-8")
    project.edit("shilu.toml", '"report.md.j2"', '["wrong.md.j2", "report.md.j2"]')
    (project.folder / "results/report/report.pdf").unlink()
    assert project.build() == 2
    assert project.err.splitlines()[-1].startswith("error: wrong.md.j2:1: ")
    assert (project.folder / "results/report/report.pdf").is_file()


def test_all_reports_that_cannot_be_made_are_told_with_what_is_found_in_others(project):
    text = (project.folder / "report.md.j2").read_text(encoding="utf-8")
    (project.folder / "typed.md.j2").write_text(text.replace("這樣划算嗎？", "省 7 次。"), encoding="utf-8")
    (project.folder / "wrong.md.j2").write_text("{{ own.a.cel }}", encoding="utf-8")
    (project.folder / "far.md.j2").write_text("{{ own.b.cell }}", encoding="utf-8")
    (project.folder / "results/shut/shut.md").mkdir(parents=True)
    (project.folder / "shut.md.j2").write_text("---\ntitle: 短\n---\n\n甲\n", encoding="utf-8")
    names = ", ".join(f'"{name}.md.j2"' for name in ("wrong", "far", "shut", "typed", "report"))
    project.edit("shilu.toml", '"report.md.j2"', f"[{names}]")
    (project.folder / "results/report/report.pdf").unlink()
    assert project.build() == 2
    said = [line for line in project.err.splitlines() if not line.startswith("warning: ")]
    starts = ["error: wrong.md.j2:1: ", "far.md.j2:1: ", "results/shut/shut.md: this is a folder"]
    assert [line.startswith(start) for line, start in zip(said, starts, strict=True)] == [True] * 3, said
    assert "typed.md.j2:" in project.out
    assert (project.folder / "results/report/report.pdf").is_file()


@pytest.mark.parametrize(("name", "said"), [
    ("own.csv", "error: shilu.toml: report.tables: own.csv is not here; make it, or correct the path\n"),
    ("results/runs.csv", "error: shilu.toml: claims.data: results/runs.csv is not here; make it, or correct the path\n"),
])  # fmt: skip
def test_a_table_that_nothing_makes_is_named_with_its_key(project, name, said):
    project.edit("shilu.toml", 'experiment = "experiment.py"', "")
    (project.folder / name).unlink()
    assert project.build() == 2
    assert project.err == said


def test_a_table_that_an_experiment_left_there_once_is_told_at_every_build(project):
    project.edit("shilu.toml", '"own.csv"', '"own.csv", "results/tables"')
    append("experiment.py", '    write_csv("results/tables/more.csv", [{"key": "b", "cell": 1}])\n')(
        project.folder
    )
    (project.folder / "results/tables").mkdir()
    assert project.build() == 0, project.err
    assert project.err == ""
    (project.folder / "results/tables/ghost.csv").write_text("key,cell\na,7\n")
    for _ in range(2):
        assert project.build() == 0
        assert (
            "warning: results/tables/ghost.csv: experiment.py did not write it the last time" in project.err
        )
        assert project.err.count("did not write") == 1


def test_warnings_are_said_with_file_and_line_also_when_nothing_changed(project):
    project.edit("report.md.j2", "這樣划算嗎？", "這三種做法划算嗎？")
    assert project.build() == 0
    said = project.err
    assert said.startswith(f"warning: report.md.j2:{line_of(project, '三種')}:")
    assert "三種" in said
    assert project.build() == 0
    assert project.err == said


def test_a_picture_without_alt_text_is_a_warning_and_with_strict_an_error(project):
    project.edit("report.md.j2", '![圖](own.svg){alt="一張圖"}', "![](own.svg)")
    assert project.build() == 0
    assert "own.svg: no alt text" in project.err
    assert project.build("--strict") == 2
    assert "own.svg: no alt text" in project.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "raise ValueError('no such seed')",
            "error: experiment.py: ended with exit code 1: ValueError: no such seed",
        ),
        ("import matplotlib_of_nobody", "ModuleNotFoundError: No module named 'matplotlib_of_nobody'"),
        (
            "raise ModuleNotFoundError(\"No module named 'scipy'\", name='scipy')",
            "No module named 'scipy'; install it with `pip install numpy scipy` (shilu's extra claims)",
        ),
        (
            "raise ModuleNotFoundError(\"No module named 'matplotlib.figure'\")",
            "No module named 'matplotlib.figure'; install it with `pip install matplotlib` (shilu's extra figures)",
        ),
    ],
)
def test_an_experiment_that_fails_shows_its_own_lines_and_what_to_do(project, line, said):
    project.edit("experiment.py", "import csv", f"{line}\nimport csv")
    result = subprocess.run(
        [sys.executable, "-m", "shilu", "build"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    *traceback, last = result.stderr.splitlines()
    assert 'experiment.py", line' in "\n".join(traceback)
    assert last.startswith("error: experiment.py: ended with exit code 1")
    assert last.endswith(said.removeprefix("error: experiment.py: ended with exit code 1: "))


@pytest.mark.parametrize(
    "line",
    [
        "from parts.steps import (\n    run,\n)",
        "from parts import steps",
        "import parts.steps as steps",
        "it = \"it's\"; data = open('parts/steps.py')",
    ],
)
def test_an_edit_of_what_the_experiment_uses_runs_it_again(project, line):
    (project.folder / "parts").mkdir()
    (project.folder / "parts/__init__.py").write_text("")
    (project.folder / "parts/steps.py").write_text("run = 1\n")
    project.edit("experiment.py", "import helper\n", f"import helper\n{line}\n")
    assert project.redone() == "experiment"
    assert project.redone() == ""
    (project.folder / "parts/steps.py").write_text("run = 2\n")
    assert project.redone() == "experiment"


def test_text_of_an_experiment_that_is_no_path_is_let_be(project):
    project.edit("experiment.py", "import helper\n", f"import helper\nx = {'說' * 400!r}, '\\0', ''\n")
    assert project.redone() == "experiment"
    assert project.redone() == ""


def test_a_file_that_the_experiment_makes_elsewhere_does_not_run_it_twice(project):
    project.edit("experiment.py", "import helper\n", "import helper\nopen('made.txt', 'w').write('1')\n")
    assert project.redone() == "experiment"
    assert project.redone() == ""
    (project.folder / "made.txt").unlink()
    assert project.redone() == "experiment"


def test_an_experiment_that_is_no_python_says_so_itself(project):
    (project.folder / "experiment.py").write_text("def (:\n")
    assert project.build() == 2
    assert "experiment.py: ended with exit code 1: SyntaxError" in project.err


def test_an_experiment_that_does_not_write_its_table_is_said(project):
    (project.folder / "experiment.py").write_text("")
    (project.folder / "results/summary.csv").unlink()
    assert project.build() == 2
    assert project.err == (
        "error: experiment.py: did not write results/summary.csv, which report.tables of shilu.toml names; "
        "write it there, or correct the path\n"
    )


def test_data_of_claims_that_the_experiment_does_not_write_are_named_with_their_key(project):
    project.edit("shilu.toml", 'data = "results/runs.csv"', 'data = "results/run.csv"')
    assert project.build() == 2
    assert "did not write results/run.csv, which claims.data of shilu.toml names" in project.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"report.md.j2"', '"reprot.md.j2"', "shilu.toml: report.template: reprot.md.j2 is no file"),
        ('"claims.yaml"', '"claim.yaml"', "shilu.toml: report.claims: claim.yaml is no file"),
        ('"experiment.py"', '"run.py"', "shilu.toml: report.experiment: run.py is no file"),
        ('data = "results/runs.csv"', "", "shilu.toml: claims.data: missing"),
        ('template = "report.md.j2"', "", "shilu.toml: nothing to build"),
        (
            'lang = "zh-TW"',
            'lang = "klingon"',
            "shilu.toml: report.lang: 'klingon' will not do; expected a language tag such as zh-TW",
        ),
        ('"own.csv"', '"nobody\\u0000.csv"', "shilu.toml: report.tables.1: 'nobody\\x00.csv' will not do"),
    ],
)
def test_a_project_file_at_odds_with_the_folder_is_one_line(project, old, new, said):
    project.edit("shilu.toml", old, new)
    assert project.build() == 2
    assert project.err.startswith(f"error: {said}")
    assert project.err.count("\n") == 1


@pytest.mark.parametrize(
    ("ended", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_interrupted_it_leaves_no_child_and_the_next_build_goes_on(project, ended, code):
    waiting = "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)\n"
    (project.folder / "experiment.py").write_text(waiting)
    build = subprocess.Popen([sys.executable, "-m", "shilu", "build"], stderr=subprocess.PIPE, text=True)
    while not (project.folder / "pid").is_file() or not (project.folder / "pid").read_text():
        assert build.poll() is None
        time.sleep(0.05)
    build.send_signal(ended)
    assert build.wait(30) == code
    assert "Traceback" not in build.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.kill(int((project.folder / "pid").read_text()), 0)
    assert json.loads((project.folder / "results/.steps.json").read_text()).keys() >= {"experiment", "claims"}
    (project.folder / "experiment.py").write_text("")
    assert project.redone() == "experiment"


def test_a_disk_that_refuses_is_one_line(project):
    (project.folder / "results/report/report.md").unlink()
    (project.folder / "results/report/report.md").mkdir()
    assert project.build() == 2
    assert project.err.splitlines()[-1].startswith("error: results/report/report.md: ")


def test_without_a_project_it_says_how_to_start(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        cli.main(["build"])
    assert end.value.code == 2
    assert "`shilu new`" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [
    ["claims", "--output", "report.md.j2"],
    ["claims", "--output", "shilu.toml"],
    ["fill", "--output", "shilu.toml"],
    ["fill", "--values", "claims.yaml"],
    ["fill", "report.md.j2", "--tables", "results/summary.csv", "own.csv", "--output", "experiment.py"],
    ["render", "results/report/report.md", "experiment.py"],
])  # fmt: skip
def test_no_command_writes_over_a_file_of_the_author(project, capsys, arguments):
    before = {path: path.read_bytes() for path in project.folder.iterdir() if path.is_file()}
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "give the output another name" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in project.folder.iterdir() if path.is_file()} == before


def test_a_folder_is_no_document(project, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["render", "."])
    assert end.value.code == 2
    assert capsys.readouterr().err == "error: .: this is a folder; name a Markdown file\n"
