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
from shilu.values.record import placeholder

HEAD = "---\ntitle: 標題\n---\n\n"


def text(reader):
    return "".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")


@pytest.fixture(scope="module")
def golden(root):
    return (root / "tests/shilu/document/golden.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def golden_pdf(seen, golden):
    return seen(golden, strict=True).reader


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


VALUES = [{"name": "a", "text": "98.5 %"}]


def test_a_value_changes_nothing_in_the_layout(pdf):
    table = "| 甲 | 乙 |\n|---|---|\n| {} | 二 |\n"
    plain = pdf(HEAD + table.format("98.5"))
    value = {"name": "a", "text": "98.5"}
    bound = pdf(HEAD + table.format(placeholder(0, value)), values=[value])
    assert text(plain) == text(bound)


def test_a_placeholder_without_its_value_is_an_error(pdf):
    with pytest.raises(
        UserError, match=r":\d+: the value that stands here is not the one of the values file"
    ):
        pdf(HEAD + placeholder(7, VALUES[0]), values=VALUES)


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


def test_a_picture_s_name_may_have_blanks_and_what_was_looked_for_is_told(seen, folder):
    (folder / "flow.svg").rename(folder / "my flow.svg")
    (folder / "other").mkdir()
    document = seen("![](<my flow.svg>)", places=[folder / "other", folder])
    assert document.alts() == ["my%20flow.svg"]
    assert document.reader.metadata.title == "in"
    untitled, no_alt = document.warnings
    assert untitled == "in.md: no title in the front matter; taken meanwhile: in"
    assert "my%20flow.svg: no alt text; write " in no_alt
    assert {str(folder / "other/my flow.svg"), str(folder / "my flow.svg")} <= {*document.reads}


def test_a_folder_is_no_picture(folder, pdf):
    (folder / "svg").mkdir()
    with pytest.raises(UserError, match=r"in\.md:5: svg: no such picture in"):
        pdf(HEAD + "![](svg){alt=x}")


def test_the_same_source_gives_the_same_bytes_whatever_the_folder_the_time_zone_and_the_locale(
    folder, golden, tmp_path
):
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


def test_a_folder_of_one_s_own_fonts_without_any_is_refused(seen, tmp_path):
    with pytest.raises(
        UserError, match=r"no font file \(\.otc, \.otf, \.ttc, \.ttf\) here; correct report\.fonts"
    ):
        seen(HEAD, fonts=[tmp_path])


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


def test_each_bound_number_links_to_its_row_and_says_so_to_a_screen_reader(pdf):
    first, second = (placeholder(index, value) for index, value in enumerate(BOUND[:2]))
    reader = pdf(f"{HEAD}{first} 與 {second}{APPENDIX}", values=BOUND[:2])
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


# What readers' tags name: their script and region, however they are written.
TAGS = {
    "zh": ("圖", "zh-TW"), "zh-TW": ("圖", "zh-TW"), "zh_TW": ("圖", "zh-TW"), "zh-tw": ("圖", "zh-TW"), "zh-Hant": ("圖", "zh-TW"),
    "zh-Hant-TW": ("圖", "zh-TW"), "zh-HK": ("圖", "zh-HK"), "zh-MO": ("圖", "zh-HK"), "zh-Hant-HK": ("圖", "zh-HK"),
    "zh-CN": ("图", "zh-CN"), "zh_CN.UTF-8": ("图", "zh-CN"), "zh-Hans": ("图", "zh-CN"), "zh-Hans-HK": ("图", "zh-CN"), "zh-SG": ("图", "zh-CN"),
    "yue-HK": ("圖", "zh-HK"), "ja": ("図", "ja"), "ja-JP": ("図", "ja-JP"), "ja_JP": ("図", "ja-JP"), "ja-Jpan-JP": ("図", "ja-JP"),
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
        assert "give the output another name" in result.stderr
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
