"""Numerals in running text: digits, signs, Chinese, Japanese and Korean numerals, English number words.

What is recognised is what a reader takes for a number: also ratios (九成五, half of) and counts (三種).
Names that contain digits (float32, RTX 4090), idioms (十分, 統一) and ordinals in words (第三章) are none.
"""

import re
import unicodedata
from typing import NamedTuple

from shilu.lint.numerals import en, ko, names, zh_ja

#: Rule: why it is one.
RULES = {
    "E101": "a number in digits goes stale when the results change",
    "E102": "a percentage in words or digits goes stale when the results change",
    "E103": "a ratio (三倍, 九成五, half of) is a result in words",
    "E104": "a number in words, or a measure in words (五分鐘, ten seconds)",
    "E105": "a sign for a number (½, ③, Ⅲ, ²) or a Roman numeral in a reference",
    "E106": "a constant in {{ }} is typed by hand too",
    "E107": "one value shown with two precisions makes a reader look for a difference",
    "E108": "the number of a figure, table, section or formula: a reference (@fig:…) counts by itself",
    "E109": "a unit typed behind a value of another unit",
    "W201": "a small count in words (三種, two methods): bind it if it can change",
    "W202": "one cell of a table bound under two names: a reader takes them for two values",
    "W203": "a table of the project that no template binds anything of (where all reports were filled)",
}


class Numeral(NamedTuple):
    """A numeral at ``text[start:end]``; `value` is what it stands for (None where that is not clear)."""

    start: int
    end: int
    code: str
    value: float | None


class _Plain(dict):
    # Full-width forms and every script's decimal digits become ASCII, one character for one.
    def __missing__(self, code):
        char = chr(code)
        decimal = unicodedata.decimal(char, None)
        if decimal is not None:
            char = str(decimal)
        elif 0xFF01 <= code <= 0xFF5E:
            char = chr(code - 0xFEE0)
        elif char.isspace():
            char = " "
        self[code] = char
        return char


_PLAIN = _Plain({ord("−"): "-", ord("﹪"): "%", ord("％"): "%"})


def plain(text: str) -> str:
    """Return `text` with all digits, full-width signs, minus and blanks in ASCII form; the length stays."""
    return text.translate(_PLAIN)


_SUPER = "⁰¹²³⁴-⁹₀-₉"
_LETTER = "A-Za-zªµºÀ-ÖØ-öø-ʯͰ-ϿЀ-ӿℓ"
_NUMBER = r"(?:(?:\d+(?:,\d{3})+(?!\d)|\d+(?:_\d+)*)(?:\.\d+)?|(?<![\w.])\.\d+)"
_SIGNED = rf"(?:(?<![\w)%])[+-]|±\s?)?{_NUMBER}(?:\s?±\s?{_NUMBER})?"
_POWER = rf"(?:[eE][+-]?\d+|\s?[×xX*·]\s?10(?:\^[+-]?\d+|[⁻⁺]?[{_SUPER}]+)|\^[+-]?\d+|[⁻⁺]?[{_SUPER}]+)?"
#: One sign that is a number by itself.
SIGN = f"[{_SUPER}¼-¾⅐-↉①-⓿❶-➓㈠-㈩㉈-㉟㊀-㊉㊱-㊿〡-〩🄀-🄌]"

#: A word that starts with a letter; digits behind it are part of it, unless a decimal or a percentage.
IDENTIFIER = (
    rf"(?<![{_LETTER}\d_])(?!(?!v)[{_LETTER}_]+[-_]?0\.\d)"
    rf"(?>[{_LETTER}_][{_LETTER}\d_{_SUPER}⁻⁺]*"
    rf"(?:[-/.'’](?=[{_LETTER}])[{_LETTER}\d_{_SUPER}⁻⁺]+|[-^][+-]?\d[{_LETTER}\d_]*|(?<=\d)\.\d[{_LETTER}\d]*)*)"
    r"(?!\s?[%‰])"
)
_PERCENT = r"(?:[%‰]|[個个]?百分[點点]|퍼센트(?:포인트)?|パーセント|percent(?:age\s+points?)?\b|per\s+cent\b)"
_TENTHS = rf"(?:{zh_ja.TENTH}\d?|{zh_ja.DISCOUNT}|{zh_ja.MULTIPLE}|割|배(?![수열치경포터분송관출]))"
_PLACES = (
    "Table ",
    "Figure ",
    r"Fig\. ",
    "Section ",
    "Chapter ",
    "Part ",
    "Phase ",
    r"[表圖图第]\s",
    "[表圖图第]",
)
_ROMAN = (
    rf"(?:{'|'.join(f'(?<={place})' for place in _PLACES)})[IVX]{{1,5}}(?![A-Za-z])"
    r"|(?<![A-Za-z])[IVX]{2,5}(?=\s?[個个種种次筆組组層层])"
)
_DIGITS = [
    ("E102", rf"(?:\(\s?{_SIGNED}\s?\)|{_SIGNED}{_POWER})\s?{_PERCENT}"),
    ("E103", rf"(?<![\d.])\d+\s?/\s?\d+(?![\d.])|\d+(?:\.\d+)?\s?{_TENTHS}"),
    ("E101", rf"{_SIGNED}{_POWER}(?:\s?[十百千萬万億亿兆만억]+)?"),
    ("E105", f"{SIGN}+"),
]
# Ordered: at one place the first that matches is taken.  None: no numeral.
_PATTERNS = [
    *((None, pattern) for pattern in names.PATTERNS),
    *zh_ja.PATTERNS,
    *ko.PATTERNS,
    *en.PATTERNS,
    ("E105", _ROMAN),
    # Zero typed as the letter O.
    ("E101", r"(?<![A-Za-z\d])[Oo]\.\d+|\d+\.(?=\d*[Oo])[\dOo]+(?![A-Za-z\d])"),
    (None, IDENTIFIER),
    *_DIGITS,
]
_EITHER = "|".join(f"(?P<g{i}>{pattern})" for i, (_, pattern) in enumerate(_PATTERNS))
# No numeral begins with a character that no pattern names: most of the text need not be tried on all of them.
_FIRST = "".join(sorted(set(re.findall(r"[^\x00-\x7f]-[^\x00-\x7f]|[^\x00-\x7f]", _EITHER))))
_ANY = re.compile(f"(?=[!-~{_FIRST}])(?:{_EITHER})", re.ASCII)
# What stands before the number of a figure, a table, a section or a formula.
_REFERENCE = re.compile(
    r"(?:(?P<fig>(?<![試试企意])[圖图図]|그림|\b[Ff]ig(?:ures?|s?\.|s)?)|(?P<tbl>(?<![代發发列報报])表|(?<![가-힣])표|\b[Tt]ab(?:les?|s?\.))"
    r"|(?P<sec>第|§+|\b[Ss]ec(?:tions?|s?\.)|\b[Cc]h(?:apters?|ap\.)|\b[Aa]ppendix)"
    r"|(?P<eq>公式|方程式|(?<![程格模形方型樣样가-힣])[式식]|수식|\b[Ee]q(?:uations?|n?s?\.)))\s?[(]?\s?\Z",
    re.ASCII,
)
_CHAPTER = re.compile(r"\s?[章節节절장]")
_SUBNUMBER = re.compile(r"(?:[-.–]\d+)*")
_COUNTED = re.compile(rf"\.?\d|{names.MEASURED}")


def reference(text: str, start: int, end: int) -> str | None:
    """Return what ``text[start:end]`` is the number of, as labels begin: fig, tbl, sec or eq."""
    before = _REFERENCE.search(text[max(start - 12, 0) : start])
    if (
        not before
        or _COUNTED.match(text, end)
        or (before[0].strip() == "第" and not _CHAPTER.match(text, end))
    ):
        return None
    return before.lastgroup


def find(text: str) -> list["Numeral"]:
    """Return the numerals of `text`, in their order.

    Parameters
    ----------
    text : str
        Running text without markup.

    Returns
    -------
    list of Numeral
    """
    text, position = plain(text), 0
    found = []
    while match := _ANY.search(text, position):
        code, value = _PATTERNS[int(match.lastgroup[1:])][0], None
        start, position = match.span()
        if callable(code):
            code, value = code(match[0])
        if code in {"E101", "E105", "E108"}:
            named = match[0][0] not in "+-±" and reference(text, start, position)
            code = "E108" if named else code if code != "E108" else None
            position = _SUBNUMBER.match(text, position).end() if named else position
        if code:
            typed = text[start:position]
            found.append(Numeral(start, position, code, number(typed) if value is None else value))
    return found


def number(text: str) -> float | None:
    """Return the first number in digits or signs of `text` (a percentage as fraction), or None."""
    text = plain(text)
    ratio = re.fullmatch(r"(\d+)\s?/\s?(\d+)", text)
    if ratio and float(ratio[2]):
        return float(ratio[1]) / float(ratio[2])
    match = re.search(rf"(-?)({_NUMBER})(?:[eE]([+-]?\d+))?", re.sub("[Oo]", "0", text), re.ASCII)
    if not match:
        return unicodedata.numeric(text, None) if len(text) == 1 else None
    size = float(match[2].replace(",", "") + (f"e{match[3]}" if match[3] else ""))
    size *= 0.01 if re.search(_PERCENT.replace("‰", ""), text) else 0.001 if "‰" in text else 1
    return -size if match[1] else size
