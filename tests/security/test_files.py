"""YAML, JSON and result files of strangers: no code in them, and no more of them than is there."""

import ast
import json
import zipfile

import numpy as np
import pytest

from shilu import cli, config, limits
from shilu.errors import UserError
from shilu.lint.findings import sift
from shilu.runs import store

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{two}: &{two} [{', '.join([f'*{one}'] * 10)}]\n"
    for one, two in zip("abcdefgh", "bcdefghi", strict=True)
)


def calls(root):
    """Yield (file, module.function, names of the arguments) of each call under src/."""
    for file in (root / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                words = {word.arg: ast.unparse(word.value) for word in node.keywords}
                yield file, f"{called.value.id}.{called.attr}", [*map(ast.unparse, node.args)], words


def test_no_loader_of_yaml_makes_objects(root):
    loaders = {
        "yaml.load",
        "yaml.load_all",
        "yaml.full_load",
        "yaml.unsafe_load",
        "yaml.compose",
        "yaml.parse",
        "yaml.safe_load",
    }
    for file, called, given, words in calls(root):
        if called in loaders:
            assert {*given, *words.values()} & {"_Loader", "yaml.SafeLoader"}, file
    assert issubclass(
        config._Loader, (config.yaml.SafeLoader, getattr(config.yaml, "CSafeLoader", config.yaml.SafeLoader))
    )


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [id]", "!!python/name:os.system", "!!python/module:os"]
)
def test_yaml_that_asks_for_an_object_is_refused(tmp_path, tag):
    (tmp_path / "x.yaml").write_text(f"a: {tag}\n")
    with pytest.raises(UserError, match="not valid YAML"):
        config.read(tmp_path / "x.yaml")


@pytest.mark.parametrize("text", [BOMB, "a: &a [*a, *a]\n", "a: &a {b: *a}\n"])
def test_aliases_that_multiply_are_refused_with_their_line(tmp_path, text):
    (tmp_path / "x.yaml").write_text(text)
    for read in (config.read, lambda file: sift(file.read_text(), str(file))):
        with pytest.raises(UserError, match=r"x\.yaml:[0-9]+: the alias \*[a-z] multiplies this"):
            read(tmp_path / "x.yaml")


def test_aliases_of_people_stay(tmp_path):
    (tmp_path / "x.yaml").write_text("a: &a [1, 2]\nb: *a\nc: {<<: &d {x: 1}, y: *d}\n")
    assert config.read(tmp_path / "x.yaml") == {"a": [1, 2], "b": [1, 2], "c": {"x": 1, "y": {"x": 1}}}


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_json_without_end_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UserError, match=r"x\.json"):
        config.read_json(tmp_path / "x.json")


def test_no_pickle_is_read_from_a_file(root):
    loads = [(file, words) for file, called, _, words in calls(root) if called in {"np.load", "numpy.load"}]
    assert loads
    assert all(words.get("allow_pickle") == "False" for _, words in loads)
    # The one that reads pickles reads its own child's.
    assert {
        file.name for file, called, *_ in calls(root) if called.startswith(("pickle.load", "marshal.load"))
    } == {"limits.py"}


def header(shape, dtype="<f8"):
    """Return the beginning of an array file."""
    told = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(told).to_bytes(2, "little") + told


@pytest.mark.parametrize("data", [
    header("(1000000000000,)") + b"1234",
    header("()", "<U999999999") + b"1234",
    header("(1,)", "|O") + b"\x80\x04N.",
    b"no array",
])  # fmt: skip
def test_an_array_that_announces_more_than_is_there_is_refused(tmp_path, data):
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("a.npy", data)
        archive.writestr("record.npy", header("()", "<U2") + "{}".encode("utf-32-le"))
    with pytest.raises(UserError, match=r"x\.npz: not a whole result file"):
        store.load(tmp_path / "x.npz")


def test_a_result_file_is_not_compressed_so_that_it_is_no_bomb(tmp_path):
    np.savez_compressed(tmp_path / "x.npz", a=np.zeros(10**7), record=np.array("{}"))
    assert (tmp_path / "x.npz").stat().st_size < 10**6
    with pytest.raises(UserError, match=r"x\.npz: not a whole result file"):
        store.load(tmp_path / "x.npz")


@pytest.mark.parametrize("record", ["{}", "[1]", json.dumps({"stage": "os"})])
def test_a_record_that_says_not_how_it_was_made_is_refused(tmp_path, record):
    np.savez(tmp_path / "x.npz", record=np.array(record))
    with pytest.raises(UserError, match="says not how it was made"):
        store.load(tmp_path / "x.npz")


@pytest.mark.usefixtures("hurried")
def test_a_lint_that_would_take_minutes_ends(project, capsys, monkeypatch):
    monkeypatch.setattr(limits, "BYTES", 10**6)
    (project / "x.md").write_text("一" * 50_000)
    with pytest.raises(SystemExit) as end:
        cli.main(["lint", "x.md"])
    assert end.value.code == 2
    assert "x.md: this takes more than" in capsys.readouterr().err
