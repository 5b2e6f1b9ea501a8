"""No value becomes a text on its way to the page, and what is text there is kept for the lint."""

import json

import pytest

from shilu.errors import UserError
from shilu.lint.filled import unbound
from shilu.template import fill
from shilu.template.names import load
from shilu.values.record import PLACEHOLDER, placeholder, require_fit

CSV = "k,v,p,n,low,high,title\na,0.8904086535715656,0.028508713549435374,2,0.85,0.98,P(A|B)\nb,0.5,0.00001,12,0.45,0.55,x_y\n"


@pytest.fixture
def names(tmp_path):
    schema = {
        "fields": [
            {"name": "v", "title": "P(A|B) *x*", "unit": "L/s", "uncertainty": ["low", "high"]},
            {"name": "n", "type": "integer", "unit": "種", "title": "種類"},
        ]
    }
    (tmp_path / "m.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "m.schema.json").write_text(json.dumps(schema))
    return load([tmp_path])


def shown(names, template, **options):
    filled = fill.fill(template, names=names, file="t.md", **options)
    return PLACEHOLDER.sub(lambda found: filled.values[int(found[1])]["text"], filled.markdown)


@pytest.mark.parametrize("expression", [
    'm.a.v ~ "x"', "m.a.v | string", "m.a.v | upper", "m.a.v | replace('0', '1')", "[m.a.v]", '[m.a.v] ~ ""', "(m.a.v, m.b.v)", "m | list",
    'm ~ ""', "none", "excerpt", "m.a.v | pprint", '"%.1f" | format(m.a.v)', '"%.1f" % m.a.v', '"{:.1f}".format(m.a.v)', "m.a.v | map('x')",
    "m.a.v.raw", "m | length", "m.a.v | int", "m._table", "excerpt.__globals__", "m.a.v.foo", '"\\ud800"',
])  # fmt: skip
def test_whatever_would_print_the_inside_of_a_value_is_refused_with_its_line(names, expression):
    with pytest.raises(UserError, match=r"^t\.md:2: \S+"):
        fill.fill(f"x\n{{{{ {expression} }}}}", names=names, file="t.md")


@pytest.mark.parametrize("expression", [
    "1/0", "1e400", "10**5000", "'x' * 10**10", "m.a.v | center(10**9)", "m | slice(0) | list", "m.a.v | truncate(1)", "[].pop()",
    '"x"[10:1:0]', '"x".encode("zz")', '"%999999999d" % 1', "'{:>999999999}'.format(1)",
])  # fmt: skip
def test_what_cannot_be_worked_out_is_one_line(names, expression):
    with pytest.raises(UserError, match=r"^t\.md:1: \S+") as told:
        fill.fill(f"{{{{ {expression} }}}}", names=names, file="t.md")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("template", "line"), [
    ("x\n{{ m.a.v", 2), ("{% if m %}", 1), ("{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", 1),
    ("".join("{% for i in [1] %}" for _ in range(60)), None),
])  # fmt: skip
def test_a_template_without_end_is_one_line(names, template, line):
    with pytest.raises(UserError, match=rf"^t\.md:{line or ''}") as told:
        fill.fill(template, names=names, file="t.md")
    assert "expected ','" not in str(told.value)


@pytest.mark.parametrize(("template", "text"), [
    ('{% set n = "95.2" %}\n{{ n }} %', "95.2 %"), ('\n{{ m.a.v.raw ~ "" }}', "0.8904086535715656"), ('\n{{ (m | length) ~ "" }} 種', "2 種"),
    ('\n{{ "95.2" }} %', "95.2 %"), ('\n{% set n = 95.2 %}{{ n ~ "" }}', "95.2"),
])  # fmt: skip
def test_a_number_that_comes_to_the_page_as_text_is_found_at_its_line(names, template, text):
    filled = fill.fill(template, names=names, file="t.md")
    (line,) = unbound(filled.markdown, "r.md", strings=filled.strings, template="t.md", known=())
    assert line.startswith("t.md:2: E10")
    assert repr(text) in line or repr(text.split()[0]) in line


def test_what_the_template_says_itself_is_told_once(names):
    filled = fill.fill("共 95 次{{ m.a.v }}", names=names)
    assert unbound(filled.markdown, "r.md", strings=filled.strings, template="t.md", known={"95"}) == []


def test_a_text_and_the_values_of_another_filling_do_not_fit(names):
    one, other = (
        fill.fill(text, names=names) for text in ("\n{{ m.a.v }} {{ m.b.v }}", "\n{{ m.b.v }} {{ m.a.v }}")
    )
    require_fit(one.markdown, one.values, "r.md")
    with pytest.raises(
        UserError, match=r"^r\.md:2: the value that stands here is not the one of the values file"
    ):
        require_fit(one.markdown, other.values, "r.md")
    with pytest.raises(UserError, match=r"^r\.md:2: a value stands here, and no values file was given"):
        require_fit(one.markdown, [], "r.md")


@pytest.mark.parametrize(
    ("key", "told"), [("text", "0.1"), ("raw", 0.1), ("form", "percent"), ("name", "m/b/v"), ("unit", "kg")]
)
def test_the_check_of_a_placeholder_is_of_all_that_says_what_it_shows(names, key, told):
    filled = fill.fill("{{ m.a.v }}", names=names)
    assert placeholder(0, filled.values[0]) == filled.markdown
    assert placeholder(0, filled.values[0] | {key: told}) != filled.markdown


def test_the_private_signs_of_placeholders_cannot_be_typed(names):
    with pytest.raises(UserError, match=r"^t\.md:2: U\+E000 stands for a value; delete it"):
        fill.fill("x\n\ue0000.00000000\ue001", names=names, file="t.md")


def test_an_interval_that_is_skewed_is_shown_by_its_ends(names):
    assert (
        shown(names, "{{ m.a.v | interval }}, {{ m.a.v | percent | interval }}")
        == "0.89 [0.85, 0.98], 89 % [85, 98]"
    )
    assert shown(names, "{{ m.b.v | interval }}") == "0.50 ± 0.05"


def test_a_number_of_a_machine_has_four_digits_and_a_warning_with_the_remedy(names):
    filled = fill.fill(
        "\n{{ m.a.p }} {{ m.a.p | percent }} {{ m.b.p }} {{ m.a.p | decimals(3) }}", names=names, file="t.md"
    )
    assert [value["text"] for value in filled.values] == ["0.02851", "2.851 %", "0.00001", "0.029"]
    (warning,) = filled.warnings
    assert warning.startswith(
        "t.md:2: m/a/p has no uncertainty, and more digits than anybody means: shown as 0.02851; write digits"
    )


def test_a_schema_says_how_many_digits_a_column_has(tmp_path):
    (tmp_path / "m.csv").write_text(CSV)
    (tmp_path / "m.schema.json").write_text(json.dumps({"fields": [{"name": "p", "digits": 3}]}))
    filled = fill.fill("{{ m.a.p }} {{ m.a.p | percent }}", names=load([tmp_path]))
    assert [value["text"] for value in filled.values] == ["0.029", "2.9 %"]
    assert filled.warnings == []


def test_p_values_and_small_counts_have_filters_of_their_own(names):
    assert shown(names, "{{ m.a.p | p }} {{ m.b.p | p }}") == "0.029 < 0.001"
    assert shown(names, "{{ m.a.n | han }}種、{{ m.b.n | han }}種") == "兩種、十二種"
    assert shown(names, "---\nlang: ja\n---\n{{ m.a.n | han }}種").endswith("二種")
    assert shown(names, "{{ m.a.n | han }}种", lang="zh-CN") == "两种"
    with pytest.raises(UserError, match=r"han wants a count from 0 to 99, this is '0\.5'"):
        shown(names, "{{ m.b.v | han }}")
    with pytest.raises(UserError, match="p wants a probability, this is 12"):
        shown(names, "{{ m.b.n | p }}")


def test_an_interval_is_asked_for_only_where_there_is_one(names):
    with pytest.raises(
        UserError, match=r"m/a/p: has no interval to show; name the column with its half-width"
    ):
        shown(names, "{{ m.a.p | interval }}")


def test_a_header_is_shown_to_the_letter_with_its_unit(names):
    header = shown(names, '{{ table(m, "k", "v", "n") }}').split("\n")[0]
    assert header == r"| k | P(A\|B) \*x\* (L/s) | 種類 |"


def test_a_column_has_one_number_of_decimals_or_its_points_in_a_line(tmp_path):
    (tmp_path / "m.csv").write_text("k,v,h,x\na,0.985,0.004,1.5\nb,0.80,0.07,0.25\nc,12,3,7.125\n")
    (tmp_path / "m.schema.json").write_text(json.dumps({"fields": [{"name": "v", "uncertainty": "h"}]}))
    values = fill.fill('{{ table(m, "v", "x") }}', names=load([tmp_path])).values
    assert [value["text"] for value in values[1::2]] == ["1.500", "0.250", "7.125"]
    shown = [(value["text"], value.get("pad", 0)) for value in values[::2]]
    assert shown == [("0.985 ± 0.004", 0), ("0.80 ± 0.07", 1), ("12.0 ± 3.0", 2)]


def test_the_best_of_a_group_are_all_that_are_equal(tmp_path):
    (tmp_path / "m.csv").write_text("k,v\na,2\nb,2.0\nc,1\n")
    table = shown(load([tmp_path]), '{{ table(m, "k", "v", best=["v"]) }}')
    assert [row.count("**") for row in table.split("\n")[2:]] == [2, 2, 0]


@pytest.mark.parametrize("key", ["uncertanty", "lables", "unti", "Digits"])
def test_a_key_of_a_schema_that_is_nearly_one_of_ours_is_a_slip(tmp_path, key):
    (tmp_path / "m.csv").write_text(CSV)
    (tmp_path / "m.schema.json").write_text(
        json.dumps({"fields": [{"name": "v", key: "p", "constraints": {}, "x-mine": 1}]})
    )
    with pytest.raises(UserError, match=rf"m\.schema\.json: fields\.0\.{key}: unknown key; did you mean"):
        load([tmp_path])
