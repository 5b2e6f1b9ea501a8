"""What CITATION.cff says of a project, and the same for Zenodo."""

import datetime as dt
import html
from pathlib import Path
from typing import Any

from shilu import config

SCHEMA = Path(__file__).with_name("citation.schema.yaml")
ZENODO = Path(__file__).with_name("zenodo.schema.yaml")


def read(file: Path) -> dict[str, Any]:
    """Return what a CITATION.cff says, dates and versions as text.

    Raises
    ------
    UserError
        It cannot be read, or a key that an archive needs is missing or wrong.
    """
    said = config.read(file)
    if isinstance(said, dict):
        said = {
            key: _text(value) if key in {"version", "date-released"} else value for key, value in said.items()
        }
    config.check(said, SCHEMA, [file])
    return said


def license_of(said: dict[str, Any]) -> str | None:
    """Return the SPDX identifier of the licence, the first where there are several."""
    stated = said.get("license")
    return stated[0] if isinstance(stated, list) else stated


def zenodo(said: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of a deposit (``.zenodo.json``) of what `read` returned."""
    metadata = {
        "title": said["title"],
        # Zenodo reads HTML here.
        "description": f"<p>{html.escape(said.get('abstract', said['title']).strip(), quote=False)}</p>",
        "creators": [_creator(author) for author in said["authors"]],
        "upload_type": said.get("type", "software"),
        "access_right": "open",
        "keywords": said.get("keywords"),
        "version": said.get("version"),
        "license": (license_of(said) or "").lower(),
        "publication_date": said.get("date-released"),
    }
    return {key: value for key, value in metadata.items() if value}


def check_zenodo(metadata: Any, file: Path) -> None:
    """Raise a `UserError` where a ``.zenodo.json`` is none."""
    config.check(metadata, ZENODO, [file])


def names(author: dict[str, Any]) -> tuple[str, str]:
    """Return (given names, family name) of a person, with its particle and suffix; both may be empty."""
    family = " ".join(filter(None, (author.get("name-particle"), author.get("family-names"))))
    return author.get("given-names", ""), " ".join(filter(None, (family, author.get("name-suffix"))))


def orcid(author: dict[str, Any]) -> str:
    """Return the sixteen digits of an ORCID, empty where none is stated."""
    return author.get("orcid", "").rstrip("/").rpartition("/")[2]


def _creator(author):
    given, family = names(author)
    name = author.get("name") or ", ".join(filter(None, (family, given))) or author.get("alias")
    creator = {"name": name, "affiliation": author.get("affiliation"), "orcid": orcid(author)}
    return {key: value for key, value in creator.items() if value}


def _text(value):
    return value.isoformat() if isinstance(value, dt.date) else str(value)
