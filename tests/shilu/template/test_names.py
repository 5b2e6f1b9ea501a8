"""What a template can reach, whatever a table is called, and what it is told where it cannot."""

import pytest

from shilu.errors import UserError
from shilu.template import binder, fill
from shilu.template.names import add_ledger, load
from shilu.values import names as values_names
from shilu.values.record import PLACEHOLDER


@pytest.fixture
def text(tmp_path):
    """Return a function that fills a template with tables (name: content) and puts the values' texts back in."""

    def text(template, **tables):
        for name, content in tables.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        filled = fill.fill(template, names=load([tmp_path]), file="t.md")
        return PLACEHOLDER.sub(lambda found: filled.values[int(found[1])]["text"], filled.markdown)

    return text


TABLE = "k,v\nx,1.50\n"


@pytest.mark.parametrize(
    "name",
    ["wine-runs", "2024-結果", "2024", "a b", "結果", "if", "table", "tables", "claim", "excerpt", "range"],
)
def test_a_table_of_any_name_is_reached_by_tables(text, name):
    assert text(f'{{{{ tables["{name}"].x.v }}}}', **{name: TABLE}) == "1.50"


@pytest.mark.parametrize(("name", "template"), [
    ("wine-runs", "{{ wine-runs.x.v }}"), ("wine-runs", "{{ runs.x.v }}"), ("2024-結果", "{{ 2024-結果.x.v }}"), ("2024結果", "{{ 2024結果.x.v }}"),
    ("2024", "{{ 2024.x.v }}"), ("a b", "{{ a b.x.v }}"),
])  # fmt: skip
def test_a_table_whose_name_cannot_stand_in_a_template_is_told_with_what_does(text, name, template):
    with pytest.raises(
        UserError, match=rf'^t\.md:3: .*the table {name}\.csv is reached as tables\["{name}"\]$'
    ):
        text(f"a\n\n{template}", **{name: TABLE})


def test_nearest_names_are_written_as_a_template_understands_them(text):
    with pytest.raises(UserError, match=r'unknown name \'wine_runs\'; nearest: tables\["wine-runs"\], '):
        text("{{ wine_runs.x.v }}", **{"wine-runs": TABLE})
    with pytest.raises(UserError, match=r'unknown table \'wine_runs\'; nearest: tables\["wine-runs"\]$'):
        text('{{ tables["wine_runs"].x.v }}', **{"wine-runs": TABLE})


@pytest.mark.parametrize(
    "template",
    ["{{ %s.x.v }}", "{%% for row in %s %%}{%% endfor %%}", "{{ %s | length }}", '{{ "x" in %s }}'],
)
@pytest.mark.parametrize("name", ["table", "claim", "excerpt"])
def test_a_table_named_as_a_function_is_not_hidden_in_silence(text, name, template):
    with pytest.raises(
        UserError,
        match=rf'^t\.md:1: {name} is a function of the template: reach the table {name}\.csv as tables\["{name}"\], or rename it',
    ):
        text(template % name, **{name: TABLE})


def test_a_function_works_beside_a_table_of_its_name(text):
    assert text('{{ table(tables["table"], "v") }}', table=TABLE).splitlines()[-1] == "| 1.50 |"


def test_the_functions_are_those_whose_names_are_taken(text):
    globals_ = binder.Binder({}, [], [], [], "en").environment.globals
    assert {name for name in globals_ if name != "_bind"} == set(values_names.FUNCTIONS)


def test_a_table_named_claims_is_not_replaced_by_the_ledger(tmp_path):
    (tmp_path / "claims.csv").write_text(TABLE)
    with pytest.raises(
        UserError,
        match=r"claims\.csv: the ledger of claims is reached by this name; rename the table",
    ):
        add_ledger(load([tmp_path]), None)


def test_a_table_with_repeated_keys_stops_nothing_where_it_is_not_used(text):
    tables = {"raw": "species,flow\nAdelie,1\nAdelie,2\n", "flow": TABLE}
    assert text("{{ flow.x.v }}", **tables) == "1.50"
    with pytest.raises(
        UserError, match=r"^t\.md:1: .*raw\.csv:3: .* list in primaryKey of raw\.schema\.json"
    ):
        text("{{ raw.Adelie.flow }}", **tables)


@pytest.mark.parametrize(("cell", "said"), [("inf", "is no finite number"), ("-inf", "is no finite number"), ("1e999", "is no finite number"),
    ("nan", "is empty"), ("NaN", "is empty"), ("NA", "is empty"), ("", "is empty")])  # fmt: skip
def test_a_number_that_is_none_is_told_with_its_cell_or_is_a_dash_where_asked_for(text, cell, said):
    with pytest.raises(
        UserError,
        match=rf"^t\.md:1: flow/x/v {said} \(.*flow\.csv:2: v has '{cell}'\); write .* or \| or_dash",
    ):
        text("{{ flow.x.v }}", flow=f"k,v\nx,{cell}\n")
    assert text("{{ flow.x.v | or_dash }}", flow=f"k,v\nx,{cell}\n") == "—"


def test_a_table_of_no_rows_is_told_where_it_is_shown(text):
    with pytest.raises(UserError, match=r"t\.md:1: flow has no rows to show; write an \{% if %\}"):
        text('{{ table(flow, "v") }}', flow="k,v\n")
    assert text("{% for row in flow %}{{ row.v }}{% endfor %}none", flow="k,v\n") == "none"


def test_what_is_no_table_is_not_shown_as_one(text):
    with pytest.raises(
        UserError, match=r"t\.md:1: table\(\) wants a table or a part of one first, this is 'flow'"
    ):
        text('{{ table("flow", "v") }}', flow=TABLE)


def test_a_truth_that_a_spreadsheet_wrote_is_one(text):
    assert text("{% if flow.x.v %}yes{% else %}no{% endif %}", flow="k,v\nx,FALSE\n") == "no"


def test_a_template_and_its_tables_may_have_byte_order_marks(tmp_path, run):
    (tmp_path / "flow.csv").write_bytes("\ufeffk,v\r\nx,1.5\r\n".encode())
    (tmp_path / "t.md").write_bytes("\ufeff---\ntitle: t\n---\n{{ flow.x.v }} {{ flow.x.k }}\n".encode())
    options = (
        "--tables",
        tmp_path / "flow.csv",
        "--output",
        tmp_path / "o.md",
        "--values",
        tmp_path / "v.json",
    )
    result = run("shilu", "fill", tmp_path / "t.md", *options)
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "o.md").read_text(encoding="utf-8").startswith("---\n")
