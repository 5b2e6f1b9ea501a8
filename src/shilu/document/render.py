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
from shilu import limits, pandoc
from shilu.document import pictures
from shilu.document.look import files
from shilu.errors import UserError
from shilu.files import inside
from shilu.values.record import ATTACHMENT, OPEN, require_fit

FILTER = Path(__file__).parent / "filter" / "main.lua"
#: The filter behind the citations.
LAST = FILTER.with_name("last.lua")
STANDARDS = ["ua-1", "a-3a"]
#: Date of documents that have none, in seconds since 1970: the same source gives the same bytes.
EPOCH = 1_700_000_000
#: Keyword of a PDF that was made here, which may be replaced by a newer one.
MADE_BY = "shilu"
#: Bytes that Typst gets; 240 pages take it a tenth.
MEMORY = 3 * limits.GIB
#: What the author of a document that takes too much can do.
REMEDY = "look for pictures with many elements or filters, loops in raw Typst, and deep nesting"


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
    raw_typst: bool = False,
) -> Rendered:
    """Return the PDF of a Markdown text.

    Parameters
    ----------
    markdown : str
        Its front matter may set title, author, date, lang, toc, numbersections, CJKmainfont, mainfont,
        monofont, fontsize, geometry, bibliography and csl.
    places : sequence of str or Path
        Folders that the paths of its pictures and its bibliography start from; the first that has a file
        gives it.  Nothing outside them is read.
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
    raw_typst : bool
        Whether the text may have code of Typst's; else that is left out, and a warning given.

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
            "roots": list(dict.fromkeys(root for place in places for root in _roots(place))),
            "placenames": " or ".join(dict.fromkeys(map(str, places))),
            "csl": str(look["citations.csl"]),
            "lang": lang,
            "strict": strict,
            "raw": raw_typst,
            "name": Path(name).stem,
        }
        source, notes = _to_typst(markdown, job, look, work=Path(work), name=name)
        marked = [(kind, _located(message, markdown, name)) for kind, message in notes]
        # Two of the same are one.
        errors = list(dict.fromkeys(message for kind, message in marked if kind == "error"))
        if errors:
            raise UserError("\n".join(errors))
        if OPEN in source:
            raise UserError(
                f"{name}: a value stands where none can be shown; put it into running text or a table"
            )
        shown = Path(work, "shown")
        size = pictures.collect([message for kind, message in notes if kind == "picture"], shown, name)
        # In front, so that a theme may say more.
        source = f'#set document(keywords: "{MADE_BY}")\n{source}'
        if trace:
            source += _attachment(trace)
        bounds = limits.Limits(name, REMEDY, limits.seconds(len(source) + size // 10), MEMORY)
        pdf, diagnostic = limits.confined(bounds, _set, source.encode(), shown, faces, _epoch(), alone=True)
        if diagnostic:
            raise UserError(_explain(diagnostic, markdown, name))
    reads = [message for kind, message in notes if kind == "read"]
    return Rendered(pdf, list(dict.fromkeys(message for kind, message in marked if kind == "warning")), reads)


def _roots(place):
    # As it is spelt, and where its links lead to: an absolute path may be either.
    return os.path.abspath(place), os.path.realpath(place)  # noqa: PTH100  Path.absolute() keeps its ..


def _set(source, root, faces, timestamp):
    # The PDF, or what Typst says is wrong.  It has no other folder, and no packages of the network.
    os.environ.update(limits.OFFLINE)
    try:
        pdf = typst.compile(source, root=root, font_paths=faces, pdf_standards=STANDARDS, timestamp=timestamp)
    except typst.TypstError as error:
        return None, str(error.diagnostic)
    except BaseException as error:  # noqa: BLE001  Rust's panics are no Exception
        return None, f"error: Typst broke off at this: {error}"
    return pdf, None


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
        f"--lua-filter={LAST}",
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
    noted += _outside([json.loads(message) for kind, message in noted if kind == "used"], job["places"])
    # What the filter found is said in our words; pandoc may have stopped because of it.
    if refused and "error" not in dict(noted):
        raise refused
    return source, noted


def _outside(used, places):
    # What the filter saw in the project may be a link that leads out of it: nothing is made of that.
    for path, written in used:
        if not inside(path, places):
            yield (
                "error",
                f"{written}: leads out of the project, to {os.path.realpath(path)}; copy it into the project",
            )


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
