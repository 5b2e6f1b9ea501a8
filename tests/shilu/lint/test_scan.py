"""Numerals are recognised in digits, signs and words, and told from names and idioms."""

import pytest

from shilu.lint.numerals.en import cardinal
from shilu.lint.numerals.scan import RULES, find, number, plain
from shilu.lint.numerals.zh_ja import han


@pytest.mark.parametrize(("text", "code", "value"), [
    ("0.985", "E101", 0.985),
    ("-1,024.5", "E101", -1024.5),
    ("5e-4", "E101", 0.0005),
    ("95 %", "E102", 0.95),
    ("９５％", "E102", 0.95),
    ("5 ‰", "E102", 0.005),
    ("2/3", "E103", 2 / 3),
    ("½", "E105", 0.5),
    ("③", "E105", 3),
    ("百分之九十五", "E102", 0.95),
    ("百分之九十九點五", "E102", 0.995),
    ("千分之三", "E102", 0.003),
    ("三分之二", "E103", 2 / 3),
    ("九成五", "E103", 0.95),
    ("九5成", "E103", 0.95),
    ("八折", "E103", 0.8),
    ("三倍", "E103", 3),
    ("一百五十倍", "E103", 150),
    ("一半", "E103", 0.5),
    ("九割五分", "E103", 0.95),
    ("三分の二", "E103", 2 / 3),
    ("零點九八五", "E104", 0.985),
    ("一・五", "E104", 1.5),
    ("一千兩百筆", "E104", 1200),
    ("五分鐘", "E104", 5),
    ("三個百分點", "E102", 0.03),
    ("三種", "W201", 3),
    ("半個百分點", "E102", 0.005),
    ("一個百分點", "E102", 0.01),
    ("翻倍", "E103", 2),
    ("翻了兩番", "E103", 4),
    ("減半", "E103", 0.5),
    ("十來次", "W201", 10),
    ("一個半小時", "E104", 1.5),
    ("ふたつ", "W201", 2),
    ("O.98", "E101", 0.98),
    ("세 배", "E103", 3),
    ("두 번", "W201", 2),
    ("스무 번", "E104", 20),
    ("구십팔 퍼센트", "E102", 0.98),
    ("삼분의 이", "E103", 2 / 3),
    ("절반", "E103", 0.5),
    ("twofold", "E103", 2),
    ("doubled", "E103", 2),
    ("halved", "E103", 0.5),
    ("ninety-five percent", "E102", 0.95),
    ("Three times", "E103", 3),
    ("two and a half times", "E103", 2.5),
    ("two thirds", "E103", 2 / 3),
    ("nine in ten", "E103", 0.9),
    ("half of", "E103", 0.5),
    ("twice", "E103", 2),
    ("one thousand two hundred and five", "E104", 1205),
    ("a dozen", "E104", 12),
    ("five minutes", "E104", 5),
    ("two methods", "W201", 2),
])  # fmt: skip
def test_a_numeral_is_found_whole_with_its_rule_and_value(text, code, value):
    [numeral] = find(f"（{text}）")
    assert (numeral.start, numeral.end, numeral.code) == (1, len(text) + 1, code)
    assert numeral.value == pytest.approx(value)
    assert code in RULES


@pytest.mark.parametrize("name", [
    "ROS 2", "C# 10", ".NET 6", "GB 2312", "Web 2.0", "Node 18", "4K", "3C", "2-norm", "Q1 2024", "步驟2", "任务9", "Lab 1",
    "Exercise 3", "0x40", "位址172.16.4.20", "更新到1.4.12版", "2024-05-01", "5 月 3 日", "at 9:45", "May 3, 2024", "32 位元",
    "三十二位元", "百度", "五十嵐", "十二指腸", "二二八", "七七八八", "一石二鳥", "두 번째", "구분", "Lab4", "float32", "F1", "ResNet-50", "RTX 4090", "PDF/A-3a", "v1.2.3", "GPT-3.5", "x86-64", "B₂", "m²", "R²",
    "Python 3.11", "IEEE 754", "64-bit", "3D", "run_2024.csv", "10.1109/CVPR.2016.90", "192.168.0.1", "#1f77b4",
    "十分重要", "一般", "統一", "唯一", "之一", "第一", "一致", "萬一", "進一步", "成為", "一個", "第三章", "四捨五入",
    "二次方程式", "百分位數", "週三", "数十倍", "十分に", "二値分類", "one of them", "no one", "hundreds of", "two-sided",
])  # fmt: skip
def test_names_and_idioms_are_no_numerals(name):
    assert find(f"（{name}）") == []


@pytest.mark.parametrize("text", ["RTX 95 %", "Python 3 倍", "ReLU0.985", "NumPy 0.4 s", "共3張圖見fig.png"])
def test_a_result_behind_a_name_is_a_numeral_all_the_same(text):
    assert len(find(text)) == 1


@pytest.mark.parametrize(("words", "value"), [
    ("十", 10), ("二十三", 23), ("一百零五", 105), ("兩萬五千", 25000), ("一億二千萬", 120_000_000), ("廿三", 23),
    ("二〇二四", 2024), ("參佰", 300), ("零", 0), ("", None), ("天", None),
])  # fmt: skip
def test_han_numerals_are_read(words, value):
    assert han(words) == value


@pytest.mark.parametrize(("words", "value"), [
    ("ninety-five", 95), ("two million three hundred thousand and six", 2_300_006), ("a dozen", 12), ("zero", 0),
])  # fmt: skip
def test_english_numbers_are_read(words, value):
    assert cardinal(words) == value


def test_every_script_and_width_becomes_ascii_and_keeps_its_place():
    assert plain("９５．５％ ٣ −1") == "95.5% 3 -1"


def test_text_without_a_number_has_none():
    assert number("佚名") is None
