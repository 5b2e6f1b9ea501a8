"""Find numbers that were typed by hand, where a value should be bound or the text marked as literal.

One line for each: file, line, column, rule (E is an error, W a warning), and what to type instead.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shilu.lint import places
from shilu.lint.numerals import scan
from shilu.values.names import parts, written


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
    nearest : dict or None
        The bound value that is numerically nearest, as `shilu fill` wrote it.
    same : tuple of str
        What to type for each bound value that is shown with just this text.
    """

    line: int
    column: int
    code: str
    text: str
    start: int
    end: int
    nearest: dict | None = None
    same: tuple = ()

    @property
    def is_error(self) -> bool:
        """Whether it fails the build; else it is listed only."""
        return self.code.startswith("E")

    def __str__(self):
        why = f"{self.line}:{self.column}: {self.code} {self.text!r} is typed by hand: "
        if self.nearest:
            why += f"type {reference(self.nearest)} (nearest value, shown as {self.nearest['text']}) or "
        elif self.is_error:
            why += "bind it as {{ table.key.column }} or "
        return f"{why}[{self.text}]{{.literal}}"


def lint(text: str, name: str, values: Sequence[dict[str, Any]] = ()) -> list[Finding]:
    """Find the numbers typed by hand in a text.

    Parameters
    ----------
    text : str
        Markdown, a Jinja template of it, or (if `name` ends in ``.yaml`` or ``.yml``) YAML with sentences.
    name : str
        The file's name.
    values : sequence of dict
        Bound values, as `shilu fill` writes them: name, raw, text, unit and form.

    Returns
    -------
    list of Finding
        In the order of the text.

    Raises
    ------
    UserError
        The text is no valid YAML, or pandoc cannot read it.
    """
    source = places.Source()
    is_yaml = name.endswith((".yaml", ".yml"))
    if is_yaml:
        source.add_yaml(text, name)
    else:
        source.add_template(text)
    bound = _Bound(values)
    taken = set()
    spots = {
        place for stream in places.streams(source, name) for place in _located(source, *stream, taken)
    } | set(_constants(source))
    found = []
    for start, end, code, typed, value in sorted(spots, key=lambda place: place[:2]):
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        nearest = bound.nearest(value) if code[0] == "E" or bound.same(f"{value:g}") else None
        # In YAML braces and quotes have a meaning of their own: nothing is put there without an author's eye.
        same = () if is_yaml else tuple(bound.same(typed))
        found.append(Finding(line, column, code, typed, start, end, nearest, same))
    return found


def _located(source, text, index, taken):
    # Numerals of one running text, with their places in the file.
    for numeral in scan.find(text):
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
        yield source.starts[first], source.ends[last], numeral.code, typed, numeral.value


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
            yield start, end, "E106", expression.strip(), scan.number(constant[1])


class _Bound:
    """Bound values by their size and by the text that they are shown as."""

    def __init__(self, values):
        self.by_text, sizes = {}, []
        for value in values:
            self.by_text.setdefault(_compact(value["text"]), {})[reference(value)] = value
            shown = scan.number(value["text"])
            raw = value["raw"] if isinstance(value["raw"], int | float) else None
            # Who types 98.5 may mean 98.5 %.
            spoken = shown * 100 if shown is not None and "%" in value["text"] else None
            sizes += [
                (size, value) for size in {shown, raw, spoken} if size is not None and math.isfinite(size)
            ]
        sizes.sort(key=lambda pair: pair[0])
        self.sizes, self.values = [size for size, _ in sizes], [value for _, value in sizes]

    def nearest(self, size):
        """Return the value whose raw or shown number is nearest to `size`, if there is any."""
        if size is None or not self.sizes:
            return None
        place = bisect_left(self.sizes, size)
        around = range(max(place - 1, 0), min(place + 1, len(self.sizes)))
        return self.values[min(around, key=lambda i: abs(self.sizes[i] - size))]

    def same(self, text):
        """Return what to type for each value that is shown as `text`."""
        return sorted(self.by_text.get(_compact(text), ()))


def _compact(text):
    return re.sub(r"\s", "", scan.plain(text))


def reference(value: dict[str, Any]) -> str:
    """Return what to type in the template for a bound value: ``{{ accuracy.xor.relu.soft | percent }}``."""
    names = " - ".join(written(*parts(name)) for name in value["name"].split(" - "))
    filters = [word for word in value.get("form", "plain").split() if word != "plain"]
    if value.get("places") is not None:
        filters.append(f"decimals({value['places']})")
    names = f"({names})" if filters and " - " in names else names
    return "{{ " + " | ".join((names, *filters)) + " }}"


def fix(text: str, found: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """Bind what can be only one value.

    A number is bound where just one value is shown with that very text.  A single digit never is: it is too
    often the same as another by chance.

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
        and len(finding.same) == 1
        and len(_compact(finding.text)) > 1
        and _compact(text[finding.start : finding.end]) == _compact(finding.text)
    ]
    for finding in reversed(fixed):
        text = text[: finding.start] + finding.same[0] + text[finding.end :]
    return text, fixed


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
