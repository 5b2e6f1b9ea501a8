"""The `shilu` command."""

import json
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
