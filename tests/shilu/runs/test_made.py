"""The record of a job vouches for a file as long as nothing that made it has changed, whatever its time stamp."""

import os

import pytest

from shilu.files import sha256
from shilu.runs import made

HOW = {
    "command": ["stage", "--rate", "0.1"],
    "code": ["abc", "stage"],
    "environment": "portable bits, numpy 2.4",
}


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Return the record of a job that made two tables of a run."""
    monkeypatch.chdir(tmp_path)
    for name in ("runs/a.npz", "tables/t.csv", "tables/t.json"):
        file = tmp_path / "results" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    outputs = [f"results/tables/t.{form}" for form in ("csv", "json")]
    made.write("results", {name: sha256(name) for name in outputs}, {RUN: sha256(RUN)}, HOW)
    return made.read(made.file_of(outputs[0], "results"))


RUN = "results/runs/a.npz"


def why_not(record, how=HOW, inputs=(RUN,)):
    return made.why_not(record, how, lambda name: made.hashes([name])[name], list(inputs))


def test_a_file_is_used_as_long_as_nothing_has_changed(job):
    assert why_not(job) == ""


@pytest.mark.parametrize("stamp", [0, 2_000_000_000])
def test_a_time_stamp_is_no_reason(job, stamp):
    for name in [*job["inputs"], *job["outputs"]]:
        os.utime(name, (stamp, stamp))
    assert why_not(job) == ""


@pytest.mark.parametrize(("name", "reason"), [
    (RUN, "results/runs/a.npz has changed since"),
    ("results/tables/t.csv", "results/tables/t.csv is not as it was made"),
    ("results/tables/t.json", "results/tables/t.json is not as it was made"),
])  # fmt: skip
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_file_that_is_not_as_it_was_is_named_even_with_its_old_time_stamp(
    job, tmp_path, name, reason, damage
):
    file = tmp_path / name
    stamps = file.stat().st_mtime_ns
    file.unlink()
    if damage == "changed":
        file.write_text("something else")
        os.utime(file, ns=(stamps, stamps))
    assert why_not(job) == reason


@pytest.mark.parametrize(("key", "value"), [
    ("command", ["stage", "--rate", "0.2"]), ("code", ["abd", "stage"]),
    ("environment", "portable bits, numpy 2.5"), ("settings", "x"),
])  # fmt: skip
def test_other_settings_code_or_packages_are_a_reason(job, key, value):
    assert why_not(job, HOW | {key: value}) == f"made with another {key}"


def test_one_input_more_or_less_is_a_reason(job):
    assert (
        why_not(job, inputs=[RUN, "results/runs/b.npz"]) == why_not(job, inputs=[]) == "made from other files"
    )


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"inputs": 1}', b"\xff"])
def test_a_record_that_cannot_be_read_vouches_for_nothing(job, content):
    file = made.file_of("results/tables/t.csv", "results")
    file.write_bytes(content)
    assert why_not(made.read(file)) == "no record of what made it"
    assert made.changed("results") == []


def test_every_output_leads_to_the_record_of_its_job(job):
    assert made.record_of("results/tables/t.csv") == made.record_of("results/tables/t.json") == job
    assert made.record_of(RUN) is None


def test_what_is_not_as_it_was_made_is_told_of_a_whole_folder(job, tmp_path):
    assert made.changed("results") == []
    (tmp_path / "results/tables/t.json").write_text("0.91")
    (tmp_path / "results/tables/t.csv").unlink()  # what is not there is in no report
    assert made.changed("results") == ["results/tables/t.json: not as it was made; build again"]
