"""Keep the numbers of these results as the accepted ones, which `shilu diff` compares with."""

import argparse
from pathlib import Path

from shilu.errors import UserError, command
from shilu.files import sha256, write_json, write_text
from shilu.trace import chain as trace
from shilu.values import value as values

#: The folders whose files are hashed: what the numbers come from.
HASHED = ("data", "runs", "metrics", "tables")


def checksums(results):
    """Return the SHA-256 of every result file, in the form that ``sha256sum --check`` reads in `results`.

    Raises
    ------
    UserError
        There are none.
    """
    files = sorted(path for folder in HASHED for path in (results / folder).rglob("*") if path.is_file())
    if not files:
        raise UserError(f"{results}: no results to accept; build the report first")
    return "".join(f"{sha256(path)}  {path.relative_to(results).as_posix()}\n" for path in files)


@command
def main(argv=None):
    """Run ``shilu accept``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.trace.accept", description=__doc__)
    parser.add_argument("--results", default="results", help="results folder (default: %(default)s)")
    parser.add_argument(
        "--output", default="report/accepted", help="folder to write to (default: %(default)s)"
    )
    args = parser.parse_args(argv)
    file = Path(args.results, "report", "values.json")
    content, sums = values.read(file), checksums(Path(args.results))
    wrong, stale = trace.compare(content["values"])
    if wrong or stale:
        raise UserError(f"{file}: at odds with the tables ({[*stale, *wrong][0]}); build the report again")
    write_json(Path(args.output, "values.json"), content)
    write_text(Path(args.output, "checksums.txt"), sums)


if __name__ == "__main__":
    main()
