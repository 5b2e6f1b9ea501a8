"""Units that are typed behind a value of another unit, or that the value already shows."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from shilu.lint.suggest import NAME, UNIT
from shilu.values.names import parts


def units(text: str, expressions: Sequence, values: Sequence[dict[str, Any]]) -> Iterator[tuple]:
    """Yield start, end, text and the value's own unit for each unit that does not fit the value before it.

    Parameters
    ----------
    text : str
        A template.
    expressions : sequence of (str, int, int)
        What stands in its braces, with start and end of the braces.
    values : sequence of dict
        What was bound there, with `line`, `name`, `unit` and the `text` that is shown.
    """
    for expression, start, end in expressions:
        line = text.count("\n", 0, start) + 1
        words = re.findall(r"\w+", expression.partition("|")[0])
        uses = [
            use for use in values if use["line"] == line and words and parts(use["name"])[-1] == words[-1]
        ]
        shown = {"%" if use["text"].endswith("%") else NAME.get(use.get("unit"), "") for use in uses}
        typed = re.compile(rf"[ \u00a0]?([%％]|{UNIT.pattern})").match(text, end)
        if typed and len(shown) == 1 and (own := shown.pop()):
            unit = "%" if typed[1] in "%％" else NAME[typed[1]]
            if unit != own or own == "%":
                yield typed.start(1), typed.end(1), typed[1], own
