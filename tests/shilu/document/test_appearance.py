"""What a document looks like: where its parts stand, how they are marked, what a screen reader is told of them."""

import datetime as dt

import pytest

from shilu.errors import UserError

LONG = "很長的替代文字" * 20
DOCUMENT = f"""---
title: 大標
author: [某甲, 某乙]
date: 2024-03-05
toc: true
numbersections: true
---

# 第一章

普通*強調字*後**粗字**，見 @fig:flow 。腳[^note] "引號" -- 與... 或-?。

公式 $\\nu = 1$ 之後。

[^note]: 註腳在頁底。

## 小節

- 外層
  - 內層

詞
: 解釋

```{{.python source="flow.py:3"}}
x = 1  # 註
```

| 欄 | 圖欄 |
|---|---|
| 值<br>下一行 | ![](flow.svg){{width=1cm alt="{LONG}"}} |

: 表的說明 {{#tbl:values}}

![圖的說明](flow.svg){{#fig:flow width=96px alt="像素"}}

![](flow.svg){{width=192 alt="無單位"}} ![](flow.svg){{width=2inch alt="吋"}} ![](flow.svg){{height=3cm alt="公分"}}

![](flow.svg){{width=50% alt="一半"}}
"""
ROWS = "| {0}欄 | 值 |\n|---|---|\n" + "".join(f"| {{0}}之{number}。 | 一 |\n" for number in range(8))
FILLING = "段落。\n\n" * 12
TALL = '| ![](flow.svg){height=12cm alt="高"} |\n'
TABLES = f"""---
title: 表
geometry: a4paper, landscape, hmargin=3cm
fontsize: 10
---

![](flow.svg){{width=10% alt="一成"}}

{FILLING}

短表之前。

{ROWS.format("短")}

{FILLING[: len(FILLING) // 2]}

長表之前。

{ROWS.format("長")}| 長之8。 | 一 |

| 圖 |
|---|
{TALL * 3}

: 高的圖
"""


@pytest.fixture(scope="module")
def document(seen):
    return seen(DOCUMENT, strict=True)


@pytest.fixture(scope="module")
def tables(seen):
    return seen(TABLES, strict=True)


def box(document, alt):
    """Return left, bottom, right and top of a picture in points."""
    (found,) = document.boxes(alt)
    return found


@pytest.mark.parametrize(
    ("alt", "width"), [("像素", 72), ("無單位", 144), ("吋", 144), ("公分", 6 / 2.54 * 72)]
)
def test_a_picture_is_as_large_as_its_length_says_and_an_inch_has_96_pixels(document, alt, width):
    left, bottom, right, top = box(document, alt)
    assert right - left == pytest.approx(width, abs=0.1)
    assert top - bottom == pytest.approx(width / 2, abs=0.1)


def test_a_picture_s_share_is_of_the_text_s_width(document):
    left, _, right, _ = box(document, "一半")
    assert right - left == pytest.approx((21 - 5) / 2.54 * 72 / 2, abs=0.1)


def test_a_margin_of_one_s_own_is_on_both_sides_and_a_font_size_without_unit_is_in_points(tables):
    left, _, right, _ = tables.boxes("一成")[0]
    assert left == pytest.approx(3 / 2.54 * 72, abs=0.1)
    assert right - left == pytest.approx((29.7 - 6) / 2.54 * 72 / 10, abs=0.1)
    assert tables.at("短表之前")[2] == pytest.approx(10)


def test_a_length_that_is_none_is_an_error_with_its_line(seen):
    with pytest.raises(
        UserError, match=r"in\.md:5: flow\.svg: width=10foo is not understood; write a length such as"
    ):
        seen("---\ntitle: 題\n---\n\n![](flow.svg){width=10foo alt=x}")


def test_a_caption_stands_below_a_picture_and_above_a_table(document):
    page = next(number for number, text in enumerate(document.pages) if "圖的說明" in text)
    below = document.at("圖的說明", page)[1]
    bottom = box(document, "像素")[1]
    assert bottom - 30 < below < bottom
    head = document.at("圖欄", 0)[1]
    assert head < document.at("表的說明", 0)[1] < head + 40


def test_a_long_line_in_a_table_s_source_makes_no_wide_table(document):
    # Of a table as wide as the text the second of two columns begins in the middle.
    assert document.at("圖欄")[0] < 2.5 / 2.54 * 72 + 0.7 * 16 / 2.54 * 72
    assert box(document, LONG)[2] - document.at("值")[0] < 90


def test_headings_are_numbered_and_are_the_pdf_s_bookmarks_and_the_contents(document):
    assert [(depth, " ".join(title.split())) for depth, title in document.outline()] == [
        (1, "1 第一章"),
        (2, "1.1 小節"),
    ]
    contents = document.squeezed.split("目錄")[1]
    assert contents.startswith("1第一章")
    assert "1.1小節" in contents.split("普通")[0]
    assert document.squeezed.count("1.1小節") == 2


def test_han_is_emphasised_by_a_dotted_line_below_it_and_stays_upright(document):
    x, y, size, font = document.at("強調字")
    assert font == "NotoSansCJKtc-Regular"
    ((left, height, width),) = document.dashed()
    assert left == pytest.approx(x, abs=0.5)
    assert width == pytest.approx(3 * size, abs=0.5)
    assert 0 < y - height < 0.4 * size


def test_no_space_is_left_around_a_reference_between_han_characters_and_quotes_stay_as_typed(document):
    assert "見圖 1。腳" in document.text
    assert '"引號" -- 與... 或-?。' in document.text


def test_a_formula_is_told_as_it_was_typed(document):
    assert "\\nu = 1" in document.alts()


def test_a_break_is_the_way_to_a_second_line_in_a_cell(document):
    assert document.at("值")[1] - document.at("下一行")[1] > 10


def test_a_link_is_seen_as_one(seen):
    colours = seen("---\ntitle: T\n---\n\n字[連結](https://example.org)字").colours()
    accent, black, link, after, _ = colours
    assert accent == link == pytest.approx((0x1F / 255, 0x4E / 255, 0x79 / 255), abs=0.01)
    assert black == after


def test_bold_han_is_set_in_the_bold_face(document):
    assert document.at("粗字")[3] == "NotoSansCJKtc-Bold"
    assert document.at("圖欄")[3] == "NotoSansCJKtc-Bold"
    assert document.at("普通")[3] == "NotoSansCJKtc-Regular"


def test_the_title_stands_on_top_and_is_the_largest_with_authors_and_date_below(document):
    pieces = document.pieces()
    assert max(pieces, key=lambda piece: piece[2])[0] == "大標"
    assert max(pieces, key=lambda piece: piece[3])[0] == "大標"
    assert (
        document.at("大標")[1]
        > document.at("某甲")[1]
        > document.at("2024-03-05")[1]
        > document.at("目錄")[1]
    )
    assert "某甲　某乙" in document.text


def test_a_footnote_is_small_and_stands_below_all_text(document):
    _, y, size, _ = document.at("註腳在頁底")
    assert size < 0.75 * document.at("普通")[2]
    assert 0 < y - 2.5 / 2.54 * 72 < size
    lower = [text for text, _, other, *_ in document.pieces() if other < y - 1]
    assert all("/" in text or text.isdecimal() for text in lower), lower


def test_every_page_says_which_of_how_many_it_is(tables):
    assert len(tables.pages) > 3
    for number, page in enumerate(tables.pages, start=1):
        assert page.replace("\xa0", " ").endswith(f"{number} / {len(tables.pages)}")


def test_an_excerpt_of_code_is_followed_by_its_source_at_the_right(document):
    code, source = document.at("x"), document.at("flow.py:3")
    assert 0 < code[1] - source[1] < 40
    assert source[0] > 400
    assert source[2] < code[2]
    assert code[3] == "DejaVuSansMono"


def test_a_screen_reader_is_told_headings_tables_lists_notes_and_code(document):
    kinds = {str(tag["/S"]) for tag in document.tags()}
    assert {
        "/H1",
        "/H2",
        "/Table",
        "/TH",
        "/TD",
        "/L",
        "/LI",
        "/Figure",
        "/Caption",
        "/Note",
        "/Code",
        "/TOC",
        "/Link",
    } <= kinds
    assert sum(tag["/S"] == "/TH" for tag in document.tags()) == 2


def test_the_colon_between_a_term_and_its_meaning_is_full_width(document):
    assert "詞：解釋" in document.squeezed


def test_bullets_are_those_of_a_font_in_which_they_are_seen(document):
    assert document.at("•")[3] == "DejaVuSansMono"
    assert document.at("–")[3] == "DejaVuSansMono"


def pages_with(document, word):
    return [number for number, page in enumerate(document.pages) if word in page]


def test_a_table_of_eight_rows_stays_whole_and_moves_to_the_next_page(tables):
    (page,) = {page for number in range(8) for page in pages_with(tables, f"短之 {number}。")}
    assert pages_with(tables, "短表之前") == [page - 1]


def test_a_longer_one_begins_where_it_stands_and_goes_on_over_the_page_s_end(tables):
    pages = sorted({page for number in range(9) for page in pages_with(tables, f"長之 {number}。")})
    assert len(pages) == 2
    assert pages_with(tables, "長表之前") == [pages[0]]
    assert pages_with(tables, "長欄") == pages


def test_a_table_of_pictures_goes_on_from_row_to_row_and_no_picture_hangs_over_the_edge(tables):
    pictures = tables.boxes("高")
    assert len(pictures) == 3
    assert all(bottom > 0 for _, bottom, _, _ in pictures)
    assert len(pages_with(tables, "圖")) == 3


def test_only_tables_with_a_caption_are_counted(tables):
    assert "表1高的圖" in tables.squeezed


def test_landscape_turns_the_paper(tables):
    paper = tables.reader.pages[0].mediabox
    assert (float(paper.width), float(paper.height)) == pytest.approx((841.9, 595.3), abs=0.1)


@pytest.mark.parametrize(("front", "epoch", "date"), [
    ("date: 2024-03-05", None, (2024, 3, 5)),
    ("date: 2024-3-5", None, (2024, 3, 5)),
    ("lang: en", None, (2023, 11, 14)),
    ("lang: en", "86400", (1970, 1, 2)),
])  # fmt: skip
def test_a_pdf_is_of_its_document_s_date_else_of_source_date_epoch_never_of_today(
    seen, monkeypatch, front, epoch, date
):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if epoch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    document = seen(f"---\ntitle: T\n{front}\n---\n\nx\n")
    day = dt.datetime(*date, tzinfo=dt.UTC).date()
    assert document.reader.metadata.creation_date.date() == day
    assert document.reader.metadata.modification_date.date() == day
    xmp = document.root["/Metadata"].get_object()
    assert f"<xmp:CreateDate>{day}" in xmp.get_data().decode()


@pytest.mark.parametrize(("text", "message"), [
    ("字\n\n[^a]: 無人引用的註腳。", r"in\.md: .*Note with key 'a' defined but not used"),
    ("$\\nothing{x}$", r"in\.md:5: the formula .* cannot be set"),
    ("字 [@nobody2020]", "Citeproc: citation nobody2020 not found"),
])  # fmt: skip
def test_what_pandoc_would_lose_with_a_warning_is_an_error(seen, text, message):
    with pytest.raises(UserError, match=message):
        seen(f"---\ntitle: T\n---\n\n{text}\n")


def test_where_pandoc_stops_because_of_what_we_found_our_words_say_it(seen):
    with pytest.raises(UserError) as told:
        seen("---\ntitle: T\n---\n\n![x](no.svg){alt=x} $\\nothing{x}$\n")
    assert str(told.value).startswith("in.md:5: no.svg: no such picture")
    assert "pandoc" not in str(told.value)


def test_a_character_that_no_font_has_is_told_once(seen):
    with pytest.raises(UserError) as told:
        seen("---\ntitle: T\n---\n\n甲😀乙\n\n丙😀\n")
    assert str(told.value).startswith("in.md:5: no font has 😀")
    assert "\n" not in str(told.value)
