"""Find numbers that were typed by hand, where a value should be bound or the text marked as literal.

One line for each: file, line, column, rule (E is an error, W a warning), and what to type instead.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shilu.lint import beside, pictures, places, schemas
from shilu.lint.literals import Literal, without
from shilu.lint.numerals import notation, scan
from shilu.lint.suggest import Bound, Offer


@dataclass(frozen=True)
class Finding:
    """A numeral typed by hand.

    Attributes
    ----------
    line, column : int
        Where it begins in the author's file, counted from 1, in characters.
    code : str
        Its rule, one of `shilu.lint.numerals.scan.RULES`.
    text : str
        What is typed there.
    start, end : int
        Where it stands in the file's text, markup inside it included.
    offer : Offer or None
        The bound value that it is, where that is sure.
    labels : tuple of str
        The labels that the text has, for a number that should be a reference; for a unit, that of the value.
    is_plain : bool
        Whether its text is shown as it is, so that it can neither bind nor mark anything.
    """

    line: int
    column: int
    code: str
    text: str
    start: int
    end: int
    offer: Offer | None = None
    labels: tuple = ()
    is_plain: bool = False

    @property
    def is_error(self) -> bool:
        """Whether it fails the build; else it is listed only."""
        return self.code.startswith("E")

    def __str__(self):
        if self.is_plain:
            return (
                f"{self.line}:{self.column}: {self.code} {self.text!r} is typed by hand: leave it out, or "
                "declare it in [[lint.literals]] of the project file"
            )
        if self.code == "E109":
            return (
                f"{self.line}:{self.column}: E109 {self.text!r} is typed by hand: the value before it is in "
                f"{self.labels[0]}; leave the unit out, or bind a value in {self.text}"
            )
        literal = f"[{self.text}]{{.literal}}"
        if self.code == "E108":
            known = f" (here: {', '.join(f'@{label}' for label in self.labels)})" if self.labels else ""
            remedy = f"refer to it by its label, @fig:, @tbl:, @sec: or @eq:{known}, or "
        elif self.offer:
            remedy = f"type {self.offer.reference} (shown as {self.offer.shown}) or "
        else:
            remedy = "bind it as {{ table.key.column }} or " if self.is_error else ""
        return f"{self.line}:{self.column}: {self.code} {self.text!r} is typed by hand: {remedy}{literal}"


def lint(
    text: str, name: str, values: Sequence[dict[str, Any]] = (), *, literals: Sequence[Literal] = ()
) -> list[Finding]:
    """Find the numbers typed by hand in a text.

    Parameters
    ----------
    text : str
        Markdown, a Jinja template of it, or (if `name` ends in ``.yaml`` or ``.yml``) YAML with sentences, or
        (if it ends in ``.schema.json``) the schema of a table, or (in ``.svg``) a picture.
    name : str
        The file's name.
    values : sequence of dict
        Bound values, as `shilu fill` writes them: name, raw, text, unit and form.
    literals : sequence of (re.Pattern, str)
        What may be typed by hand: a finding is left out where a match in its line covers it.

    Returns
    -------
    list of Finding
        In the order of the text.

    Raises
    ------
    UserError
        The text is no valid YAML or JSON, or pandoc cannot read it.
    """
    return sift(text, name, values, literals=literals)[0]


def sift(
    text: str, name: str, values: Sequence[dict[str, Any]] = (), *, literals: Sequence[Literal] = ()
) -> tuple[list[Finding], Counter]:
    """Find the numbers typed by hand as `lint` does, and count what is left out.

    Returns
    -------
    found : list of Finding
    spared : Counter
        How many numbers were left out for each pattern and reason; the pattern is "" for a region of the
        text that is marked as literal with its reason.
    """
    source = places.Source()
    streams = _streams(source, text, name)
    bound, labels = Bound(values), tuple(sorted(set(_LABEL.findall(text))))
    taken, spots, regions = set(), set(_constants(source)), set()
    for kind, *stream in streams:
        reason = kind.removeprefix("literal ") if kind.startswith("literal ") else None
        for place in _located(source, kind, *stream, taken):
            spots |= {place} if reason is None else set()
            regions |= set() if reason is None else {(reason, place[:2])}
    found = []
    for start, end, code, typed, value, after in sorted(spots, key=lambda place: place[:2]):
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        offer = None
        if values and not name.endswith(_SHOWN_AS_IS) and code not in {"E106", "E108"}:
            lines, section = _around(text, start)
            offer = bound.offer(typed, after, value, lines=lines, section=section)
            # In YAML braces and quotes have a meaning of their own: an author's eye is needed.
            offer = offer and offer._replace(same=offer.same and not name.endswith(_YAML))
        known = labels if code == "E108" else ()
        found.append(
            Finding(line, column, code, typed, start, end, offer, known, is_plain=name.endswith(_SHOWN_AS_IS))
        )
    for start, end, typed, own in beside.units(text, source.expressions, values):
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        found.append(Finding(line, column, "E109", typed, start, end, labels=(own,)))
    if name.endswith(_SHOWN_AS_IS):  # there a small count in words is part of a name: median of three
        found = [finding for finding in found if finding.is_error]
    left, declared = without(sorted(found, key=lambda finding: finding.start), text, literals)
    return left, declared + Counter(("", reason) for reason, _ in regions)


def _streams(source, text, name):
    # The running texts of a file of any kind; `source` takes what they are of.
    if name.endswith(_SCHEMA):
        return schemas.streams(source, text, name)
    if name.endswith(_PICTURE):
        return pictures.streams(source, text)
    if name.endswith(_YAML):
        source.add_yaml(text, name)
    else:
        source.add_template(text)
    return places.streams(source, name)


_SCHEMA, _PICTURE, _YAML = ".schema.json", ".svg", (".yaml", ".yml")
_SHOWN_AS_IS = (_SCHEMA, _PICTURE)
_LABEL = re.compile(r"\{[^{}\n]*#((?:fig|tbl|sec|eq)[:-][\w:-]+)")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)(?:\s+#+)?(?:\s*\{[^{}]*\})?\s*$", re.MULTILINE)


def _around(text, place):
    # The lines of the paragraph, and the heading above it.
    first = text.rfind("\n\n", 0, place) + 1
    last = text.find("\n\n", place)
    lines = range(text.count("\n", 0, first) + 1, text.count("\n", 0, last if last >= 0 else len(text)) + 2)
    headings = [match[1] for match in _HEADING.finditer(text, 0, place)]
    return lines, headings[-1] if headings else ""


def _located(source, kind, text, index, taken):
    # Numerals of one running text, with their places in the file.
    for numeral in _READERS.get(kind, scan.find)(text):
        typed = text[numeral.start : numeral.end]
        marked = [
            (i, place) for i, place in enumerate(index[numeral.start : numeral.end]) if place is not None
        ]
        if not marked:
            known = [place for place in index[: numeral.start] if place is not None]
            first = _unmarked(source, typed, known[-1] if known else 0, taken)
            last = min(first + len(typed), len(source.text)) - 1
            taken.add(first)
        else:
            (before, first), (after, last) = marked[0], marked[-1]
            while before and first and source.text[first - 1] == typed[before - 1]:
                before, first = before - 1, first - 1
            while after + 1 < len(typed) and source.text[last + 1 : last + 2] == typed[after + 1]:
                after, last = after + 1, last + 1
        behind = text[numeral.end : numeral.end + 24]
        # What is bound in a formula or in code is for its author to write.
        yield source.starts[first], source.ends[last], numeral.code, typed, numeral.value, behind


_READERS = {"math": notation.formula, "code": notation.code}


def _unmarked(source, typed, behind, taken):
    # What looks like syntax here (a list number) and is prose to pandoc has no mark: it is the next such
    # text without marks, behind the last place known.
    places = [
        match.start()
        for match in re.finditer(re.escape(typed), source.text)
        if match.start() not in taken and source.marked.isdisjoint(range(*match.span()))
    ]
    return next((place for place in places if place >= behind), places[0] if places else behind)


def _constants(source):
    # A constant in {{ }} is no value: nothing binds it.
    for expression, start, end in source.expressions:
        constant = re.fullmatch(
            r"[-+\s]*(\d[\d._]*|\"[^\"]*\"|'[^']*')\s*(?:\|.*)?", expression.strip(), re.DOTALL
        )
        if constant and scan.find(constant[1].strip("\"'")):
            yield start, end, "E106", expression.strip(), scan.number(constant[1]), ""


def fix(text: str, found: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """Bind what can be only one value.

    A number is bound where the value that it is, is sure and is shown with that very text.

    Returns
    -------
    text : str
        With the values bound.
    fixed : list of Finding
        What was replaced.
    """
    fixed = [
        finding
        for finding in found
        if finding.is_error
        and finding.offer
        and finding.offer.same
        and finding.code != "E106"
        and text[finding.start : finding.end] == finding.text
        and not _is_quoted(text, finding)
    ]
    for finding in reversed(fixed):
        text = text[: finding.start] + finding.offer.reference + text[finding.end :]
    return text, fixed


def _is_quoted(text, finding):
    # In code and in formulas a value is put by its author, in raw text it would stay as it is.
    return (
        text[finding.start - 1 : finding.start] in ("`", "$")
        or "raw" in re.findall(r"\{%[-+]?\s*(raw|endraw)\b", text[: finding.start])[-1:]
    )


def two_precisions(values: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line of text for each value that is shown with different numbers of decimals.

    Percent and fractions of one value count apart, since their decimals do.
    """
    shown = {}
    for value in values:
        number = re.match(r"[−\d]+(?:\.(\d+))?", value["text"].lstrip("("))
        if number and value.get("uncertainty"):
            kind = value["name"], "percent" in value.get("form", "")
            shown.setdefault(kind, {}).setdefault(len(number[1] or ""), value)
    lines = []
    for (name, _), uses in shown.items():
        first, *others = sorted(uses.values(), key=lambda value: value["line"])
        lines += [
            f"{other['line']}:1: E107 {name} is shown as {other['text']!r} here and as {first['text']!r} in "
            f"line {first['line']}: show it with the same decimals"
            for other in others
        ]
    return lines
