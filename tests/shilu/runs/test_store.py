"""A result file carries how it was made, and a stale one is refused by name."""

import hashlib

import numpy as np
import pytest

from shilu.errors import UserError
from shilu.runs import digest, store


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "relu.npz"
    store.save(path, {"loss": np.arange(3.0)}, stage="shilu.runs.store", settings={"epochs": 5, "batch": 32})
    return path


def test_arrays_and_settings_come_back(path):
    arrays, record = store.load(path, stage="shilu.runs.store", settings={"batch": 32, "epochs": 5})
    np.testing.assert_array_equal(arrays["loss"], [0, 1, 2])
    assert record["settings"] == {"epochs": 5, "batch": 32}
    assert record["bits"] == "portable"


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


def test_a_file_made_by_other_code_is_refused(path, monkeypatch):
    monkeypatch.setattr(store, "digest", lambda _: "0123456789abcdef")
    with pytest.raises(UserError, match=r"stale, made by shilu\.runs\.store"):
        store.load(path, stage="shilu.runs.store")


@pytest.mark.parametrize("record", [{"bits": "native (Zen)"}, {"numpy": "1.0"}])
def test_a_file_of_other_bits_or_another_numpy_is_refused(path, monkeypatch, record):
    wanted = {"bits": "portable", "numpy": np.__version__} | record
    monkeypatch.setattr(store.bits, "mode", lambda: wanted["bits"])
    monkeypatch.setattr(store.np, "__version__", wanted["numpy"])
    with pytest.raises(UserError, match=r"relu\.npz: stale, made with portable bits and NumPy"):
        store.load(path, stage="shilu.runs.store")
    store.load(path)


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"text"])
def test_a_damaged_file_is_refused_by_name(path, damage):
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match=r"relu\.npz: not a whole result file"):
        store.load(path)


def test_the_inputs_hashes_are_recorded(path, tmp_path):
    store.save(tmp_path / "next.npz", {}, stage="shilu.runs.store", settings={}, inputs=[path])
    _, record = store.load(tmp_path / "next.npz")
    assert record["inputs"] == {path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()}


def test_what_else_ran_is_in_the_record_and_a_change_of_it_makes_the_file_stale(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shapes.py").write_text("SIDES = 3\n")
    store.save("a.npz", {}, stage="shilu.runs.store", settings={}, code=["shapes.py"])
    store.load("a.npz", stage="shilu.runs.store")
    (tmp_path / "shapes.py").write_text("SIDES = 4\n")
    digest._parsed.cache_clear()
    with pytest.raises(UserError, match=r"a\.npz: stale, made by shilu\.runs\.store"):
        store.load("a.npz", stage="shilu.runs.store")
