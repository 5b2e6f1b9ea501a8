"""Test the claims of the prose over repetitions, and print the ledger."""

import sys
from collections.abc import Sequence
from pathlib import Path

from shilu import files, project
from shilu.claims import absent, assess, claims_file, ledger, select, verdicts
from shilu.errors import UserError

EXAMPLE = "  shilu claims --claims report/claims.yaml --data results/runs.csv"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("--claims", help="claims file (default: the project's)")
    parser.add_argument("--data", nargs="+", help="CSV files (default: the project's)")
    parser.add_argument(
        "--absent",
        nargs="+",
        default=[],
        metavar="COLUMN=VALUE",
        help="what the study leaves out; claims on it are left out",
    )
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
    sys.stdout.write(ledger.text(*assessed(claims, data, own, output=args.output, gone=args.absent)))


def assessed(
    claims: Path, data: Sequence[Path], own: project.Project, *, output: Path | None, gone: Sequence[str] = ()
) -> tuple[list[dict], list[dict]]:
    """Return the tested claims of a file, and those on what is `gone`; written to `output` if it is given."""
    if output:
        files.require_apart([output], [claims, *data, *own.sources])
    rows = select.read_samples(data, own.folder if own.file else None)
    read, how = claims_file.read_claims(claims), own.tested_how
    if not own.claims or Path(claims).resolve() != own.claims.resolve():
        how |= {"families": {}}  # they are those of the project's own claims
    try:
        verdicts.family_of([claim["id"] for claim in read], how["families"])
    except UserError as error:
        raise UserError(f"{own.file}: {error}") from error
    kept, left_out = absent.split(read, rows, absent.parse(gone))
    entries = assess.assess(kept, rows, file=claims, **how)
    if output:
        told = {"claims": entries, "left_out": left_out, "correction": "Holm", **how}
        files.write_json(output, told)
    return entries, left_out
