"""A second build elsewhere: what is compared, and where a difference is told to be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shilu import cli, project
from shilu.errors import UserError
from shilu.files import sha256
from shilu.runs import made, store
from shilu.verify import compare, sample, second
from shilu.verify.differ import difference


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(("one", "two", "told"), [
    ({"w": [1.0, 2.0]}, {"w": [1.0, 2.5]}, "array w: 1 of 2 differ, first at (1,): np.float64(2.0) and np.float64(2.5)"),
    ({"w": [np.nan, 2.0]}, {"w": [np.nan, 3.0]}, "array w: 1 of 2 differ, first at (1,): np.float64(2.0) and np.float64(3.0)"),
    ({"w": [1.0]}, {"w": [1.0, 2.0]}, "array w is float64 (1,) and float64 (2,)"),
    ({"w": [1], "b": [1]}, {"w": [1]}, "array b is in one of them alone"),
    ({"w": [1]}, {"w": [2]}, "array w differs"),
])  # fmt: skip
def test_of_arrays_the_name_and_the_first_place_are_told(tmp_path, one, two, told):
    for name, arrays in (("one.npz", one), ("two.npz", two)):
        np.savez(tmp_path / name, **{key: np.array(value) for key, value in arrays.items()})
    assert difference(tmp_path / "one.npz", tmp_path / "two.npz") == told


@pytest.mark.parametrize(("name", "one", "two", "told"), [
    ("a.json", '{"a": {"b": [1, 2]}}', '{"a": {"b": [1, 3]}}', "key a.b.1: 2 and 3"),
    ("a.json", '{"a": 1}', '{"a": 1, "c": 2}', "key c is in one of them alone"),
    ("a.json", '{"a": 1}', '{"a": 1.0}', "key a: 1 and 1.0"),
    ("a.json", '{"a": 1}', '{"a":  1}', "byte 6 (line 1) of 8 and 9"),
    ("a.json", "{", '{"a": 1}', "1 and 8 bytes long"),
    ("t.csv", "k,v\na,1\nb,2\n", "k,v\na,1\nb,3\n", "line 3, column v: '2' and '3'"),
    ("t.csv", "k,v\na,1\n", "k,v\na,1\nb,2\n", "line 3, column k: None and 'b'"),
    ("r.md", "one\ntwo", "one\ntoo", "byte 5 (line 2) of 7 and 7"),
])  # fmt: skip
def test_of_text_the_key_the_cell_or_the_byte_is_told(tmp_path, name, one, two, told):
    first, other = write(tmp_path / "1" / name, one), write(tmp_path / "2" / name, two)
    assert difference(first, other) == told


@pytest.fixture
def builds(tmp_path, monkeypatch):
    """Return two results folders with a run, a table of it, a report and a log, and the jobs' records of the first."""
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        write(Path(folder, "runs/b.txt"), "0.1")
        write(Path(folder, "a/t.csv"), "k,v\nx,1\n")
        write(Path(folder, "report/values.json"), "{}")
        write(Path(folder, "logs/a.log"), folder)
        write(Path(folder, "quick/report/values.json"), folder)
    records = (("one/runs/b.txt", [], "train"), ("one/a/t.csv", ["one/runs/b.txt"], "tables"))
    for name, inputs, stage in records:
        made.write(
            "one", {name: sha256(name)}, {file: sha256(file) for file in inputs}, {"command": [stage, "--x"]}
        )
    return Path("one"), Path("two")


def test_every_file_of_every_stage_is_compared_but_logs_and_other_builds(builds):
    assert compare.folders(*builds) == compare.Outcome(3, 3, [])


def test_of_the_files_that_differ_the_one_that_is_made_of_none_is_told_first_with_its_job(builds):
    write(builds[1] / "a/t.csv", "k,v\nx,2\n")
    write(builds[1] / "runs/b.txt", "0.2")
    outcome = compare.folders(*builds)
    assert (outcome.same, outcome.all) == (1, 3)
    assert outcome.lines == [
        "first difference: runs/b.txt: byte 2 (line 1) of 3 and 3",
        "  made by train --x",
        "1 more: a/t.csv, runs/b.txt",
    ]


def test_a_file_that_one_build_lacks_is_a_difference(builds):
    (builds[1] / "a/t.csv").unlink()
    write(builds[1] / "new.csv", "")
    outcome = compare.folders(*builds)
    assert (outcome.same, outcome.all) == (2, 4)
    assert outcome.lines[0] == "first difference: a/t.csv: is not in the second build"


def test_the_accepted_checksums_are_compared_both_ways(builds):
    one, two = builds
    lines = [f"{sha256(one / name)}  {name}\n" for name in ("a/t.csv", "runs/b.txt")]
    lines.append(f"{'0' * 64}  gone.csv\n")
    outcome = compare.checksums(write(Path("checksums.txt"), "".join(lines)), two)
    assert (outcome.same, outcome.all) == (2, 4)
    assert outcome.lines == ["gone.csv: not as accepted", "report/values.json: not as accepted"]


def values(**numbers):
    return {
        "values": [{"name": name, "raw": raw, "uncertainty": half} for name, (raw, half) in numbers.items()]
    }


def test_numbers_may_differ_by_their_half_width_and_no_more_and_counts_not_at_all():
    first = values(mean=(0.9, 0.02), edge=(1.0, 0.5), far=(0.9, 0.01), count=(3, None), name=("relu", None))
    other = values(mean=(0.91, 0.02), edge=(1.5, 0.5), far=(0.92, 0.01), count=(4, None), name=("relu", None))
    outcome = compare.numbers(first, other)
    assert (outcome.same, outcome.all) == (3, 5)
    assert outcome.lines == [
        "count: 3 and 4, further apart than 0",
        "far: 0.9 and 0.92, further apart than 0.01",
    ]
    assert compare.numbers(first, values(mean=(0.9, 0.02))).lines[0] == "count: is in one report alone"


def test_the_second_environment_has_nothing_of_the_first(tmp_path, monkeypatch):
    code = tmp_path / "project/src"
    code.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(code))
    before = {
        "TZ": "Asia/Taipei",
        "LANG": "zh_TW.UTF-8",
        "HOME": "/home/me",
        "SOURCE_DATE_EPOCH": "1",
        "KEPT": "1",
    }
    env = second.environment(tmp_path / "project", tmp_path / "copy", before)
    assert env["PYTHONPATH"].split(os.pathsep)[0] == str(tmp_path / "copy/src")
    assert env["HOME"] == str(tmp_path / "copy/.home")
    assert env["KEPT"] == "1"
    assert not {"LANG", "SOURCE_DATE_EPOCH"} & env.keys()
    assert env["TZ"] != "Asia/Taipei"
    assert env["OPENBLAS_CORETYPE"] == "Sandybridge"


def test_what_is_native_keeps_the_kernels_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("SHILU_BITS", "native")
    env = second.environment(tmp_path, tmp_path, {})
    assert env["SHILU_BITS"] == "native"
    assert not {"OPENBLAS_CORETYPE", "GLIBC_TUNABLES"} & env.keys()


def test_a_copy_has_an_awkward_name_and_is_gone_afterwards(tmp_path):
    file = write(tmp_path / "a b/c.txt", "text")
    with second.copied(tmp_path, [file]) as copy:
        assert (copy / "a b/c.txt").read_text() == "text"
        assert {" ", "$", "'"} <= set(str(copy))
    assert not copy.exists()


def test_a_build_that_fails_there_is_an_error_that_names_the_command(tmp_path):
    with pytest.raises(UserError, match=r"ended with 3 in the other folder"):
        second.run(f"{sys.executable} -c 'raise SystemExit(3)'", tmp_path, dict(os.environ), None)


def test_jobs_are_drawn_by_the_seed_and_only_where_results_are_files_of_ours(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"results: no records of jobs in \.made; build again"):
        sample.chosen(Path("results"), 1, 1)
    for number in range(9):
        name = f"results/runs/{number}.npz"
        store.save(name, {}, stage="stage", settings={})
        made.write("results", {name: sha256(name)}, {}, {"command": ["stage"]})
    drawn = [sample.chosen(Path("results"), 3, seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(sample.chosen(Path("results"), 99, 1)) == 9


def test_a_job_is_done_again_from_the_inputs_that_are_here_and_compared(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = "import pathlib, sys; pathlib.Path(sys.argv[2]).write_bytes(pathlib.Path(sys.argv[1]).read_bytes() * 2)"
    write(Path("double.py"), program)
    write(Path("results/in.txt"), "ab")
    write(Path("results/out.npz"), "abab")
    job = {
        "inputs": {"results/in.txt": sha256("results/in.txt")},
        "outputs": {"results/out.npz": sha256("results/out.npz")},
        "command": ["double", "results/in.txt", "results/out.npz"],
    }
    with second.copied(tmp_path, [tmp_path / "double.py"]) as copy:
        sample.again(job, copy, dict(os.environ), None)
        assert sample.compared([job], Path("results"), copy) == compare.Outcome(1, 1, [])
        write(Path("results/out.npz"), "abax")
        assert sample.compared([job], Path("results"), copy).same == 0


@pytest.mark.slow
def test_a_new_project_is_verified(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cli.main(["new", "demo", "--lang", "en"])
    monkeypatch.chdir(tmp_path / "demo")
    with pytest.raises(SystemExit):
        cli.main(["build"])
    command = [sys.executable, "-m", "shilu", "verify"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    files = len([path for path in Path("results").rglob("*") if path.is_file() and path.name[0] != "."])
    assert result.stdout.startswith(f"{files}/{files} identical, in ")


def test_nothing_accepted_is_an_error_that_says_how_to_accept(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(Path("shilu.toml"), '[report]\ntemplate = "t.md.j2"\n')
    write(Path("t.md.j2"), "Text.\n")
    with pytest.raises(SystemExit) as end:
        cli.main(["verify", "--against", "accepted"])
    assert end.value.code == 2
    assert (
        "checksums.txt: nothing is accepted yet; `shilu accept` keeps what is built"
        in capsys.readouterr().err
    )
    assert project.load().build is None


@pytest.mark.parametrize("count", ["0", "-1", "x"])
def test_a_sample_of_nothing_is_refused(capsys, count):
    with pytest.raises(SystemExit) as end:
        cli.main(["verify", "--sample", count])
    assert end.value.code == 2
    assert "--sample" in capsys.readouterr().err


def test_a_record_s_json_is_readable(builds):
    assert json.loads(made.file_of("one/a/t.csv", "one").read_text())["command"] == ["tables", "--x"]
