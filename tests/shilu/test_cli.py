"""The `shilu` command."""

import json
import os
import re
import subprocess
import sys

import pytest

from shilu import cli


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert re.search(rf"^    {name} +\w", shown, re.MULTILINE), f"{name} is not told"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_tells_its_own_options(name, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: shilu {name} ")
    assert f"example:\n  shilu {name}" in shown


def test_an_unknown_command_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["redner"])
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "invalid choice: 'redner'" in said
    assert all(re.search(rf"\b{name}\b", said.partition("choose from")[2]) for name in cli.COMMANDS)


def test_a_missing_file_is_one_line(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["render", "no/such.md", "out.pdf"])
    assert end.value.code == 2
    assert capsys.readouterr().err == "error: no/such.md: no such file or folder: check the name\n"


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path):
    values = [{"name": f"a/{i}", "raw": i, "text": str(i), "line": 1, "sources": []} for i in range(20_000)]
    for name, content in (("old", values), ("new", [])):
        (tmp_path / name / "report").mkdir(parents=True)
        (tmp_path / name / "report" / "values.json").write_text(json.dumps({"values": content, "claims": []}))
    command = f"{sys.executable} -m shilu diff {tmp_path}/old {tmp_path}/new | head -n 1"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (result.stdout.count("\n"), result.stderr) == (1, "")


@pytest.fixture
def failing(monkeypatch):
    """Return a function that makes the command `where` fail with an exception, and returns how it ends."""

    def failing(exception):
        from shilu.commands import where

        def run(_):
            raise exception

        monkeypatch.setattr(where, "run", run)
        with pytest.raises(SystemExit) as end:
            cli.main(["where", "a.b"])
        return end.value.code

    return failing


def test_a_fault_of_ours_is_one_line_that_says_so_with_its_place(failing, capsys):
    assert failing(KeyError("width")) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: a fault of shilu, not of yours, in `shilu where a.b`: KeyError: 'width' (")
    assert "cli.py:" in said
    assert "please report it; with SHILU_TRACEBACK=1 in the environment the traceback is shown" in said
    assert said.count("\n") == 1


def test_its_traceback_is_shown_to_who_asks_for_it(failing, capsys, monkeypatch):
    monkeypatch.setenv("SHILU_TRACEBACK", "1")
    assert failing(ZeroDivisionError("by nothing")) == 2
    said = capsys.readouterr().err
    assert said.startswith("Traceback (most recent call last)")
    assert said.splitlines()[-1].startswith("error: a fault of shilu")


@pytest.mark.parametrize(("exception", "said"), [
    (RecursionError(), "error: `shilu where a.b`: something in what it reads is nested too deeply; flatten it\n"),
    (MemoryError(), "error: `shilu where a.b`: there is not enough memory for this; give it less, or more memory\n"),
])  # fmt: skip
def test_what_is_too_much_for_the_machine_is_no_fault(failing, capsys, exception, said):
    assert failing(exception) == 2
    assert capsys.readouterr().err == said


def test_an_interruption_ends_without_a_word(failing, capsys):
    assert failing(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("streams", "code", "said"), [
    (">/dev/full", 2, "error: output: the disk is full: free some space, then run the same command again\n"),
    (">&-", 1, ""), ("<&- >&-", 1, ""), (">/dev/null 2>&-", 1, ""), (">&- 2>/dev/full", 1, ""),
])  # fmt: skip
def test_streams_that_are_closed_or_full_end_no_command_in_a_traceback(tmp_path, run, streams, code, said):
    (tmp_path / "typed.md").write_text("# 98.5\n")
    command = f"{sys.executable} -m shilu lint typed.md {streams}"
    result = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (code, "", said)


def test_a_character_that_the_terminal_does_not_have_is_escaped(tmp_path):
    (tmp_path / "文.md").write_text("# 98.5\n", encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "shilu", "lint", "文.md"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (1, b"")
    assert result.stdout.startswith(rb"\u6587.md:1:")
