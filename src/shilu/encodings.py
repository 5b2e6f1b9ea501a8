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
#: By encoding Python's codec for it, and its everyday characters as bytes.  Where two explain a text alike,
#: the first is meant, which has fewer of them.
EVERYDAY = {
    "EUC-KR": ("cp949", rb"[\xb0-\xc8][\xa1-\xfe]"),
    "EUC-JP": ("euc_jp", rb"[\xa1\xa3-\xa5\xb0-\xcf][\xa1-\xfe]"),
    "Shift_JIS": ("cp932", rb"\x81.|\x82[\x4f-\xf1]|\x83[\x40-\x96]|[\x88-\x97]."),
    "GB18030": ("gb18030", rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]"),
    "Big5": ("cp950", rb"[\xa1-\xa2\xa4-\xc6]."),
}
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
    if sum(len(run) == 1 and run >= b"\xa0" for run in high) > sum(map(len, high)) / 2:
        return "WINDOWS-1252"
    shares = {}
    for name, (codec, everyday) in EVERYDAY.items():
        with contextlib.suppress(UnicodeDecodeError):
            wide = [character.encode(codec) for character in data.decode(codec) if ord(character) > 127]
            found = sum(re.fullmatch(everyday, character, re.DOTALL) is not None for character in wide)
            shares[name] = found / len(wide)
    best = max(shares, key=shares.get, default=None)
    return best if best and shares[best] >= LEAST else None
