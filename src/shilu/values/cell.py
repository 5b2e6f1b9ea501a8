"""What a cell of a table holds: a number, a truth, text, or nothing.  No other module parses cells."""

import re

#: How spreadsheets, R and pandas write that a number is missing or could not be worked out.
MISSING = {"", "NA", "nan", "NaN", "NAN", "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"}
#: As Python, R and spreadsheets, and JSON write them.
TRUTHS = {"True": True, "TRUE": True, "true": True, "False": False, "FALSE": False, "false": False}
#: No ``1_000``, which Python reads as 1000, and no full-width digits: in a table both are text.
_NUMBER = re.compile(
    r"[-+−]?(?:\d+(\.\d*)?|(\.\d+))(e[-+]?\d+)?|[-+−]?(inf(?:inity)?)", re.ASCII | re.IGNORECASE
)


def parse(text: str) -> float | bool | str | None:
    """Return what a cell holds.

    Parameters
    ----------
    text : str
        The cell as it stands in the file.

    Returns
    -------
    int, float, bool, str or None
        None where the value is missing (`MISSING`); an infinity for ``inf``; the text itself where it is none
        of these.  A number may have the true minus sign, U+2212.
    """
    found = _NUMBER.fullmatch(text)
    if found:
        # An integer of more digits than any float has is no finite number either.
        return (float if any(found.groups()) or len(text) > 300 else int)(text.replace("−", "-"))
    if text in MISSING:
        return None
    return TRUTHS.get(text, text)


def same(cell: str, wanted: object) -> bool:
    """Tell whether a cell (str) holds what is wanted: numbers as numbers (0 is ``0.0``), text to the letter.

    `wanted` is a str, int, float or bool, or None for a missing value.
    """
    if isinstance(wanted, str):
        return cell == wanted
    found = parse(cell)
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)
