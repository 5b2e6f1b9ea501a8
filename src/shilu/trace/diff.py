"""What differs between the numbers and claims of two builds.

A change is within noise where it is no larger than the half-widths of the two values combined (the root
of the sum of their squares).
"""

import math
from typing import Any


def diff(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return what differs between two contents of ``values.json``, a line of text each, sorted.

    ``values`` that are gone, new or different, with the sections that show them, and ``claims`` whose verdict
    is another.
    """
    before, after = ({value["name"]: value for value in content["values"]} for content in (old, new))
    was_shown, shown = _sections(old), _sections(new)
    lines = []
    for name in before.keys() | after.keys():
        was, now = before.get(name), after.get(name)
        if was is None:
            lines.append(f"new    {name}: {now['text']}; shown in {shown[name]}")
        elif now is None:
            lines.append(f"gone   {name}: {was['text']}; was shown in {was_shown[name]}")
        elif any(was.get(key) != now.get(key) for key in ("raw", "uncertainty")):
            change = f"{was['text']} -> {now['text']}{_change(was, now)}"
            lines.append(f"value  {name}: {change}; shown in {shown[name]}")
    verdicts = [
        {claim["id"]: claim["verdict"] for claim in content.get("claims", [])} for content in (old, new)
    ]
    for name in {*verdicts[0], *verdicts[1]}:
        was, now = (found.get(name, "absent") for found in verdicts)
        if was != now:
            lines.append(f"claim  {name}: {was} -> {now}")
    return sorted(lines)


def _sections(content):
    # By the value's name, the sections that show it.
    found = {}
    for value in content["values"]:
        found.setdefault(value["name"], {})[value.get("section") or "(no section)"] = None
    return {name: ", ".join(sections) for name, sections in found.items()}


def _change(was, now):
    if not all(isinstance(value["raw"], int | float) for value in (was, now)):
        return ""
    change = now["raw"] - was["raw"]
    noise = math.hypot(was.get("uncertainty") or 0, now.get("uncertainty") or 0)
    if not change or not noise:
        return f" ({change:+.3g})" if change else " (the same value, its uncertainty differs)"
    return f" ({change:+.3g}, {'within' if abs(change) <= noise else 'BEYOND'} noise of {noise:.2g})"
