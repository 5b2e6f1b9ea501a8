"""Read the printed numbers of a report's PDF again and compare them with the values that it carries."""

import argparse
import collections
import sys

from shilu import trace
from shilu.errors import command


def check(values, pages):
    """Return (number of values compared, list of what differs, each a line of text).

    A value is there where its page shows its text at least as often as it was bound on that page.
    """
    bound = collections.Counter((value["page"], value["text"]) for value in values if value.get("page"))
    wrong = []
    for (page, text), uses in bound.items():
        found = len(trace.pattern(text).findall(pages[page - 1].replace("\xa0", " ")))
        if found < uses:
            wrong += [f"page {page}: {text!r} is bound {uses} times and printed {found} times"] * (
                uses - found
            )
    return sum(bound.values()), wrong


@command
def main(argv=None):
    """Run ``shilu check``; the exit code is 1 where a number differs."""
    parser = argparse.ArgumentParser(prog="python -m shilu.check", description=__doc__)
    parser.add_argument("pdf", help="a PDF that shilu made")
    args = parser.parse_args(argv)
    content, pages = trace.read_pdf(args.pdf)
    compared, wrong = check(content["values"], pages)
    sys.stdout.write("".join(f"{line}\n" for line in wrong) + f"{compared - len(wrong)}/{compared} match\n")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
