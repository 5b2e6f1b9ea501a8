"""A figure's title says what is seen in it: counted and compared anew for whatever is drawn."""

import unicodedata

import numpy as np

from backprop.figures import marks
from shilu.figures import style
from shilu.values import digits

#: Room of a line, in widths of a Chinese character, after what it may be broken, and within what not.
ROOM, BREAKS, OPEN, CLOSED = 56, "，；：", "「（", "」）"
#: So many names that are level are given; of more, their number.
NAMED = 3


def write(figure, words):
    """Put `words` above all panels of a figure, broken into lines that fit its width."""
    lines = "\n".join(wrapped(line) for line in words.split("\n"))
    look = {"x": 0.006, "ha": "left", "fontsize": style.TITLE, "fontweight": "bold"}
    figure.suptitle(lines, **look, linespacing=marks.LINE_SPACING)


def wrapped(words):
    """Return `words` in lines of about equal length and at most `ROOM`, broken after `BREAKS` alone."""
    parts, depth = [""], 0
    for character in words:
        parts[-1] += character
        depth += (character in OPEN) - (character in CLOSED)
        if character in BREAKS and not depth:
            parts.append("")
    count = int(np.ceil(_width(words) / ROOM))
    room = min(ROOM, _width(words) / count * 1.15) if count else ROOM
    lines = [""]
    for part in parts:
        if lines[-1] and _width(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _width(words):
    # Latin letters of the font are a little more than half as wide.
    return sum(1 if unicodedata.east_asian_width(one) in "WFA" else 0.58 for one in words)


def extremes(values, pick):
    """Return the names whose value is what `pick` (max or min) picks of those that there are; else none.

    Parameters
    ----------
    values : dict of str to float
        NaN where there is nothing to compare.
    pick : callable
    """
    there = {name: value for name, value in values.items() if not np.isnan(value)}
    return [name for name, value in there.items() if value == pick(there.values())]


def listed(names):
    """Return names as words, or how many they are where they are more than `NAMED`."""
    if len(names) > NAMED:
        return f"並列的 {len(names)} 個"
    *some, last = names
    if not some:
        return last
    before, after = (" " if one.isascii() else "" for one in (some[-1][-1], last[0]))
    return f"{'、'.join(some)}{before}與{after}{last}"


def displayed(fraction):
    """Return a fraction with the digits that `percent` shows: what looks the same is the same."""
    return fraction if np.isnan(fraction) else float(digits.show(100 * fraction, 1)) / 100


def percent(fraction):
    """Return a fraction in percent with one decimal, and the sign."""
    return f"{digits.show(100 * fraction, 1)} %"


def of(total, count):
    """Return in words how many of a total."""
    return f"{total} 個中 {count} 個"
