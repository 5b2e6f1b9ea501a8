"""Keep the numbers of these results as the accepted ones, which `shilu diff` compares with."""

import argparse
from pathlib import Path

from shilu import values
from shilu.errors import UserError, command
from shilu.files import sha256, write_json, write_text

#: The folders whose files are hashed: what the numbers come from.
HASHED = ("data", "runs", "metrics", "tables")


@command
def main(argv=None):
    """Run ``shilu accept``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.accept", description=__doc__)
    parser.add_argument("--results", default="results", help="results folder (default: %(default)s)")
    parser.add_argument(
        "--output", default="report/accepted", help="folder to write to (default: %(default)s)"
    )
    args = parser.parse_args(argv)
    results = Path(args.results)
    content = values.read(results / "report" / "values.json")
    files = sorted(path for folder in HASHED for path in (results / folder).rglob("*") if path.is_file())
    if not files:
        raise UserError(f"{results}: no results to accept; build the report first")
    write_json(Path(args.output, "values.json"), content)
    lines = "".join(f"{sha256(path)}  {path.relative_to(results).as_posix()}\n" for path in files)
    write_text(Path(args.output, "checksums.txt"), lines)


if __name__ == "__main__":
    main()
