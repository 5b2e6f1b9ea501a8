"""How many digits of a number the data supports: one rule for prose, tables and figures."""

import math
import re

MINUS = "−"
ABSENT = "—"
#: Digits that a person writes; a number with more of them is from a machine, and they mean nothing.
WRITTEN = 6
#: Digits that such a number is shown with where nobody says how many.
SHOWN = 4
#: Decimals beyond which no float has any.
MOST = 15


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


def written(text: str) -> tuple[int, int] | None:
    """Return the decimals and the significant digits that a number (str) is written with.

    None where it is written with an exponent, which says nothing of decimals.
    """
    found = re.fullmatch(r"[-+−]?(\d*)(?:\.(\d*))?", text, re.ASCII)
    if not found:
        return None
    whole, fraction = found[1], (found[2] or "").removesuffix("0" if text.endswith(".0") else "")
    return len(fraction), len((whole + fraction).lstrip("0"))


def significant(number: float) -> int:
    """Return how many significant digits a number (int or float) has."""
    return len(f"{abs(number):.17g}".partition("e")[0].replace(".", "").strip("0"))


def default(number: float) -> int:
    """Return the decimals that leave `number` its digits before the point, and at least `SHOWN`."""
    return max(SHOWN - 1 - math.floor(math.log10(abs(number))), 0) if number else 0


def exact(number: float) -> str:
    """Return a number that has no uncertainty in full: ``0.1``, ``1500``, ``1e−05``."""
    return f"{number:.12g}".replace("-", MINUS)


def rough(number: float) -> str:
    """Return a number whose uncertainty is not known, with three significant digits."""
    return exact(float(f"{number:.3g}"))


def p_value(p: float) -> str:
    """Return a p value with two significant digits, or that it is below one in a thousand."""
    return "< 0.001" if p < 0.001 else f"{p:.2g}"


def han(count: int, lang: str) -> str:
    """Return a count (int, 0 to 99) as it stands before what is counted: 兩, 十二; in Japanese 二.

    Parameters
    ----------
    count : int
    lang : str
        Language tag, such as ``"zh-TW"``: traditional characters unless it says otherwise.
    """
    signs, (tens, ones) = "零一二三四五六七八九", divmod(count, 10)
    if count == 2 and not lang.startswith("ja"):
        simplified = re.search(r"(?i)hans|[-_](cn|sg|my)\b", lang)
        return "两" if simplified else "兩"
    ten = (signs[tens] if tens > 1 else "") + "十" if tens else ""
    return ten + (signs[ones] if ones or not tens else "")
