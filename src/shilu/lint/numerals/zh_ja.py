"""Numbers in Chinese (traditional and simplified) and Japanese words.

`PATTERNS` are tried in their order; each is a rule's code, None for what is no number, or a function that
tells rule and value from the words.  Where 成, 次, 天 … can begin another word, a look-ahead tells it: 三成
is a ratio, 三成為 is not.
"""

import re

_DIGITS = dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True))
for _value, _forms in enumerate(
    ("壹壱", "兩两贰貳贰", "参參叁叄", "肆", "伍", "陸陆", "柒", "捌", "玖"), start=1
):
    _DIGITS |= dict.fromkeys(_forms, _value)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20, "卅": 30}
_MYRIADS = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_D, _M = "".join(_DIGITS), "十百千萬万億亿兆"
_H = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_MIX = rf"[{_H}\d]"
_POINT = "[點点・．.]"
#: Han numerals, and the characters that a number can begin with.
NUMERALS = _H
CHARACTERS = _H + "半雙双翻減减"
_NATIVE = {
    "ひと": 1,
    "ふた": 2,
    "みっ": 3,
    "よっ": 4,
    "いつ": 5,
    "むっ": 6,
    "なな": 7,
    "やっ": 8,
    "ここの": 9,
}
#: Japanese number words in kana; one alone counts only where it is stressed.
KANA = f"ひとつ(?=だけ|のみ|しか)|(?:{'|'.join(list(_NATIVE)[1:])})つ(?![かも])"


def any_of(words: str) -> str:
    """Return a pattern for any of `words`, which are separated by blanks."""
    return f"(?:{'|'.join(words.split())})"


def han(text: str) -> float | None:
    """Return the number that Han numerals stand for (一千兩百 is 1200, 二〇二四 is 2024), None for none."""
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return float("".join(str(_DIGITS[char]) for char in text))
    total, section, digit = 0.0, 0.0, None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            times = 1 if digit is None or char in "廿卅" else digit
            section, digit = section + times * _TENS[char], None
        elif char in _MYRIADS:
            size, part = _MYRIADS[char], section + (digit or 0)
            total = (total + part) * size if 0 < total < size else total + (part or 1) * size
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0) if text else None


#: A tenth: 成 that begins or ends no other word.
TENTH = "成(?![為为功果長长立本員员就績绩品交型語语因見见名熟效組组對对]|不[變变]|分(?!之))"
#: A multiple: 倍, but not 倍數.
MULTIPLE = "倍(?![數数増])"
#: A discount, but nothing that is folded: 折.
DISCOUNT = "折(?![疊叠線线磨衷交])"
_SHARE = "割(?![り当引])"

_MEASURE = any_of("""
    [個个](?![別别性體体]) [種种](?![族植]) [組组](?![成合織织]) [層层](?![次級级]) [類类](?![似比])
    次(?![方函関式曲項项規规元多要收収のまがは]|[導导][數数函]) 列(?![舉举]) 行(?![為为動动])
    回(?![到來来傳传歸归答])
    點(?![量式鐘钟]) 点(?![量式钟]) 位(?![元移]|[數数](?![碼码])) [級级](?![別别數数距分]) 名(?![詞词])
    人(?![稱称工類类])
    面(?![向體体板八]) 部(?![曲門门落]) 本(?![身來来質质]) 支(?![持援])
    [對对](?![於于照比應应]) 道(?!理) 代(?![表替碼码]) 期(?![望待]) 家(?!庭)
    [間间](?![隔接]) [變变][數数量] 変数 通り 者択 章
    [張张項项步輪轮筆笔條条欄栏臺台顆颗塊块頁页節节份隻只枚件句段座棵批套副群題题堂門门篇場场樣样]
    折(?=交叉) 所(?![以有謂谓]) 族 夜 期 組 件 箇所 か所 カ所 回 桁 莫耳 摩尔 級分 兩 首 架 艘 盞 幅 顆
    [つ冊册杯瓶滴根片輛辆串枝盒箱堆包格株匹]
""")
_UNIT = any_of("""
    [毫微奈納纳]?秒 分[鐘钟間间半] 小[時时] [時时][間间](?!軸) 天(?![線线然才氣气]) 日間 日(?![常本期])
    [週周](?![期邊边圍围遭]) 年(?![級级度]) [個个ヶかカケ][月時时] [個个]?百分[點点] 公[尺分里斤克噸吨釐升頃]
    [毫厘釐千]米(?!色) 米(?!色) [毫千]?克(?![服拉]) [毫公]?升(?![級级高降至到]) 度(?![量數数過过假])
    伏特 安培 [歐欧]姆 瓦 赫[茲兹] 焦耳 牛[頓顿] [塊块][錢钱] 美元 [歐欧]元 円 位元[組组]
    ドル グラム メートル センチ ミリ キロ リットル パーセント ポイント
""")
_ROUGHLY = "[多餘余來来幾几]?[個个]?半?"
# Words with a numeral that count nothing.
_IDIOMS = any_of(f"""
    [統统唯單单逐同不專专合萬万均惟獨独划劃齊齐]一(?![{_M}]) 第\\s?[{_H}]+ [星礼禮][期拜][一二三四五六]
    [週周][一二三四五六](?![次個个天種种]) [{_D}十]{{1,2}}月(?![{_D}十]{{1,3}}[日號号])
    十分(?![鐘钟間间之の]) 十足 十字 十全 百分[比位率制點点] [四十百千]分位 四[捨舍]五入
    四[則则周處处季]
    四面八方 五花八[門门] 五官 五金 五五 五十音 五音 [五七][點点]量表
    [千萬万](?:一|篇|變|变|能|物|用|有引力|年曆) 千[萬万](?![{_M}{_D}筆笔個个條条次人元])
    千方百[計计] 千[差變变]万化 千[古禧篇] 百[般科貨货姓] 老百姓 [七亂乱][上七]八[下糟]
    三番[兩两]次 三(?:思|心二意|明治|次元) 三[角元維维軸轴極极態态相權权] 三段[論论]
    二(?:[分元維维進进叉手極极氧乗乘項项階阶值者]|次元)
    百年(?:校[慶庆]|老店|好合|大[計计]|孤寂) 百度(?!以|之) 百分百 百里[香挑] 五十[嵐肩]
    十二(?:指腸|指肠|生肖) 二二八
    [三五九][一二][一八四](?![{_H}]) 七七八八 一石二鳥
    一五一十 [三七]十[二六][變变計计] 二十四[節节][氣气] 十八[羅罗般] 三十而立 [二兩两]岸
    [{_H}]{{1,3}}(?:世[紀纪]|年代)
    [{_H}]{{1,4}}(?:位元(?![組组])|ビット) [{_H}]{{1,3}}[點点]半 [一三四五六七八]氧化 [四五六七八]氯化
    [八十]六?[進进]
    [四五六八][邊边]形 六角 八卦
    九[宮宫]格 九九乘法 [兩两][兩两] 一一 三三[兩两][兩两] [三]?六九等 一[^{_H}成倍半折割分點点・．.]
""")


_BEHIND_A_FIGURE = r"[\s，。、；：）()「」與和及跟至到的中是為为所列可顯显說说給给整裡里]"


def _parts(text):
    whole, part = re.split("分[之の]", text, maxsplit=1)
    part, _, decimals = re.sub(_POINT, ".", part).partition(".")
    divisor, count = (float(half) if half.isdigit() else han(half) for half in (whole, part))
    code = "E102" if divisor in (100, 1000) else "E103"
    if count is None or not divisor:
        return code, None
    digits = "".join(str(_DIGITS.get(char, char)) for char in decimals if char in _DIGITS or char.isdigit())
    return code, (count + float(f"0.{digits}0")) / divisor


def _points(text):
    digits = re.match(f"[{_H}]*", text)[0]
    return "E102", (han(digits) or 0.5) / 100


def _doublings(text):
    # 翻一番 and 翻一倍 are twice as much, 翻兩番 is four times.
    count = han("".join(char for char in text if char in _H)) or 1
    return "E103", 2**count if text.endswith("番") else max(count, 2)


def _tenths(text):
    digits = [_DIGITS.get(char, char) for char in text if char in _DIGITS or char.isdigit()]
    return "E103", float(f"0.{''.join(map(str, digits))}") if digits else None


def _decimal(text):
    whole, digits = re.split(_POINT, text, maxsplit=1)
    return "E104", han(whole) + float(f"0.{''.join(str(_DIGITS[char]) for char in digits)}")


def _counted(text):
    # A large number, a measured quantity, or a small count (one counts nothing).
    run = re.match(f"[{_H}]+", text)[0]
    value, rest = han(run), text[len(run) :]
    approximate = len(run) == 2 and all(char in _DIGITS for char in run)  # 三五個
    if value > 10 and not approximate and (len(run) > 1 or rest):
        return "E104", value
    percent = re.search("百分|パーセント|ポイント", rest)
    if re.match(_ROUGHLY + _UNIT, rest) and (value > 1 or "半" in rest or percent):
        return ("E102" if percent else "E104"), value / 100 if percent else value
    return ("W201", value) if rest and value > 1 else (None, None)


PATTERNS = [
    (_points, f"[半{_H}]+[個个]?百分[點点]"),
    (_doublings, f"翻[了近]*[{_H}]*[倍番]"),
    (lambda _: ("E103", 0.5), "[減减]半(?![徑径衰期])|半減(?!期)"),
    (lambda _: ("E103", 2), "倍増"),
    (lambda _: ("E103", 0.05), "半成(?![品熟])"),
    (_parts, f"{_MIX}+分[之の]{_MIX}+(?:{_POINT}{_MIX}+)?"),
    # 數十倍, 上百次: no number is told.
    (None, f"(?:(?<=[數数幾几])[{_M}]|(?<=[上成好近])[百千萬万億亿])[{_M}]*(?:{MULTIPLE}|{TENTH})?"),
    (lambda text: ("E103", han(text[: text.index("倍")])), f"[{_H}]+{MULTIPLE}半?"),
    (
        _tenths,
        f"{_MIX}*[{_H}]{_MIX}*(?:成{_MIX}+|{TENTH}半?|{DISCOUNT}|{_SHARE}(?:{_MIX}分)?(?:{_MIX}[厘釐])?)",
    ),
    (_decimal, f"[{_H}]+{_POINT}[{_D}](?!滴)[{_D}]*"),
    (lambda _: ("E103", 0.5), "[一過过]半(?![徑径天日夜])|半[數数]|半分(?![鐘钟之])"),
    (lambda _: ("E103", 2), "[雙双]倍"),
    # A figure or a table that is told by its number: kept only where such a word stands before it.
    (lambda text: ("E108", han(text)), rf"(?<=[圖图図表])[{_H}]{{1,3}}(?={_BEHIND_A_FIGURE}|\Z)"),
    (
        lambda text: ("E104", han(re.match(f"[{_H}]+", text)[0]) + 0.5),
        f"[{_H}]+(?:[個个]半(?:小[時时]|月|鐘頭|钟头)|年半|[週周天]半)",
    ),
    (None, _IDIOMS),
    (
        None,
        f"[{_D}]{{4}}年(?:[{_H}]+月)?(?:[{_H}]+[日號号])?|[{_H}]{{1,3}}月[{_H}]{{1,3}}[日號号]",
    ),
    (_counted, f"[{_H}]+(?:{_ROUGHLY}{_UNIT}|[大小整多餘余來来幾几]?{_MEASURE})?"),
    (lambda text: ("W201", _NATIVE[text[:-1]]), KANA),
]
