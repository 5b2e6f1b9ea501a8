"""Samples: the values that a claim compares, and what is said when they are not there."""

import math

import pytest

from shilu.claims import select as samples
from shilu.errors import UserError

FLOW = """pump,valve,day,flow,momentum,open
alpha,low,1,1.5,0.0,True
alpha,low,2,1.25,0.0,True
beta,low,1,,0.9,False
beta,low,2,2.5,0.9,False
beta,high,1,much,0.9,False
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "flow.csv").write_text(FLOW)
    return samples.read_samples([tmp_path / "flow.csv"])["flow"]


def taken(table, **conditions):
    return samples.by_repetition(table, samples.select(table, conditions), "flow", over="day")


def test_values_are_found_by_their_repetition(table):
    assert taken(table, pump="alpha") == {"1": 1.5, "2": 1.25}


@pytest.mark.parametrize(
    "conditions", [{"momentum": 0}, {"momentum": 0.0}, {"open": True}, {"pump": "alpha"}]
)
def test_conditions_find_numbers_as_numbers_and_truths_as_truths(table, conditions):
    assert samples.select(table, conditions).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize("cell", ["", "nan", "NaN", "NA"])
def test_an_empty_cell_is_no_number_and_no_mistake(tmp_path, cell):
    (tmp_path / "flow.csv").write_text(f"day,flow\n1,{cell}\n2,2.5\n")
    missing, known = taken(samples.read_samples([tmp_path / "flow.csv"])["flow"]).values()
    assert math.isnan(missing)
    assert known == 2.5


@pytest.mark.parametrize(("cell", "number"), [("−1.5", -1.5), ("inf", math.inf), ("1e3", 1000.0)])
def test_a_number_may_have_a_true_minus_sign_or_be_infinite(tmp_path, cell, number):
    (tmp_path / "flow.csv").write_text(f"day,flow\n1,{cell}\n2,2.5\n", encoding="utf-8")
    assert taken(samples.read_samples([tmp_path / "flow.csv"])["flow"])["1"] == number


@pytest.mark.parametrize("cell", ["True", "1_000", "98.5%", "１２"])
def test_what_is_no_number_is_never_taken_for_one(tmp_path, cell):
    (tmp_path / "flow.csv").write_text(f"day,flow\n1,{cell}\n", encoding="utf-8")
    with pytest.raises(UserError, match=rf"flow\.csv:2: flow: '{cell}' is no number"):
        taken(samples.read_samples([tmp_path / "flow.csv"])["flow"])


@pytest.mark.parametrize(("conditions", "message"), [
    ({"pump": "bta"}, r"no rows of .*flow\.csv have pump: bta; did you mean 'beta'\? Known: alpha, beta"),
    ({"pump": "alpha", "valve": "high"}, "have valve: high; Known: low"),
    ({"momentum": 0.5}, "have momentum: 0.5"),
    ({"pmup": "beta"}, r"flow\.csv has no column 'pmup'; did you mean 'pump'\?"),
    ({"pump": "beta", "valve": "high"}, r"flow\.csv:6: flow: 'much' is no number"),
    ({"valve": "low"}, r"flow\.csv:4: day 1 is there twice, in line 2 too; narrow the selection"),
])  # fmt: skip
def test_a_selection_that_gives_no_sample_is_named_with_what_there_is(table, conditions, message):
    with pytest.raises(UserError, match=message):
        taken(table, **conditions)


@pytest.mark.parametrize(("name", "over", "message"), [
    ("flwo", "day", "no column 'flwo'; did you mean 'flow'"),
    ("flow", "seed", "no column 'seed'"),
])  # fmt: skip
def test_an_unknown_column_is_named_with_the_nearest(table, name, over, message):
    with pytest.raises(UserError, match=message):
        samples.by_repetition(table, samples.select(table, {"pump": "alpha"}), name, over=over)


@pytest.mark.parametrize(("content", "message"), [
    (b"", "empty, not even a header"),
    (b"a,b\n1,2\n\n1\n", "flow.csv:4: 1 cells, the header has 2"),
    (b"a,b\n1,\xff\n", r"flow\.csv: not UTF-8 \(byte 7, line 2\)"),
    (b"a,b\n", "no rows but the header"),
])  # fmt: skip
def test_a_damaged_file_is_named(tmp_path, content, message):
    (tmp_path / "flow.csv").write_bytes(content)
    with pytest.raises(UserError, match=message):
        samples.read_samples([tmp_path / "flow.csv"])


def test_two_files_of_one_name_are_refused(tmp_path):
    (tmp_path / "more").mkdir()
    for file in (tmp_path / "flow.csv", tmp_path / "more/flow.csv"):
        file.write_text(FLOW)
    with pytest.raises(UserError, match=r"more/flow\.csv: a second file named 'flow'"):
        samples.read_samples([tmp_path / "flow.csv", tmp_path / "more/flow.csv"])
