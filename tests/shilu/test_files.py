"""A file is whole or absent, whatever happens while it is written."""

import errno
import os
import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from shilu import files
from shilu.errors import UserError, explain


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "report.md"
    files.write_text(path, "old")
    with pytest.raises(RuntimeError), files.replacing(path) as file:
        file.write(b"new, but only ha")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_reported_by_the_file_s_name_with_the_remedy(tmp_path):
    path = tmp_path / "runs" / "relu.npz"
    with pytest.raises(OSError, match="No space left") as caught, files.replacing(path) as file:
        file.write(b"half")
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(b"x")
    assert "relu.npz" in explain(caught.value)
    assert "free some space" in explain(caught.value)
    assert list(path.parent.iterdir()) == []


def test_a_command_whose_disk_fills_ends_with_one_line_and_no_file(tmp_path, run):
    output = tmp_path / "linear.npz"
    settings = '{"dataset": "linear", "first_seed": 1, "seeds": 5, "train": 2000, "held_out": 2000, "flipped": 0, "thinned": 1}'
    limit = (10_000, 10_000)
    result = run(
        "backprop.stages.data",
        *("--settings", settings, "--output", output),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )
    assert result.returncode == 2
    assert result.stderr.startswith(f"error: {output}: ")
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_results_folder_that_cannot_be_written_is_refused_by_name(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="file/results: cannot write results here"):
        files.require_writable(tmp_path / "file" / "results")


def test_text_is_written_with_the_permissions_that_the_user_s_umask_asks_for(tmp_path):
    (tmp_path / "plain").write_text("x")
    files.write_text(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_that_is_replaced_keeps_the_permissions_that_it_has(tmp_path, mode):
    path = tmp_path / "values.json"
    path.write_text("old")
    path.chmod(mode)
    files.write_text(path, "new")
    assert (path.read_text(), path.stat().st_mode & 0o7777) == ("new", mode)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOENT])
def test_every_message_about_a_file_says_what_to_do(number):
    assert ":" in explain(OSError(number, "x", "report.md")).removeprefix("report.md: ")


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(tmp_path):
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    files.write_text(tmp_path / "link.md", "new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_a_pipe_is_no_file_and_is_left_as_it_is(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="pipe: is no regular file"):
        files.write_text(tmp_path / "pipe", "x")
    assert (tmp_path / "pipe").is_fifo()


def test_json_is_the_same_for_the_same_data_and_holds_nothing_that_json_has_not(tmp_path):
    files.write_json(tmp_path / "a.json", {"b": 1, "a": "甲"})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n "a": "甲",\n "b": 1\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(tmp_path / "a.json", {"a": float("nan")})


def test_what_is_read_is_not_written_and_nothing_is_written_twice_by_whatever_name(tmp_path):
    (tmp_path / "in.md").write_text("x")
    (tmp_path / "link.md").symlink_to("in.md")
    (tmp_path / "sub").mkdir()
    for name in ("in.md", "link.md", "sub/../in.md"):
        with pytest.raises(UserError, match=r"\.md: is an input of this command"):
            files.require_apart([tmp_path / name], [tmp_path / "in.md"])
        with pytest.raises(UserError, match=r"in\.md: is an input of this command"):
            files.require_apart([tmp_path / "in.md"], [tmp_path / name])
    with pytest.raises(UserError, match=r"out: is an output of this command"):
        files.require_apart([tmp_path / "out", tmp_path / "sub/../out"], [])
    files.require_apart([tmp_path / "out", tmp_path / "other"], [tmp_path / "in.md"])


def test_a_path_is_told_from_the_folder_that_it_is_reached_from(tmp_path):
    assert files.relative(tmp_path / "a" / "b.csv", tmp_path / "c") == "../a/b.csv"


def test_to_try_whether_a_folder_can_be_written_leaves_nothing_behind(tmp_path):
    files.require_writable(tmp_path / "results" / "quick")
    assert list(tmp_path.iterdir()) == []


def test_many_may_ask_at_once_whether_a_folder_can_be_written(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(files.require_writable, [tmp_path] * 400)) == [None] * 400
