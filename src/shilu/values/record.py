"""The record of a report's values: the ``values.json`` of `shilu fill`, which its PDF carries with it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu import config
from shilu.errors import UserError
from shilu.files import write_json
from shilu.text import read_text

SCHEMA = Path(__file__).with_name("record.schema.yaml")
SEALED = Path(__file__).with_name("attachment.schema.yaml")
#: Name of the file in a PDF that says where its numbers are from.
ATTACHMENT = "trace.json"


def write_record(
    path: str | Path, values: list[dict[str, Any]], claims: Sequence[dict[str, Any]], template: str
) -> None:
    """Write ``values.json``.

    Parameters
    ----------
    path : str or Path
    values, claims : sequence of dict
        As `shilu.template.fill.fill` bound and told them.
    template : str
        The template's path, from the project's folder.
    """
    write_json(path, {"template": template, "values": values, "claims": list(claims)})


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
