"""pandoc as its package brings it, called directly.

`pypandoc.convert_text` would take whichever pandoc of the system has the highest version, so that a document
changes with the machine, and importing it loads what it downloads pandoc with: 0.08 s of every command.
"""

import functools
import os
import re
from importlib.util import find_spec
from pathlib import Path

from shilu import limits
from shilu.errors import UserError

#: What an author's Markdown is, for all who read it.
READER = "markdown+east_asian_line_breaks-smart"
#: Seconds that pandoc gets for any text, beside those for its size: a megabyte takes it two to ten, and 22
#: brackets that are not closed more than a minute.
LIMIT = limits.SECONDS
#: What it says, in whatever words, where it gets no more memory.
FULL = re.compile(r"out of memory|heap exhausted|cannot allocate", re.IGNORECASE)


@functools.cache
def binary() -> str:
    """Return the path of pandoc: ``PYPANDOC_PANDOC`` of the environment, else that of the package.

    Raises
    ------
    UserError
        There is none.
    """
    named = os.environ.get("PYPANDOC_PANDOC")
    if named:
        return named
    spec = find_spec("pypandoc")
    packaged = Path(spec.submodule_search_locations[0], "files", "pandoc") if spec else None
    if packaged and packaged.is_file():
        return str(packaged)
    if spec:
        import pypandoc  # noqa: PLC0415  without its binary it looks for one in the system

        try:
            return pypandoc.get_pandoc_path()
        except OSError:
            pass
    raise UserError("pandoc is not here; install it with `pip install --force-reinstall pypandoc_binary`")


def convert(text: str, to: str, *options: str, name: str) -> str:
    """Return `text`, Markdown as `READER` has it, in pandoc's format `to`.

    Parameters
    ----------
    text : str
    to : str
        ``"json"``, ``"typst"``, …
    *options : str
        Of pandoc's command line.
    name : str
        The text's file name, for messages.

    Raises
    ------
    UserError
        Pandoc cannot read it, or not within `LIMIT`; its own words say why.
    """
    # In its sandbox neither reader nor writer opens a file that is not on the command line.
    command = [binary(), f"--from={READER}", f"--to={to}", "--sandbox", *options]
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        half, line = ord(text[error.start]), text.count("\n", 0, error.start) + 1
        raise UserError(f"{name}:{line}: half of a character, U+{half:04X}; delete it") from error
    most = max(enumerate(text.split("\n"), 1), key=lambda numbered: numbered[1].count("["))[0]
    remedy = (
        f"look for brackets that are not closed (line {most} has most of them), for macros of formulas that "
        "call themselves and for aliases of YAML that multiply"
    )
    bounds = limits.Limits(name, remedy, LIMIT + len(data) / limits.BYTES)
    code, out, err = limits.program(bounds, command, data)
    if code:
        said = err.decode(errors="replace")
        if FULL.search(said):
            raise UserError(f"{name}: {bounds.too_large}")
        raise UserError("\n".join(_told(said, text, name)))
    return out.decode()


#: What pandoc says behind its own words: where in its code it was.
TRACES = r"^(?:stack traceback:|HasCallStack backtrace:|CallStack )"
FORMULA = r"Could not convert TeX math (.*), rendering as TeX:\n.*\^\n(.*)"


def _told(words, text, name):
    # Pandoc's own words, a line for each thing, with the author's line where they have it.
    words = re.split(TRACES, words, maxsplit=1, flags=re.MULTILINE)[0]
    words = words.replace("Failing because there were warnings.", "")
    for message in map(str.strip, re.split(r"^\[WARNING\]", words, flags=re.MULTILINE)):
        formula = re.match(FORMULA, message, re.DOTALL)
        filtered = re.match(r"Error running filter .*?:\n(.*)", message, re.DOTALL)
        if formula:
            place, why = _at(text, formula[1], name), _line(formula[2].partition("expecting")[0])
            yield f"{place}: the formula {_line(formula[1])} cannot be set: {why}; correct it"
        elif filtered:
            yield f"{name}: a fault of shilu, not of yours: {_line(filtered[1])}; please report it"
        elif message:
            yield f"{_place(message, text, name)}: pandoc cannot read this: {_line(message)}"


def _line(message):
    # Without the places that pandoc counts from the beginning of a block.
    message = re.sub(r"(?: at)? \(?line \d+,? column \d+\)?,?", "", message)
    return " ".join(message.split())


def _place(message, text, name):
    block = re.search(r"\(line (\d+),? column \d+\)", message)
    inside = re.search(r"exception at line (\d+), column (\d+)", message)
    cited = re.match(r"Citeproc: citation (.+) not found", message)
    if block:
        # What ends too early is found at the beginning of the next line.
        below = int(inside[1]) - (inside[2] == "0") if inside else 0
        return f"{name}:{int(block[1]) + below}"
    return _at(text, f"@{cited[1]}", name) if cited else name


def _at(text, part, name):
    position = text.find(part)
    return name if position < 0 else f"{name}:{text.count(chr(10), 0, position) + 1}"
