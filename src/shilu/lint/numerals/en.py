"""Numbers in English words; `PATTERNS` as in `shilu.lint.numerals.zh_ja`."""

import re

from shilu.lint.numerals.zh_ja import any_of

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
           sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_PARTS = "whole half third quarter fifth sixth seventh eighth ninth tenth"
_VALUES = {word: value for value, word in enumerate(_ONES.split())}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_DIVISORS = {word: value for value, word in enumerate(_PARTS.split(), start=1) if value > 1}
_DIVISORS |= {"halve": 2, "fourth": 4, "twentieth": 20, "hundredth": 100, "thousandth": 1000}
_TIMES = {"twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "quadrupl": 4, "halv": 0.5}
_CHANGED = "(?:doubl|tripl|quadrupl|halv)"

_END = "(?![a-z])"
_WORD = rf"(?:{'|'.join((*_VALUES, *_SCALES))})(?!(?!fold)[a-z])"
_NUMBER = (
    rf"(?:an?\s+(?=(?:{'|'.join(_SCALES)}){_END}))?{_WORD}"
    rf"(?:[\s-]+(?:(?<=hundred )and\s|(?<=thousand )and\s)?{_WORD})*(?:\s+and\s+a\s+half{_END})?"
)
_PART = rf"(?:{'|'.join(_DIVISORS)})s?{_END}"
_UNIT = any_of("""
    (?:milli|micro|nano)?seconds? minutes? hours? days? weeks? months? years? decades? inch(?:es)? feet miles?
    (?:kilo|centi|milli|nano)?met(?:re|er)s? (?:kilo|milli)?grams? (?:milli)?lit(?:re|er)s? degrees? bits
    (?:kilo|mega|giga)?bytes? dollars? euros? pounds? volts? watts? hertz [kmg]b kg mm cm ms
""")
_UNIT += _END
_NO_PLURAL = any_of("is was has does its this thus as us always perhaps less across plus versus")
_PLURAL = rf"(?!{_NO_PLURAL}{_END})(?:[a-z]{{2,}}s|people|data|children)(?![a-z-])"
_SIDES = any_of("first second other latter former upper lower left right top bottom")
_OWNERS = any_of("of the a an as its their our all that those these")
#: Words that a number can begin with.
STARTS = "|".join(
    (
        *_VALUES,
        *_SCALES,
        "twice",
        "thrice",
        rf"{_CHANGED}(?:ed|ing)",
        "half",
        "point",
        rf"an?(?=\s+(?:{'|'.join((*_SCALES, *_DIVISORS))}))",
    )
)


def cardinal(text: str) -> float | None:
    """Return the number that English cardinal words stand for: ``"ninety-five"`` is 95."""
    total, section = 0.0, 0.0
    for word in re.findall("[a-z]+", text.lower().replace("fold", "")):
        if word in _VALUES:
            section += _VALUES[word]
        elif word in ("dozen", "hundred"):
            section = (section or 1) * _SCALES[word]
        elif word in _SCALES:
            total, section = total + (section or 1) * _SCALES[word], 0.0
    return total + section + 0.5 * bool(re.search(r"and\s+a\s+half", text, re.IGNORECASE))


def _part(text):
    *count, part = re.findall("[a-z]+", text.lower())
    return "E103", (cardinal(" ".join(count)) or 1) / _DIVISORS[part if part in _DIVISORS else part[:-1]]


def _times(text):
    return "E103", next(value for word, value in _TIMES.items() if text.lower().startswith(word))


def _among(text):
    count, total = map(cardinal, re.split(r"\s(?:out\s+of|in)\s", text, maxsplit=1, flags=re.IGNORECASE))
    return "E103", count / total if total else None


def _counted(text):
    # A number and what it counts: a large number, a measured quantity, or a small count (one counts nothing).
    run = re.match(_NUMBER, text, re.IGNORECASE)[0]
    value, rest = cardinal(run), text[len(run) :].lstrip("\u00a0 -")
    if value > 10 and (rest or run.lower() not in _SCALES):
        return "E104", value
    if value <= 1 or not rest:
        return None, None
    return ("E104" if re.match(_UNIT, rest, re.IGNORECASE) else "W201"), value


PATTERNS = [
    (code, rf"(?<![A-Za-z\d_{'-' if code else ''}])(?i:{pattern})")
    for code, pattern in [
        (None, rf"{_SIDES}\s+(?:half|third|quarter){_END}|no\s+one{_END}|fifty-fifty"),
        (
            lambda text: ("E102", cardinal(text) / 100),
            rf"{_NUMBER}[\s-]+(?:percent|per\s+cent|percentage\s+points?)",
        ),
        (lambda text: ("E103", cardinal(text)), rf"{_NUMBER}(?:\s+times|[\s-]?fold){_END}"),
        (_times, rf"(?:twice|thrice|{_CHANGED}ed|{_CHANGED}ing(?=\s+(?:of\s+)?{_OWNERS}{_END})){_END}"),
        (
            _part,
            rf"{_NUMBER}[\s-]+{_PART}|an?\s+{_PART}(?=\s+(?:of|longer|shorter|more|less|fewer|larger|smaller)\b)",
        ),
        (_part, rf"(?:(?<=\bby\s)|(?<=\bto\s))an?\s+{_PART}"),
        (
            lambda _: ("E103", 0.5),
            rf"half\s+{_OWNERS}{_END}|(?:(?<=\bby\s)|(?<=\bin\s)|(?<=\bto\s))half{_END}",
        ),
        (_among, rf"{_NUMBER}\s+(?:out\s+of|in)\s+{_NUMBER}"),
        (lambda _: ("E104", None), rf"(?:{_NUMBER}\s+)?point\s+{_WORD}(?:\s+{_WORD})*"),
        (_counted, rf"{_NUMBER}(?:[\s-]+{_UNIT}|\s+(?:[a-z-]+\s+){{0,2}}?{_PLURAL})?"),
    ]
]
