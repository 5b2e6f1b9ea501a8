"""A result file carries how it was made, and a stale one is refused by name."""

import hashlib
import zipfile

import numpy as np
import pytest

from shilu.errors import UserError
from shilu.runs import store


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "relu.npz"
    store.save(path, {"loss": np.arange(3.0)}, stage="shilu.runs.store", settings={"epochs": 5, "batch": 32})
    return path


def test_arrays_and_settings_come_back(path):
    arrays, record = store.load(path, stage="shilu.runs.store", settings={"batch": 32, "epochs": 5})
    np.testing.assert_array_equal(arrays["loss"], [0, 1, 2])
    assert record["settings"] == {"epochs": 5, "batch": 32}
    assert record["stage"] == "shilu.runs.store"


def test_the_same_content_gives_the_same_bytes(path, tmp_path):
    store.save(
        tmp_path / "again",
        {"loss": np.arange(3.0)},
        stage="shilu.runs.store",
        settings={"batch": 32, "epochs": 5},
    )
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_a_file_made_with_other_settings_is_refused_with_its_name_and_the_keys(path):
    with pytest.raises(UserError, match=r"relu\.npz: stale, made with other settings \(epochs\)"):
        store.load(path, settings={"epochs": 6, "batch": 32})


def test_a_file_that_another_module_made_is_refused(path):
    with pytest.raises(UserError, match=r"relu\.npz: stale, made by shilu\.runs\.store, not by shilu\.files"):
        store.load(path, stage="shilu.files")


def test_code_packages_and_python_leave_no_trace_in_a_file(path):
    """A refactoring that changes no result changes no checksum; the job's record tells what ran."""
    _, record = store.load(path)
    assert record.keys() == {"stage", "loaded", "settings", "inputs"}
    with zipfile.ZipFile(path) as archive:
        assert {(one.extract_version, one.date_time) for one in archive.infolist()} == {
            (20, (1980, 1, 1, 0, 0, 0))
        }


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"text"])
def test_a_damaged_file_is_refused_by_name(path, damage):
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match=r"relu\.npz: not a whole result file"):
        store.load(path)


def test_the_inputs_hashes_are_recorded(path, tmp_path):
    store.save(tmp_path / "next.npz", {}, stage="shilu.runs.store", settings={}, inputs=[path])
    _, record = store.load(tmp_path / "next.npz")
    assert record["inputs"] == {path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()}
