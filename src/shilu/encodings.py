"""What a file is that is no UTF-8: of another encoding, or no text at all.

Nothing is converted by a guess: the guess is for the message.
"""

import codecs
import contextlib
import re

#: How files begin that are taken for text or tables: what they are, and what to do.
BINARY = {
    b"SQLite format 3\0": ("an SQLite database", "export its table as CSV: sqlite3 -header -csv FILE QUERY"),
    b"PAR1": (
        "a Parquet file",
        "export it as CSV, such as by pandas: read_parquet(…).to_csv(…, index=False)",
    ),
    b"\xd0\xcf\x11\xe0": ("an old Excel or Word file", "save it as CSV UTF-8, or as plain text in UTF-8"),
    b"%PDF-": ("a PDF", "name the text that it was made from"),
    b"\x89HDF": ("an HDF5 file", "export its table as CSV in UTF-8"),
    b"\x93NUMPY": ("a NumPy array", "export it as CSV in UTF-8"),
    b"\x1f\x8b": ("a gzip archive", "unpack it with gunzip"),
}
#: What is inside of a ZIP archive that is more than that.
ZIPPED = {
    b"xl/": ("an Excel workbook", "save its sheet as CSV UTF-8"),
    b"opendocument.spreadsheet": ("an OpenDocument spreadsheet", "save its sheet as CSV in UTF-8"),
    b"word/": ("a Word document", "save it as plain text in UTF-8"),
}
MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
#: By encoding Python's codec for it, and its everyday characters as bytes.  Where nothing else tells two
#: apart, the first is meant, which has fewer of them.
EVERYDAY = {
    "EUC-KR": ("cp949", rb"[\xb0-\xc8][\xa1-\xfe]"),
    "EUC-JP": ("euc_jp", rb"[\xa1\xa3-\xa5\xb0-\xcf][\xa1-\xfe]"),
    "Shift_JIS": ("cp932", rb"\x81.|\x82[\x4f-\xf1]|\x83[\x40-\x96]|[\x88-\x97]."),
    "GB18030": ("gb18030", rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]"),
    "Big5": ("cp950", rb"[\xa1-\xa2\xa4-\xc6]."),
}
#: What headers and short notes are full of, in traditional and simplified characters, Japanese and Korean.
#: Where two encodings explain a text alike, the one is meant in which it has more of these.
FREQUENT = frozenset(
    "一二三上下大小中前後后左右高低長长度面積积體体重力量時时間间日月年分秒數数值平均最標标準准差號号名稱称姓別别"
    "性年齡龄歲岁組组編编地區区縣县市人口產产品價价格單单位元電电壓压圧流溫温濕湿氣气水速率角距離离測测試试驗验験結"
    "结果實实備备註注說说明總总計计成績绩學学校班級级項项目類类型材料方法次第甲乙丙丁的是在了不有和與与為为番付製考都"
    "加減减開开始終终點点線线機机器用出入功能動动作業业色光音質质比例合格様本件回値気"
    "가각간값갑강개거격결경계고과관구균그기간나날남내년높는다단당대더도동되된두드등디때라량력로록류를름리마면명모목무문물"
    "미민밀반번별보부비사상생서석선설성세소속수스습시식실아압야양어에여연열영오온용우운원월위유율으은을의이인일임입자작"
    "장저적전점정제조주준중지진차천청체초총최출측치크타터트판편평표품하학한합항해험호화확회횟"
)
#: The share of a text's characters that are everyday ones at least.
LEAST = 0.75


def binary(data: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no text, and what to do about it; None where it may be text."""
    if data.startswith(b"PK\x03\x04"):
        archive = ("a ZIP archive", "unpack it")
        return next((what for mark, what in ZIPPED.items() if mark in data), archive)
    kind = next((what for mark, what in BINARY.items() if data.startswith(mark)), None)
    if kind or b"\0" not in data or other(data):
        return kind
    line = data.count(b"\n", 0, data.index(b"\0")) + 1
    return f"binary (a NUL byte in line {line})", "name a text file in UTF-8"


def other(data: bytes) -> str | None:
    """Return the encoding that a byte order mark tells, or zeros beside ASCII do; None where none do."""
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    if marked or len(data) % 2 or b"\0" not in data:
        return marked
    # Of text without mark every other byte is mostly zero, as far as it has digits, commas and line ends.
    zeros = data[1::2].count(0), data[::2].count(0)
    if min(zeros) or max(zeros) <= len(data) // 8:
        return None
    return "UTF-16LE" if zeros[0] else "UTF-16BE"


def likely(data: bytes) -> str | None:
    """Return the encoding of `data`, which is no UTF-8, by its everyday characters; None where none fits."""
    high = re.findall(rb"[\x80-\xff]+", data)
    # Accents and units stand alone among ASCII; Han characters stand side by side.
    if sum(len(run) == 1 and run >= b"\xa0" for run in high) > sum(map(len, high)) / 2 and not _words(data):
        return "WINDOWS-1252"
    shares = {}
    for name, (codec, everyday) in EVERYDAY.items():
        with contextlib.suppress(UnicodeDecodeError):
            wide = [character for character in data.decode(codec) if ord(character) > 127]
            shares[name] = _share(wide, codec, everyday), sum(map(_is_frequent, wide))
    best = max(shares, key=shares.get, default=None)
    return best if best and shares[best][0] >= LEAST else None


def _share(wide, codec, everyday):
    found = [re.fullmatch(everyday, character.encode(codec), re.DOTALL) for character in wide]
    return sum(one is not None for one in found) / len(wide)


def _is_frequent(character):
    return character in FREQUENT or "\u3041" <= character <= "\u30fc"


def _words(data):
    # Half of the characters of Big5 end with a byte of ASCII, and look like accents when there are few.
    codec, everyday = EVERYDAY["Big5"]
    with contextlib.suppress(UnicodeDecodeError):
        words = re.findall(r"[^\0-\x7f]+", data.decode(codec))
        found = "".join(words)
        alone = sum(len(word) == 1 for word in words)
        return (
            _share(found, codec, everyday) == 1 and any(map(_is_frequent, found)) and alone <= len(words) / 2
        )
    return False
