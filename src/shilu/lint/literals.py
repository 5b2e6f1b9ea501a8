"""What may be typed by hand: the patterns that a project declares, each with its reason."""

import re
from collections import Counter
from collections.abc import Sequence

#: A pattern, and the reason why no result changes what it matches.
Literal = tuple[re.Pattern, str]


def without(found: Sequence, text: str, literals: Sequence[Literal]) -> tuple[list, Counter]:
    """Leave out the findings that a match in their line covers.

    Parameters
    ----------
    found : sequence of shilu.lint.findings.Finding
    text : str
        What they were found in.
    literals : sequence of (re.Pattern, str)

    Returns
    -------
    left : list of Finding
    spared : Counter
        How many were left out for each pattern (its text) and reason; of several, the first counts.
    """
    left, spared = [], Counter()
    for finding in found:
        declared = next(
            ((pattern, why) for pattern, why in literals if _covers(pattern, text, finding)), None
        )
        if declared:
            spared[declared[0].pattern, declared[1]] += 1
        else:
            left.append(finding)
    return left, spared


def _covers(pattern, text, finding):
    begin = text.rfind("\n", 0, finding.start) + 1
    line = text[begin:].partition("\n")[0].removesuffix("\r")
    return any(
        match.start() + begin <= finding.start and finding.end <= match.end() + begin
        for match in pattern.finditer(line)
    )
