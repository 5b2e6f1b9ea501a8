"""List every place of the report that shows a value."""

import argparse
import sys
from pathlib import Path

from shilu.errors import command
from shilu.trace import chain as trace
from shilu.trace import printed
from shilu.trace.why import place


@command
def main(argv=None):
    """Run ``shilu where``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.trace.where", description=__doc__)
    parser.add_argument("name", help="name of a value, such as accuracy.as_reported.xor.relu.soft")
    parser.add_argument("--pdf", help="the report (default: report/report.pdf in the results folder)")
    parser.add_argument("--results", default="results", help="results folder (default: %(default)s)")
    args = parser.parse_args(argv)
    content = printed.attached(args.pdf or Path(args.results, "report", "report.pdf"))
    sys.stdout.writelines(f"{place(use)}\n" for use in trace.find(content["values"], args.name))


if __name__ == "__main__":
    main()
