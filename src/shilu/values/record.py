"""The record of a report's values: the ``values.json`` of `shilu fill`, which its PDF carries with it."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu import config
from shilu.errors import UserError
from shilu.files import write_json
from shilu.text import read_text

SCHEMA = Path(__file__).with_name("record.schema.yaml")
SEALED = Path(__file__).with_name("attachment.schema.yaml")
#: What stands in the filled Markdown for a value: its index in the record, and a check of what that says of
#: it.  A text and a record of different fillings do not fit together.
OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER = re.compile(f"{OPEN}([0-9]+)[.]([0-9a-f]+){CLOSE}")
#: What the check of a placeholder covers: whatever says which value it is, and how it is shown.
CHECKED = ("name", "raw", "unit", "uncertainty", "form", "places", "text", "sources")
#: Name of the file in a PDF that says where its numbers are from.
ATTACHMENT = "trace.json"


def placeholder(index: int, value: dict[str, Any]) -> str:
    """Return what stands in the filled Markdown for the value at `index` of the record."""
    return f"{OPEN}{index}.{_check(value)}{CLOSE}"


def _check(value):
    told = json.dumps([value.get(key) for key in CHECKED], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def require_fit(markdown: str, values: Sequence[dict[str, Any]], name: str) -> None:
    """Raise a `UserError` where a filled text and a record do not belong together, with the line.

    Parameters
    ----------
    markdown : str
    values : sequence of dict
        Of the record; empty where there is none.
    name : str
        The text's file name.
    """
    checks = [_check(value) for value in values]
    for found in PLACEHOLDER.finditer(markdown):
        index = int(found[1])
        if index < len(checks) and checks[index] == found[2]:
            continue
        line = markdown.count("\n", 0, found.start()) + 1
        if not values:
            raise UserError(
                f"{name}:{line}: a value stands here, and no values file was given; name the one that shilu "
                "fill wrote with it by --values"
            )
        raise UserError(
            f"{name}:{line}: the value that stands here is not the one of the values file; they are of two "
            "fillings: fill the template again"
        )


def write_record(
    path: str | Path,
    values: list[dict[str, Any]],
    claims: Sequence[dict[str, Any]],
    template: str,
    strings: Sequence[dict[str, Any]] = (),
) -> None:
    """Write ``values.json``.

    Parameters
    ----------
    path : str or Path
    values, claims : sequence of dict
        As `shilu.template.fill.fill` bound and told them.
    template : str
        The template's path, from the project's folder.
    strings : sequence of dict
        What the template's expressions gave that is no value: ``line`` and ``text`` each.
    """
    content = {"template": template, "values": values, "claims": list(claims), "strings": list(strings)}
    write_json(path, content)


def read_record(path: str | Path) -> dict[str, Any]:
    """Return the content of a ``values.json`` that `shilu fill` wrote: ``values``, ``claims``, ``template``.

    Raises
    ------
    UserError
        The file is not one of those.
    """
    try:
        return config.parse_made(read_text(path), SCHEMA)
    except ValueError as error:
        raise UserError(f"{path}: no values file of shilu fill ({error}); fill the template again") from error


def unseal(data: bytes, path: str | Path) -> dict[str, Any]:
    """Return the record that a PDF carries, each use of a value with its ``page``, None where none shows it.

    Parameters
    ----------
    data : bytes
        The content of its `ATTACHMENT`.
    path : str or Path
        The PDF, for messages.

    Raises
    ------
    UserError
        It is no such record, or was changed after it was made.
    """
    try:
        sealed = config.parse_made(data.decode(), SEALED)
        trace = config.parse_made(sealed["trace"], SCHEMA)
    except ValueError as error:
        raise UserError(f"{path}: its {ATTACHMENT} cannot be read ({error}); make the PDF again") from error
    if sealed["sha256"] != hashlib.sha256(sealed["trace"].encode()).hexdigest():
        raise UserError(f"{path}: its {ATTACHMENT} was changed after it was made; make the PDF again")
    for index, value in enumerate(trace["values"]):
        value["page"] = sealed["pages"].get(str(index))
    return trace
