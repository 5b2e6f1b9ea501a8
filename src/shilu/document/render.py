"""Turn Markdown into PDF: pandoc reads it, Typst sets it, and what cannot be shown is an error.

The PDF follows PDF/UA-1 and PDF/A-3a, under which Typst refuses a character that no font has, where it would
otherwise print a box and say nothing.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import pypandoc
import typst

from shilu.document import fonts
from shilu.errors import UserError, command
from shilu.files import require_apart, write_bytes
from shilu.values.value import ATTACHMENT, read

READER = "markdown+east_asian_line_breaks-smart"
STANDARDS = ["ua-1", "a-3a"]
#: Date of documents that have none, in seconds since 1970: the same source gives the same bytes.
EPOCH = 1_700_000_000


def render(markdown, *, folder, theme, name="document", trace=None, strict=False):
    """Return the PDF of a Markdown text.

    Parameters
    ----------
    markdown : str
        Its front matter may set title, author, date, lang, toc, numbersections, CJKmainfont, mainfont,
        monofont, fontsize and geometry.
    folder : str or Path
        Folder that the paths of its pictures start from.
    theme : str or Path
        Folder with ``report.typ`` and ``report.lua``.
    name : str
        Its file name, for messages.
    trace : dict, optional
        ``values``, what `shilu fill` bound, needed where the text has placeholders; and what else is
        to be
        attached to the PDF with them.
    strict : bool
        Whether a picture without alt text is an error; else a substitute is taken, and a warning given.

    Returns
    -------
    pdf : bytes
    warnings : list of str

    Raises
    ------
    UserError
        What is wrong, with the line of the text where it can be told.
    """
    source, notes = _to_typst(markdown, theme=Path(theme), name=name, trace=trace, strict=strict)
    marked = [(kind, _located(message, markdown, name)) for kind, message in notes]
    errors = [message for kind, message in marked if kind == "error"]
    pictures = dict.fromkeys(message for kind, message in notes if kind == "picture")
    errors += [
        _located(f"{picture}: no such picture in {folder}; make it, or correct the path", markdown, name)
        for picture in pictures
        if not Path(folder, picture).is_file()
    ]
    if errors:
        raise UserError("\n".join(errors))
    warnings = [message for kind, message in marked if kind == "warning"]
    if trace:
        source += _attachment(trace)
    with fonts.folder() as font_folder:
        try:
            pdf = typst.compile(
                source.encode(),
                root=str(folder),
                font_paths=[str(font_folder)],
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH)),
            )
        except typst.TypstError as error:
            raise UserError(_explain(str(error.diagnostic), markdown, name)) from error
    return pdf, warnings


def _to_typst(markdown, *, theme, name, trace, strict):
    for file in (theme / "report.typ", theme / "report.lua"):
        if not file.is_file():
            raise UserError(
                f"{file}: no such theme file; run this in the project's folder, or name one with --theme"
            )
    with tempfile.TemporaryDirectory(prefix="shilu-") as work:
        values = trace["values"] if trace else []
        job = {"values": values, "families": fonts.FAMILIES, "strict": strict, "name": Path(name).stem}
        Path(work, "work.json").write_text(json.dumps(job), encoding="utf-8")
        options = [
            "--standalone",
            f"--template={theme.resolve() / 'report.typ'}",
            f"--lua-filter={theme.resolve() / 'report.lua'}",
            # Behind the filter, which takes the references to figures and tables for itself.
            "--citeproc",
            f"--metadata=work:{work}",
            "--wrap=none",
            # A pipe table with a longer line becomes as wide as the page, and placeholders make lines long.
            "--columns=10000",
            "--fail-if-warnings",
        ]
        try:
            source = pypandoc.convert_text(
                markdown, "typst", format=READER, extra_args=options, verify_format=False
            )
        except RuntimeError as error:
            reason = re.sub(r"^Pandoc died with exitcode \"\d+\" during conversion: ", "", str(error)).strip()
            raise UserError(f"{name}: pandoc cannot read this: {reason}") from error
        lines = Path(work, "notes.txt").read_text(encoding="utf-8").splitlines()
    return source, [tuple(line.split("\t", 1)) for line in lines]


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


def _require_no_other(output):
    # `shilu render *.md` names another text as the output.
    if output.is_file() and (start := output.open("rb").read(5)) and start != b"%PDF-":
        raise UserError(f"{output}: there is such a file, and it is no PDF; give the output another name")


@command
def main(argv=None):
    """Run ``python -m shilu.document.render``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.document.render", description=__doc__)
    parser.add_argument("input", help="Markdown file; its pictures' paths start from its folder")
    parser.add_argument("output", nargs="?", help="PDF to write (default: the input's name with .pdf)")
    parser.add_argument("--folder", help="folder that pictures' paths start from (default: the input's)")
    parser.add_argument("--values", help="JSON of bound values that shilu fill wrote")
    parser.add_argument("--theme", default="report/theme", help="folder of the theme (default: %(default)s)")
    parser.add_argument("--strict", action="store_true", help="refuse a picture without alt text")
    args = parser.parse_args(argv)
    source = Path(args.input)
    output = args.output or source.with_suffix(".pdf")
    require_apart([output], [source, *([args.values] if args.values else [])])
    _require_no_other(Path(output))
    pdf, warnings = render(
        source.read_text(encoding="utf-8"),
        folder=args.folder or source.parent,
        theme=args.theme,
        name=args.input,
        trace=read(args.values) if args.values else None,
        strict=args.strict,
    )
    sys.stderr.writelines(f"warning: {warning}\n" for warning in warnings)
    write_bytes(output, pdf)


if __name__ == "__main__":
    main()
