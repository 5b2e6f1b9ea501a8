"""Turn Markdown into PDF: pandoc reads it, Typst sets it, and what cannot be shown is an error.

The PDF follows PDF/UA-1 and PDF/A-3a, under which Typst refuses a character that no font has, where it would
otherwise print a box and say nothing.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typst

from shilu import fonts as font_files
from shilu import pandoc
from shilu.document.look import files
from shilu.errors import UserError
from shilu.values.record import ATTACHMENT, OPEN, require_fit

FILTER = Path(__file__).parent / "filter" / "main.lua"
STANDARDS = ["ua-1", "a-3a"]
#: Date of documents that have none, in seconds since 1970: the same source gives the same bytes.
EPOCH = 1_700_000_000
#: Keyword of a PDF that was made here, which may be replaced by a newer one.
MADE_BY = "shilu"


class Rendered(NamedTuple):
    """A document that was set."""

    pdf: bytes
    warnings: list[str]
    reads: list[str]


def render(
    markdown: str,
    *,
    places: Sequence[str | Path],
    theme: str | Path | None = None,
    fonts: Sequence[Path] = (),
    lang: str = "zh-TW",
    name: str = "document",
    trace: dict[str, Any] | None = None,
    strict: bool = False,
) -> Rendered:
    """Return the PDF of a Markdown text.

    Parameters
    ----------
    markdown : str
        Its front matter may set title, author, date, lang, toc, numbersections, CJKmainfont, mainfont,
        monofont, fontsize, geometry, bibliography and csl.
    places : sequence of str or Path
        Folders that the paths of its pictures and its bibliography start from; the first that has a file
        gives it.
    theme : str or Path, optional
        Folder whose files take the place of the theme's, see `shilu.document.look`.
    fonts : sequence of Path
        Font files of one's own, or folders of them.
    lang : str
        Language of a document whose front matter names none.
    name : str
        Its file name, for messages.
    trace : dict, optional
        ``values``, what `shilu fill` bound, needed where the text has placeholders; and what else is to be
        attached to the PDF with them.
    strict : bool
        Whether a picture without alt text is an error; else a substitute is taken, and a warning given.

    Returns
    -------
    Rendered
        The PDF, the warnings, and the paths of all files that were looked for, also of those not there.

    Raises
    ------
    UserError
        What is wrong, with the line of the text where it can be told.
    """
    look = files(theme)
    require_fit(markdown, trace["values"] if trace else [], name)
    with tempfile.TemporaryDirectory(prefix="shilu-") as work, font_files.folder(fonts) as font_folder:
        faces = typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder)])
        job = {
            "values": trace["values"] if trace else [],
            "families": faces.families(),
            "places": [str(Path(place).resolve()) for place in places],
            "placenames": " or ".join(dict.fromkeys(map(str, places))),
            "csl": str(look["citations.csl"]),
            "lang": lang,
            "strict": strict,
            "name": Path(name).stem,
        }
        source, notes = _to_typst(markdown, job, look, work=Path(work), name=name)
        marked = [(kind, _located(message, markdown, name)) for kind, message in notes]
        errors = [message for kind, message in marked if kind == "error"]
        if errors:
            raise UserError("\n".join(errors))
        if OPEN in source:
            raise UserError(
                f"{name}: a value stands where none can be shown; put it into running text or a table"
            )
        _collect([message for kind, message in notes if kind == "picture"], Path(work))
        # In front, so that a theme may say more.
        source = f'#set document(keywords: "{MADE_BY}")\n{source}'
        if trace:
            source += _attachment(trace)
        try:
            pdf = typst.compile(
                source.encode(),
                root=work,
                font_paths=faces,
                pdf_standards=STANDARDS,
                timestamp=_epoch(),
            )
        except typst.TypstError as error:
            raise UserError(_explain(str(error.diagnostic), markdown, name)) from error
    reads = [message for kind, message in notes if kind == "read"]
    return Rendered(pdf, [message for kind, message in marked if kind == "warning"], reads)


def _epoch():
    said = os.environ.get("SOURCE_DATE_EPOCH", str(EPOCH))
    # Typst knows the years up to 9999.
    if not re.fullmatch(r"[0-9]{1,12}", said) or int(said) > 253_402_300_799:
        raise UserError(
            f"SOURCE_DATE_EPOCH: {said!r} is no number of seconds since 1970; correct or unset it"
        )
    return int(said)


def _to_typst(markdown, job, look, *, work, name):
    Path(work, "work.json").write_text(json.dumps(job), encoding="utf-8")
    options = [
        "--standalone",
        f"--template={look['report.typ']}",
        f"--lua-filter={FILTER}",
        # Behind the filter, which takes the references to figures and tables for itself.
        "--citeproc",
        f"--metadata=work:{work}",
        "--wrap=none",
        # A pipe table with a longer line becomes as wide as the page, and placeholders make lines long.
        "--columns=10000",
        "--fail-if-warnings",
    ]
    notes, refused = work / "notes.txt", None
    try:
        source = pandoc.convert(markdown, "typst", *options, name=name)
    except UserError as error:
        source, refused = "", error
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.is_file() else []
    noted = [tuple(line.split("\t", 1)) for line in lines]
    # What the filter found is said in our words; pandoc may have stopped because of it.
    if refused and "error" not in dict(noted):
        raise refused
    return source, noted


def _collect(pictures, work):
    # Typst reads nothing outside its root, and there no name needs escaping: the filter calls them by number.
    for number, picture in enumerate(pictures):
        Path(work, f"{number}{Path(picture).suffix}").symlink_to(picture)


def _attachment(trace):
    # What `shilu why` and `shilu check` read back; the theme adds the page of each use.
    text = json.dumps(trace, ensure_ascii=False, sort_keys=True)
    seal = hashlib.sha256(text.encode()).hexdigest()
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'\n#attach("{ATTACHMENT}", (sha256: "{seal}", trace: "{escaped}"))\n'


def _explain(diagnostic, markdown, name):
    missing = re.findall(r"the text `\"(.+?)\"` could not be displayed", diagnostic)
    if missing:
        found = [
            _located(
                f"no font has {text} ({' '.join(f'U+{ord(c):04X}' for c in text)})", markdown, name, text
            )
            for text in dict.fromkeys(missing)
        ]
        return "\n".join(f"{line}; use another character" for line in found)
    skipped = re.search(r"skipped from heading level (\d) to (\d)", diagnostic)
    if skipped:
        marks = "#" * int(skipped[2])
        wrong = f"a heading of level {skipped[2]} follows one of level {skipped[1]}; use {marks[:-1]} for it"
        return _located(wrong, markdown, name, f"\n{marks} ")
    label = re.search(r"label `<(.+?)>` does not exist", diagnostic)
    if label:
        return _located(
            f"@{label[1]}: nothing has this name; write {{#{label[1]}}} behind its target", markdown, name
        )
    errors = re.findall(r"^error: (.+)$", diagnostic, flags=re.MULTILINE)
    return f"{name}: {'; '.join(dict.fromkeys(errors)) or diagnostic}"


def _located(message, markdown, name, text=None):
    """Put file and line in front: the line of `text`, or else of what the message begins with."""
    position = markdown.find(text if text is not None else message.split(": ", 1)[0])
    line = (
        f":{markdown.count(chr(10), 0, position) + 1 + (text or '').startswith(chr(10))}"
        if position >= 0
        else ""
    )
    return f"{name}{line}: {message}"
