"""The printed numbers of a report's PDF, against the values that it carries."""

import collections
import difflib
from typing import Any

from shilu.trace import pdf_reader


def compare_pages(values: list[dict[str, Any]], pages: list[list[str]]) -> tuple[int, list[str]]:
    """Return (number of values compared, list of what differs, each a line of text).

    Parameters
    ----------
    values : list of dict
        Each use of a value with its ``page`` (from 1), None where no page shows it as text.
    pages : list of list of str
        What is printed at the places of values (`shilu.trace.pdf_reader.numbers`).

    Notes
    -----
    The texts of a page are compared as a whole: a number that another one of the same page took the place of,
    and the other way round, is not seen.
    """
    wrong = []
    for page, texts in enumerate(pages, start=1):
        bound = {}
        for value in values:
            if value["page"] == page:
                bound.setdefault(pdf_reader.squeezed(value["text"]), []).append(value)
        expected = collections.Counter({text: len(uses) for text, uses in bound.items()})
        strange = list((collections.Counter(texts) - expected).elements())
        for text in (expected - collections.Counter(texts)).elements():
            names = " or ".join(dict.fromkeys(value["name"] for value in bound[text]))
            instead = difflib.get_close_matches(text, strange, n=1, cutoff=0)
            if instead:
                strange.remove(instead[0])
            found = f"{instead[0]!r} is printed" if instead else "nothing is printed"
            wrong.append(f"page {page}: {bound[text][0]['text']!r} is bound ({names}), {found}")
    return sum(value["page"] is not None for value in values), wrong
