"""A document speaks its language: the words that the theme adds, the glyphs, and what a program is told of it."""

import json

import pytest

from shilu.errors import UserError
from shilu.values.record import placeholder

VALUES = [
    {
        "name": "pumps/a/flow",
        "text": "1.25",
        "sources": [{"table": "t.csv", "row": {"k": "a"}, "column": "flow"}],
    }
]
DOCUMENT = """---
title: T
lang: {lang}
toc: true
---

# One

[@fig:flow; @tbl:values] {mark}

![Flow](flow.svg){{#fig:flow alt=x}}

| a | b |
|---|---|
| c | d |

: Values {{#tbl:values}}

# Two

{mark}

::: {{#provenance}}
:::
"""
#: By tag: figure, table, contents, the row that a number leads to, source, value, what parts references, pages.
WORDS = {
    "zh-TW": ("圖 1", "表 1", "目錄", "列 1", "出處", "值（所在的頁）", "圖 1、表 1", "1.25（1）"),
    "zh-CN": ("图 1", "表 1", "目录", "行 1", "出处", "值（所在页）", "图 1、表 1", "1.25（1）"),
    "ja": ("図 1", "表 1", "目次", "行 1", "出典", "値（掲載ページ）", "図 1、表 1", "1.25（1）"),
    "ko": ("그림 1", "표 1", "차례", "행 1", "출처", "값 (실린 쪽)", "그림 1, 표 1", "1.25 (1)"),
    "en": (
        "Figure 1",
        "Table 1",
        "Contents",
        "Row 1",
        "Source",
        "Value (on page)",
        "Figure 1, Table 1",
        "1.25 (1)",
    ),
}
# One that the theme has no words for.
WORDS["de"] = WORDS["en"]


@pytest.mark.parametrize("lang", WORDS)
def test_every_word_that_is_added_is_of_the_document_s_language(seen, lang):
    document = seen(DOCUMENT.format(lang=lang, mark=placeholder(0, VALUES[0])), values=VALUES, strict=True)
    figure, table, contents, row, *others = ("".join(words.split()) for words in WORDS[lang])
    assert f"{figure}Flow" in document.squeezed
    assert f"{table}Values" in document.squeezed
    assert contents in document.squeezed
    # A screen reader hears of a number's link where it leads to.
    said = ["".join(link["/Contents"].split()) for _, link in document.links()]
    assert said.count(row) == 2
    assert {figure, table} <= {*said}
    for word in others:
        assert word in document.squeezed
    assert document.root["/Lang"] == lang


def glyphs(document):
    """Return the program of the regular face that is embedded: the glyphs that the document uses, and no other."""
    faces = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts(document)]
    (face,) = [face for face in faces if "Regular" in face["/BaseFont"]]
    return face["/FontDescriptor"]["/FontFile3"].get_object().get_data()


def fonts(document):
    return document.reader.pages[0]["/Resources"]["/Font"].values()


def test_each_region_has_its_own_glyphs_of_the_same_characters(seen):
    # 次 is written in four ways (Unicode's Han unification); of Hong Kong the font has none of its own.
    regions = ("zh-TW", "zh-CN", "ja", "ko")
    seen_as = {lang: glyphs(seen(f"---\ntitle: 題\nlang: {lang}\n---\n\n次")) for lang in regions}
    assert len(set(seen_as.values())) == len(regions)


SOURCES = [
    {"id": "ohm1827", "type": "book", "title": "On currents", "publisher": "Riemann", "issued": {"date-parts": [[1827]]},
     "author": [{"family": "Ohm", "given": "Georg Simon"}, {"family": "Volta", "given": "Alessandro"}]},
    {"id": "he2015", "type": "article-journal", "title": "Deep rectifiers", "container-title": "Vision", "volume": "7", "page": "1026-1034",
     "DOI": "10.1109/x", "issued": {"date-parts": [[2015, 12]]},
     "author": [{"family": family, "given": "K."} for family in ("He", "Zhang", "Ren")]},
    {"id": "he2015b", "type": "book", "title": "More rectifiers", "issued": {"date-parts": [[2015]]},
     "author": [{"family": family, "given": "K."} for family in ("He", "Zhang", "Ren")]},
    {"id": "wang2001", "type": "book", "title": "電路學", "issued": {"date-parts": [[2001]]}, "author": [{"literal": "王小明"}]},
    {"id": "manual", "type": "book", "title": "Manual", "issued": {"date-parts": [[1999]]}},
]  # fmt: skip
CITING = """---
title: T
lang: {lang}
bibliography: sources.json
---

電流[@ohm1827]流動。

又[@he2015; @wang2001]。

頁[@ohm1827, p. 12]；書[@manual]；同年[@he2015b]。

# 文獻
"""


@pytest.fixture
def citing(seen, tmp_path):
    (tmp_path / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    return lambda lang: seen(CITING.format(lang=lang), places=[tmp_path])


def test_sources_stand_in_full_width_brackets_between_han_characters(citing):
    text, _, listed = citing("zh-TW").squeezed.partition("文獻")
    assert "電流（Ohm與Volta，1827）流動" in text
    assert "又（He等人，2015a；王小明，2001）。" in text
    assert "頁（Ohm與Volta，1827,p.12）" in text
    assert "書（Manual，1999）" in text
    assert "同年（He等人，2015b）" in text
    expected = [
        "He,K.,Zhang,K.,&Ren,K.(2015a).Deeprectifiers.Vision,7,1026–1034.https://doi.org/10.1109/x.",
        "He,K.,Zhang,K.,&Ren,K.(2015b).Morerectifiers.",
        "Manual(1999).",
        "Ohm,G.S.,&Volta,A.(1827).Oncurrents.Riemann.",
        "王小明(2001).電路學.",
    ]
    positions = [listed.find(entry) for entry in expected]
    assert min(positions) >= 0, listed
    assert positions == sorted(positions)


OWN_STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>own</title><id>own</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="OWN[" suffix="]"><text variable="title"/></layout></citation>
  <bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""


def test_a_citation_style_of_one_s_own_is_taken_from_the_front_matter_or_the_theme(seen, tmp_path):
    (tmp_path / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "citations.csl").write_text(OWN_STYLE)
    markdown = CITING.format(lang="zh-TW")
    named = markdown.replace("lang:", "csl: theme/citations.csl\nlang:")
    assert "OWN[Oncurrents]" in seen(named, places=[tmp_path]).squeezed
    assert "OWN[Oncurrents]" in seen(markdown, places=[tmp_path], theme=tmp_path / "theme").squeezed


def test_a_theme_s_folder_without_any_of_a_theme_s_files_is_refused(seen, tmp_path):
    with pytest.raises(UserError, match=r"no theme: none of report\.typ, citations\.csl is here"):
        seen("---\ntitle: T\n---\n", theme=tmp_path)


@pytest.mark.parametrize(("lang", "said"), [
    ("zh-TW", "第 2 節與第 1.1 節"), ("zh-CN", "第 2 节與第 1.1 节"), ("ja", "第 2 節與第 1.1 節"), ("ko", "2절與1.1절"),
    ("en", "Section 2與Section 1.1"),
])  # fmt: skip
def test_a_reference_to_a_section_says_so_as_the_language_does(seen, lang, said):
    text = "# A\n\n## B {#sec:b}\n\n[@sec:c]與[@sec:b]。\n\n# C {#sec:c}\n"
    document = seen(f"---\ntitle: T\nlang: {lang}\nnumbersections: true\n---\n\n{text}")
    assert "".join(said.split()) in document.squeezed
