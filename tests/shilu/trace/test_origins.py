"""What the tables of a report were made from: repetitions and runs that have changed since are told."""

import json

import pytest

from shilu.files import sha256
from shilu.trace import origins

VALUES = [
    {"name": "flow.a.mean", "sources": [{"table": "tables/flow.csv", "row": {"k": "a"}, "column": "mean"}]}
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a table, the repetitions that it is from, and the runs that these are from."""
    monkeypatch.chdir(tmp_path)
    for name in ("tables", "metrics", "runs"):
        (tmp_path / name).mkdir()
    rows = []
    for seed in (1, 2):
        (tmp_path / f"runs/{seed}.npz").write_bytes(bytes([seed]))
        rows += [f"a,{seed},0.{seed},runs/{seed}.npz,{sha256(tmp_path / f'runs/{seed}.npz')}\n"] * 2
    metrics = tmp_path / "metrics/replicas.csv"
    metrics.write_text("k,seed,flow,run,run_sha256\n" + "".join(rows))
    (tmp_path / "tables/flow.csv").write_text("k,mean\na,0.15\n")
    source = {"table": "../metrics/replicas.csv", "on": ["k"], "over": "seed", "sha256": sha256(metrics)}
    schema = {"primaryKey": ["k"], "source": source, "fields": [{"name": "k"}, {"name": "mean"}]}
    (tmp_path / "tables/flow.schema.json").write_text(json.dumps(schema))
    return tmp_path


def test_what_nobody_changed_is_not_told(folder):
    assert origins.changed(VALUES, folder.relative_to(folder)) == []


def test_one_changed_cell_of_the_repetitions_is_told_once(folder):
    file = folder / "metrics/replicas.csv"
    file.write_text(file.read_text().replace("a,1,0.1,", "a,1,0.3,", 1))
    assert origins.changed(VALUES * 2, folder.relative_to(folder)) == [
        "metrics/replicas.csv: changed since tables/flow.csv was made from it; make that again"
    ]


def test_a_run_that_changed_is_told_once_with_the_file_of_its_row(folder):
    (folder / "runs/2.npz").write_bytes(b"other")
    assert origins.changed(VALUES, folder.relative_to(folder)) == [
        "runs/2.npz: changed since metrics/replicas.csv was made from it; make that again"
    ]


def test_what_is_not_here_is_not_compared(folder):
    for file in ("runs/1.npz", "metrics/replicas.csv"):
        (folder / file).unlink()
    assert origins.changed(VALUES, folder.relative_to(folder)) == []


def test_the_data_of_a_ledger_count_too(folder):
    claim = {
        "id": "more",
        "file": "claims.yaml",
        "title": "t",
        "verdict": "supported",
        "sentence": "s",
        "test": "sign test",
        "statistic": "median",
        "effect": 1,
        "interval": [0, 2],
        "margin": 0,
        "p": 0.01,
        "p_corrected": 0.01,
        "n": 2,
        "needed": None,
        "missing": {"compare": 0, "against": 0},
        "groups": {"compare": {"k": "a"}, "against": 0},
        "comparisons": [],
        "data": {"file": "metrics/replicas.csv", "sha256": "0" * 64, "where": {}},
    }
    (folder / "claims.json").write_text(json.dumps({"claims": [claim]}))
    values = [
        {"name": "claims.more.p", "sources": [{"table": "claims.json", "row": {"id": "more"}, "column": "p"}]}
    ]
    assert origins.changed(values, folder.relative_to(folder)) == [
        "metrics/replicas.csv: changed since claims.json was made from it; make that again"
    ]
