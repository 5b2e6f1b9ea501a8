"""Test the claims of the prose over repetitions, and print the ledger."""

import sys
from collections.abc import Sequence
from pathlib import Path

from shilu import files, project
from shilu.claims import assess, ledger, select
from shilu.errors import UserError

EXAMPLE = "  shilu claims --claims report/claims.yaml --data results/runs.csv"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("--claims", help="claims file (default: the project's)")
    parser.add_argument("--data", nargs="+", help="CSV files (default: the project's)")
    parser.add_argument("--output", help="JSON to write (default: the ledger is printed, nothing written)")


def run(args):
    """Test them."""
    own = project.load(args.project)
    claims, data = args.claims or own.claims, args.data or own.data
    if not claims or not data:
        raise UserError(
            f"{own.file or project.FILE}: no claims to test; name them in report.claims and claims.data, "
            "or with --claims and --data"
        )
    entries = assessed(claims, data, own, output=args.output)
    sys.stdout.write(ledger.text(entries))


def assessed(claims: Path, data: Sequence[Path], own: project.Project, *, output: Path | None) -> list[dict]:
    """Return the tested claims of a file, written to `output` if it is given."""
    if output:
        files.require_apart([output], [claims, *data])
    entries = assess.assess(
        assess.read_claims(claims),
        select.read_samples(data),
        level=own.level,
        confidence=own.confidence,
        file=claims,
    )
    if output:
        files.write_json(output, {"claims": entries, "level": own.level, "correction": "Holm"})
    return entries
