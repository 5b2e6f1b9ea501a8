"""Read the printed numbers of a report's PDF again and compare them with the values that it carries.

Where the report's tables are here, the values are compared with those as well.
"""

import argparse
import collections
import difflib
import sys

from shilu.errors import UserError, command
from shilu.trace import chain as trace
from shilu.trace import printed


def check(values, pages):
    """Return (number of values compared, list of what differs, each a line of text).

    Parameters
    ----------
    values : list of dict
        Each use of a value with its ``page`` (from 1), None where no page shows it as text.
    pages : list of list of str
        What is printed at the places of values (`shilu.trace.printed.numbers`).

    Notes
    -----
    The texts of a page are compared as a whole: a number that another one of the same page took the place of,
    and the other way round, is not seen.
    """
    wrong = []
    for page, texts in enumerate(pages, start=1):
        bound = {}
        for value in values:
            if value["page"] == page:
                bound.setdefault(printed.squeezed(value["text"]), []).append(value)
        expected = collections.Counter({text: len(uses) for text, uses in bound.items()})
        strange = list((collections.Counter(texts) - expected).elements())
        for text in (expected - collections.Counter(texts)).elements():
            names = " or ".join(dict.fromkeys(value["name"] for value in bound[text]))
            instead = difflib.get_close_matches(text, strange, n=1, cutoff=0)
            if instead:
                strange.remove(instead[0])
            found = f"{instead[0]!r} is printed" if instead else "nothing is printed"
            wrong.append(f"page {page}: {bound[text][0]['text']!r} is bound ({names}), {found}")
    return sum(value["page"] is not None for value in values), wrong


@command
def main(argv=None):
    """Run ``shilu check``; the exit code is 1 where a number differs."""
    parser = argparse.ArgumentParser(prog="python -m shilu.trace.check", description=__doc__)
    parser.add_argument("pdf", help="a PDF that shilu made")
    args = parser.parse_args(argv)
    values, pages = printed.attached(args.pdf)["values"], printed.numbers(args.pdf)
    compared, wrong = check(values, pages)
    if compared and not any(pages):
        raise UserError(
            f"{args.pdf}: its numbers lead to no appendix of sources, so they cannot be told from "
            "other text; write `::: {#provenance}` and `:::` where that appendix is to stand"
        )
    altered, stale = trace.compare(values)
    sys.stderr.writelines(f"warning: {line}\n" for line in stale)
    sys.stdout.writelines(f"{line}\n" for line in (*wrong, *altered))
    sys.stdout.write(f"{compared - len(wrong)}/{compared} match\n")
    if wrong or altered:
        sys.exit(1)


if __name__ == "__main__":
    main()
