"""The printed numbers of a PDF against the values that it carries, and PDFs that nobody should trust."""

import hashlib
import json
import re
from pathlib import Path

import pypdf
import pytest

from shilu import cli
from shilu.document import render
from shilu.errors import UserError
from shilu.files import sha256
from shilu.trace import check, pdf_reader
from shilu.values.record import placeholder

#: Name, text, raw: the coincidence 3, an interval, a label of Han characters, a minus sign, Markdown's own signs.
BOUND = [
    ("flow/alpha/mean", "0.753", 0.753),
    ("flow/beta/mean", "(94.3 ± 0.2) %", 0.943),
    ("flow/alpha/pumps", "3", 3),
    ("flow/alpha/title", "甲號抽水機", "甲號抽水機"),
    ("flow/gamma/mean", "−0.05", -0.05),
    ("flow/delta/title", "a_b*|$x$<i>#", "a_b*|$x$<i>#"),
    ("flow/epsilon/title", "很長的名稱" * 30, "很長的名稱" * 30),
]
ALPHA, BETA, PUMPS, TITLE, GAMMA, DELTA, EPSILON = (f"\ue000{index}\ue001" for index in range(len(BOUND)))
APPENDIX = "\n\n# 出處\n\n::: {#provenance}\n:::\n"
MARKDOWN = (
    f"""---
title: 題 {ALPHA}
toc: true
numbersections: true
---

# 標題 {PUMPS} 與 {TITLE}

共 3 台，見 [標題](#other)：{ALPHA}與 **{BETA}** 與3{PUMPS}3，{TITLE}、{GAMMA}，*{BETA}*。{DELTA}{PUMPS}{PUMPS}。註[^1]。

[^1]: 腳註 {ALPHA}，另有 0.753。

| 甲 | 乙 |
|---|---:|
| {ALPHA} | {BETA} |
| **{GAMMA}** | {PUMPS} |

: 表 {BETA}

在此{EPSILON}。

![說明](flow.svg){{alt="{GAMMA}"}}

# 另一節 {{#other}}

`{ALPHA}`、$x = {GAMMA}$。
"""
    + "段落。\n\n" * 40
    + f"最後是 {ALPHA}。"
)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="15"><path d="M0 0 L30 15" stroke="#000"/></svg>'


def values(folder):
    """Return each use of a value in the order of the text, of a table that has them."""
    table = folder / "flow.csv"
    table.write_text("name,cell\n" + "".join(f"{name},{raw}\n" for name, _, raw in BOUND), encoding="utf-8")
    return [
        {
            "name": name,
            "raw": raw,
            "text": text,
            "line": 1,
            "sources": [
                {"table": str(table), "sha256": sha256(table), "row": {"name": name}, "column": "cell"}
            ],
        }
        for name, text, raw in BOUND
    ]


def uses(markdown, bound):
    """Return the value that each placeholder of a text stands for: each is a use of its own."""
    return [bound[int(index)] for index in re.findall("\ue000(\\d+)\ue001", markdown)]


def numbered(markdown, found):
    """Return the text with the placeholders of its uses."""
    places = iter(enumerate(found))
    return re.sub("\ue000\\d+\ue001", lambda _: placeholder(*next(places)), markdown)


def build(folder, root, markdown=MARKDOWN + APPENDIX, change=None):
    """Write a PDF of `markdown` to the folder and return its path."""
    (folder / "flow.svg").write_text(PICTURE)
    bound = uses(markdown, values(folder))
    if change:
        change(bound)
    markdown = numbered(markdown, bound)
    trace = {"values": bound, "claims": []}
    pdf, _, _ = render.render(markdown, places=[folder], name="in.md", trace=trace)
    path = folder / "out.pdf"
    path.write_bytes(pdf)
    return path


@pytest.fixture(scope="module")
def pdf(root, tmp_path_factory):
    return build(tmp_path_factory.mktemp("pdf"), root)


@pytest.fixture
def run_check(capsys, monkeypatch):
    """Return a function that checks a PDF in the folder of its tables: exit code, output, error."""

    def run_check(path):
        folder = Path(path).resolve().parent
        if folder.is_dir():
            monkeypatch.chdir(folder)
        try:
            cli.main(["check", str(path)])
            code = 0
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return run_check


def test_every_number_of_a_whole_document_matches(pdf, run_check):
    # 20 of the 23 uses are text; those in an alternative text, in code and in a formula are not.
    assert run_check(pdf) == (0, "20/20 match\n", "")


def test_only_what_is_bound_is_read_of_a_page(pdf):
    first = pdf_reader.numbers(pdf)[0]
    assert "標題" not in first
    assert sorted(first).count("0.753") == 4
    assert "很長的名稱" * 30 in first


def test_any_single_number_that_differs_is_found(pdf):
    carried, pages = pdf_reader.attached(pdf)["values"], pdf_reader.numbers(pdf)
    shown = [value for value in carried if value["page"]]
    assert check.compare_pages(carried, pages) == (len(shown), [])
    for value in shown:
        forged = [list(texts) for texts in pages]
        texts, text = forged[value["page"] - 1], pdf_reader.squeezed(value["text"])
        texts[texts.index(text)] = f"{text}9"
        assert len(check.compare_pages(carried, forged)[1]) == 1, value


def test_a_heading_s_number_is_not_hidden_by_its_repetition_in_the_contents(pdf):
    # Printed six times; one of them by the table of contents.
    assert pdf_reader.numbers(pdf)[0].count("3") == 5


@pytest.mark.parametrize(("old", "new", "line"), [
    ("−0.05]，", "−0.06]，", "page 1: '−0.05' is bound (flow/gamma/mean), '−0.06' is printed"),
    ("3]#value", "4]#value", "page 1: '3' is bound (flow/alpha/pumps), '4' is printed"),
    ('最後是 #value(22, "flow/alpha/mean", "flow/alpha")[0.753', '最後是 #value(22, "flow/alpha/mean", "flow/alpha")[0.758',
     "page 3: '0.753' is bound (flow/alpha/mean), '0.758' is printed"),
])  # fmt: skip
def test_a_number_that_was_printed_wrong_is_named_with_its_page(misprinted, run_check, old, new, line):
    code, out, _ = run_check(misprinted(old, new))
    assert code == 1
    assert out == f"{line}\n19/20 match\n"


@pytest.fixture
def misprinted(tmp_path, root, monkeypatch):
    """Return a function that builds the PDF with one of its printed numbers changed."""
    to_typst = render._to_typst

    def misprinted(old, new):
        def changed(*arguments, **options):
            source, notes = to_typst(*arguments, **options)
            assert old in source
            return source.replace(old, new, 1), notes

        monkeypatch.setattr(render, "_to_typst", changed)
        return build(tmp_path, root)

    return misprinted


def test_a_value_that_is_not_printed_is_told():
    bound = [{"name": "a/b", "text": "98.5 %", "page": 1}]
    assert check.compare_pages(bound, [[]]) == (1, ["page 1: '98.5 %' is bound (a/b), nothing is printed"])


def test_values_that_their_table_does_not_have_are_told_although_the_seal_is_whole(tmp_path, root, run_check):
    def change(bound):
        bound[0].update(text="0.953", raw=0.953)

    path = build(tmp_path, root, HEAD + ALPHA + APPENDIX, change)
    code, out, _ = run_check(path)
    assert code == 1
    assert out.startswith("flow/alpha/mean: 0.953 is bound, and ")
    assert "has 0.753\n1/1 match\n" in out


def test_a_table_that_has_changed_elsewhere_is_a_warning(tmp_path, root, run_check):
    path = build(tmp_path, root, HEAD + ALPHA + APPENDIX)
    (tmp_path / "flow.csv").write_text("name,cell\nflow/alpha/mean,0.753\nflow/omega/mean,1\n")
    code, out, error = run_check(path)
    assert (code, out) == (0, "1/1 match\n")
    assert error == f"warning: {tmp_path / 'flow.csv'}: changed since the report was made\n"


@pytest.mark.parametrize(("table", "said"), [
    ("name,cell\nflow/alpha/mean,0.9\n", "[name=flow/alpha/mean] cell has 0.9"),
    ("name,cell\nflow/beta/mean,0.753\n", "[name=flow/alpha/mean] is not as it was: flow: unknown key"),
])  # fmt: skip
def test_a_value_that_its_changed_table_no_longer_has_is_a_finding(tmp_path, root, run_check, table, said):
    path = build(tmp_path, root, HEAD + ALPHA + APPENDIX)
    (tmp_path / "flow.csv").write_text(table)
    code, out, _ = run_check(path)
    assert code == 1
    assert out.startswith(f"flow/alpha/mean: 0.753 is bound, and {tmp_path / 'flow.csv'} {said}")


def test_values_of_which_none_is_compared_are_a_finding_and_no_values_are_none(tmp_path, root, run_check):
    code, out, _ = run_check(build(tmp_path, root, f"{HEAD}$x = {ALPHA}${APPENDIX}"))
    assert code == 1
    assert "none of its 1 values is shown as text, so no number was compared\n0/0 match\n" in out
    assert run_check(build(tmp_path, root, f"{HEAD}甲{APPENDIX}")) == (0, "0/0 match\n", "")


def test_a_document_without_an_appendix_of_sources_cannot_be_checked(tmp_path, root, run_check):
    code, out, error = run_check(build(tmp_path, root, HEAD + ALPHA))
    assert (code, out) == (2, "")
    assert "lead to no appendix of sources" in error
    assert "::: {#provenance}" in error


HEAD = "---\ntitle: 題\n---\n\n"


def blank(attachment=None):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    if attachment is not None:
        writer.add_attachment("trace.json", attachment)
    return writer


def sealed(trace):
    seal = hashlib.sha256(trace.encode()).hexdigest()
    return json.dumps({"trace": trace, "sha256": seal, "pages": {}}).encode()


@pytest.mark.parametrize(("attachment", "message"), [
    (None, r"carries no trace\.json; only a PDF made by `shilu render --values` can be traced"),
    (b"{}", r"its trace\.json cannot be read \(trace: missing\); make the PDF again"),
    (b"\xff", r"its trace\.json cannot be read"),
    (sealed("[]"), r"its trace\.json cannot be read"),
    (sealed('{"values": [{"name": "a"}]}'), r"its trace\.json cannot be read"),
    (sealed('{"values": []}').replace(b"[]", b"[ ]"), r"its trace\.json was changed after it was made; make the PDF again"),
])  # fmt: skip
def test_a_pdf_that_is_not_ours_or_was_tampered_with_is_refused(tmp_path, attachment, message):
    blank(attachment).write(tmp_path / "other.pdf")
    with pytest.raises(UserError, match=rf"other\.pdf: {message}"):
        pdf_reader.attached(tmp_path / "other.pdf")


@pytest.mark.parametrize("content", ["", "# Markdown\n", "%PDF-1.7\n", None])
def test_what_is_no_whole_pdf_is_refused_in_one_line(tmp_path, pdf, run_check, content):
    path = tmp_path / "bad.pdf"
    path.write_bytes(pdf.read_bytes()[:20_000] if content is None else content.encode())
    code, _, error = run_check(path)
    assert code == 2
    assert error.startswith(f"error: {path}: not a PDF, or a damaged one (")
    assert error.count("\n") == 1


def test_a_file_that_does_not_exist_is_named(run_check):
    assert run_check("nothing.pdf") == (2, "", "error: nothing.pdf: no such file or folder: check the name\n")
