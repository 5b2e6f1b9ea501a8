"""Documents: Markdown in, a PDF out that a reader can read, or one line that says what is wrong."""

import io
import json
import os
import subprocess
import sys

import pypdf
import pytest

from shilu.document.render import render
from shilu.errors import UserError

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="150"><path d="M0 0 L300 150" stroke="#1f4e79"/></svg>'
HEAD = "---\ntitle: 標題\n---\n\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "flow.svg").write_text(PICTURE)
    return tmp_path


@pytest.fixture
def pdf(folder):
    """Return a function that renders Markdown and reads the PDF back."""

    def pdf(markdown, values=None, **options):
        options["trace"] = {"values": values} if values else None
        data, _, _ = render(markdown, places=[folder], name="in.md", **options)
        return pypdf.PdfReader(io.BytesIO(data))

    return pdf


def text(reader):
    return "".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")


@pytest.fixture(scope="module")
def golden(root):
    return (root / "tests/shilu/document/golden.md").read_text(encoding="utf-8")


@pytest.fixture
def golden_pdf(pdf, golden):
    return pdf(golden, strict=True)


def test_all_text_of_the_document_is_in_the_pdf(golden_pdf):
    # Without spaces: a reader's spaces come from where the glyphs lie.
    shown = text(golden_pdf).replace(" ", "").replace("\n", "")
    for part in (
        "目錄",
        "換行處不應出現空白",
        "圖1",
        "表1",
        "註腳也要能讀",
        "引文：水往低處流",
        "第二作者",
        "2024-03-05",
    ):
        assert part in shown, part
    assert "這一段是註解" not in shown
    assert "見圖1與表1，也見" in shown


def test_a_line_break_between_han_characters_leaves_no_space(golden_pdf):
    assert "下的流量，換行處" in text(golden_pdf).replace("\n", "")


def test_every_font_is_embedded_and_is_one_of_ours(golden_pdf):
    names = set()
    for page in golden_pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(descendant["/BaseFont"].split("+")[-1].split("-")[0])
    assert names <= {"NotoSansCJKtc", "DejaVuSansMono", "NewCMMath", "LibertinusSerif"}
    assert "NotoSansCJKtc" in names


def test_the_pdf_says_its_title_authors_language_and_standards(golden_pdf):
    assert golden_pdf.metadata.title == "抽水機實驗：揚程與流量"
    assert "測試者" in golden_pdf.metadata.author
    assert golden_pdf.trailer["/Root"]["/Lang"].lower().startswith("zh")
    xmp = golden_pdf.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_pictures_and_formulas_have_alt_texts(golden_pdf):
    def alts(node):
        node = node.get_object()
        if isinstance(node, dict):
            if "/Alt" in node:
                yield node["/Alt"]
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                yield from alts(kid)

    found = " ".join(alts(golden_pdf.trailer["/Root"]["/StructTreeRoot"]))
    for alt in ("折線圖：流量隨揚程下降", "甲的曲線", r"q = k \sqrt{h}"):
        assert alt in found


def test_paper_and_margins_follow_the_front_matter(pdf):
    def first_x(geometry):
        xs = []
        page = pdf(f'---\ntitle: 題\ngeometry: "{geometry}"\n---\n\n內文在此。').pages[0]
        page.extract_text(
            visitor_text=lambda t, cm, tm, *_: xs.append(cm[4] + tm[4]) if "內文" in t else None
        )
        return float(page.mediabox.width), xs[0]

    width, narrow = first_x("a4paper, top=0.6cm, bottom=1.4cm, left=0.8cm, right=0.8cm")
    assert width == pytest.approx(595.3, abs=0.1)
    assert narrow == pytest.approx(0.8 / 2.54 * 72, abs=0.5)
    width, wide = first_x("a5paper, hmargin=3cm")
    assert width == pytest.approx(419.5, abs=0.1)
    assert wide == pytest.approx(3 / 2.54 * 72, abs=0.5)


def test_font_size_numbering_and_contents_follow_the_front_matter(pdf):
    def size(front):
        sizes = []
        reader = pdf(f"---\ntitle: 題\n{front}\n---\n\n# 章名\n\n內文在此。")
        reader.pages[0].extract_text(
            visitor_text=lambda t, _cm, _tm, _f, s: sizes.append(s) if "內文" in t else None
        )
        return sizes[0], text(reader)

    assert size("fontsize: 12pt")[0] == pytest.approx(12)
    assert size("fontsize: 10pt")[0] == pytest.approx(10)
    assert "1" not in size("numbersections: false")[1].split("章名")[0]
    assert "1" in size("numbersections: true")[1].split("章名")[0]
    assert "目錄" in size("toc: true")[1]


VALUES = [{"name": "a", "text": "98.5 %"}, {"name": "b", "text": 'a_b*|$x$<i>#"\\ #let'}]
A, B = "\ue0000\ue001", "\ue0001\ue001"


def test_a_value_is_shown_to_the_letter_wherever_it_stands(pdf):
    markdown = f"""---
title: 題 {A}
---

# 標題 {B}

內文 {A} 與 **{B}** 與 `{B}` 與 $x = {A}$。

![圖說 {B}](flow.svg){{alt="替代 {A}"}}

| 甲 | 乙 |
|---|---|
| {A} | {B} |
"""
    reader = pdf(markdown, values=VALUES, strict=True)
    shown = text(reader)
    assert reader.metadata.title.replace("\xa0", " ") == "題 98.5 %"
    assert shown.count('a_b*|$x$<i>#"\\ #let') == 5
    assert shown.count("98.5 %") >= 3


def test_a_value_changes_nothing_in_the_layout(pdf):
    table = "| 甲 | 乙 |\n|---|---|\n| {} | 二 |\n"
    plain = pdf(HEAD + table.format("98.5"))
    bound = pdf(HEAD + table.format(A), values=[{"name": "a", "text": "98.5"}])
    assert text(plain) == text(bound)


def test_a_placeholder_without_its_value_is_an_error(pdf):
    with pytest.raises(UserError, match="index 7 is not in the values file"):
        pdf(HEAD + "\ue0007\ue001", values=VALUES)


@pytest.mark.parametrize(("markdown", "message"), [
    (HEAD + "first\n\n笑臉 😀 在此", r"in\.md:7: no font has 😀 \(U\+1F600\); use another character"),
    (HEAD + "\n![說明](no.svg){alt=x}", r"in\.md:6: no\.svg: no such picture in .*; make it, or correct the path"),
    (HEAD + "# 一\n\n### 三", r"in\.md:7: a heading of level 3 follows one of level 1; use ## for it"),
    (HEAD + "見 @fig:nothing 。", r"in\.md:5: @fig:nothing: nothing has this name; write \{#fig:nothing\}"),
    ("---\ntitle: 題\ngeometry: a4paper, lft=1cm\n---\n", r"in\.md:3: geometry: lft=1cm is not understood; write .*left="),
    ("---\ntitle: 題\ngeometry: left=1furlong\n---\n", r"geometry: left=1furlong is not understood"),
    ("---\ntitle: 題\nCJKmainfont: Ming\n---\n", r'in\.md:3: CJKmainfont: there is no font "Ming"; available: .*Noto Sans CJK TC'),
    ("---\ntitle: 題\nfontsize: big\n---\n", r"in\.md:3: fontsize: big is not understood; write a size such as 12pt"),
    ("---\ntitle: [題\n---\n", r"in\.md:2: pandoc cannot read this: .*YAML"),
])  # fmt: skip
def test_a_mistake_in_the_document_is_named_with_its_line_and_the_remedy(pdf, markdown, message):
    with pytest.raises(UserError, match=message):
        pdf(markdown)


def test_a_picture_without_alt_text_is_refused_in_strict_mode(pdf):
    with pytest.raises(UserError, match=r"in\.md:5: flow\.svg: no alt text; write !\[caption\]\(flow\.svg\)"):
        pdf(HEAD + "![說明](flow.svg)", strict=True)


def test_otherwise_the_caption_or_the_table_row_is_taken_and_a_warning_given(folder):
    markdown = HEAD + "![圖的說明](flow.svg)\n\n| 甲 | 圖 |\n|---|---|\n| 第一列 | ![](flow.svg) |\n"
    _, warnings, _ = render(markdown, places=[folder], name="in.md")
    assert [warning.split("meanwhile: ")[1] for warning in warnings] == ["圖的說明", "第一列"]


def test_a_document_without_title_takes_its_first_heading_and_says_so(folder):
    data, (warning,), _ = render("# 第一章\n", places=[folder], name="in.md")
    assert "no title in the front matter" in warning
    assert pypdf.PdfReader(io.BytesIO(data)).metadata.title == "第一章"


def test_the_same_source_gives_the_same_bytes_on_another_day_and_in_another_place(folder, golden, tmp_path):
    (folder / "in.md").write_text(golden, encoding="utf-8")
    outputs = []
    for number, env in enumerate(
        ({"TZ": "Asia/Taipei", "LANG": "C"}, {"TZ": "America/Lima", "LANG": "C.UTF-8"})
    ):
        cwd = tmp_path / f"cwd{number}"
        cwd.mkdir()
        command = [
            sys.executable,
            "-m",
            "shilu",
            "render",
            folder / "in.md",
            cwd / "out.pdf",
        ]
        subprocess.run(command, cwd=cwd, env={**os.environ, **env}, check=True)
        outputs.append((cwd / "out.pdf").read_bytes())
    assert outputs[0] == outputs[1]


def test_a_missing_font_file_is_named_with_the_way_to_get_it(monkeypatch):
    from shilu import fonts

    monkeypatch.setattr(fonts, "FILES", {"cvttf_NotoSansCJK_Regular": "NotThere.otf"})
    with pytest.raises(UserError, match=r"NotThere\.otf: font file missing; install it with `pip install"):
        fonts.paths()


def test_the_command_leaves_the_old_pdf_when_the_document_is_wrong(folder, run):
    (folder / "in.md").write_text(HEAD + "![說明](no.svg)")
    (folder / "out.pdf").write_text("old")
    (folder / "v.json").write_text(json.dumps({"values": []}))
    result = run(
        "shilu",
        "render",
        folder / "in.md",
        folder / "out.pdf",
        "--values",
        folder / "v.json",
        "--strict",
    )
    assert result.returncode == 2
    assert result.stderr.count("error: ") == 1
    assert "Traceback" not in result.stderr
    assert (folder / "out.pdf").read_text() == "old"


SOURCE = {"table": "tables/pumps.csv", "row": {"pump": "a"}, "column": "flow"}
BOUND = [
    {"name": "pumps/a/flow", "text": "1.25", "sources": [SOURCE]},
    {"name": "pumps/b/flow", "text": "0.75", "sources": [SOURCE | {"row": {"pump": "b"}}]},
    {"name": "pumps/a/flow", "text": "1.25", "sources": [SOURCE]},
]
APPENDIX = "\n\n# 數值出處\n\n::: {#provenance}\n:::\n"


def test_the_appendix_has_a_row_for_each_row_of_a_table_with_its_values_and_the_pages_that_show_them(pdf):
    body = HEAD + "\ue0000\ue001 與 \ue0001\ue001\n\n" + "段落。\n\n" * 60 + "\ue0002\ue001"
    reader = pdf(body + APPENDIX, values=BOUND)
    rows = [line for line in text(reader).split("\n") if "tables/pumps.csv: " in line]
    assert len(rows) == 2
    shown = reader.pages[-1].extract_text() + reader.pages[-2].extract_text()
    shown = "".join(shown.split())
    assert "tables/pumps.csv:a" in shown
    assert "flow1.25（1、2）" in shown or "flow1.25（1、3）" in shown
    assert "flow0.75（1）" in shown


def test_each_bound_number_links_to_its_row_and_says_so_to_a_screen_reader(pdf):
    reader = pdf(HEAD + "\ue0000\ue001 與 \ue0001\ue001" + APPENDIX, values=BOUND[:2])
    links = [link.get_object() for link in reader.pages[0]["/Annots"]]
    rows = [link for link in links if link["/Contents"].startswith("列")]
    assert [link["/Contents"] for link in rows] == ["列 1", "列 2"]
    targets = [float(link["/Dest"][3]) for link in rows]
    baselines = {}
    reader.pages[0].extract_text(visitor_text=lambda text, at, *_: baselines.setdefault(text, at[5]))
    above = [top - baselines[f"tables/pumps.csv: {row}"] for top, row in zip(targets, "ab", strict=True)]
    assert above[0] == pytest.approx(above[1])
    assert 0 < above[0] < 20  # points: Typst leaves ten above a target


def test_an_appendix_without_numbers_hides_no_text(pdf):
    assert "只有文字" in text(pdf(HEAD + "只有文字。" + APPENDIX))


def test_sources_stand_in_full_width_brackets_and_their_list_in_their_own_language(pdf, folder):
    entries = [
        {
            "id": "ohm1827",
            "type": "book",
            "author": [{"family": "Ohm", "given": "Georg Simon"}, {"family": "Volta", "given": "Alessandro"}],
            "title": "On currents",
            "issued": {"date-parts": [[1827]]},
        }
    ]
    (folder / "sources.json").write_text(json.dumps(entries))
    head = HEAD.replace("---\n\n", f"bibliography: {folder}/sources.json\nlang: zh-Hant\n---\n\n")
    shown = text(pdf(head + "電流 [@ohm1827] 流動。\n\n# 文獻\n")).replace("\n", "")
    assert "電流（Ohm 與 Volta，1827）流動" in shown
    assert "Ohm, G. S., & Volta, A. (1827). On currents." in shown


def test_a_long_table_breaks_over_pages_with_its_header_on_each(pdf):
    rows = "".join(f"| 列 {number} | 值 |\n" for number in range(120))
    reader = pdf(HEAD + "| 甲欄 | 乙欄 |\n|---|---|\n" + rows)
    assert len(reader.pages) > 1
    assert all("甲欄" in page.extract_text() for page in reader.pages)
    assert "列 119" in reader.pages[-1].extract_text()


# What readers' tags name: their script and region, however they are written.
TAGS = {
    "zh": ("圖", "zh-TW"), "zh-TW": ("圖", "zh-TW"), "zh_TW": ("圖", "zh-TW"), "zh-tw": ("圖", "zh-TW"), "zh-Hant": ("圖", "zh-TW"),
    "zh-Hant-TW": ("圖", "zh-TW"), "zh-HK": ("圖", "zh-HK"), "zh-MO": ("圖", "zh-HK"), "zh-Hant-HK": ("圖", "zh-HK"),
    "zh-CN": ("图", "zh-CN"), "zh_CN.UTF-8": ("图", "zh-CN"), "zh-Hans": ("图", "zh-CN"), "zh-Hans-HK": ("图", "zh-CN"), "zh-SG": ("图", "zh-CN"),
    "ja": ("図", "ja"), "ja-JP": ("図", "ja-JP"), "ja_JP": ("図", "ja-JP"), "ja-Jpan-JP": ("図", "ja-JP"),
    "ko": ("그림", "ko"), "ko-KR": ("그림", "ko-KR"), "ko-Kore": ("그림", "ko"),
    "en": ("Figure", "en"), "en-US": ("Figure", "en-US"), "en_GB": ("Figure", "en-GB"), "en-001": ("Figure", "en"),
}  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_tag_of_our_readers_renders_with_its_own_words(pdf, tag):
    word, language = TAGS[tag]
    reader = pdf(f"---\ntitle: T\nlang: {tag}\n---\n\n![Flow](flow.svg){{alt=x}}\n")
    assert f"{word} 1" in text(reader)
    assert reader.trailer["/Root"]["/Lang"] == language


def test_a_tag_that_is_none_is_named_with_its_line_and_the_tag_that_is_meant(folder):
    def rendered(tag):
        return render(f"---\ntitle: T\nlang: {tag}\n---\n\nx\n", places=[folder], name="in.md")

    _, warnings, _ = rendered("cn")
    assert warnings == ['in.md:3: lang: there is no language "cn"; taken meanwhile: zh-CN; write lang: zh-CN']
    with pytest.raises(
        UserError, match=r'in\.md:3: lang: "臺灣" is no language tag; write one such as zh-TW'
    ):
        rendered("臺灣")


@pytest.mark.parametrize("name", ["report.md", "report.qmd", "its' report.markdown", "other.txt"])
def test_no_text_is_ever_replaced_by_a_pdf(tmp_path, root, run, name):
    source, other = tmp_path / name, tmp_path / "other.txt"
    other.write_text("words of somebody")
    source.write_text("# 標題\n")
    (tmp_path / "link").symlink_to(source)
    (tmp_path / "folder").mkdir()
    for output in (source, tmp_path / "link", tmp_path / "folder" / ".." / name, other):
        result = run("shilu", "render", source, output, cwd=root)
        assert result.returncode == 2
        assert result.stderr.startswith(f"error: {output}: ")
        assert result.stderr.endswith("give the output another name\n")
    assert (source.read_text(), other.read_text()) in {
        ("# 標題\n", "words of somebody"),
        ("# 標題\n", "# 標題\n"),
    }


@pytest.mark.parametrize("name", ["報告.qmd", "two words.md", "it's.markdown", "REPORT.MD"])
def test_make_render_puts_the_pdf_beside_a_file_of_any_name(tmp_path, root, name):
    source = tmp_path / name
    source.write_text("---\ntitle: T\n---\n\n內文\n")
    subprocess.run(["make", "render", f"FILE={source}"], cwd=root, check=True, capture_output=True)
    assert "內文" in text(pypdf.PdfReader(source.with_suffix(".pdf")))
    assert source.read_text().endswith("內文\n")


def test_a_picture_at_the_start_stands_below_the_title(pdf):
    heights = {}

    def note(part, outer, inner, *_):
        height = inner[5] * outer[3] + outer[5]
        heights.update({word: height for word in ("標題", "說明") if word in part})

    pdf(f"{HEAD}![說明](flow.svg){{alt=x}}\n\n# 一\n\n文\n").pages[0].extract_text(visitor_text=note)
    assert heights["標題"] > heights["說明"]


@pytest.mark.parametrize("epoch", ["abc", "-1", "1e9", "", "9" * 12])
def test_a_time_that_is_none_is_refused(pdf, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UserError, match=f"SOURCE_DATE_EPOCH: '{epoch}' is no number of seconds since 1970"):
        pdf(HEAD)
