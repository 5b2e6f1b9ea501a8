"""Titles, descriptions and labels in the schema of a table, and where in its JSON text they stand."""

import json
import re
from collections.abc import Iterator

from shilu.errors import UserError
from shilu.lint.prose import OPAQUE

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: One character of a JSON string; what lies beyond the first plane is escaped as two halves.
_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)


class _Placed(str):
    # A string of a JSON text that knows where what stands between its quotes begins and ends.

    __slots__ = ("end", "start")


def _placed(text, start, strict=True):  # noqa: FBT002  the form is that of the standard library
    string, end = json.decoder.scanstring(text, start, strict)
    placed = _Placed(string)
    placed.start, placed.end = start, end - 1
    return placed, end


def streams(source, text: str, name: str) -> Iterator[tuple[str, str, list[int]]]:
    """Give the running texts of a schema as `shilu.lint.places.streams` does, and add them to `source`.

    They are shown as they are, so nothing in them is Markdown.  A number that a label has in common with its
    key is the key's, which no result changes.

    Raises
    ------
    UserError
        It is no JSON.
    """
    # The decoder of the standard library in Python tells the places, the one in C does not.
    decoder = json.JSONDecoder()
    decoder.parse_string = _placed
    decoder.scan_once = json.scanner.py_make_scanner(decoder)
    try:
        schema = decoder.decode(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{name}:{error.lineno}: not valid JSON: {error.msg}; correct it") from error
    except (RecursionError, ValueError) as error:
        raise UserError(f"{name}: not valid JSON; correct it") from error
    for string, key in sorted(_shown(schema), key=lambda shown: shown[0].start):
        begin = len(source.text)
        for match in _CHARACTER.finditer(text, string.start, string.end):
            char = json.loads(f'"{match[0]}"', strict=False)
            source.add(char, match.start(), match.end())
        index = list(range(begin, len(source.text)))
        source.add("\n", string.end)
        yield "text", _without(source.text[begin : begin + len(index)], key), index


def _shown(schema):
    # Each text with the key that it is the label of, or "".
    for entry in [schema, *_entries(schema)]:
        for told in ("title", "description"):
            yield from _text(entry, told, "")
        labels = entry.get("labels") if isinstance(entry, dict) else None
        for key in labels if isinstance(labels, dict) else ():
            yield from _text(labels, key, key)


def _entries(schema):
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return fields if isinstance(fields, list) else ()


def _text(entry, name, key):
    if isinstance(entry, dict) and isinstance(entry.get(name), _Placed):
        yield entry[name], key


def _without(text, key):
    if "".join(filter(str.isalnum, text)).casefold() == "".join(filter(str.isalnum, key)).casefold() != "":
        return OPAQUE * len(text)  # the key's own name, whatever it means elsewhere
    known = {round(float(number) * factor, 12) for number in _NUMBER.findall(key) for factor in (1, 100)}
    return _NUMBER.sub(
        lambda found: OPAQUE * len(found[0]) if round(float(found[0]), 12) in known else found[0], text
    )
