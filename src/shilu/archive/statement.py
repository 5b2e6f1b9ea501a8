"""What an archive states: an in-toto statement with SLSA provenance, of every file's SHA-256.

https://in-toto.io/Statement/v1, https://slsa.dev/provenance/v1.  It names no machine, no user and no path
outside of the archive.
"""

import json
import platform
from collections.abc import Iterable
from typing import Any

from shilu.archive.bundle import Entry, inside
from shilu.errors import UserError

TYPE, PREDICATE = "https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1"
#: Media type of a statement in an envelope.
PAYLOAD = "application/vnd.in-toto+json"
#: A report of this kit, made by one command in the project's folder; the parameters are those of `state`.
BUILD_TYPE = "urn:x-shilu:report:v1"
#: The user's own machine: nobody vouches for it but who signs.
BUILDER = "urn:x-shilu:own-machine"
#: The files that hold it, alone and signed: neither can state its own hash.
FILE, ENVELOPE = "statement.intoto.json", "statement.dsse.json"


def state(
    entries: Iterable[Entry],
    *,
    command: str,
    reports: list[str],
    versions: dict[str, str],
    settings: dict[str, Any],
    commit: str | None = None,
) -> bytes:
    """Return the statement of an archive, as the bytes that are written and signed.

    Parameters
    ----------
    entries : iterable of Entry
        Sources are what the others depend on.
    command : str
        What made the results, as typed in the project's folder.
    reports : list of str
        The names of the reports among the entries.
    versions : dict of str to str
        Of the packages that the results were made with.
    settings : dict
        What else they depend on, in JSON's types.
    commit : str, optional
        Git's hash of the project.
    """
    entries = sorted(entries, key=lambda one: one.name)
    depends = [_described(one) for one in entries if one.role == "source"]
    depends += [{"uri": f"pkg:pypi/{name}@{version}"} for name, version in sorted(versions.items())]
    if commit:
        depends.append({"name": "commit", "digest": {"gitCommit": commit}})
    statement = {
        "_type": TYPE,
        "subject": [_described(one) for one in entries if one.role != "source"],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"command": command, "reports": reports, "settings": settings},
                "internalParameters": {"python": platform.python_version()},
                "resolvedDependencies": depends,
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": {"shilu": versions.get("shilu", "")}},
            },
        },
    }
    text = json.dumps(statement, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return f"{text}\n".encode()


def read(data: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the SHA-256 that a statement gives of each file by its name, and the names of the reports.

    Raises
    ------
    UserError
        It is no statement of ours, or names a file outside of the archive.
    """
    try:
        stated, reports = _stated(json.loads(data))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        told = f"no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
        raise UserError(f"{FILE}: no statement of an archive ({told})") from error
    if strange := [name for name in (*stated, *reports) if not inside(name)]:
        raise UserError(f"{FILE}: names {strange[0]!r}, which is no path within an archive")
    return stated, reports


def command(data: bytes) -> str | None:
    """Return the command that a statement says made the results, None where it says none."""
    try:
        asked = json.loads(data)["predicate"]["buildDefinition"]["externalParameters"]["command"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return asked if isinstance(asked, str) and asked.isprintable() else None


def _stated(statement):
    definition = statement["predicate"]["buildDefinition"]
    types = (statement["_type"], statement["predicateType"], definition["buildType"])
    if types != (TYPE, PREDICATE, BUILD_TYPE):
        raise ValueError("of another type")
    files = [*statement["subject"], *(one for one in definition["resolvedDependencies"] if "digest" in one)]
    stated = {one["name"]: one["digest"]["sha256"] for one in files if "sha256" in one["digest"]}
    reports = definition["externalParameters"]["reports"]
    if not all(isinstance(text, str) for text in (*stated, *stated.values(), *reports)):
        raise TypeError("a name or hash is no text")
    return stated, reports


def _described(one):
    return {"name": one.name, "digest": {"sha256": one.sha256}}
