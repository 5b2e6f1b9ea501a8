"""What may be typed by hand: declared in the project file, or marked in the text, each with its reason."""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from shilu import cli
from shilu.lint import findings

BOXES = (re.compile(r"stored in \d+ boxes"), "boxes of the archive")


def texts(text, *literals, name="a.md"):
    found, spared = findings.sift(text, name, literals=literals)
    return [finding.text for finding in found], spared


def test_a_finding_that_a_declared_pattern_covers_is_left_out_and_counted():
    text = "It ran 45 times, stored in 45 boxes.\n\nAnother one, stored in 67 boxes, ran 12 times.\n"
    assert texts(text) == (["45", "45", "67", "12"], Counter())
    assert texts(text, BOXES) == (["45", "12"], Counter({(BOXES[0].pattern, BOXES[1]): 2}))


def test_a_match_that_covers_a_number_in_part_or_stands_in_another_line_leaves_it():
    assert texts("It took 12.5 s.", (re.compile("12"), "a dozen"))[0] == ["12.5"]
    assert texts("It was stored\nin 45 boxes.", (re.compile(r"stored\s+in \d+"), "boxes"))[0] == ["45"]


def test_a_pattern_may_end_at_the_end_of_a_line_of_windows():
    assert texts("Only 7\r\nwere left.\r\n", (re.compile("7$"), "the seventh"))[0] == []


@pytest.mark.parametrize("text", [
    'It has [1200 rows, 3 columns]{.literal reason="as bought"}, and 5 s.',
    'And 5 s.\n\n::: {.literal reason="as bought"}\nIt has 1200 rows.\n\n- 3 columns\n:::\n',
])  # fmt: skip
def test_a_region_with_a_reason_is_left_out_and_counted(text):
    assert texts(text) == (["5"], Counter({("", "as bought"): 2}))


def test_the_reason_is_told_as_it_is_written():
    reason = "三層，最大值 1/4（s(1 − s)）"
    assert texts(f'[四分之一]{{.literal reason="{reason}"}}') == ([], Counter({("", reason): 1}))


@pytest.mark.parametrize(
    "text", ["# The 7 bridges {.literal}\n", "標題\n===\n\n## 3 層的網路 {#sec:a .literal}\n"]
)
def test_a_heading_that_is_marked_as_literal_is_left_out(text):
    assert texts(text)[0] == []
    assert texts(text.replace(".literal", ".other"))[0]


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Return a function that writes the files of a project and lints it: exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, **written):
        for name, content in written.items():
            (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
        with pytest.raises(SystemExit) as end:
            cli.main(["lint", *arguments])
        out, error = capsys.readouterr()
        return end.value.code, out + error

    return run


def project(*literals):
    return '[report]\ntemplate = ["a.md.j2", "b.md.j2"]\n' + "".join(
        f"[[lint.literals]]\npattern = '{pattern}'\nreason = '{reason}'\n" for pattern, reason in literals
    )


def test_the_command_ends_with_a_line_for_each_reason_and_warns_of_a_pattern_without_a_match(run):
    code, said = run(
        shilu__toml=project(("in \\d+ boxes", "boxes"), ("seed \\d+", "seeds")),
        a__md__j2="Kept in 45 boxes and in 67 boxes.\n",
        b__md__j2='Kept in 89 boxes, [7]{.literal reason="a name"}.\n',
    )
    *warnings, one, other = said.splitlines()
    assert code == 0
    assert {one, other} == {
        "literal: 3 of 'boxes' (pattern in \\d+ boxes)",
        "literal: 1 of 'a name' (marked in the text)",
    }
    assert [line.partition(": ")[2].partition(" that")[0] for line in warnings] == [
        "lint.literals.1.pattern: 'seed \\d+' matches no number"
    ]


def test_no_pattern_is_told_to_be_idle_where_files_are_named(run):
    files = {"shilu__toml": project(("seed \\d+", "seeds")), "a__md__j2": "None.\n"}
    assert run("a.md.j2", **files) == (0, "")


@pytest.mark.parametrize(("entry", "said"), [
    ("pattern = 'x('\nreason = 'a'", "lint.literals.0.pattern: 'x(' is no regular expression: missing )"),
    ("pattern = 'x'", "lint.literals.0.reason: missing"),
    ("pattern = 'x'\nreason = ' '", "lint.literals.0.reason: ' ' will not do; expected why no result can change it"),
    ("patern = 'x'\nreason = 'a'", "lint.literals.0.patern: unknown key"),
])  # fmt: skip
def test_a_wrong_declaration_is_named_with_file_and_key(run, entry, said):
    code, printed = run(shilu__toml=f"[[lint.literals]]\n{entry}\n")
    assert code == 2
    assert f"shilu.toml: {said}" in printed


def test_what_was_left_out_is_told_in_the_same_order_whatever_python_hashes_with(tmp_path):
    reasons = ("程式的上限", "公式的最大值", "as bought", "the count of sides")
    text = "".join(
        f'It has [{number} boxes]{{.literal reason="{reason}"}}.\n\n'
        for number, reason in enumerate(reasons, 40)
    )
    (tmp_path / "a.md").write_text(text)
    command = [sys.executable, "-m", "shilu", "lint", "a.md"]
    said = {
        subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
