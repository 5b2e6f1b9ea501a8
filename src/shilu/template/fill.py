"""Fill the report's template: bind every value to the cell of the table that it comes from.

A value becomes a placeholder in the filled Markdown: its index in ``values.json`` and a check, between two
private-use characters.  The document stage puts the text in after Markdown was parsed, so no value can change
the layout, and refuses a text and a record that are not of one filling.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shilu import limits
from shilu.errors import UserError
from shilu.template.binder import Binder, require_no_signs
from shilu.template.explain import explained
from shilu.values import digits
from shilu.values.record import PLACEHOLDER, require_fit

#: What the author of a template that takes too much can do.
REMEDY = "end its loops and macros earlier, or put the result into a table"


class Filled(NamedTuple):
    """A template that was filled.

    Attributes
    ----------
    markdown : str
        With a placeholder for every bound value.
    values : list of dict
        For each use of a value: name, raw, unit, text, form, uncertainty, sources, line (of the template) and
        section (the heading above it).
    strings : list of dict
        ``line`` and ``text`` of what an expression gave that is no value.
    warnings : list of str
        What was shown otherwise than the table has it, with file and line.
    reads : list of Path
        The source files that excerpts are from.
    """

    markdown: str
    values: list[dict[str, Any]]
    strings: list[dict[str, Any]]
    warnings: list[str]
    reads: list[Path]


def claims_told(template: str) -> set[str]:
    """Return the ids of the claims that a template tells, found where they stand as text: ``claim("id")``."""
    return set(re.findall(r"""\bclaim\(\s*["']([^"']+)["']""", template))


def fill(
    template: str,
    *,
    names: dict[str, Any],
    claims: Sequence[dict[str, Any]] = (),
    left_out: Sequence[str] = (),
    elsewhere: Collection[str] = (),
    places: Sequence[str | Path] = (".",),
    file: str = "template",
    lang: str = "zh-TW",
) -> Filled:
    """Fill a template.

    Parameters
    ----------
    template : str
        Markdown with Jinja's ``{{ value }}`` and ``{% statement %}``;
        comments are ``{## … ##}``, since ``{#``
        is Markdown's.
    names : dict
        What the template can reach: tables (`shilu.values.table.Rows`) by their names.
    claims : sequence of dict
        What `shilu claims` found; the template puts each into its prose by ``{{ claim("id") }}``,
        once.
    left_out : sequence of str
        Ids of claims that it left out: in their place stands nothing.
    elsewhere : collection of str
        Ids of claims that another template of the project tells: this one need not.
    places : sequence of str or Path
        Folders that the paths of excerpts start from; the first that has a file gives it.
    file : str
        The template's name, for messages.
    lang : str
        Language of a template whose front matter names none.

    Raises
    ------
    UserError
        An unknown name, an empty cell, something that is no value, or a syntax error, with the line; a
        template that takes more time or memory than any report.
    """
    bounds = limits.Limits(file, REMEDY, limits.seconds(len(template)))

    def work():
        binder = Binder(names, claims, left_out, places, _language(template) or lang)
        return _filled(template, binder, elsewhere, file)

    return limits.confined(bounds, work)


def _filled(template, binder, elsewhere, file):
    require_no_signs(template, file)
    with explained(file, binder.names, template):
        markdown = binder.environment.from_string(template).render()
    untold = [name for name in binder.waiting if name not in elsewhere]
    if untold:
        raise UserError(f"{file}: claim {untold[0]!r} is tested and never told; tell or drop it")
    require_fit(markdown, binder.bound, file)
    _add_sections(markdown, binder.bound)
    warnings = [f"{file}:{line}: {_told(value)}" for line, value in binder.cut.values()]
    return Filled(markdown, binder.bound, binder.strings, warnings, binder.reads)


def _language(template):
    front = re.match(r"---\n(.*?)\n(?:---|\.\.\.)\n", template, re.DOTALL)
    found = re.search(r"^lang:\s*[\"']?([\w-]+)", front[1], re.MULTILINE) if front else None
    return found and found[1]


def _told(value):
    column = value.sources[0]["column"]
    return (
        f"{value.name} has no uncertainty, and more digits than anybody means: shown as {value.shown}; "
        f"write digits for column {column!r} in its schema, | decimals(n), or the column with its half-width "
        f"(digits taken meanwhile: {digits.SHOWN})"
    )


def _add_sections(markdown, bound):
    # The heading above each value; a heading inside a code block is none.
    section, fence = "", None
    for line in markdown.splitlines():
        mark = re.match(r"\s*(`{3,}|~{3,})", line)
        if mark:
            fence = mark[1][0] if fence is None else None if mark[1][0] == fence else fence
        heading = re.match(r"#+\s+(.*?)\s*(\{[^{}]*\})?$", line)
        if heading and fence is None:
            section = PLACEHOLDER.sub(lambda found: bound[int(found[1])]["text"], heading[1])
        for found in PLACEHOLDER.finditer(line):
            bound[int(found[1])]["section"] = section
