"""Bound values: what stands in the report, with where it is from and the digits that it supports."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass

from shilu.errors import UserError
from shilu.values import arithmetic, digits
from shilu.values.cell import parse

#: Half-widths below this part of a number are rounding of the machine, no uncertainty.
ROUNDING = 1e-12
#: No half-width below it was measured; its decimals would fill lines.
SMALLEST = 1e-100


@dataclass(frozen=True, eq=False, repr=False)
class Value:
    """A cell of a table, or what was computed from some; shown in the report as `shown` says.

    It enters a text by `shown` alone: what would turn it into text in another way raises a `UserError`.

    Attributes
    ----------
    name : str
        How it is reached, such as ``accuracy/first_reading/xor/relu/soft``.
    raw : int, float, str, bool or None
        The value itself; None for an empty cell.
    text : str
        The cell's text or label: what is shown of a value that is no number, or has no uncertainty.
    unit : str
        ``"fraction"``, ``"epoch"``, … or empty.
    uncertainty : float or None
        Half-width of its interval, in its unit.
    bounds : tuple of float, or None
        Ends of its interval, where the table has those.
    exact : bool
        Whether its table says nothing of an uncertainty.
    digits : int or None
        Decimals that its table's schema wants where there is no uncertainty.
    sources : tuple of dict
        Table file, its hash, row and column, of every cell that it comes from.
    form : str
        ``"plain"``, ``"percent"``, ``"interval"``, ``"percent interval"``, ``"p"`` or ``"han"``.
    places : int or None
        Decimals to show, where the template asks for others than the data supports.
    pad : int
        Decimals that it lacks beside the others of its column, so that their points stand in a line.
    lang : str
        Language of its numerals in words.
    place : str
        Its file, line and column, for messages; empty where it was computed.
    written : str
        How a template reaches or computes it.
    independent : bool
        Whether its table says that its rows share nothing.
    sample : callable or None
        Gives the repetitions that a cell is the mean of, see `shilu.values.samples`.
    terms : tuple of (Value, float)
        The uncertain cells that it is computed from, each with the derivative by it.
    """

    name: str
    raw: object
    text: str
    unit: str = ""
    uncertainty: float | None = None
    bounds: tuple | None = None
    exact: bool = True
    digits: int | None = None
    sources: tuple = ()
    form: str = "plain"
    places: int | None = None
    pad: int = 0
    lang: str = ""
    place: str = ""
    written: str = ""
    independent: bool = False
    sample: Callable | None = None
    terms: tuple = ()

    @property
    def is_number(self) -> bool:
        """Whether there is something to round."""
        return isinstance(self.raw, int | float) and not isinstance(self.raw, bool) and self.raw == self.raw

    @property
    def is_finite(self) -> bool:
        """Whether there is something to show: text, a truth, or a number that is neither infinite nor NaN."""
        return math.isfinite(self.raw) if isinstance(self.raw, float) else self.raw is not None

    @property
    def half_width(self) -> float:
        """Half the width of its interval; 0 where none is known, or no more than rounding."""
        if not self.is_number or not self.uncertainty:
            return 0.0
        return self.uncertainty if self.uncertainty > max(ROUNDING * abs(self.raw), SMALLEST) else 0.0

    @property
    def scale(self) -> int:
        """What the number is multiplied by where it is shown."""
        return 100 if "percent" in self.form else 1

    @property
    def supported(self) -> int | None:
        """Decimals that it is shown with; None for a number that is written with an exponent."""
        if self.places is not None:
            return self.places
        if self.half_width:
            return digits.decimals(self.half_width * self.scale)
        if self.digits is not None:
            return max(self.digits - self._shift, 0)
        return self._as_written()[0]

    @property
    def is_cut(self) -> bool:
        """Whether nothing says how many digits it has, and the default leaves some out."""
        if not self.is_number or self.form in ("p", "han") or self.half_width:
            return False
        return self.places is None and self.digits is None and self._as_written()[1]

    @property
    def _shift(self):
        return 2 if self.scale == 100 else 0

    def _as_written(self):
        # The decimals of its text, and whether they are more than anybody means.
        known = digits.written(self.text)
        if known is None and not isinstance(parse(self.text), int | float):
            return None, False  # a label
        places, count = known or (None, digits.significant(self.raw))
        if places != 0 and count > digits.WRITTEN:
            return digits.default(self.raw * self.scale), True
        return None if places is None else max(places - self._shift, 0), False

    @property
    def shown(self) -> str:
        """The text that stands in the report."""
        if self.raw is None or self.raw != self.raw:
            return digits.ABSENT
        if not self.is_number:
            return self.text
        if self.form in ("p", "han"):
            return digits.p_value(self.raw) if self.form == "p" else digits.han(self.raw, self.lang)
        return self._number()

    def _number(self):
        unit, places = " %" if self.scale == 100 else "", self.supported
        if places is None:
            return (digits.exact(self.raw * self.scale) if unit else digits.as_written(self.text)) + unit
        number = digits.show(self.raw * self.scale, places)
        if not self.half_width or "interval" not in self.form:
            return number + unit
        if self._is_skewed(places):
            low, high = (digits.show(end * self.scale, places) for end in self.bounds)
            return f"{number}{unit} [{low}, {high}]"
        interval = f"{number} ± {digits.show(self.half_width * self.scale, places)}"
        return f"({interval}){unit}" if unit else interval

    def _is_skewed(self, places):
        if self.bounds is None:
            return False
        below, above = self.raw - self.bounds[0], self.bounds[1] - self.raw
        return len({digits.show(side * self.scale, places) for side in (below, above)}) > 1

    def __add__(self, other):
        return arithmetic.work_out(self, "+", other)

    def __radd__(self, other):
        return arithmetic.work_out(other, "+", self)

    def __sub__(self, other):
        return arithmetic.work_out(self, "-", other)

    def __rsub__(self, other):
        return arithmetic.work_out(other, "-", self)

    def __mul__(self, other):
        return arithmetic.work_out(self, "*", other)

    def __rmul__(self, other):
        return arithmetic.work_out(other, "*", self)

    def __truediv__(self, other):
        return arithmetic.work_out(self, "/", other)

    def __rtruediv__(self, other):
        return arithmetic.work_out(other, "/", self)

    def __neg__(self):
        return arithmetic.work_out(-1, "*", self)

    def __abs__(self):
        return -self if self < 0 else self

    def __eq__(self, other):
        return self.raw == (other.raw if isinstance(other, Value) else other)

    def __lt__(self, other):
        return self._compared(operator.lt, other)

    def __le__(self, other):
        return self._compared(operator.le, other)

    def __gt__(self, other):
        return self._compared(operator.gt, other)

    def __ge__(self, other):
        return self._compared(operator.ge, other)

    def _compared(self, how, other):
        if isinstance(other, Value):
            arithmetic.require_one_unit(self, other)
        sides = [side.raw if isinstance(side, Value) else side for side in (self, other)]
        try:
            return how(*sides)
        except TypeError as error:
            told = " and ".join("an empty cell" if side is None else repr(side) for side in sides)
            raise UserError(f"{self.name}: {told} cannot be compared; compare numbers") from error

    def __hash__(self):
        return hash(self.raw)

    def __bool__(self):
        return bool(self.raw) and self.raw == self.raw

    def __float__(self):
        if not self.is_number:
            raise UserError(f"{self.name}: a number is wanted, this is {arithmetic.told(self)}")
        return float(self.raw)

    def __int__(self):
        return int(float(self))

    def __round__(self, _places=0):
        raise UserError(f"{self.name}: rounding is for the page; write | decimals(n)")

    def __str__(self):
        raise UserError(
            f"{self.name}: a value is no text, and what is made of it would be bound to nothing; let it "
            "stand by itself in {{ }}, with filters such as percent, interval, decimals(n) or han"
        )

    __repr__ = __str__

    def __format__(self, _form):
        return str(self)
