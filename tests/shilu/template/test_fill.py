"""The template: every value is bound to its cell, and a wrong name fails with its line."""

import json

import pytest

from shilu.errors import UserError
from shilu.template import fill
from shilu.template.names import load
from shilu.values.record import PLACEHOLDER, placeholder
from shilu.values.rows import Rows
from shilu.values.table import read_table


@pytest.fixture
def names(tmp_path):
    (tmp_path / "yield.csv").write_text(
        "crop,field,mean,half,worst,remark\nrice,north,4.1234,0.0512,3.9,\nrice,south,5.5,0.42,2,a_b*|$x$<i>#\nmaize,north,9,,1,x\n",
    )
    schema = {
        "primaryKey": ["crop", "field"],
        "fields": [
            {"name": "mean", "unit": "t", "uncertainty": "half"},
            {"name": "field", "labels": {"north": "北", "south": "南"}},
        ],
    }
    (tmp_path / "yield.schema.json").write_text(json.dumps(schema))
    return load([tmp_path])


@pytest.fixture
def text(names):
    """Return a function that fills a template and puts the values' texts back in."""

    def text(template):
        filled = fill.fill(template, names={"crops": names["yield"]}, file="t.md")
        return PLACEHOLDER.sub(lambda found: filled.values[int(found[1])]["text"], filled.markdown)

    return text


@pytest.mark.parametrize(("template", "expected"), [
    ("{{ crops.rice.north.mean }}", "4.12"),
    ('{{ crops["rice", "north"].mean }}', "4.12"),
    ("{{ crops.rice.north.mean | interval }}", "4.12 ± 0.05"),
    ("{{ crops.rice.north.mean | percent }}", "412 %"),
    ("{{ crops.rice.south.mean | interval | percent }}", "(550 ± 40) %"),
    ("{{ crops.rice.north.mean | decimals(1) }}", "4.1"),
    ("{{ crops.rice.north.mean | percent | decimals(-1) }}", "410 %"),
    ("{{ crops.rice.north.mean | decimals(3, more=true) }}", "4.123"),
    ("{{ crops.rice.north.field }}", "北"),
    ("{{ crops.rice.north.worst }}", "3.9"),
    ('{{ (crops.rice | ranked("mean")).field }}', "南"),
    ('{{ (crops.rice | ranked("mean", 2)).field }}', "北"),
    ('{{ (crops.rice | ranked("mean", -1)).field }}', "北"),
    ("{% for row in crops.rice %}{{ row.field }}{{ row.worst }}{% endfor %}", "北3.9南2"),
    ("{% if crops.rice.north.worst < crops.rice.south.worst %}a{% else %}b{% endif %}", "b"),
    ("{## a remark ##}x {#id}", "x {#id}"),
])  # fmt: skip
def test_a_name_stands_for_its_cell_with_the_digits_that_it_supports(text, template, expected):
    assert text(template) == expected


@pytest.mark.parametrize(("template", "message"), [
    ("{{ crops.rcie.north.mean }}", r"t\.md:3: yield: unknown key 'rcie'; nearest: rice"),
    ("{{ crops.rice.north.maen }}", r"t\.md:3: yield/rice/north: unknown column 'maen'; nearest: mean"),
    ("{{ corps.rice }}", r"t\.md:3: .*unknown name 'corps'; nearest: crops"),
    ("{{ crops.rice.north.remark }}", r"t\.md:3: yield/rice/north/remark is empty"),
    ("{{ crops.rice.north }}", r"t\.md:3: yield/rice/north is no single value"),
    ("{{ crops.rice.south.remark | percent }}", r"t\.md:3: .*percent wants a number"),
    ("{{ crops.rice.north.mean | decimals(3) }}", r"t\.md:3: yield/rice/north/mean: the data supports 2 decimals, not 3"),
    ("{{ 3 }}", r"t\.md:3: 3 is bound to nothing: name the cell that has it"),
    ("{{ crops.rice.north.mean.raw }}", r"t\.md:3: 4\.1234 is bound to nothing"),
    ("{% if %}", r"t\.md:3: "),
    ("{{ crops.rice", r"t\.md:3: "),
    ('{{ excerpt("no/such.py", "f") }}', r"t\.md:3: no/such\.py: no such source file"),
])  # fmt: skip
def test_a_mistake_in_the_template_is_named_with_file_and_line(text, template, message):
    with pytest.raises(UserError, match=message):
        text(f"first\n\n{template}\n")


def test_each_use_of_a_value_is_recorded_with_its_source(names):
    bound = fill.fill("\n{{ y.rice.north.mean }}", names={"y": names["yield"]}).values
    (value,) = bound
    assert (value["name"], value["raw"], value["text"], value["unit"]) == (
        "yield/rice/north/mean",
        4.1234,
        "4.12",
        "t",
    )
    assert value["line"] == 2
    (source,) = value["sources"]
    assert source["row"] == {"crop": "rice", "field": "north"}
    assert source["column"] == "mean"
    assert len(source["sha256"]) == 64


def test_each_use_is_recorded_with_the_heading_above_it(names):
    template = "# One {#a}\n{{ y.rice.north.mean }}\n```\n# no heading\n```\n{{ y.rice.north.mean }}\n## Of {{ y.rice.north.field }}\n| {{ y.rice.north.mean }} |\n"
    bound = fill.fill(template, names={"y": names["yield"]}).values
    assert [value["section"] for value in bound] == ["One", "One", "Of 北", "Of 北"]


def test_a_value_s_text_never_meets_the_markdown_parser(names):
    markdown, bound, *_ = fill.fill("{{ y.rice.south.remark }}", names={"y": names["yield"]})
    assert markdown == placeholder(0, bound[0])
    assert bound[0]["text"] == "a_b*|$x$<i>#"


def test_two_rows_with_one_key_are_refused_with_their_lines(tmp_path):
    (tmp_path / "a.csv").write_text("k,v\nx,1\nx,2\n")
    with pytest.raises(
        UserError,
        match=r"a\.csv:3: the key 'x' \(k\) stands in line 2 too; list in primaryKey of a\.schema\.json",
    ):
        Rows(read_table(tmp_path / "a.csv"))["x"]


def test_two_tables_with_one_name_are_refused(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("k,v\nx,1\n")
    with pytest.raises(UserError, match="a second table named 'a'"):
        load([tmp_path / "one", tmp_path / "two"])


def test_an_empty_table_or_one_without_a_described_column_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("")
    with pytest.raises(UserError, match=r"a\.csv: empty, not even a header"):
        Rows(read_table(tmp_path / "a.csv"))
    (tmp_path / "a.csv").write_text("k,v\nx,1\n")
    (tmp_path / "a.schema.json").write_text('{"primaryKey": ["k"], "fields": [{"name": "w"}]}')
    with pytest.raises(UserError, match=r"a\.schema\.json: fields\.0\.name: a\.csv has no column 'w'"):
        Rows(read_table(tmp_path / "a.csv"))


def test_the_command_writes_nothing_when_the_template_is_wrong(tmp_path, run):
    (tmp_path / "a.csv").write_text("k,v\nx,1\n")
    (tmp_path / "t.md").write_text("{{ a.y.v }}")
    options = ("--tables", tmp_path / "a.csv", "--output", tmp_path / "o.md", "--values", tmp_path / "v.json")
    result = run("shilu", "fill", tmp_path / "t.md", *options)
    assert result.returncode == 2
    assert result.stderr == f"error: {tmp_path}/t.md:1: a: unknown key 'y'; nearest: x\n"
    assert not (tmp_path / "o.md").exists()
    assert not (tmp_path / "v.json").exists()


def test_a_table_takes_headers_and_digits_from_its_schema_and_marks_the_best_of_each_group(text):
    table = text('{{ table(crops, "crop", "field", "mean", "remark", best=["mean"]) }}')
    assert table.split("\n") == [
        "| crop | field | mean (t) | remark |",
        "| :--- | :--- | ---: | :--- |",
        "| rice | 北 | 4.12 ± 0.05 | — |",
        "| rice | 南 | **5.5 ± 0.4** | a_b*|$x$<i># |",
        "| maize | 北 | **9** | x |",
    ]


def test_a_table_of_an_unknown_column_names_the_nearest(text):
    with pytest.raises(UserError, match=r"t\.md:1: yield/rice/north: unknown column 'maen'; nearest: mean"):
        text('{{ table(crops, "maen") }}')


TOLD = [
    {"id": "a", "file": "c.yaml", "verdict": "supported", "sentence": "北 yields {{ y.rice.north.mean }}."},
    {"id": "b", "file": "c.yaml", "verdict": "undecided", "sentence": "Who knows."},
]


def test_a_claim_s_sentence_is_that_of_its_verdict_with_a_mark_that_leads_to_the_ledger(names):
    template = 'x\n\n{{ claim("a") }} {{ claim("b") }}'
    markdown, bound, *_ = fill.fill(template, names={"y": names["yield"]}, claims=TOLD)
    assert markdown == f"x\n\n北 yields {placeholder(0, bound[0])}.^[○](#claim-a)^ Who knows.^[△](#claim-b)^"
    assert bound[0]["line"] == 3


@pytest.mark.parametrize(("template", "message"), [
    ('{{ claim("a") }}', r"t\.md: claim 'b' is tested and never told"),
    ('{{ claim("a") }}\n{{ claim("a") }}{{ claim("b") }}', r"t\.md:2: claim 'a' is told twice"),
    ('{{ claim("aa") }}', r"t\.md:1: ledger: unknown claim 'aa'; nearest: a"),
])  # fmt: skip
def test_a_claim_is_told_once(names, template, message):
    with pytest.raises(UserError, match=message):
        fill.fill(template, names={"y": names["yield"]}, claims=TOLD, file="t.md")


@pytest.mark.parametrize(("sentence", "message"), [
    ("as {{ y.rice.nort.mean }}", r"unknown key 'nort'; nearest: north"),
    ("as {{ z }}", "unknown name 'z'; nearest: y"),
    ("as {{ y", "this is not closed"),
])  # fmt: skip
def test_a_mistake_in_a_claim_s_sentence_names_the_claims_file_the_claim_and_the_line(
    names, sentence, message
):
    claim = {"id": "a", "file": "c.yaml", "verdict": "undecided", "sentence": f"\n\n{sentence}"}
    with pytest.raises(UserError, match=rf"^c\.yaml: a\.sentences\.undecided:3: .*{message}"):
        fill.fill('x\n{{ claim("a") }}', names={"y": names["yield"]}, claims=[claim], file="t.md")


def test_an_empty_cell_may_be_shown_as_a_dash(text):
    assert text("{{ crops.rice.north.remark | or_dash }}, {{ crops.rice.north.mean | or_dash }}") == "—, 4.12"


def test_a_template_may_ask_whether_there_is_a_key_or_a_column(text):
    asked = ["'rice' in crops", "'oats' in crops", "'mean' in crops.rice.north", "'max' in crops.rice.north"]
    template = "".join(f"{{% if {question} %}}yes {{% else %}}no {{% endif %}}" for question in asked)
    assert text(template) == "yes no yes no "


@pytest.mark.parametrize(("output", "record"), [
    ("t.md.j2", "v.json"), ("r.md", "t.md.j2"), ("tables/../t.md.j2", "v.json"), ("tables/a.csv", "v.json"), ("r.md", "r.md"),
])  # fmt: skip
def test_the_template_and_its_tables_are_never_written_over(tmp_path, run, output, record):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("k,v\nx,1\n")
    (tmp_path / "t.md.j2").write_text("{{ a.x.v }}\n")
    result = run(
        "shilu",
        "fill",
        "t.md.j2",
        "--tables",
        "tables",
        "--output",
        output,
        "--values",
        record,
        cwd=tmp_path,
    )
    assert result.returncode == 2
    assert result.stderr.endswith("give the output another name\n")
    assert (tmp_path / "t.md.j2").read_text() == "{{ a.x.v }}\n"
    assert (tmp_path / "tables" / "a.csv").read_text() == "k,v\nx,1\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["t.md.j2", "tables"]
