"""Bound values: what stands in the report, with where it is from and the digits that it supports."""

import math
from dataclasses import dataclass, replace
from typing import Any

from shilu.errors import UserError
from shilu.values import digits


@dataclass(frozen=True)
class Value:
    """A cell of a table, or what was computed from some; shown in the report as `shown` says.

    Attributes
    ----------
    name : str
        How it is reached, such as ``accuracy/as_reported/xor/relu/soft``.
    raw : int, float, str, bool or None
        The value itself; None for an empty cell.
    text : str
        The cell's text or label: what is shown of a value that is no number, or has no uncertainty.
    unit : str
        ``"fraction"``, ``"epoch"``, … or empty.
    uncertainty : float or None
        Half-width of its interval, in its unit.
    sources : tuple of dict
        Table file, its hash, row and column, of every cell that it comes from.
    form : str
        ``"plain"``, ``"percent"``, ``"interval"`` or ``"percent interval"``.
    places : int or None
        Decimals to show, where the template asks for others than the data supports.
    place : str
        Its file, line and column, for messages; empty where it was computed.
    """

    name: str
    raw: object
    text: str
    unit: str = ""
    uncertainty: float | None = None
    sources: tuple = ()
    form: str = "plain"
    places: int | None = None
    place: str = ""

    @property
    def is_number(self) -> bool:
        """Whether there is something to round."""
        return isinstance(self.raw, int | float) and not isinstance(self.raw, bool) and self.raw == self.raw

    @property
    def is_finite(self) -> bool:
        """Whether there is something to show: text, a truth, or a number that is neither infinite nor NaN."""
        return math.isfinite(self.raw) if isinstance(self.raw, float) else self.raw is not None

    @property
    def shown(self) -> str:
        """The text that stands in the report."""
        if self.raw is None or self.raw != self.raw:
            return digits.ABSENT
        if not self.is_number:
            return self.text
        scale, unit = (100, " %") if "percent" in self.form else (1, "")
        certain = not self.uncertainty
        if certain and self.places is None:
            return (digits.exact(self.raw * scale) if unit else digits.as_written(self.text)) + unit
        places = digits.decimals(self.uncertainty * scale) if self.places is None else self.places
        number = digits.show(self.raw * scale, places)
        if certain or "interval" not in self.form:
            return number + unit
        interval = f"{number} ± {digits.show(self.uncertainty * scale, places)}"
        return f"({interval}){unit}" if unit else interval

    def __sub__(self, other):
        """Return the difference; its half-width is the root of the sum of the squares of theirs."""
        for value in (self, other):
            if not isinstance(value, Value):
                raise UserError(f"{self.name} - {value!r}: both sides of a difference are cells; name one")
            if not value.is_number:
                what = repr(value.text) if value.text else "empty"
                raise UserError(f"{value.name}: a difference wants numbers, this is {what}")
        half_widths = [half for half in (self.uncertainty, other.uncertainty) if half]
        return Value(
            name=f"{self.name} - {other.name}",
            raw=self.raw - other.raw,
            text=digits.exact(self.raw - other.raw),
            unit=self.unit,
            uncertainty=math.hypot(*half_widths) or None,
            sources=self.sources + other.sources,
        )

    def _is_not_worked_out(self, _other):
        raise UserError(
            f"{self.name}: of + - * / a template works out the difference (-) of two values alone; put any "
            "other result into a column of the table"
        )

    __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __rsub__ = _is_not_worked_out

    def __eq__(self, other):
        return self.raw == (other.raw if isinstance(other, Value) else other)

    def __lt__(self, other):
        return self.raw < (other.raw if isinstance(other, Value) else other)

    def __gt__(self, other):
        return self.raw > (other.raw if isinstance(other, Value) else other)

    def __hash__(self):
        return hash(self.raw)

    def __bool__(self):
        return bool(self.raw) and self.raw == self.raw


def percent(value: Value) -> Value:
    """Show a fraction in percent."""
    if not value.is_number and value.raw is not None:
        raise UserError(f"{value.name}: percent wants a number, this is {value.text!r}")
    return replace(value, form=f"percent {value.form}".replace(" plain", ""))


def decimals(value: Value, places: int, *, more: bool = False) -> Value:
    """Show fewer decimals than the data supports; more only where the template says so (``more=true``).

    Ask last: behind `percent`, decimals are those of the percentage.
    """
    scale = 100 if "percent" in value.form else 1
    if value.uncertainty and not more and places > digits.decimals(value.uncertainty * scale):
        supported = digits.decimals(value.uncertainty * scale)
        raise UserError(
            f"{value.name}: the data supports {supported} decimals, not {places}; leave them to the data, "
            "or write more=true to show digits that mean nothing"
        )
    return replace(value, places=places)


def interval(value: Value) -> Value:
    """Show a value with its half-width: 0.985 ± 0.004."""
    return replace(value, form=f"{value.form} interval".replace("plain ", ""))


def or_dash(value: Value) -> Value | str:
    """Show a dash where the cell is empty or infinite, which is an error otherwise.  Ask last."""
    return value if value.is_finite else digits.ABSENT


def best_of(rows: Any, column: str) -> set[str]:
    """Return the names of a column's largest values, one for each group of rows with the same first keys."""
    best = {}
    for row in rows:
        value = row[column]
        group = value.sources[0]["row"]
        group = tuple(group.values())[:-1]
        if value.is_number and (group not in best or value.raw > best[group].raw):
            best[group] = value
    return {value.name for value in best.values()}


def ranked(rows: Any, column: str, position: int = 1) -> Any:
    """Return the row at `position` when `rows` are ranked by `column`, the largest first; 1 is the best.

    Empty cells rank last; ties keep the order of the table.
    """
    by = sorted(rows, key=lambda row: _rank(row[column]), reverse=True)
    if not 1 <= abs(position) <= len(by):
        raise UserError(f"ranked: position {position} of {len(by)} rows")
    return by[position - 1 if position > 0 else position]


def _rank(value):
    return value.raw if value.is_number else float("-inf")
