"""Fill the report's template: bind every value to the cell of the table that it comes from.

A value becomes a placeholder in the filled Markdown: its index in ``values.json`` between two private-use
characters.  The document stage puts the text in after Markdown was parsed, so no value can change the layout.
"""

import functools
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token

from shilu.errors import UserError
from shilu.template import excerpt
from shilu.template.explain import explained
from shilu.template.names import reachable
from shilu.values import digits
from shilu.values.names import UnknownNameError
from shilu.values.rows import Rows, leaves, title
from shilu.values.value import Value, best_of, decimals, interval, or_dash, percent, ranked

OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER = re.compile(f"{OPEN}([0-9]+){CLOSE}")


class _Numbered(Extension):
    """Hands each ``{{ … }}`` to `bind` together with its line, which Jinja does not tell a template."""

    def filter_stream(self, stream):
        for token in stream:
            line = token.lineno
            if token.type == "variable_end":
                yield Token(line, "rparen", ")")
            yield token
            if token.type == "variable_begin":
                yield from (Token(line, "name", "_bind"), Token(line, "lparen", "("))
                yield from (Token(line, "integer", line), Token(line, "comma", ","))


#: The mark behind a claim's sentence, which leads to its row of the ledger.
MARKS = {"supported": "○", "refuted": "×", "undecided": "△"}


class _Claim(dict):
    """A claim that is told: its sentence for the verdict is a template of its own."""

    __slots__ = ()


class _Table(list):
    """Rows of cells: text, or a value with the mark around it."""

    __slots__ = ()


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
) -> tuple[str, list[dict[str, Any]]]:
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

    Returns
    -------
    markdown : str
        With a placeholder for every bound value.
    bound : list of dict
        For each use of a value: name, raw, unit, text, form, uncertainty, sources, line (of the template)
        and section (the heading above it).

    Raises
    ------
    UserError
        An unknown name, an empty cell, something that is no value, or a syntax error, with the line.
    """
    binder = _Binder(names, claims, left_out, places)
    with explained(file, names, template):
        markdown = binder.environment.from_string(template).render()
    untold = [name for name in binder.waiting if name not in elsewhere]
    if untold:
        raise UserError(f"{file}: claim {untold[0]!r} is tested and never told; tell or drop it")
    _add_sections(markdown, binder.bound)
    return markdown, binder.bound


class _Binder:
    """What ``{{ … }}`` puts into the text, and the record of it."""

    def __init__(self, names, claims, left_out, places):
        self.names = names
        self.bound = []
        self.claims = [claim["id"] for claim in claims]
        self.left_out = left_out
        self.waiting = {claim["id"]: claim for claim in claims}
        self.line = None
        self.environment = _environment(
            names, _bind=self.outermost, claim=self.tell, excerpt=functools.partial(_listing, places)
        )

    def outermost(self, line, value):
        # A claim's sentence is a template of its own: its values stand in the line that tells the claim.
        if self.line is not None:
            return self.bind(value)
        self.line = line
        try:
            return self.bind(value)
        finally:
            self.line = None

    def bind(self, value):
        if isinstance(value, Value):
            self.bound.append(_record(value, self.line))
            return f"{OPEN}{len(self.bound) - 1}{CLOSE}"
        if isinstance(value, _Claim):
            return self.sentence(value)
        if isinstance(value, _Table):
            return "\n".join(f"| {' | '.join(map(self.cell, row))} |" for row in value)
        if isinstance(value, Rows):
            raise UserError(f"{value} is no single value: name its other keys and a column")
        if isinstance(value, int | float):
            raise UserError(f"{value!r} is bound to nothing: name a cell, or write [{value}]{{.literal}}")
        return value

    def cell(self, cell):
        if isinstance(cell, str):
            return cell
        value, mark = cell
        return f"{mark}{digits.ABSENT if value.raw is None else self.bind(value)}{mark}"

    def tell(self, name):
        if name in self.left_out:
            return ""
        if name not in self.waiting:
            if name in self.claims:
                raise UserError(f"claim {name!r} is told twice; tell it once")
            raise UnknownNameError("ledger", name, self.claims or ["(no claims)"], "claim")
        claim = self.waiting.pop(name)
        return _Claim(claim)

    def sentence(self, claim):
        # With the mark that leads to its row of the ledger.
        mark = f"^[{MARKS[claim['verdict']]}](#claim-{claim['id']})^"
        place, sentence = f"{claim['file']}: {claim['id']}.sentences.{claim['verdict']}", claim["sentence"]
        with explained(place, self.names, sentence):
            return self.environment.from_string(sentence).render() + mark


def _table(rows, *columns, best=()):
    # Headers, units and digits are those of the schema: nothing about a table is written twice.
    if not isinstance(rows, Rows):
        raise UserError(f"table() wants a table or a part of one first, this is {rows!r}")
    whole, rows = rows, list(leaves(rows))
    if not rows:
        raise UserError(
            f"{whole} has no rows to show; write an {{% if %}} around the table, or make it again"
        )
    marked = {name for column in best for name in best_of(rows, column)}
    table = _Table([[title(rows[0], column) for column in columns]])
    numbers = [rows[0][column].is_number for column in columns]
    table.append(["---:" if number else ":---" for number in numbers])
    for row in rows:
        shown = [interval(row[column]) if row[column].uncertainty else row[column] for column in columns]
        table.append([(value, "**" if value.name in marked else "") for value in shown])
    return table


def _environment(names, **functions):
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        extensions=[_Numbered],
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  Markdown, and no value's text enters it
    )
    environment.filters |= {
        "percent": percent,
        "interval": interval,
        "decimals": decimals,
        "ranked": ranked,
        "or_dash": or_dash,
    }
    environment.globals = reachable(names, {"table": _table, **functions})
    return environment


def _record(value, line):
    if not value.is_finite:
        what = "is empty" if value.raw is None else "is no finite number"
        place = f" ({value.place} has {value.text!r})" if value.place else ""
        raise UserError(f"{value.name} {what}{place}; write an {{% if %}} around it, or | or_dash behind it")
    return {
        "name": value.name,
        "raw": value.raw,
        "unit": value.unit,
        "uncertainty": value.uncertainty,
        "form": value.form,
        "places": value.places,
        "text": value.shown,
        "sources": list(value.sources),
        "line": line,
    }


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


def _listing(places, file, symbol):
    code, line = excerpt.excerpt(excerpt.found(file, places), symbol)
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
    return f'{fence} {{.python source="{file}:{line}"}}\n{code}\n{fence}'
