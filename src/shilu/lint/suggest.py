"""Which bound value a typed number is, where that is sure: what to type instead of it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from shilu.lint.numerals import scan, zh_ja
from shilu.values.names import parts, written
from shilu.values.value import Value

#: A unit or what is counted, in each language; the first is its name here.
_UNITS = [
    line.split()
    for line in """
    kg 公斤 千克
    g 公克 克 gram grams
    mg 毫克
    m 公尺 米 metre metres meter meters
    cm 公分 厘米
    mm 毫米 公釐
    km 公里 千米
    s 秒 초 second seconds
    ms 毫秒
    min 分鐘 分钟 minute minutes
    h 小時 小时 hour hours
    V 伏特
    A 安培
    mA 毫安
    Hz 赫茲 赫兹
    kHz
    °C ℃
    K
    mL 毫升
    L 公升
    MB
    GB
    seed seeds 種子 种子 シード 시드
    epoch epochs 週期 周期 エポック 에폭
    layer layers 隱藏層 隐藏层
    sample samples 樣本 样本 サンプル 표본
    image images 影像 圖片 图片 画像
    list lists 串列
    run runs
""".strip().splitlines()
]
#: The name here of each unit as it is typed.
NAME = {alias: names[0] for names in _UNITS for alias in names}
_COUNTED = {"seed", "epoch", "layer", "sample", "image", "list", "run"}
UNIT = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, NAME), key=len, reverse=True))})(?![A-Za-z])", re.ASCII
)
_MEASURE = re.compile(r"[ \u00a0-]?(?:[個个種种次筆条條組组]|(?:random|different|independent)\s)?\s?")
_NUMBER = re.compile(r"[-+]?(\d[\d,_]*)?(\.\d+)?(?:\s?±\s?(\d+(?:\.\d+)?))?")


class Offer(NamedTuple):
    """What to type for a value, the text that it is shown as, and whether that is the typed text itself."""

    reference: str
    shown: str
    same: bool


class Bound:
    """The values of a record, by the numbers that they can be shown as.

    Parameters
    ----------
    values : sequence of dict
        As `shilu fill` writes them.
    """

    def __init__(self, values: Sequence[dict[str, Any]]):
        self.values = values
        self._shown = None

    def offer(
        self, text: str, after: str, number: float | None, *, lines: range, section: str
    ) -> Offer | None:
        """Return what to type for a number, if one value alone fits it.

        Parameters
        ----------
        text : str
            As it is typed.
        after : str
            What stands behind it.
        number : float or None
            What it stands for.
        lines : range
            Of its paragraph.
        section : str
            The heading above it.
        """
        key, is_word = _key(text, number)
        unit, is_percent = _unit(text, after), bool(re.search(r"[%％]|パーセント|퍼센트|百分|percent", text))
        digits = len(re.sub(r"\D", "", key.partition("±")[0]).lstrip("0")) if key else 0
        fitting = {}
        for value, form, shown in self._by_number().get(key, ()):
            if _fits(value, form, unit, text, is_percent=is_percent, is_word=is_word):
                fitting.setdefault(value["name"], (value, form, shown))
        near = [
            {use["name"] for use in self.values if test(use)}
            for test in (
                lambda use: use["line"] in lines and use.get("section", section) == section,
                lambda use: section and use.get("section") == section,
            )
        ]
        for around in near:
            here = fitting.keys() & around
            if len(here) > 1:
                return None
            if here:
                name = here.pop()
                enough = digits > 1 or (unit and NAME.get(fitting[name][0].get("unit")) == unit)
                return self._offer(fitting[name], text) if enough else None
        if len(fitting) != 1:
            return None
        [(value, form, shown)] = fitting.values()
        enough = digits > 2 or (unit in _COUNTED and NAME.get(value.get("unit")) == unit)
        return self._offer((value, form, shown), text) if enough else None

    @staticmethod
    def _offer(found, text):
        value, form, shown = found
        typed = re.sub(r"\s", "", scan.plain(text))
        han = re.match(f"[{zh_ja.NUMERALS}]+", text)
        if han and form == "plain" and float(value["raw"]).is_integer():
            told = reference({**value, "form": "han", "places": None})
            return Offer(told + text[han.end() :], shown, same=False)
        same = typed == re.sub(r"\s", "", scan.plain(shown))
        return Offer(reference({**value, "form": form, "places": None}), shown, same)

    def _by_number(self):
        if self._shown is None:
            self._shown = {}
            uses = defaultdict(list)
            for value in self.values:
                uses[value["name"]].append(value)
            for same in uses.values():
                value = same[-1]
                for form, shown in _forms(value, same):
                    key, _ = _key(shown, None)
                    self._shown.setdefault(key, []).append((value, form, shown))
                    if "±" not in key and key:
                        self._shown.setdefault(f"={float(key):.12g}", []).append((value, form, shown))
        return self._shown


def _key(text, number):
    # Digits are compared as they are typed, words by what they stand for.
    match = _NUMBER.match(scan.plain(text).lstrip("( ±"))
    if match and match[0].strip("+-"):
        sign = "-" if match[0].startswith("-") else ""
        whole = re.sub("[,_]", "", match[1] or "0")
        return f"{sign}{whole}{match[2] or ''}" + (f"±{match[3]}" if match[3] else ""), False
    if number is None:
        return "", True
    percent = re.search("成|折|割|百分|percent|퍼센트|パーセント", text)
    return f"={number * (100 if percent else 1):.12g}", True


def _unit(text, after):
    inside = UNIT.search(scan.plain(text))
    if inside and not re.match(r"\d", text):
        return NAME[inside[0]]
    after = scan.plain(after)
    behind = UNIT.match(after, _MEASURE.match(after).end())
    return NAME[behind[0]] if behind else None


def _fits(value, form, unit, text, *, is_percent, is_word):
    own = NAME.get(value.get("unit"), value.get("unit") or None)
    if is_percent:
        return "percent" in form and unit is None
    if "percent" in form and not (re.search("[成折割]", text) if is_word else "." in text):
        return False
    if unit:
        return own == unit if own else unit not in _COUNTED
    return not (is_word and own == "fraction" and form == "plain" and value["raw"] > 1)


def _forms(value, uses):
    # A value in the forms that a template can ask for without naming decimals.
    if isinstance(value["raw"], bool | str):
        return
    plain = [use["text"] for use in uses if use.get("form", "plain") == "plain"]
    used = {use.get("form", "plain") for use in uses if use.get("places") is None}
    forms = {"plain", *used} | ({"interval"} if value.get("uncertainty") else set())
    if value.get("unit") == "fraction" or any("percent" in form for form in used):
        forms |= {
            form.replace("plain", "percent") if form == "plain" else f"percent {form}"
            for form in forms - {"percent"}
        }
    for form in sorted({form.replace("percent percent", "percent") for form in forms}):
        cell = Value(
            name=value["name"], raw=value["raw"], text=plain[0] if plain else f"{value['raw']:.12g}",
            uncertainty=value.get("uncertainty"), form=form,
        )  # fmt: skip
        yield form, cell.shown


def reference(value: dict[str, Any]) -> str:
    """Return what to type in the template for a bound value: ``{{ accuracy.xor.relu.soft | percent }}``."""
    names = " - ".join(written(*parts(name)) for name in value["name"].split(" - "))
    filters = [word for word in value.get("form", "plain").split() if word != "plain"]
    if value.get("places") is not None:
        filters.append(f"decimals({value['places']})")
    names = f"({names})" if filters and " - " in names else names
    return "{{ " + " | ".join((names, *filters)) + " }}"
