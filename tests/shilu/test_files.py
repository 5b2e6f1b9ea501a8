"""A file is whole or absent, whatever happens while it is written."""

import errno
import os
import resource

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
    settings = (
        '{"dataset": "linear", "seeds": 5, "train": 2000, "held_out": 2000, "flipped": 0, "thinned": 1}'
    )
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
