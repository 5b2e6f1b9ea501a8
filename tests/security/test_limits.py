"""Work in a child process: its results, its errors, and its end."""

import os
import signal
import time

import pytest

from shilu.errors import UserError
from shilu.limits import GIB, Limits, confined

BOUNDS = Limits("in.md", "write less", 1, GIB // 4)


def test_what_is_worked_out_comes_back_and_so_does_what_went_wrong():
    assert confined(BOUNDS, sorted, [2, 1]) == [1, 2]
    with pytest.raises(ValueError, match="invalid literal"):
        confined(BOUNDS, int, "x")
    assert len(confined(BOUNDS, bytes, 3_000_000)) == 3_000_000


def test_a_child_changes_nothing_of_its_parent():
    kept = []
    confined(BOUNDS, kept.append, 1)
    assert kept == []


def test_work_without_end_is_an_error_and_the_child_is_gone():
    def work():
        while True:
            pass

    begin = time.process_time()
    with pytest.raises(UserError, match="this takes more than 1 s of a processor; write less"):
        confined(BOUNDS, work)
    assert time.process_time() - begin < 1
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_work_that_takes_no_signal_is_ended_all_the_same():
    with pytest.raises(UserError, match=r"in\.md: this takes more than 1 s"):
        confined(BOUNDS, lambda: max(range(10**12)), alone=True)


def test_memory_beyond_the_bound_is_an_error():
    with pytest.raises(UserError, match=r"in\.md: this takes more than 0\.2 GiB of memory; write less"):
        confined(BOUNDS, lambda: b"x" * GIB)


def test_a_child_that_breaks_down_is_an_error_of_the_file():
    with pytest.raises(UserError, match="nested too deeply"):
        confined(BOUNDS, lambda: os.kill(os.getpid(), signal.SIGSEGV))
