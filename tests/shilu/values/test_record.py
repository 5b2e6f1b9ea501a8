"""The record of a report's values: what is none is named, what was written is read."""

import json
import time

import pytest

from shilu.errors import UserError
from shilu.values.record import read_record, write_record

VALUE = {
    "name": "flow/alpha/mean", "raw": 1.25, "unit": "L/s", "uncertainty": None, "form": "plain", "places": None, "text": "1.25", "line": 3, "section": "結果",
    "sources": [{"table": "flow.csv", "sha256": "0", "row": {"pump": "alpha"}, "column": "mean"}],
}  # fmt: skip


def test_what_was_written_is_read(tmp_path):
    write_record(tmp_path / "values.json", [VALUE], (), "t.md")
    assert read_record(tmp_path / "values.json") == {
        "template": "t.md",
        "values": [VALUE],
        "claims": [],
        "strings": [],
    }


@pytest.mark.parametrize(("change", "problem"), [
    ({"line": None}, "values.0.line: None is not of type 'integer'"), ({"raw": None}, "values.0.raw: None is not of type"),
    ({"text": 3}, "values.0.text: 3 is not of type 'string'"), ({"sources": [{}]}, "values.0.sources.0.table: missing"),
    ({"sources": [{**VALUE["sources"][0], "row": []}]}, "values.0.sources.0.row: [] is not of type 'object'"),
])  # fmt: skip
def test_a_record_of_another_form_is_named_with_the_key(tmp_path, change, problem):
    (tmp_path / "values.json").write_text(json.dumps({"values": [VALUE | change]}))
    with pytest.raises(UserError) as told:
        read_record(tmp_path / "values.json")
    assert str(told.value).startswith(f"{tmp_path}/values.json: no values file of shilu fill ({problem}")
    assert str(told.value).endswith("; fill the template again")


@pytest.mark.parametrize("missing", ["name", "raw", "text", "line", "sources"])
def test_what_every_reader_needs_is_asked_for(tmp_path, missing):
    (tmp_path / "values.json").write_text(
        json.dumps({"values": [{k: v for k, v in VALUE.items() if k != missing}]})
    )
    with pytest.raises(UserError, match=rf"values\.0\.{missing}: missing"):
        read_record(tmp_path / "values.json")


def test_six_hundred_values_are_checked_in_a_moment(tmp_path):
    write_record(tmp_path / "values.json", [VALUE] * 600, (), "t.md")
    read_record(tmp_path / "values.json")
    start = time.process_time()
    read_record(tmp_path / "values.json")
    assert time.process_time() - start < 0.5
