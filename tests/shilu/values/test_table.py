"""Tables as Excel, pandas, R and people write them: read, or named with file, line and remedy."""

import json
import time

import pytest

from shilu.errors import UserError
from shilu.values.table import read_table


@pytest.fixture
def table(tmp_path):
    """Return a function that reads a table with this content and schema."""

    def table(content, schema=None):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "flow.csv").write_bytes(data)
        if schema is not None:
            text = schema if isinstance(schema, str) else json.dumps(schema)
            (tmp_path / "flow.schema.json").write_text(text, encoding="utf-8")
        return read_table(tmp_path / "flow.csv")

    return table


def rows(table):
    return [list(table.row(number).values()) for number in range(len(table.lines))]


def test_a_table_has_its_columns_its_lines_and_the_hash_of_its_file(table, tmp_path):
    read = table("pump,flow\nalpha,1.5\nbeta,\n")
    assert (read.name, read.file, len(read.sha256)) == ("flow", f"{tmp_path}/flow.csv", 64)
    assert read.columns == {"pump": ["alpha", "beta"], "flow": ["1.5", ""]}
    assert (read.lines, read.key) == ([2, 3], ("pump",))


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbfpump,flow\r\nalpha,1.5\r\n", "pump,flow\ralpha,1.5\r", "pump, flow\nalpha , 1.5 \n",
    '"pump","flow"\n"alpha","1.5"\n', "\npump,flow\n\nalpha,1.5\n\n", "pump,flow\nalpha,1.5\n,\n,\n",
])  # fmt: skip
def test_what_editors_and_spreadsheets_add_makes_no_difference(table, content):
    read = table(content, {"primaryKey": "pump", "fields": [{"name": "flow", "unit": "L/s"}]})
    assert read.columns == {"pump": ["alpha"], "flow": ["1.5"]}


def test_the_line_of_a_row_is_where_it_begins_in_the_file(table):
    read = table('pump,remark\n\nalpha,"two\r\nlines"\nbeta,\n')
    assert read.lines == [3, 5]
    assert read.columns["remark"] == ["two\nlines", ""]


def test_an_empty_cell_of_a_table_of_one_column_is_a_row(table):
    assert rows(table('flow\n1\n""\n')) == [["1"], [""]]


@pytest.mark.parametrize(("content", "message"), [
    ("", "flow.csv: empty, not even a header; make it again"),
    ("\n\n", "flow.csv: empty, not even a header"),
    ("a;b\n1,5;2\n", "flow.csv:1: its columns are parted by semicolons; save it with commas"),
    ("a\tb\n1\t2\n", "flow.csv:1: its columns are parted by tabs; save it with commas"),
    ("sep=,\na,b\n1,2\n", "flow.csv:1: a line for Excel alone; delete it"),
    ("a,b\n1,2\n3\n", "flow.csv:3: 1 cells, the header has 2; write empty ones too"),
    ("a,b\n\n1,2,5\n", "flow.csv:3: 3 cells, the header has 2; put a text that has a comma in quotation marks"),
    ("a,v,v\n1,2,3\n", "flow.csv:1: columns 2 and 3 are named 'v'; rename one"),
    ("a,b,,\n1,2,,\n", "flow.csv:1: columns 3 and 4 have no name; name them, or delete those that are empty"),
    ('a,b\n1,"2\n3,4\n', "flow.csv:2: no CSV (unexpected end of data); close the quotation mark of this row"),
    ('a,b\n1,"2"3\n', "flow.csv:2: no CSV "),
    ("組別,電壓\n甲,1\n".encode("big5"), "flow.csv: not UTF-8 (byte 1, line 1); it looks like Big5; save it as UTF-8"),
    (b"PK\x03\x04 xl/workbook.xml", "flow.csv: is an Excel workbook, not text"),
])  # fmt: skip
def test_what_is_no_table_is_named_with_its_line_and_the_remedy(table, tmp_path, content, message):
    with pytest.raises(UserError) as told:
        table(content)
    assert str(told.value).startswith(f"{tmp_path}/{message}")
    assert "\n" not in str(told.value)


def test_a_long_text_is_a_cell_as_any_other(table):
    assert table(f"a,b\n1,{'x' * 200_000}\n").columns["b"] == ["x" * 200_000]


@pytest.mark.parametrize(("schema", "message"), [
    ('{\n "primaryKey": ["pump"],\n}', "flow.schema.json:3: not valid JSON: "),
    ("[]", "flow.schema.json: top level: [] is not of type 'object'; expected an object"),
    ({"primaryKey": 3}, "flow.schema.json: primaryKey: 3 is not of type 'string', 'array'; expected the columns that together"),
    ({"primaryKey": "pmp"}, "flow.schema.json: primaryKey: flow.csv has no column 'pmp'; did you mean 'pump'? Known: pump, flow"),
    ({"primaryKey": ["pump", "hed"]}, "flow.schema.json: primaryKey: flow.csv has no column 'hed'"),
    ({"fields": {"name": "flow"}}, "flow.schema.json: fields: {'name': 'flow'} is not of type 'array'; expected a list"),
    ({"fields": [{"title": "x"}]}, "flow.schema.json: fields.0.name: missing"),
    ({"fields": [{"name": "flwo"}]}, "flow.schema.json: fields.0.name: flow.csv has no column 'flwo'; did you mean 'flow'?"),
    ({"fields": [{"name": "flow", "uncertainty": "half"}]}, "flow.schema.json: fields.0.uncertainty: flow.csv has no column 'half'"),
    ({"fields": [{"name": "flow", "labels": {"1": 2}}]}, "flow.schema.json: fields.0.labels.1: 2 is not of type 'string'"),
    ({"source": {"table": "days.csv"}}, "flow.schema.json: source.on: missing"),
    ({"source": {"table": "days.csv", "on": ["day"]}}, "flow.schema.json: source.on: flow.csv has no column 'day'"),
])  # fmt: skip
def test_a_schema_that_does_not_describe_its_table_is_named_with_the_key(table, tmp_path, schema, message):
    with pytest.raises(UserError) as told:
        table("pump,flow\nalpha,1\n", schema)
    assert str(told.value).startswith(f"{tmp_path}/{message}")
    assert "\n" not in str(told.value)


def test_keys_of_frictionless_that_are_not_read_are_allowed(table):
    field = {"name": "flow", "type": "number", "format": "default", "constraints": {"required": True}}
    read = table("pump,flow\nalpha,1\n", {"missingValues": [""], "foreignKeys": [], "fields": [field]})
    assert read.fields["flow"]["type"] == "number"


def test_conditions_on_an_unknown_column_name_the_nearest(table):
    with pytest.raises(UserError, match=r"flow\.csv has no column 'pmup'; did you mean 'pump'\?"):
        table("pump,flow\nalpha,1\n").fulfil({"pmup": "alpha"})


def test_a_long_cell_makes_the_others_no_larger(table):
    # As an array of text each of the 2,000 cells would take 400 kB.
    import tracemalloc

    content = "a,b\n" + "".join(
        f"{number},{'x' * (100_000 if number == 5 else 5)}\n" for number in range(2000)
    )
    tracemalloc.start()
    read = table(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(read.lines) == 2000
    assert peak < 10_000_000


def test_a_hundred_thousand_rows_are_read_in_seconds(table):
    content = "id,group,flow\n" + "".join(
        f"{number},g{number % 7},{number * 0.37}\n" for number in range(100_000)
    )
    start = time.process_time()
    read = table(content)
    assert sum(read.fulfil({"group": "g3"})) == 14_286
    assert time.process_time() - start < 5
