"""A text that is not UTF-8 is told in one line: what it is, and how to save it."""

import shlex
import subprocess

import pytest

from shilu import encodings
from shilu.errors import UserError
from shilu.text import read_text

ZH = "組別,電壓,備註\n甲,1.5,讀數穩定之後才記錄\n乙,1.6,接頭有點鬆，重新量過\n"
CN = "组别,电压,备注\n甲,1.5,读数稳定之后才记录\n乙,1.6,接头有点松，重新量过\n"
JA = "組,電圧,備考\n甲,1.5,値が安定してから記録した\nカタカナ,1.6,もう一度測り直した\n"
KO = "조,전압,비고\n갑,1.5,값이 안정된 뒤에 기록했다\n을,1.6,다시 측정했다\n"
WEST = "Größe,Température\n5 µm,20 °C\nMüller,été\n"


@pytest.mark.parametrize(("text", "codec", "name"), [
    (ZH, "big5", "Big5"), (ZH, "cp950", "Big5"), (CN, "gb18030", "GB18030"), (CN, "gbk", "GB18030"), (JA, "shift_jis", "Shift_JIS"),
    (JA, "euc_jp", "EUC-JP"), (KO, "euc_kr", "EUC-KR"), (KO, "cp949", "EUC-KR"), (WEST, "cp1252", "WINDOWS-1252"),
    ("5 µm\n", "latin-1", "WINDOWS-1252"), (ZH, "utf-16", "UTF-16"), (ZH, "utf-16-le", "UTF-16LE"), ("a,b\n1,2\n", "utf-16-be", "UTF-16BE"), (ZH, "utf-32", "UTF-32"),
])  # fmt: skip
def test_the_likely_encoding_is_named_and_the_remedy_makes_utf8_of_it(
    tmp_path, monkeypatch, text, codec, name
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my data.csv").write_bytes(text.encode(codec))
    with pytest.raises(
        UserError, match=rf"^my data\.csv: not UTF-8 \(byte \d+, line \d+\); it looks like {name};"
    ) as told:
        read_text("my data.csv")
    assert "\n" not in str(told.value)
    command = str(told.value).split("`")[1].removesuffix(" > NEW")
    done = subprocess.run(shlex.split(command), capture_output=True, check=True)
    assert done.stdout.decode("utf-8").removeprefix("\ufeff") == text


#: Four to nine characters each, which several encodings can explain.
HEADERS = {
    "Big5": ("big5", "組別,電壓,電流 轉速,扭矩,效率 流量,揚程,功率 藥物,劑量,反應 實驗,結果 身高,體重 步驟,誤差 溫度,時間 訓練,損失,準確率 編號,名稱,備註"),
    "GB18030": ("gbk", "组别,电压,电流 转速,扭矩,效率 流量,扬程,功率 药物,剂量,反应 实验,结果 身高,体重 变量,系数 温度,时间 被试,分数 省市,人口数"),
    "EUC-KR": ("euc_kr", "조,전압,전류 회전수,토크,효율 유량,양정 약물,용량,반응 실험,결과 차량,연비 변수,계수 온도,시간 참가자,점수 번호,명칭,비고"),
    "EUC-JP": ("euc_jp", "組,電圧,電流 回転数,トルク,効率 ポンプ,揚程 薬物,用量,反応 実験,結果 身長,体重 変数,係数 温度,時間 被験者,点数 番号,名称,備考"),
    "Shift_JIS": ("shift_jis", "組,電圧,電流 回転数,トルク,効率 ポンプ,揚程 薬物,用量,反応 実験,結果 身長,体重 変数,係数 温度,時間 被験者,点数 番号,名称,備考"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_of_a_few_characters_is_told_apart(name):
    codec, headers = HEADERS[name]
    told = {header: encodings.likely(f"{header}\n1,2\n".encode(codec)) for header in headers.split()}
    assert told == dict.fromkeys(headers.split(), name)
    assert len(told) == 10


@pytest.mark.parametrize("text", ["5 µm,20 °C\n", "µm°C\n", "École,Été\n", "±0.5 µV\n", "naïve café\n"])
def test_units_and_accents_are_no_characters_of_big5(text):
    assert encodings.likely(text.encode("cp1252")) == "WINDOWS-1252"


def test_the_place_is_that_of_the_first_byte_that_is_not_utf8(tmp_path):
    (tmp_path / "a.md").write_bytes(b"one\ntwo \xa4\xe9\n")
    with pytest.raises(UserError, match=r"a\.md: not UTF-8 \(byte 9, line 2\)"):
        read_text(tmp_path / "a.md")


@pytest.mark.parametrize("data", ["Температура воздуха".encode("cp1251"), b"\xff\xff\xff"])
def test_an_encoding_that_cannot_be_told_is_not_guessed(tmp_path, data):
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(UserError, match=r"it is in an encoding that cannot be told; save it as UTF-8"):
        read_text(tmp_path / "a.md")


@pytest.mark.parametrize(("data", "what"), [
    (b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml", "is an Excel workbook, not text; save its sheet as CSV UTF-8"),
    (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "is an OpenDocument spreadsheet"),
    (b"PK\x03\x04..word/document.xml", "is a Word document"), (b"PK\x03\x04..", "is a ZIP archive"),
    (b"SQLite format 3\0..", "is an SQLite database, not text; export its table as CSV"), (b"PAR1..", "is a Parquet file"),
    (b"\xd0\xcf\x11\xe0..", "is an old Excel or Word file"), (b"%PDF-1.7", "is a PDF"), (b"a,b\n1,\0\n", "is binary (a NUL byte in line 2)"),
])  # fmt: skip
def test_a_file_that_is_no_text_is_called_what_it_is(tmp_path, data, what):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(UserError) as told:
        read_text(tmp_path / "a.csv")
    assert str(told.value).startswith(f"{tmp_path}/a.csv: {what}")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("data", [
    "甲\n乙\n".encode(), "甲\n乙\n".encode("utf-8-sig"), "甲\r\n乙\r\n".encode(), "甲\r乙\r".encode(),
])  # fmt: skip
def test_byte_order_mark_and_line_ends_make_no_difference(tmp_path, data):
    (tmp_path / "a.md").write_bytes(data)
    assert read_text(tmp_path / "a.md") == "甲\n乙\n"


def test_the_chinese_of_a_whole_report_is_told_apart(root):
    text = (root / "report/report.zh-TW.md.j2").read_text(encoding="utf-8")
    assert encodings.likely(text.encode("cp950", "ignore")) == "Big5"
