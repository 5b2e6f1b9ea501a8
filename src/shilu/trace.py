"""From a number in the report to the runs that it comes from.

A table's schema may say what its rows were made from: ``"source": {"table": …, "on": […], "files": …}``
names another CSV file (relative to the schema), the columns in which its rows agree with the table's, and the
column with the result file of each row, relative to the results folder.
"""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pypdf

from shilu import digest, store
from shilu.cells import UnknownNameError
from shilu.errors import UserError
from shilu.files import sha256
from shilu.values import ATTACHMENT


def read_pdf(path):
    """Return what a PDF carries of its numbers, and the text of its pages.

    Returns
    -------
    trace : dict
        ``values``, each use with its page, and ``claims``.
    pages : list of str

    Raises
    ------
    UserError
        Not a PDF, a PDF that is not ours, or one whose values were changed.
    """
    data = Path(path).read_bytes()
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        attached = reader.attachments.get(ATTACHMENT)
    except pypdf.errors.PyPdfError as error:
        raise UserError(f"{path}: not a PDF ({error})") from error
    if not attached:
        raise UserError(
            f"{path}: carries no {ATTACHMENT}; only a PDF made by `shilu render --values` can be traced"
        )
    try:
        sealed = json.loads(attached[0])
        trace = json.loads(sealed["trace"])
        intact = sealed["sha256"] == hashlib.sha256(sealed["trace"].encode()).hexdigest()
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path}: its {ATTACHMENT} cannot be read; make the PDF again") from error
    if not intact:
        raise UserError(f"{path}: its {ATTACHMENT} was changed after it was made; make the PDF again")
    return trace, [page.extract_text() for page in reader.pages]


def find(values, name):
    """Return the uses of the value `name`; raise an error with the nearest names where there is none."""
    dotted = re.sub(r"\[\"?([^\]\"]+)\"?\]", r"/\1", name).replace(".", "/")
    uses = [value for value in values if value["name"] in (name, dotted)]
    if not uses:
        raise UnknownNameError("the report", name, {value["name"] for value in values}, "value")
    return uses


def printed(values, number):
    """Return the uses whose printed text is `number`, its unit and interval left out or not."""
    wanted = _plain(number)
    uses = [
        value for value in values if wanted in (_plain(value["text"]), _plain(value["text"].split("±")[0]))
    ]
    if not uses:
        raise UnknownNameError("the report", number, {value["text"] for value in values}, "number")
    return uses


def _plain(text):
    return text.replace("−", "-").strip("(% )\xa0")


def chain(value, results):
    """Return the lines that lead from a bound value to its runs.

    Parameters
    ----------
    value : dict
        One use of a value.
    results : str or Path
        The results folder that the result files lie in.
    """
    lines = []
    for source in value["sources"]:
        table = Path(source["table"])
        row = " ".join(f"{key}={entry}" for key, entry in source["row"].items())
        lines.append(f"  table    {table} [{row}] {source['column']}")
        lines.append(f"           sha256 {source['sha256'][:16]} {_state(table, source['sha256'])}")
        lines += _behind(table, source["row"], Path(results))
    return lines


def _state(path, expected):
    if not path.is_file():
        return "(the file is not here)"
    return (
        "(as on disk)" if sha256(path) == expected else "(CHANGED since: the report is older than this file)"
    )


def _behind(table, row, results):
    schema_file = table.with_suffix(".schema.json")
    schema = json.loads(schema_file.read_text(encoding="utf-8")) if schema_file.is_file() else {}
    if "source" not in schema:
        return []
    source = schema["source"]
    with table.open(encoding="utf-8", newline="") as file:
        full = next(
            (r for r in csv.DictReader(file) if all(r[key] == entry for key, entry in row.items())), row
        )
    upstream = (table.parent / source["table"]).resolve()
    with upstream.open(encoding="utf-8", newline="") as file:
        rows = [
            (number, r)
            for number, r in enumerate(csv.DictReader(file), start=2)
            if all(r[column] == full[column] for column in source["on"])
        ]
    name = results / upstream.relative_to(results.resolve())
    lines = [f"  rows     {name} lines {_spans([number for number, _ in rows])} ({len(rows)} rows)"]
    for run in dict.fromkeys(r[source["files"]] for _, r in rows):
        lines += _run(results / run)
    return lines


def _run(path):
    if not path.is_file():
        return [f"  run      {path} (the file is not here)"]
    _, record = store.load(path)
    settings = ", ".join(
        f"{key} {value}" for key, value in record["settings"].items() if not isinstance(value, list | dict)
    )
    current = "as now" if digest.digest(record["stage"]) == record["code"] else "CHANGED since"
    lines = [
        f"  run      {path}",
        f"           sha256 {sha256(path)[:16]}, {record['bits']} bits",
        f"           made by {record['stage']} (code {record['code']}, {current})",
        f"           with {settings}",
        f"           again: snakemake --force {path}",
    ]
    sources = [source.relative_to(digest.SOURCES).as_posix() for source in digest.closure(record["stage"])]
    lines += [f"           source src/{source}" for source in sources]
    for name, expected in record["inputs"].items():
        lines.append(f"  data     {name} sha256 {expected[:16]} {_state(Path(name), expected)}")
    return lines


def _spans(numbers):
    spans = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}-{last}" if first != last else str(first) for first, last in spans)


def pattern(text):
    """Return a pattern that finds a value's text on a page, over line breaks, not inside another number."""
    spaced = r"\s*".join(re.escape(character) for character in text if not character.isspace())
    return re.compile(rf"(?<![\d.,−]){spaced}(?![\d]|[.,]\d)")
