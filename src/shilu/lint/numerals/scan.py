"""Numerals in running text: digits, signs, Chinese and Japanese numerals, English number words.

What is recognised is what a reader takes for a number: also ratios (九成五, half of) and counts (三種).
Names that contain digits (float32, RTX 4090), idioms (十分, 統一) and ordinals in words (第三章) are none.
"""

import re
import unicodedata
from typing import NamedTuple

from shilu.lint.numerals import en, zh_ja

#: Rule: why it is one.
RULES = {
    "E101": "a number in digits goes stale when the results change",
    "E102": "a percentage in words or digits goes stale when the results change",
    "E103": "a ratio (三倍, 九成五, half of) is a result in words",
    "E104": "a number in words, or a measure in words (五分鐘, ten seconds)",
    "E105": "a sign for a number (½, ③, Ⅲ, ²) or a Roman numeral in a reference",
    "E106": "a constant in {{ }} is typed by hand too",
    "E107": "one value shown with two precisions makes a reader look for a difference",
    "W201": "a small count in words (三種, two methods): bind it if it can change",
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
        self[code] = char
        return char


_PLAIN = _Plain({ord("−"): "-", ord("﹪"): "%", ord("％"): "%"})


def plain(text: str) -> str:
    """Return `text` with every digit, full-width sign and minus in its ASCII form; the length stays."""
    return text.translate(_PLAIN)


_SUPER = "⁰¹²³⁴-⁹₀-₉"
_LETTER = "A-Za-zªµºÀ-ÖØ-öø-ʯͰ-ϿЀ-ӿℓ"
_NUMBER = r"(?:(?:\d+(?:,\d{3})+(?!\d)|\d+(?:_\d+)*)(?:\.\d+)?|(?<![\w.])\.\d+)"
_SIGNED = rf"(?:(?<![\w)%])[+-]|±\s?)?{_NUMBER}(?:\s?±\s?{_NUMBER})?"
_POWER = rf"(?:[eE][+-]?\d+|\s?[×xX*·]\s?10(?:\^[+-]?\d+|[⁻⁺]?[{_SUPER}]+)|\^[+-]?\d+|[⁻⁺]?[{_SUPER}]+)?"
#: One sign that is a number by itself.
SIGN = f"[{_SUPER}¼-¾⅐-↉①-⓿❶-➓㈠-㈩㉈-㉟㊀-㊉㊱-㊿〡-〩🄀-🄌]"

# Products and standards: what follows them is a model number or a version, unless it is measured.
_MAKES = zh_ja.any_of(r"""
    RTX GTX RX Quadro Tesla Ryzen EPYC Xeon Core Pentium Cortex Snapdragon Raspberry\sPi Arduino Jetson
    STM ISO(?:/IEC)? IEC IEEE RFC ANSI DIN CNS JIS NIST PEP JPEG MPEG USB PCIe Bluetooth Wi-Fi HTTP TLS
    SSL IPv Unicode HTML CSS OpenGL Vulkan DirectX OpenMP MPI Python NumPy SciPy pandas PyTorch
    TensorFlow Keras JAX Matplotlib scikit-learn CUDA cuDNN ROCm Ubuntu Debian Fedora CentOS RHEL Alpine
    Windows macOS OS\sX Android iOS Linux Java JDK Node\.js Go Rust PHP Perl Ruby Julia R(?=\s[345]\.\d)
    MATLAB Octave SPSS C\+\+ Fortran GCC LLVM Clang CMake Docker Kubernetes PostgreSQL MySQL MariaDB
    SQLite MongoDB Redis Kafka Spark Hadoop TeX\sLive Typst pandoc Office Excel Word Blender Unity Qt
    Llama Claude Gemini Qwen Mistral Pixel iPhone Galaxy Creative\sCommons CC\sBY(?:-[A-Z]+)*
""")
_MEASURED = r"\.?\d|\s?(?:[%‰±倍成折割個个種种次筆条條秒分層层]|(?:[mµn]?s|percent|times|seconds?|[KMGT]B)\b)"
_EXTENSION = zh_ja.any_of("""
    md py csv tsv json npz npy png svg pdf txt ya?ml toml h5 zip gz tex typ html? jpe?g docx? xlsx?
    ipynb cfg conf ini log sh c cpp hs rs js sql wav mp[34]
""")
_NAMES = [
    r"(?:(?:https?|ftp|file|mailto|doi|arXiv|urn):|www\.)[^\s，。、；）」』\u3040-\u9fff]+",
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    rf"(?<![A-Za-z0-9_.])(?:[A-Za-z0-9_.-]+/)*[A-Za-z0-9_.-]*[A-Za-z0-9_]\.{_EXTENSION}(?![A-Za-z0-9])",
    # Colours, digital object identifiers, internet addresses, versions, commits.
    r"#[0-9a-fA-F]{6}(?![0-9A-Za-z])",
    r"\b10\.\d{4,}/[^\s，。；）]+",
    r"(?<![\w.])\d+(?:\.\d+){3}(?:/\d+)?(?![\w.])",
    r"\bv\d+(?:\.\d+)*|(?<![\w.])\d{1,2}\.\d{1,2}\.\d{1,3}(?![\w.])",
    r"(?<![\w.])(?!\d+e\d+\b)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,64}(?!\w)",
    rf"\b{_MAKES}[ \u00a0/-]?\d+(?:\.\d+)*[A-Za-z]*(?:-[A-Za-z\d.]*\w)*(?![A-Za-z\d])(?!{_MEASURED})",
    r"(?<![\w.,])(?:[1-4]-?D|[2-6]G)(?![A-Za-z])",
    r"(?<![\w.,])(?:8|16|32|64|128|256)(?:-bit\b|[ -]?位元(?!組))",
    # Pages of a reference.
    r"\bpp?\.\s?\d+(?:\s?[-–]\s?\d+)?",
]
#: A word that starts with a letter; digits behind it are part of it, unless a decimal or a percentage.
IDENTIFIER = (
    rf"(?<![{_LETTER}\d_])(?!(?!v)[{_LETTER}_]+[-_]?0\.\d)"
    rf"(?>[{_LETTER}_][{_LETTER}\d_{_SUPER}⁻⁺]*"
    rf"(?:[-/.'’](?=[{_LETTER}])[{_LETTER}\d_{_SUPER}⁻⁺]+|[-^][+-]?\d[{_LETTER}\d_]*|(?<=\d)\.\d[{_LETTER}\d]*)*)"
    r"(?!\s?[%‰])"
)
_DATE = r"(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)"
_TENTHS = rf"(?:{zh_ja.TENTH}\d?|{zh_ja.DISCOUNT}|{zh_ja.MULTIPLE}|割)"
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
    ("E101", rf"(?<![\d.])\d{{4}}{_DATE}(?!\d)"),
    ("E102", rf"(?:\(\s?{_SIGNED}\s?\)|{_SIGNED}{_POWER})\s?[%‰]"),
    ("E103", rf"(?<![\d.])\d+\s?/\s?\d+(?![\d.])|\d+(?:\.\d+)?\s?{_TENTHS}"),
    ("E101", rf"{_SIGNED}{_POWER}(?:\s?[十百千萬万億亿兆]+)?"),
    ("E105", f"{SIGN}+"),
]
# Ordered: at one place the first that matches is taken.  None: no numeral.
_PATTERNS = [
    *((None, names) for names in _NAMES),
    *zh_ja.PATTERNS,
    *en.PATTERNS,
    ("E105", _ROMAN),
    (None, IDENTIFIER),
    *_DIGITS,
]
_ANY = re.compile("|".join(f"(?P<g{i}>{pattern})" for i, (_, pattern) in enumerate(_PATTERNS)))


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
    text = plain(text)
    found = []
    for match in _ANY.finditer(text):
        code = _PATTERNS[int(match.lastgroup[1:])][0]
        value = None
        if callable(code):
            code, value = code(match[0])
        if code:
            found.append(Numeral(*match.span(), code, number(match[0]) if value is None else value))
    return found


def number(text: str) -> float | None:
    """Return the first number in digits or signs of `text` (a percentage as fraction), or None."""
    text = plain(text)
    ratio = re.fullmatch(r"(\d+)\s?/\s?(\d+)", text)
    if ratio and float(ratio[2]):
        return float(ratio[1]) / float(ratio[2])
    match = re.search(rf"(-?)({_NUMBER})(?:[eE]([+-]?\d+))?", text)
    if not match:
        return unicodedata.numeric(text, None) if len(text) == 1 else None
    size = float(match[2].replace(",", "") + (f"e{match[3]}" if match[3] else ""))
    size *= 0.01 if "%" in text else 0.001 if "‰" in text else 1
    return -size if match[1] else size
