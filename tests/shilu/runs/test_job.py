"""A job is recorded when it has made its outputs, and only then; it dies with what started it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shilu.files import sha256
from shilu.runs import made
from shilu.runs.digest import digest

RECORD = "results/.made/out.txt.json"
STAGE = """import pathlib, sys
pathlib.Path("results/out.txt").write_text(pathlib.Path("in.txt").read_text().upper())
print("said")
print("warned", file=sys.stderr)
for line in sys.argv[1:]:
    exec(line)
"""


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Return a function that runs a stage of a file in this folder as a job."""
    monkeypatch.chdir(tmp_path)
    Path("stage.py").write_text(STAGE)
    Path("in.txt").write_text("abc")
    Path("results").mkdir()

    def run(*arguments, code=(), start=subprocess.run, **options):
        command = [sys.executable, "-m", "shilu.runs.job", "--results", "results", "--inputs", "in.txt"]
        command += [
            "--outputs",
            "results/out.txt",
            *(["--code", *code] if code else []),
            "--log",
            "results/log",
        ]
        return start([*command, "--", "stage", *arguments], stderr=subprocess.PIPE, text=True, **options)

    return run


def test_the_record_has_the_command_and_the_content_of_each_file(job):
    code = [digest("stage.py"), "stage.py"]
    assert job("pass", code=code).returncode == 0
    record = made.read(Path(RECORD))
    assert record["command"] == ["stage", "pass"]
    assert record["code"] == code
    assert record["inputs"] == {"in.txt": sha256("in.txt")}
    assert record["outputs"] == {"results/out.txt": sha256("results/out.txt")}
    assert Path("results/log").read_text() == "said\nwarned\n"


@pytest.mark.parametrize(
    "end", ["sys.exit(1)", "sys.exit(2)", "1 / 0", "pathlib.Path('results/out.txt').unlink()"]
)
def test_a_job_that_fails_has_no_record_not_even_its_last_one(job, end):
    assert job().returncode == 0
    assert Path(RECORD).is_file()
    assert job(end).returncode != 0
    assert not Path(RECORD).exists()


def test_code_that_changed_since_the_build_was_planned_is_not_used(job):
    result = job(code=["0123456789abcdef", "stage.py"])
    assert result.returncode == 2
    assert (
        "results/out.txt: the code of stage.py changed meanwhile; build again"
        in Path("results/log").read_text()
    )
    assert not Path(RECORD).exists()


def test_an_input_that_changes_while_it_is_read_is_not_used(job):
    assert job("pathlib.Path('in.txt').write_text('later')").returncode == 2
    assert "in.txt: changed while results/out.txt was made from it" in Path("results/log").read_text()
    assert not Path(RECORD).exists()


def test_a_job_without_a_module_says_how_to_name_one(job):
    command = [sys.executable, "-m", "shilu.runs.job", "--results", "r", "--outputs", "o"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "name the module to run behind --" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends a job with its parent")
def test_a_job_dies_with_the_process_that_started_it(job, tmp_path):
    wait = "import os, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    start = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    parent = job(
        wait, start=lambda command, **more: subprocess.Popen([sys.executable, "-c", start, *command], **more)
    )
    pid = int(_until(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    _until(lambda: not _alive(pid))
    assert not Path(RECORD).exists()


def _until(condition):
    for _ in range(600):
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="needs a file system of its own")
def test_a_full_disk_is_told_where_the_user_looks_and_not_in_the_log_on_it(job, tmp_path):
    small = tmp_path / "results"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small], check=False)
    if mounted.returncode:
        pytest.skip("this place mounts nothing")
    try:
        result = job("pathlib.Path('results/out.txt').write_text('x' * 100000)")
        assert result.returncode != 0
        assert (
            result.stderr
            == "error: results/log: the disk is full: free some space, then run the same command again\n"
        )
    finally:
        subprocess.run(["umount", small], check=True)
