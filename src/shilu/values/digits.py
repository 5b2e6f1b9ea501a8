"""How many digits of a number the data supports: one rule for prose, tables and figures."""

import math

MINUS = "−"
ABSENT = "—"


def decimals(uncertainty: float) -> int:
    """Return the decimals that a value with this half-width supports.

    The rule of the Particle Data Group (Review of Particle Physics, introduction, section "Rounding"): of the
    three leading digits of the uncertainty, 100 to 354 keep two digits, 355 to 949 keep one, and 950 to 999
    round up to 1000 and keep two.

    Parameters
    ----------
    uncertainty : float
        Half-width of the interval, above 0, in the value's unit.

    Returns
    -------
    int
        Decimals; negative where digits before the point are not supported.
    """
    exponent = math.floor(math.log10(uncertainty))
    leading = round(uncertainty / 10.0 ** (exponent - 2))
    if leading >= 950:
        return -exponent
    return 1 - exponent if leading <= 354 else -exponent


def show(number: float, places: int) -> str:
    """Return `number` (float) rounded to `places` decimals, with a true minus sign.

    Negative `places` round before the point: ``show(1234, -2)`` is ``"1200"``.
    """
    text = f"{round(number, places):.{max(places, 0)}f}"
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")


def as_written(text: str) -> str:
    """Return a number as its table has it, trailing zeros included: ``0.9850``; but ``12.0`` is ``12``."""
    return text.removesuffix(".0").replace("-", MINUS)


def exact(number: float) -> str:
    """Return a number that has no uncertainty in full: ``0.1``, ``1500``, ``1e−05``."""
    return f"{number:.12g}".replace("-", MINUS)


def rough(number: float) -> str:
    """Return a number whose uncertainty is not known, with three significant digits."""
    return exact(float(f"{number:.3g}"))


def p_value(p: float) -> str:
    """Return a p value with two significant digits, or that it is below one in a thousand."""
    return "< 0.001" if p < 0.001 else f"{p:.2g}"
