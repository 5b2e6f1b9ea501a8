"""Numbers that are bound to results, in a document: to the letter, unbroken, and with the way to their source."""

import json
import re

import pytest

from shilu.values.record import placeholder

SOURCE = {"table": "tables/pumps.csv", "row": {"pump": "a"}, "column": "flow"}
OTHER = {
    "table": "tables/pumps.csv",
    "row": {"zone": "4", "pump": "b", "day": "2", "kind": "3", "lift": "1"},
    "column": "head",
}
NAME = "pump of the second kind"
VALUES = [
    {"name": "pumps/a/flow", "text": "1.25 ± 0.05 m", "sources": [SOURCE]},
    {"name": "pumps/a/kind", "text": NAME, "sources": [SOURCE | {"column": "kind"}]},
    {"name": "pumps/b/flow", "text": "98.5 %", "sources": [SOURCE | {"row": {"pump": "b"}}]},
    {"name": "ratio", "text": "−0.75 kg", "sources": [SOURCE, OTHER]},
    {"name": "small", "text": "< 0.001 s", "sources": [SOURCE | {"row": {"pump": "c"}}]},
    {"name": "odd", "text": 'a_b*|$x$<i>#"\\ #let', "sources": [SOURCE | {"row": {"pump": "d"}}]},
]


def mark(index):
    return placeholder(index, VALUES[index])


#: In a column of 5 cm, behind every number of characters, something breaks that can.
BREAKING = "\n\n".join(f"{'字' * count}{mark(index)}" for index in (0, 1, 3, 4) for count in range(14))
NARROW = f"""---
title: 題 {mark(2)}
geometry: a4paper, left=1cm, right=15cm
numbersections: true
---

# 量 {mark(5)}

{BREAKING}

公式 $x = {mark(2)} + q$ 與 $\\frac{{{mark(5)}}}{{2}} = r$。

**{mark(5)}** `{mark(5)}` [連結](https://example.org/{mark(5)})

![圖說 {mark(5)}](flow.svg){{alt="替代 {mark(2)}"}}

| 甲 | 乙 |
|---|---|
| {mark(2)} | {mark(5)} |

```
{mark(2)}
```

# 出處

::: {{#provenance}}
:::
"""


@pytest.fixture(scope="module")
def narrow(seen):
    return seen(NARROW, values=VALUES, strict=True)


def before_the_formula(document):
    return "\n".join(document.pages).split("𝑥")[0].replace("\xa0", " ")


@pytest.mark.parametrize("number", ["1.25 ± 0.05 m", "−0.75 kg", "< 0.001 s"])
def test_a_number_is_never_parted_from_its_half_width_or_its_unit(narrow, number):
    assert before_the_formula(narrow).count(number) == 14
    carried = re.findall(rf"\n{number}", before_the_formula(narrow))
    assert len(carried) > 1, "the column is wide enough for all of them"


def test_a_name_is_no_number_and_breaks_where_words_do(narrow):
    assert len(re.findall(r"\s+".join(NAME.split()), before_the_formula(narrow))) == 14
    assert re.search(r"pump of the\s*\nsecond kind", before_the_formula(narrow))


def test_a_value_in_a_formula_is_shown_to_the_letter_and_nothing_behind_it_is_lost(narrow):
    assert "𝑥 = 98.5 % + 𝑞" in narrow.text
    formula = narrow.text.split("𝑥 =")[1].split("。")[0]
    assert VALUES[5]["text"] in formula
    assert "= 𝑟" in formula
    assert "x = 98.5 % + q" in narrow.alts()
    assert rf"\frac{{{VALUES[5]['text']}}}{{2}} = r" in narrow.alts()


def test_a_value_is_shown_to_the_letter_wherever_else_it_stands(narrow):
    assert narrow.reader.metadata.title.replace("\xa0", " ") == "題 98.5 %"
    assert (1, f"1 量 {VALUES[5]['text']}") in [
        (depth, " ".join(title.split())) for depth, title in narrow.outline()
    ]
    assert "替代 98.5 %" in narrow.alts()
    assert f"https://example.org/{VALUES[5]['text']}" in [
        link["/A"]["/URI"].replace("%20", " ") for _, link in narrow.links() if "/A" in link
    ]
    odd = "".join(VALUES[5]["text"].split())
    for before, behind in [("量", "字"), ("= 𝑟", "連結"), ("圖說", "甲"), ("98.5%", "98.5%")]:
        between = narrow.squeezed.split("".join(before.split()))
        assert any(odd in part.split(behind)[0] for part in between), (before, behind)


def test_the_mark_that_stood_for_a_value_is_nowhere(narrow):
    assert not {"\ue000", "\ue001"} & {*narrow.text, *"".join(narrow.alts()), *str(narrow.outline())}


FILLING = "段落。\n\n" * 40
#: Numbers on the first page, the second, and both.
PAGES = f"""---
title: 頁
---

{mark(0)} 與 {mark(2)}

{FILLING}
{mark(0)} 與 {mark(3)}

{FILLING}
{mark(0)} 與 {mark(1)} 與 {mark(0)}

# 出處

::: {{#provenance}}
:::

附錄之後。
"""


@pytest.fixture(scope="module")
def paged(seen):
    return seen(PAGES, values=VALUES)


def printed(document, text):
    """Return the pages that show a text, from 1."""
    squeezed = ["".join(page.split()) for page in document.pages]
    appendix = next(number for number, page in enumerate(squeezed) if "出處" in page)
    return [
        number + 1 for number, page in enumerate(squeezed[: appendix + 1]) if text in page.split("出處")[0]
    ]


def test_the_appendix_gives_for_each_value_the_pages_that_show_it(paged):
    appendix = paged.squeezed.split("值（所在的頁）")[1]
    for value in VALUES[:4]:
        text = "".join(value["text"].split())
        pages = printed(paged, text)
        assert pages
        assert f"{text}（{'、'.join(map(str, pages))}）" in appendix
    assert len(printed(paged, "1.25±0.05m")) == 3


def test_the_appendix_has_a_row_for_each_row_of_a_table_and_names_all_that_a_value_is_from(paged):
    appendix = " ".join(paged.text.split("值（所在的頁）")[1].split())
    assert appendix.count("tables/pumps.csv: a") == 1
    assert "tables/pumps.csv: b" in appendix
    assert "tables/pumps.csv: pump=a → flow" in appendix
    assert "tables/pumps.csv: day=2 kind=3 lift=1 pump=b zone=4 → head" in appendix
    assert re.search(r"flow 1\.25 ± 0\.05 m（[\d、]+）；\s*kind pump of the second kind（", appendix)
    assert "附錄之後" in appendix


def test_the_pages_in_the_appendix_are_links_to_them(paged):
    last = len(paged.reader.pages) - 1
    targets = {
        paged.reader.get_page_number(link["/Dest"][0].get_object()) + 1
        for page, link in paged.links()
        if page == last and "/Dest" in link
    }
    assert targets == {1, *printed(paged, "1.25±0.05m")}


def test_the_pdf_carries_its_values_with_the_page_of_each_use(paged):
    ((content,),) = paged.reader.attachments.values()
    carried = json.loads(content)
    assert json.loads(carried["trace"])["values"] == VALUES
    for index, (page, *more) in enumerate(printed(paged, "".join(v["text"].split())) for v in VALUES[:4]):
        assert carried["pages"][str(index)] in {page, *more}
    specification = paged.root["/AF"][0].get_object()
    assert specification["/AFRelationship"] == "/Data"


def test_without_an_appendix_a_number_is_text_and_leads_nowhere(seen):
    document = seen("---\ntitle: T\n---\n\n數 " + mark(0), values=VALUES)
    assert "1.25 ± 0.05 m" in document.text
    assert not list(document.links())
