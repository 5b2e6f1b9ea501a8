"""A table as a template reaches it: keys, cells, half-widths, and names that are unambiguous."""

import json
import time

import pytest

from shilu.errors import UserError
from shilu.values.names import parts, recorded, written
from shilu.values.rows import Rows, leaves
from shilu.values.table import read_table


@pytest.fixture
def rows(tmp_path):
    """Return a function that gives a table of this content and schema."""

    def rows(content, schema=None):
        (tmp_path / "flow.csv").write_text(content, encoding="utf-8")
        if schema:
            (tmp_path / "flow.schema.json").write_text(json.dumps(schema))
        return Rows(read_table(tmp_path / "flow.csv"))

    return rows


def test_a_number_finds_its_key_as_a_number(rows):
    flow = rows("year,flow\n2024,1\n0.50,2\n")
    assert (flow[2024]["flow"].raw, flow[0.5]["flow"].raw, flow["0.50"]["flow"].raw) == (1, 2, 2)


def test_a_key_that_repeats_is_told_when_a_name_is_asked_for_with_the_way_to_tell_rows_apart(rows):
    flow = rows("species,year,flow\nAdelie,1,1\nGentoo,1,2\nAdelie,2,3\n")
    assert len(flow) == 3
    with pytest.raises(UserError) as told:
        flow["Gentoo"]
    assert (
        "flow.csv:4: the key 'Adelie' (species) stands in line 2 too; list in primaryKey of flow.schema.json"
        in str(told.value)
    )
    assert (
        rows("species,year,flow\nAdelie,1,1\nAdelie,2,3\n", {"primaryKey": ["species", "year"]})["Adelie", 2][
            "flow"
        ].raw
        == 3
    )


def test_an_unknown_key_names_each_known_one_once(rows):
    flow = rows("a,b,v\nx,1,1\nx,2,2\n", {"primaryKey": ["a", "b"]})
    with pytest.raises(UserError, match=r"flow: unknown key 'y'; nearest: x$"):
        flow["y"]


def test_a_single_row_is_not_gone_over(rows):
    with pytest.raises(UserError, match="flow/x is a single row: name a column"):
        list(rows("k,v\nx,1\n")["x"])


@pytest.mark.parametrize("half", ["-1", "inf", "much", "True"])
def test_a_half_width_that_is_none_is_named_with_its_line(rows, half):
    flow = rows(f"k,v,h\nx,1.5,{half}\n", {"fields": [{"name": "v", "uncertainty": "h"}]})
    with pytest.raises(
        UserError, match=rf"flow\.csv:2: h: '{half}' is no half-width; write a number, 0 or more"
    ):
        flow["x"]["v"]


@pytest.mark.parametrize("half", ["", "nan", "NA"])
def test_a_half_width_that_is_missing_is_none(rows, half):
    assert (
        rows(f"k,v,h\nx,1.5,{half}\n", {"fields": [{"name": "v", "uncertainty": "h"}]})["x"]["v"].uncertainty
        is None
    )


def test_a_column_of_type_string_is_text_to_the_letter(rows):
    # Namibia is no missing number.
    flow = rows(
        "k,country,code\nx,NA,007\n",
        {"fields": [{"name": "country", "type": "string"}, {"name": "code", "type": "string"}]},
    )
    assert (flow["x"]["country"].raw, flow["x"]["code"].raw) == ("NA", "007")


def test_no_two_cells_share_a_name(rows):
    flow = rows("k,v,b/v\na,1,2\na/b,3,4\na~1b,5,6\n")
    names = [row[column].name for row in leaves(flow) for column in ("v", "b/v")]
    assert len(set(names)) == 6
    assert flow["a/b"]["v"].name == "flow/a~1b/v"
    assert [parts(name) for name in names][2] == ["flow", "a/b", "v"]
    assert parts(recorded("t", "~1", "/~")) == ["t", "~1", "/~"]


@pytest.mark.parametrize(("names", "text"), [
    (("flow", "alpha", "mean"), "flow.alpha.mean"), (("flow", "2", "均"), 'flow["2"]["均"]'), (("流量", "km/h"), '流量["km/h"]'),
    (("wine-runs", "a"), 'tables["wine-runs"].a'), (("table",), 'tables["table"]'), (("if",), 'tables["if"]'), (("2024",), 'tables["2024"]'),
])  # fmt: skip
def test_a_name_is_written_as_a_template_understands_it(names, text):
    assert written(*names) == text


def test_twice_the_rows_take_twice_the_time(rows):
    def seconds(count):
        flow = rows("k,v\n" + "".join(f"{number},1\n" for number in range(count)))
        start = time.process_time()
        assert sum(row["v"].raw for row in flow) == count
        return time.process_time() - start

    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
