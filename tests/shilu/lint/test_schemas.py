"""Numbers that are typed in the schema of a table: its titles, descriptions and labels are shown as they are."""

import json

import pytest

from shilu import cli
from shilu.errors import UserError
from shilu.lint import findings

NAME = "tables/x.schema.json"


def found(schema, **form):
    text = schema if isinstance(schema, str) else json.dumps(schema, **form)
    return [(finding.code, finding.text) for finding in findings.lint(text, NAME)]


def test_titles_descriptions_and_labels_are_linted_and_nothing_else_is():
    schema = {
        "title": "Runs of 45 machines",
        "primaryKey": ["layers 3"],
        "source": {"table": "12 runs.csv", "on": ["layers 3"]},
        "fields": [
            {"name": "layers 3", "title": "Accuracy at 95 %", "unit": "10 ms", "digits": 3, "format": "7 a"},
            {"name": "b", "description": "over 67 seeds", "labels": {"relu 8": "ReLU, 89 times"}},
        ],
    }
    assert [text for _, text in found(schema)] == ["45", "95 %", "67", "89"]
    assert {code[0] for code, _ in found(schema)} == {"E"}


@pytest.mark.parametrize(
    "title",
    ["held-out accuracy", "p95 latency", "L2 norm", "準確率 (%)", "top5", "三つの中央値", "# a", "`x`"],
)
def test_names_are_no_numbers(title):
    assert found({"fields": [{"name": "a", "title": title}]}) == []


@pytest.mark.parametrize(("key", "label", "wanted"), [
    ("3", "3 layers", []), ("0.05", "5 %", []), ("layers-3", "three layers, 3 in all", []), ("3", "12 layers", ["12"]),
])  # fmt: skip
def test_the_number_of_a_key_may_stand_in_its_label(key, label, wanted):
    schema = {"fields": [{"name": "a", "labels": {key: label}}]}
    errors = [text for code, text in found(schema) if code.startswith("E1") and text[0].isdigit()]
    assert errors == wanted


def test_line_and_column_are_those_of_the_json_text_whatever_is_escaped():
    text = '{"fields": [\r\n\t{"name": "a",\r\n\t "title": "\\u6e96\\"\\ud83d\\ude00 at 95 % or \\u0034\\u0035"}\r\n]}\n'
    spots = [(f.line, f.column, f.text, text[f.start : f.end]) for f in findings.lint(text, NAME)]
    assert spots == [(3, 37, "95 %", "95 %"), (3, 45, "45", "\\u0034\\u0035")]


def test_a_finding_in_a_schema_is_not_told_to_bind_or_to_mark():
    values = [{"name": "t/a/v", "raw": 98.51, "text": "98.51", "unit": "", "form": "plain", "line": 1, "sources": []}]  # fmt: skip
    [finding] = findings.lint('{"title": "up to 98.51"}', NAME, values)
    assert str(finding) == (
        "1:18: E101 '98.51' is typed by hand: leave it out, or declare it in [[lint.literals]] of the project file"
    )


@pytest.mark.parametrize(
    "text", ['{"title": "a",}', "[" * 5000, '{\n"title": 3', "3", "null", '{"fields": 3}']
)
def test_what_is_no_json_is_an_error_and_what_is_no_schema_has_no_titles(text):
    try:
        assert json.loads(text) is None or findings.lint(text, NAME) == []
    except (ValueError, RecursionError):
        with pytest.raises(UserError, match=r"^tables/x\.schema\.json(:\d)?: not valid JSON"):
            findings.lint(text, NAME)


def test_the_schemas_of_its_tables_belong_to_the_project_also_those_in_results(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("tables/a", "results/tables/b"):
        file = tmp_path / f"{name}.csv"
        file.parent.mkdir(parents=True)
        file.write_text("k,v\nx,1\n")
        file.with_suffix(".schema.json").write_text('{"fields": [{"name": "v", "title": "at 95 %"}]}')
    (tmp_path / "r.md.j2").write_text("None.\n")
    (tmp_path / "shilu.toml").write_text(
        '[report]\ntemplate = "r.md.j2"\ntables = ["tables/a.csv", "results/tables"]\n'
    )
    with pytest.raises(SystemExit) as end:
        cli.main(["lint"])
    said = capsys.readouterr().out.splitlines()
    assert end.value.code == 1
    assert [line.partition(" is")[0] for line in said] == [
        "tables/a.schema.json:1:40: E102 '95 %'",
        "results/tables/b.schema.json:1:40: E102 '95 %'",
    ]


def test_a_label_that_is_its_key_in_other_letters_is_a_name():
    schema = '{"fields": [{"name": "kind", "labels": {"halved": "Halved", "two_halves": "Two halves", "b": "Doubled"}}]}'
    assert [found.text for found in findings.lint(schema, "a.schema.json")] == ["Doubled"]
