"""Texts that are drawn in a picture (SVG), and which pictures of a template somebody drew."""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from shilu.lint.numerals import scan
from shilu.text import read_text

_SHOWN = re.compile(r"!\[[^\]\n]*\]\(\s*(?:<([^>\n]+\.svg)>|([^)\s]+\.svg))", re.IGNORECASE)
_TEXT = re.compile(r"<(text|title|desc)\b[^>]*>(.*?)</\1\s*>", re.DOTALL)
_PIECE = re.compile(r"<[^>]*>|(&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);)|[^<&]|&", re.DOTALL)
#: So many texts that are numbers alone are the ticks of an axis.
_TICKS = 3


def by_hand(template: Path, places: Sequence[Path], results: Path) -> list[Path]:
    """Return the SVG pictures that a template shows and nothing makes: those outside the results folder.

    Parameters
    ----------
    template : Path
    places : sequence of Path
        Folders that the paths of its pictures start from; the first that has the file.
    results : Path
    """
    found = []
    for match in _SHOWN.finditer(read_text(template)):
        name = match[1] or match[2]
        path = next((Path(place, name) for place in places if Path(place, name).is_file()), None)
        if path and path not in found and not path.resolve().is_relative_to(results.resolve()):
            found.append(path)
    return found


def streams(source, text: str) -> Iterator[tuple[str, str, list[int]]]:
    """Give the texts of a picture as `shilu.lint.places.streams` does, and add them to `source`.

    The numbers along an axis are left out.
    """
    texts = []
    for match in _TEXT.finditer(text):
        begin = len(source.text)
        for piece in _PIECE.finditer(text, match.start(2), match.end(2)):
            if piece[1]:
                source.add(html.unescape(piece[1]), *piece.span())
            elif not piece[0].startswith("<"):
                source.add(piece[0], piece.start())
        index = list(range(begin, len(source.text)))
        source.add("\n", match.end(2))
        texts.append((source.text[begin : begin + len(index)], index))
    alone = [_is_number(shown) for shown, _ in texts]
    for (shown, index), is_number in zip(texts, alone, strict=True):
        if not (is_number and sum(alone) >= _TICKS):
            yield "text", shown, index


def _is_number(text):
    text = text.strip()
    return any((numeral.start, numeral.end) == (0, len(text)) for numeral in scan.find(text))
