"""Numbers that only count the parts of a text: of headings, of typed lists, of the rows of a table."""

import re
from collections import defaultdict

from shilu.lint.numerals import names, zh_ja
from shilu.lint.prose import OPAQUE

_N = r"[1-9]\d?"
_HEADING = re.compile(
    rf"\s*(?:[（(]{_N}[)）]|{_N}(?:[.-]\d{{1,2}})*[.．、:：)]\s*(?![\d\s])|{_N}(?:[.-]\d{{1,2}})+\s+(?!{names.MEASURED})"
    rf"|{_N}\s+(?!{names.MEASURED})(?=[A-Z]|[^\x00-\x7f])|第\s?{_N}\s?[章節节講讲部回課课週周]|[{zh_ja.NUMERALS}]{{1,3}}、)"
)
_ITEM = re.compile(
    rf"\s*(?:[（(]\s?({_N})\s?[)）]|({_N})\s?(?:[)）、]|[.．](?!\d))|[（(]?[{zh_ja.NUMERALS}]{{1,3}}[)）]?、)"
)
#: Where another item of a typed list may begin: pandoc joins lines between Han characters.
_NEXT = re.compile(r"(?:\n|(?<=[。；;!！]))")


def without(pieces):
    """Return `pieces` (kind, text, index) with such numbers replaced by `OPAQUE`."""
    rows = defaultdict(list)
    for kind, text, _ in pieces:
        if kind.startswith("row "):
            rows[kind].append(text.strip().removesuffix("."))
    counted = {kind for kind, cells in rows.items() if _is_count(cells)}
    return [(kind, _rid(kind, text), index) for kind, text, index in pieces if kind not in counted]


def _is_count(cells):
    return len(cells) > 1 and cells in ([str(i + first) for i in range(len(cells))] for first in (0, 1))


def _rid(kind, text):
    spans = []
    if kind == "heading" and (match := _HEADING.match(text)):
        spans = [match.span()]
    elif kind == "paragraph" and (match := _ITEM.match(text)):
        spans, last = [match.span()], _item(match)
        for line in _NEXT.finditer(text, match.end()):
            item = _ITEM.match(text, line.end())
            if item and last and _item(item) == last + 1:
                spans, last = [*spans, item.span()], last + 1
    for start, end in spans:
        text = text[:start] + OPAQUE * (end - start) + text[end:]
    return text


def _item(match):
    return int(match[1] or match[2] or 0)
