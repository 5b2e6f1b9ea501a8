"""Numbers in Korean words, native (두 번) and Sino-Korean (구십팔 퍼센트); `PATTERNS` as in `zh_ja`.

A Hangul syllable that can be a numeral is mostly a part of another word, so a numeral begins a word here and
has behind it what it counts.
"""

import re

from shilu.lint.numerals.zh_ja import any_of

_ONES = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_TENS = {
    "열": 10,
    "스물": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_DIGITS = dict(zip("영일이삼사오육칠팔구", range(10), strict=True)) | {"공": 0, "륙": 6}
_SCALES = {"십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8}
_D = "".join(_DIGITS)
_S = "".join((*_DIGITS, *_SCALES))
_NATIVE = rf"(?:스무|(?:{'|'.join(_TENS)})(?:{'|'.join(_ONES)})?|{'|'.join(_ONES)})"
_ABOUT = "(?:두세|서너|너댓|대여섯)"
_SINO = rf"(?:(?=[{_D}]*[{''.join(_SCALES)}])[{_S}]{{2,}}\s?|[삼사오육칠팔구십백천만]\s)"
_TIMES = "배(?![수열치경포터분송관출우])"
_COUNTED = any_of("""
    번(?![째호역]) 개(?![발념선요별인월]) 명(?![령시확칭사]) 가지 종류 곳 쌍 그룹 차례 단계 군데 조각 마리
    회(?![귀사로전의])
    건(?![물강조]) 권 편(?![의리향]) 장(?![치점소]) 대(?![비상부신략체표]) 층 살
""")
_APART = any_of("종(?![합료속]) 점(?![수검]) 칸 판 벌 쪽 곡 줄(?![었이어고])")
_UNIT = any_of(r"""
    개월 시간 달(?![라성]) 초(?![기반]) 분(?![의석류포야]) 년 주(?![의제로]) 일(?=\s|간|동) 킬로 미터 그램
    도(?=[로\s]) 볼트 와트
""")
_PERCENT = "(?:퍼센트(?:포인트)?|프로(?![그젝세토필]))"


def korean(text: str) -> float | None:
    """Return the number that Korean numerals stand for: 구십팔 is 98, 열여덟 is 18, 만 is 10000."""
    native = re.fullmatch(rf"({'|'.join(_TENS)})?({'|'.join(_ONES)})?", text)
    if text == "스무" or (text and native):
        return 20.0 if text == "스무" else float(_TENS.get(native[1], 0) + _ONES.get(native[2], 0))
    total, section, digit = 0.0, 0.0, None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "십백천":
            section, digit = section + (1 if digit is None else digit) * _SCALES[char], None
        elif char in _SCALES:
            total, section, digit = total + (section + (digit or 0) or 1) * _SCALES[char], 0.0, None
        else:
            return None
    return total + section + (digit or 0) if text else None


def _head(text):
    return korean(re.match(rf"{_NATIVE}|[{_S}]+", text)[0])


def _counted(text):
    value = None if re.match(_ABOUT, text) else _head(text)
    if value is not None and value <= 1:
        return None, None
    large = (value or 0) > 10 or re.search(rf"{_UNIT}\Z", text)
    return "E104" if large else "W201", value


def _fraction(text):
    whole, part = re.split(r"분의\s?", text)
    whole, part = (float(half) if half.isdigit() else korean(half) for half in (whole, part))
    return "E103", part / whole if whole else None


PATTERNS = [
    (code, rf"(?<![가-힣]){pattern}")
    for code, pattern in [
        (_fraction, rf"(?:[{_S}]+|\d+)분의\s?(?:[{_S}]+|\d+)"),
        (lambda text: ("E102", _head(text) / 100), rf"[{_S}]+\s?{_PERCENT}"),
        (lambda _: ("E104", None), rf"영\s?점\s?[{_D}](?:\s?[{_D}])*|[{_S}]+점\s?[{_D}]{{2,}}"),
        (
            lambda text: ("E103", _head(text) if _head(text) > 1 else None),
            rf"(?:{_SINO}|(?!한){_NATIVE}\s?){_TIMES}",
        ),
        (lambda _: ("E103", 0.5), r"절반|반으로(?=\s?(?:줄|감소))"),
        (lambda _: ("E103", 2), "갑절"),
        (
            _counted,
            rf"(?:{_SINO}(?:{_COUNTED}|{_APART}|{_UNIT})|(?:{_NATIVE}|{_ABOUT})(?:\s?(?:{_COUNTED}|{_UNIT})|\s{_APART}))",
        ),
    ]
]
#: Where a number in Korean words begins.
STARTS = "|".join(pattern for _, pattern in PATTERNS)
