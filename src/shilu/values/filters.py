"""How a template asks for a value to be shown: the filters behind ``|``."""

from dataclasses import replace

from shilu.errors import UserError
from shilu.values import arithmetic, digits
from shilu.values.value import Value


def percent(value: Value) -> Value:
    """Show a fraction in percent."""
    _require_number(value, "percent")
    return replace(value, form=f"percent {value.form}".replace(" plain", ""))


def decimals(value: Value, places: int, *, more: bool = False) -> Value:
    """Show fewer decimals than the data supports; more only where the template says so (``more=true``).

    Ask last: behind `percent`, decimals are those of the percentage.
    """
    _require_number(value, "decimals")
    if not isinstance(places, int) or isinstance(places, bool) or abs(places) > digits.MOST:
        raise UserError(f"{value.name}: decimals wants a whole number up to {digits.MOST}, not {places!r}")
    if value.half_width and not more and places > digits.decimals(value.half_width * value.scale):
        supported = digits.decimals(value.half_width * value.scale)
        raise UserError(
            f"{value.name}: the data supports {supported} decimals, not {places}; leave them to the data, "
            "or write more=true to show digits that mean nothing"
        )
    return replace(value, places=places)


def interval(value: Value) -> Value:
    """Show a value with its half-width, 0.985 ± 0.004, or where that is skewed with its interval."""
    _require_number(value, "interval")
    if value.exact and value.raw is not None:
        raise UserError(
            f"{value.name}: has no interval to show; name the column with its half-width in the schema, as "
            "uncertainty of this column, or leave | interval out"
        )
    return replace(value, form=f"{value.form} interval".replace("plain ", ""))


def p_value(value: Value) -> Value:
    """Show a p value: 0.029, or that it is below one in a thousand."""
    _require_number(value, "p")
    if value.raw is not None and not 0 <= value.raw <= 1:
        raise UserError(f"{value.name}: p wants a probability, this is {value.text}")
    return replace(value, form="p")


def han(value: Value, *, lang: str = "zh-TW") -> Value:
    """Show a small count in Han numerals, as it stands before what is counted: 兩種, 十二次."""
    if not value.is_number or value.raw not in range(100):
        raise UserError(f"{value.name}: han wants a count from 0 to 99, this is {arithmetic.told(value)}")
    return replace(value, form="han", lang=lang)


def unit(value: Value, name: str) -> Value:
    """Say the unit of what was computed: ``(flow.a.mass / 1000) | unit("kg")``."""
    return replace(value, unit=name)


def or_dash(value: Value) -> Value | str:
    """Show a dash where the cell is empty or infinite, which is an error otherwise.  Ask last."""
    return value if value.is_finite else digits.ABSENT


def _require_number(value, name):
    if not isinstance(value, Value):
        raise UserError(f"{name} wants a cell of a table, this is {value!r}")
    if not value.is_number and value.raw is not None and value.raw == value.raw:
        raise UserError(f"{value.name}: {name} wants a number, this is {value.text!r}")
