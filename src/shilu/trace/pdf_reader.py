"""What a PDF of ours says of itself: the values that it carries, and the numbers that its pages show.

A bound value is a link to its row in the appendix of sources, so the rectangles of those links tell which of
all the text on a page is a value's.
"""

import contextlib
import io
import logging
from pathlib import Path
from typing import Any

import pypdf

from shilu import limits
from shilu.errors import UserError
from shilu.values.record import ATTACHMENT, unseal

#: Points by which a glyph may begin beside the rectangle of its link: both are rounded.
SLACK = 0.3
REMEDY = "it is no PDF that shilu made, or a damaged one; make it again"


def attached(path: str | Path) -> dict[str, Any]:
    """Return what a PDF carries of its numbers.

    Returns
    -------
    dict
        ``values``, each use with its page (None where no page shows it as text), and ``claims``.

    Raises
    ------
    UserError
        Not a PDF, a PDF that is not ours, or one whose values were changed.
    """
    found = _read(path, lambda document: document.attachments.get(ATTACHMENT))
    if not found:
        raise UserError(
            f"{path}: carries no {ATTACHMENT}; only a PDF made by `shilu render --values` can be traced"
        )
    return unseal(found[0], path)


def numbers(path: str | Path) -> list[list[str]]:
    """Return the texts of all bound values that the pages of a PDF show: a list of str for each page.

    White space is left out: in a PDF it is a distance.
    """
    return _read(path, lambda document: [_linked(page) for page in document.pages])


def is_ours(path: str | Path, keyword: str) -> bool:
    """Tell whether a file is a PDF that has our `keyword`, or carries a record of values."""

    def has(document):
        return (document.metadata or {}).get("/Keywords") == keyword or ATTACHMENT in document.attachments

    try:
        return _read(path, has)
    except UserError:
        return False


def squeezed(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())


def _linked(page):
    links = [entry.get_object() for entry in page.annotations or []]
    areas = [_boxes(link) for link in links if link["/Subtype"] == "/Link"]
    wanted = [_boxes(link) for link in links if _to_a_row(link)]
    # A link inside another one: the contents repeat a heading, whose number is bound where the heading is.
    wanted = [boxes for boxes in wanted if not any(_inside(boxes, other) for other in areas)]
    pieces = []

    def note(text, outer, inner, _font, _size):
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        pieces.append((x, y, squeezed(text)))

    if wanted:
        page.extract_text(visitor_text=note)
    return [
        "".join(text for x, y, text in pieces if any(_within(x, y, box) for box in boxes)) for boxes in wanted
    ]


def _to_a_row(link):
    # To a place on a page; those to a page's top left are the appendix's own, to where a value is shown.
    if link["/Subtype"] != "/Link" or "/Dest" not in link:
        return False
    target = link["/Dest"]
    return isinstance(target, list) and target[1] == "/XYZ" and bool(target[2])


def _boxes(link):
    # A link that breaks over lines has a quadrilateral for each.
    corners = link.get("/QuadPoints") or [link["/Rect"][i] for i in (0, 1, 2, 3, 0, 1, 2, 3)]
    quads = [[float(corner) for corner in corners[i : i + 8]] for i in range(0, len(corners), 8)]
    return [(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])) for quad in quads]


def _inside(boxes, others):
    left, bottom, right, top = boxes[0]
    middle = (bottom + top) / 2
    return boxes != others and any(
        _within(left, middle, other) and _within(right, middle, other) for other in others
    )


def _within(x, y, box):
    left, bottom, right, top = box
    return left - SLACK <= x < right - SLACK and bottom <= y <= top


def _read(path, look):
    # What is compressed can be larger than any memory, and what refers to itself has no end.
    data = Path(path).read_bytes()
    bounds = limits.Limits(str(path), REMEDY, limits.seconds(len(data)))

    def work():
        with _readable(path):
            return look(pypdf.PdfReader(io.BytesIO(data)))

    return limits.confined(bounds, work)


@contextlib.contextmanager
def _readable(path):
    # pypdf warns of what it mends in a damaged file, and of the rest raises whatever it stumbles over.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        yield
    except MemoryError:
        raise
    except UserError as error:
        raise UserError(f"{path}: {error}") from error
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise UserError(f"{path}: not a PDF, or a damaged one ({reason}); make it again") from error
