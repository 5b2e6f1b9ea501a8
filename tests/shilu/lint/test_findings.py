"""The lint finds the numbers typed by hand, tells where they stand, and leaves everything else alone."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pypandoc
import pytest

from shilu import cli, files, pandoc
from shilu.errors import UserError
from shilu.lint import findings as lint
from shilu.lint import places as prose
from shilu.lint import suggest

CORPUS = Path(__file__).parent / "corpus"
FILES = ("first.tsv", "later.tsv", "running.md", "unseen.md")
MARKS = {"⟦": "E", "‹": "W"}
VALUES = [
    {"name": "accuracy/first_reading/xor/relu/soft", "raw": 0.9863, "text": "0.9863", "unit": "fraction", "form": "plain"},
    {"name": "accuracy/first_reading/xor/relu/hard", "raw": 0.943, "text": "94.3 %", "unit": "fraction", "form": "percent"},
    {"name": "settings/run.seeds/value", "raw": 20, "text": "20", "unit": "seed", "form": "plain"},
    {"name": "settings/run.layers/value", "raw": 3, "text": "3", "unit": "", "form": "plain"},
    {"name": "a/b - a/c", "raw": 0.12, "text": "12 %", "unit": "fraction", "form": "percent"},
]  # fmt: skip
VALUES = [value | {"line": 1, "sources": []} for value in VALUES]


def unmark(marked):
    """Return a case without its marks, and what is marked: (start, end, "E" or "W")."""
    text, open_, expected = "", None, []
    for piece in re.split("([⟦⟧‹›])", marked):
        if piece in MARKS:
            open_ = len(text), MARKS[piece]
        elif piece in ("⟧", "›"):
            expected.append((open_[0], len(text), open_[1]))
        else:
            text += piece
    return text, expected


def cases(name):
    content = (CORPUS / name).read_text(encoding="utf-8")
    if name.endswith(".md"):
        return [content]
    return [line.split("\t", 1)[1].replace("⏎", "\n") for line in content.splitlines() if line[0] != "#"]


@pytest.fixture(scope="module")
def scores():
    """Per grade: marks found, marks missed, and findings where no mark is."""
    table = {"E": ([], [], []), "W": ([], [], [])}
    for marked in (case for name in FILES for case in cases(name)):
        text, expected = unmark(marked)
        found = {(finding.start, finding.code[0]) for finding in lint.lint(text, "case.md")}
        marks = {(start, grade) for start, _, grade in expected}
        for group, places in enumerate((found & marks, marks - found, found - marks)):
            for start, grade in places:
                table[grade][group].append(f"{text[max(start - 10, 0) : start]}▶{text[start : start + 12]}")
    return table


def test_no_marked_error_of_the_corpus_is_missed(scores, capsys):
    for grade, (found, missed, false) in scores.items():
        recall, precision = (len(found) / (len(found) + len(others)) for others in (missed, false))
        with capsys.disabled():
            sys.stdout.write(
                f"\nlint {grade}: {len(found)} marks, recall {recall:.3f}, precision {precision:.3f}\n"
            )
    assert scores["E"][1] == []
    assert len(scores["E"][0]) > 250


def test_false_alarms_and_missed_counts_stay_under_three_percent(scores):
    false = scores["E"][2] + scores["W"][2]
    found = scores["E"][0] + scores["W"][0]
    assert len(false) <= 0.03 * (len(found) + len(false)), false
    assert len(scores["W"][1]) <= 0.03 * len(scores["W"][0]), scores["W"][1]


@pytest.mark.parametrize("name", FILES)
def test_pandoc_sees_the_same_document_with_the_marks_as_without(name):
    for marked in cases(name):
        source = prose.Source()
        source.add_template(unmark(marked)[0])
        with_marks, places = prose._mark(source.text)
        plain, other = (
            # Names of headings are made of their text, so they differ.
            pypandoc.convert_text(
                text, "json", format=f"{pandoc.READER}-auto_identifiers", verify_format=False
            )
            for text in (source.text, with_marks)
        )
        back = "".join(
            json.dumps(source.text[places[char]])[1:-1] if char in places else char for char in other
        )
        assert json.loads(back) == json.loads(plain), marked


@pytest.mark.parametrize(("marked", "text"), [
    ("準確率是 **⟦9**5 %⟧。", "95 %"),
    ("準確率是 ⟦0.9<!-- 7 -->86⟧。", "0.986"),
    ("準確率是 ⟦&#57;&#53;⟧。", "95"),
    ("準確率是 ⟦９５．５％⟧。", "９５．５％"),
    ("差距 ⟦±0.3 %⟧，", "±0.3 %"),
    ("共⟦一千兩百筆⟧，", "一千兩百筆"),
    ("共⟦九5成⟧，", "九5成"),
    ("約⟦(98.5 ± 0.4) %⟧。", "(98.5 ± 0.4) %"),
    ("| a |\n|---|\n| ⟦0.5⟧ |\n", "0.5"),
    ("# 標題 ⟦3⟧\n", "3"),
    ("Hidden: ReLU⟦95%⟧ and 95 in `95`", "95%"),
])  # fmt: skip
def test_a_finding_tells_just_where_the_author_typed_what(marked, text):
    plain, [(start, end, _)] = unmark(marked)
    finding = lint.lint(plain, "case.md")[0]
    assert (finding.text, finding.start, finding.end) == (text, start, end)


def test_line_and_column_are_those_of_the_template():
    template = (
        "---\ntitle: 甲 7\n---\n{##\n 95 %\n##}\n{% for row in rows %}\n| {{ row.x | percent }} | 5 |\n"
        "{% endfor %}\n\n註[^1]與 8。\n\n[^1]: 乙 9。\n"
    )
    found = lint.lint(template, "report.md.j2")
    assert [(f.line, f.column, f.text) for f in found] == [
        (2, 10, "7"),
        (8, 27, "5"),
        (11, 8, "8"),
        (13, 9, "9"),
    ]


def test_what_only_looks_like_syntax_is_found_at_its_place_each_time():
    text = "In the box\n1298. It was early.\n\nAgain a\n1298. And Table II.\n\nTable II, $5 and $5.\n"
    found = lint.lint(text, "a.md")
    assert [(f.line, f.column, f.text) for f in found] == [
        (2, 1, "1298"), (5, 1, "1298"), (5, 17, "II"), (7, 7, "II"), (7, 12, "5"), (7, 19, "5"),
    ]  # fmt: skip


def test_the_sentences_of_a_claims_file_are_prose_and_its_settings_are_not():
    claims = """claims:
  - id: relu-95
    margin: 0.01
    where: momentum = 0.9
    sentences:
      supported: ReLU gains 95 %.
      refuted: "沒有高出 {{ a.b | percent }}，
        只有 0.3。"
      undecided: |
        還看不出來，
        差三倍。
"""
    found = lint.lint(claims, "claims.yaml")
    assert [(f.line, f.column, f.text) for f in found] == [(6, 29, "95 %"), (8, 12, "0.3"), (11, 10, "三倍")]


RECORD = [
    {"name": "acc/xor/soft", "raw": 0.9865, "text": "0.9865 ± 0.0033", "uncertainty": 0.0033, "unit": "fraction", "form": "interval", "line": 3, "section": "甲"},
    {"name": "acc/xor/hard", "raw": 0.943, "text": "94.3 %", "unit": "fraction", "form": "percent", "line": 3, "section": "甲"},
    {"name": "acc/lin/hard", "raw": 0.99, "text": "99 %", "unit": "fraction", "form": "percent", "line": 3, "section": "甲"},
    {"name": "stats/level", "raw": 0.95, "text": "95 %", "unit": "", "form": "percent", "line": 30, "section": "乙"},
    {"name": "run/seeds", "raw": 20, "text": "20", "unit": "seed", "form": "plain", "line": 30, "section": "乙"},
    {"name": "run/failed", "raw": 4, "text": "4", "unit": "", "form": "plain", "line": 3, "section": "甲"},
    {"name": "run/ratio", "raw": 3, "text": "3", "unit": "", "form": "plain", "line": 31, "section": "乙"},
    {"name": "t/a/mass", "raw": 1.25, "text": "1.25", "unit": "g", "form": "plain", "line": 31, "section": "乙"},
    {"name": "t/b/x", "raw": 7.31, "text": "7.31", "unit": "", "form": "plain", "line": 31, "section": "乙"},
    {"name": "t/c/x", "raw": 7.31, "text": "7.31", "unit": "", "form": "plain", "line": 40, "section": "丙"},
]  # fmt: skip
RECORD = [value | {"sources": []} for value in RECORD]


@pytest.mark.parametrize(("section", "sentence", "wanted"), [
    # Shown as 0.9865 ± 0.0033, typed without its half-width.
    ("甲", "準確率是 0.9865。", "{{ acc.xor.soft }}"),
    ("甲", "準確率是 0.9865 ± 0.0033。", "{{ acc.xor.soft | interval }}"),
    ("甲", "準確率是 94.3 %。", "{{ acc.xor.hard | percent }}"),
    ("甲", "準確率是 0.943。", "{{ acc.xor.hard }}"),
    ("丙", "準確率是 94.3 %。", "{{ acc.xor.hard | percent }}"),
    ("乙", "用了 20 個種子。", "{{ run.seeds }}"),
    ("乙", "二十個種子", "{{ run.seeds | han }}個"),
    ("丙", "It ran with 20 random seeds.", "{{ run.seeds }}"),
    ("甲", "達到百分之九十九。", "{{ acc.lin.hard | percent }}"),
    ("乙", "質量是 1.25 g。", "{{ t.a.mass }}"),
    # The same value twice in the record, and one of them in this section.
    ("乙", "是 7.31。", "{{ t.b.x }}"),
    ("甲", "是 7.31。", None),
    # Near is not the same; another unit, another kind, or a digit by chance never fits.
    ("甲", "準確率是 0.985。", None),
    ("甲", "準確率是 94 %。", None),
    ("丙", "顯著水準 95 %。", None),
    ("甲", "比較四種函數。", None),
    ("乙", "速度是三倍。", None),
    ("乙", "質量是 1.25 kg。", None),
    ("丙", "共 20 次。", None),
    ("丙", "共 20 個樣本。", None),
    ("甲", "長 94.3 cm。", None),
    ("甲", "共 99 張。", None),
])  # fmt: skip
def test_a_value_is_suggested_only_where_it_is_surely_the_one(section, sentence, wanted):
    text = "\n" * 60 + f"# {section}\n\n{sentence}\n"
    offers = {finding.offer and finding.offer.reference for finding in lint.lint(text, "a.md", RECORD)}
    assert offers == {wanted}


@pytest.mark.parametrize(("text", "typed"), [
    ("重 {{ t.a.mass }} kg。", ["kg"]), ("重 {{ t.a.mass }} g。", []), ("重 {{ t.a.mass }} 公克。", []),
    ("是 {{ t.a.share | percent }} %。", ["%"]), ("是 {{ t.a.share | percent }}。", []), ("重 {{ t.a.mass }}，", []),
])  # fmt: skip
def test_a_unit_typed_behind_a_value_of_another_unit_is_an_error(text, typed):
    values = [
        {"name": "t/a/mass", "raw": 1.25, "text": "1.25", "unit": "g", "line": 1, "sources": []},
        {
            "name": "t/a/share",
            "raw": 0.5,
            "text": "50 %",
            "unit": "fraction",
            "form": "percent",
            "line": 1,
            "sources": [],
        },
    ]
    found = lint.lint(text, "a.md.j2", values)
    assert [(finding.code, finding.text) for finding in found] == [("E109", unit) for unit in typed]


@pytest.mark.parametrize(("text", "labels"), [
    ("見圖 1。\n\n![a](a.svg){#fig:setup}\n", "@fig:setup"), ("見表二。", "@tbl:"), ("見第 3 節。", "@sec:"), ("由式 (4) 可知。", "@eq:"),
    ("See Figure 1.", "@fig:"), ("See Table 2.", "@tbl:"), ("See Section 3.", "@sec:"), ("図1に示す。", "@fig:"), ("그림 1과 같다.", "@fig:"),
])  # fmt: skip
def test_the_number_of_a_figure_leads_to_a_reference_and_never_to_a_value(text, labels):
    [finding] = lint.lint(text, "a.md", RECORD)
    assert finding.code == "E108"
    assert labels in str(finding)
    assert "{{" not in str(finding)


@pytest.mark.parametrize(
    "text",
    [
        "$98.5\\%$",
        r"$0.015 \pm 0.002$",
        "$95.2$",
        r"$9.8\ \mathrm{m/s^2}$",
        "`94.3`",
        "`0.985 ± 0.004`",
        "`64 MB`",
    ],
)
def test_a_formula_or_code_that_is_nothing_but_a_result_is_found(text):
    assert len(lint.lint(f"結果是 {text} 左右。", "a.md")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "$x_1$",
        "$n = 2k$",
        "$[0,1]$",
        "$10^{-3}$",
        "$5/6$",
        r"$\alpha = 0.05$",
        "$8$",
        "`x = 3`",
        "`float32`",
        "`20`",
        "`v1.2.3`",
    ],
)
def test_a_formula_with_variables_and_code_that_a_program_reads_are_none(text):
    assert lint.lint(f"令 {text} 成立。", "a.md") == []


def test_numbers_of_headings_lists_and_rows_are_none_and_a_column_with_a_unit_is_measured():
    text = "# 1. 甲\n\n## 2.1 乙\n\n1、丙\n2、丁\n\n| 次 | x |\n|--|--|\n| 1 | a |\n| 2 | b |\n"
    assert lint.lint(text, "a.md") == []
    measured = "# 3 層的網路\n\n| U (V) | x |\n|--|--|\n| 1 | a |\n| 2 | b |\n"
    assert [finding.text for finding in lint.lint(measured, "a.md")] == ["3", "1", "2"]


@pytest.mark.parametrize("folder", ["pages", "pages/held"])
def test_on_whole_pages_every_result_is_found_and_at_most_one_finding_in_twenty_is_wrong(folder, capsys):
    found, missed, false = 0, [], []
    for page in sorted((CORPUS / folder).glob("*.md")):
        text, expected = unmark(page.read_text(encoding="utf-8"))
        findings = {(finding.start, finding.code[0]) for finding in lint.lint(text, "page.md")}
        marks = {(start, grade) for start, _, grade in expected}
        found += len(findings & marks)
        missed += [f"{page.name}: {text[start : start + 12]}" for start, _ in marks - findings]
        false += [f"{page.name}: {text[start : start + 12]}" for start, _ in findings - marks]
    with capsys.disabled():
        sys.stdout.write(f"\nlint {folder}: {found} found, {len(missed)} missed, {len(false)} wrong\n")
    assert missed == []
    assert len(false) <= 0.05 * (found + len(false)), false


def test_the_sentences_of_a_korean_claims_file_are_prose():
    [finding] = lint.lint("claims:\n  - said: 정확도는 95.2 % 이다\n", "claims.yaml")
    assert finding.text == "95.2 %"


def test_without_values_a_finding_still_tells_how_to_mark_what_is_meant_literally():
    [finding] = lint.lint("共三種。", "a.md")
    assert str(finding) == "1:2: W201 '三種' is typed by hand: [三種]{.literal}"


@pytest.fixture
def run(tmp_path, capsys):
    """Return a function that lints files of `tmp_path` by the command: exit code and what it printed."""

    def run(*arguments, **files):
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_bytes(content.encode())
        with pytest.raises(SystemExit) as end:
            cli.main(["lint", *(str(tmp_path / word) if "." in word else word for word in arguments)])
        out, error = capsys.readouterr()
        return end.value.code, (out + error).replace(f"{tmp_path}/", "")

    return run


def test_errors_make_the_exit_code_one_and_warnings_do_not(run):
    assert run("a.md", a__md="共三種。") == (0, "a.md:1:2: W201 '三種' is typed by hand: [三種]{.literal}\n")
    code, said = run("a.md", "b.md", b__md="共 3 種。")
    assert code == 1
    assert re.search(r"^b\.md:1:3: E101 '3' ", said, re.MULTILINE)
    assert run("c.md", c__md="沒有數字。") == (0, "")


def test_fix_binds_what_only_one_value_is_shown_as_and_nothing_else(run, tmp_path):
    text = "---\ntitle: 甲\n---\r\n\r\n準確率 ０.9863，硬 **94.3%**，3 層，20 個，0.985，`20`。\r\n"
    values = json.dumps({"values": [*VALUES, VALUES[2] | {"name": "settings/other.seeds/value"}]})
    code, said = run("a.md", "--values", "v.json", "--fix", a__md=text, v__json=values)
    assert (tmp_path / "a.md").read_bytes().decode() == (
        "---\ntitle: 甲\n---\r\n\r\n準確率 {{ accuracy.first_reading.xor.relu.soft }}，"
        "硬 **{{ accuracy.first_reading.xor.relu.hard | percent }}**，3 層，20 個，0.985，`20`。\r\n"
    )
    assert code == 1
    assert "a.md:5:5: fixed '０.9863' to {{ accuracy.first_reading.xor.relu.soft }}\n" in said
    assert said.count("E101") == 3


def test_a_file_that_cannot_be_replaced_stays_as_it_was(run, tmp_path, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "write_bytes", full)
    code, said = run(
        "a.md", "--values", "v.json", "--fix", a__md="約 0.9863。", v__json=json.dumps({"values": VALUES})
    )
    assert (code, (tmp_path / "a.md").read_text()) == (2, "約 0.9863。")
    assert "the disk is full" in said


@pytest.mark.parametrize(("files", "said"), [
    ({}, "error: a.md: no such file or folder"),
    ({"v__json": "{"}, "error: v.json: no values file of shilu fill"),
    ({"v__json": '{"values": [{"name": "a"}]}'}, "error: v.json: no values file of shilu fill (values.0.raw: missing)"),
    ({"v__json": '{"values": [{"name": "a", "text": 3, "raw": 3}]}'}, "error: v.json: no values file of shilu fill"),
    ({"v__json": "[]"}, "error: v.json: no values file of shilu fill"),
])  # fmt: skip
def test_bad_input_is_one_clear_message(run, files, said):
    code, printed = run("a.md", *(("--values", "v.json") if files else ()), **files)
    assert code == 2
    assert printed.startswith(said)
    assert printed.count("\n") == 1


def test_a_file_that_is_not_utf8_is_named(run, tmp_path):
    (tmp_path / "a.md").write_bytes("準確率".encode("big5"))
    code, said = run("a.md")
    assert code == 2
    assert said.startswith("error: a.md: not UTF-8 (byte 1, line 1); it looks like Big5; save it as UTF-8")


def test_a_byte_order_mark_moves_no_place_and_stays_where_it_is(run, tmp_path):
    (tmp_path / "a.md").write_bytes("\ufeff約 0.9863，3。\r\n".encode())
    code, said = run("a.md", "--values", "v.json", "--fix", v__json=json.dumps({"values": VALUES}))
    assert (
        tmp_path / "a.md"
    ).read_bytes().decode() == "\ufeff約 {{ accuracy.first_reading.xor.relu.soft }}，3。\r\n"
    assert said.startswith("a.md:1:3: fixed '0.9863'")
    assert code == 1


def test_a_value_of_a_table_or_key_that_is_no_identifier_is_offered_as_it_is_written():
    value = {"name": "wine-runs/km~1h/v", "form": "percent"}
    assert suggest.reference(value) == '{{ tables["wine-runs"]["km/h"].v | percent }}'


def test_a_claims_file_that_is_no_yaml_is_named_with_its_line():
    with pytest.raises(UserError, match=r"^claims\.yaml:2: not valid YAML"):
        lint.lint("a: 1\nb: [", "claims.yaml")


def test_front_matter_that_pandoc_cannot_read_is_an_error():
    with pytest.raises(UserError, match=r"^a\.md:2: pandoc cannot read this"):
        lint.lint('---\ntitle: "a\n---\n\nx', "a.md")


def test_it_runs_on_any_markdown_file_with_no_project_around_it(tmp_path):
    (tmp_path / "note.md").write_text("Only 5 left.\n")
    command = [sys.executable, "-m", "shilu", "lint", "note.md"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith("note.md:1:6: E101 '5' ")


def test_one_value_with_two_precisions_is_an_error_with_both_lines(run):
    value = {
        "name": "t/a/v",
        "raw": 0.98512,
        "uncertainty": 0.004,
        "form": "plain",
        "unit": "",
        "sources": [],
    }
    uses = [{**value, "text": "0.985", "line": 3}, {**value, "text": "0.99", "places": 2, "line": 7}]
    files = {"t__md": "{{ t.a.v }}\n", "v__json": json.dumps({"values": uses})}
    code, said = run("t.md", "--values", "v.json", **files)
    assert code == 1
    assert "t.md:7:1: E107 t/a/v is shown as '0.99' here and as '0.985' in line 3" in said


def test_percent_and_fraction_of_one_value_are_no_two_precisions():
    value = {"name": "t/a/v", "raw": 0.98512, "uncertainty": 0.004}
    uses = [
        {**value, "text": "0.985", "line": 3, "form": "plain"},
        {**value, "text": "98.5 %", "line": 7, "form": "percent"},
    ]
    assert lint.two_precisions(uses) == []
