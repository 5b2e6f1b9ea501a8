"""Numbers that no reader of the template sees: those that its expressions put together as text.

A string in ``{{ }}`` is bound to nothing: ``{% set n = "95.2" %}{{ n }}``, ``{{ value.raw ~ "" }}``.  The
filled Markdown has it as text, and values as placeholders.
"""

from collections.abc import Collection, Sequence
from typing import Any

from shilu.lint import findings
from shilu.lint.literals import Literal


def unbound(
    markdown: str,
    name: str,
    *,
    strings: Sequence[dict[str, Any]],
    template: str,
    known: Collection[str],
    literals: Sequence[Literal] = (),
) -> list[str]:
    """Return what is wrong in a filled text and was not seen in its template, a line each.

    Parameters
    ----------
    markdown : str
        What `shilu fill` made of the template.
    name : str
        Its file name, for what no expression gave.
    strings : sequence of dict
        ``line`` and ``text`` of what the template's expressions gave that is no value.
    template : str
        The template's file name.
    known : collection of str
        What was found in the template and the claims already.
    literals : sequence of Literal
        What the project declares to be meant literally.
    """
    lines = []
    for found in findings.sift(markdown, name, literals=literals)[0]:
        if not found.is_error or found.text in known:
            continue
        line = next((string["line"] for string in strings if _is_part(found.text, string["text"])), None)
        place = f"{template}:{line}" if line else f"{name}:{found.line}:{found.column}"
        lines.append(
            f"{place}: {found.code} {found.text!r} comes to the page as text, bound to nothing: let the "
            "value itself stand in {{ }}"
        )
    return list(dict.fromkeys(lines))


def _is_part(found, string):
    # The template may have gone on behind the braces: 95.2 in them, and % behind.
    return found in string or string.strip() in found
