"""Results typed as a formula or as code: a number with a decimal point, ±, % or a unit, and nothing else.

A formula with variables states a relation and code may be what a program reads, so neither is a result.
"""

import re

from shilu.lint.numerals.scan import Numeral, number, plain

_UNITS = (
    r"(?:[kcmµnMG]?(?:m|g|s|A|V|W|Hz|J|N|Pa|eV|L|mol|Ω)|min|h|d|K|°C?|℃|dB|[kMGT]i?B|B|rpm|fps|px/s|bar|lux|rad)"
    r"(?:[²³]|\^-?\d)?"
)
_UNIT = rf"{_UNITS}(?:[/·*. ]{_UNITS})*"
_NUMBER = r"[+-]?(?:\d+(?:,\d{3})+|\d*)(?:\.\d+|(?<=\d))"
_AMOUNT = rf"\(?\s*{_NUMBER}(?:\s*±\s*{_NUMBER})?\s*\)?(?:\s*[×·]\s*10\^[+-]?\d+|[eE][+-]?\d+)?\s*[%‰]?"
_CODE = re.compile(rf"\s*±?\s*{_AMOUNT}(?:\s*{_UNIT})?\s*")
_FORMULA = re.compile(rf"\s*[<>=±~]?\s*{_AMOUNT}(?:\s*<[^<>]*>[\d^/.+\s-]*)*\s*")
_TEX = [
    (r"\\(?:mathbf|boldsymbol|bm|mathit|underline)\s*\{([^{}]*)\}", r"\1"),
    (r"\\(?:mathrm|text|textrm|rm|unit|si|operatorname)\s*\{([^{}]*[A-Za-zµΩ%°][^{}]*)\}", r"<\1>"),
    (r"\^\s*\{?\\circ\}?(?:\s*<C>)?|\\degree", "<°>"),
    (r"\\(?:[,;:! ]|quad\b)|~", " "),
    (r"\\%", "%"),
    (r"\\pm\b", "±"),
    (r"\\(?:times|cdot)\b", "×"),
    (r"\\(?:approx|sim|simeq|leq?|geq?)\b", "="),
    (r"\{,\}", ","),
    (r"[{}]", ""),
]


def formula(text: str) -> list[Numeral]:
    """Return the numeral that a TeX formula is, if it is a result and nothing else."""
    shown = plain(text)
    for pattern, instead in _TEX:
        shown = re.sub(pattern, instead, shown)
    return (
        _whole(text, shown) if _FORMULA.fullmatch(shown) and re.search(r"\.\d|[%±‰]|<[^<>]+>", shown) else []
    )


def code(text: str) -> list[Numeral]:
    """Return the numeral that inline code is, if it is a result and nothing else."""
    shown = plain(text)
    return (
        _whole(text, shown) if _CODE.fullmatch(shown) and re.search(r"\.\d|[%±‰]|[A-Za-zµΩ]\Z", shown) else []
    )


def _whole(text, shown):
    begin = re.search(r"[-+.(]?\s*\d", text)
    if not begin:
        return []
    return [Numeral(begin.start(), len(text.rstrip()), "E102" if "%" in shown else "E101", number(shown))]
