"""Test the claims of a report's prose: each is a comparison over seeds, with a margin that matters.

The verdict is *supported* where the effect exceeds the margin, *refuted* where it falls short of it, both at
a level of 0.05 that is corrected for the number of claims (Holm), and *undecided* otherwise.
"""

import argparse
import csv
import math
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import yaml

from shilu import digits, testing
from shilu.errors import UserError, command
from shilu.files import sha256, write_json

LEVEL = 0.05
VERDICTS = ("supported", "refuted", "undecided")
#: A claim's keys; the descriptions end the message about a wrong one.
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "id",
        "title",
        "data",
        "where",
        "value",
        "compare",
        "against",
        "direction",
        "margin",
        "sentences",
    ],
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]*$",
            "description": "a name such as relu_above_silu",
        },
        "title": {"type": "string", "minLength": 1, "description": "what the ledger calls the claim"},
        "data": {"type": "string", "description": "the name of a CSV file given by --data, without .csv"},
        "where": {"type": "object", "description": "columns and the values that its rows have"},
        "value": {"type": "string", "description": "the column that is compared"},
        "compare": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "description": "column: value, or each",
        },
        "against": {
            "type": ["object", "number", "string"],
            "description": "column: value, a number, or others",
        },
        "direction": {"enum": ["above", "below"], "description": "above or below"},
        "margin": {
            "type": "number",
            "minimum": 0,
            "description": "how much matters, in the value's unit, 0 or more",
        },
        "statistic": {"enum": ["mean", "median"], "description": "mean or median"},
        "paired": {"type": "string", "description": "the column that pairs are made by, such as seed"},
        "missing": {
            "enum": ["never"],
            "description": "never: an empty cell is a threshold that was never reached",
        },
        "sentences": {
            "type": "object",
            "additionalProperties": False,
            "required": ["supported", "undecided"],
            "properties": {verdict: {"type": "string", "minLength": 1} for verdict in VERDICTS},
            "description": "a sentence for each of supported, refuted and undecided",
        },
    },
}


def read(path):
    """Read and check a claims file; raise a `UserError` that names file, claim and key."""
    try:
        claims = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not YAML ({' '.join(str(error).split())})") from error
    if not isinstance(claims, list):
        raise UserError(f"{path}: a list of claims was expected, each starting with `- id:`")
    seen = set()
    for number, claim in enumerate(claims, start=1):
        name = claim.get("id", f"claim {number}") if isinstance(claim, dict) else f"claim {number}"
        error = next(jsonschema.Draft202012Validator(SCHEMA).iter_errors(claim), None)
        if error is not None:
            key = ".".join(map(str, error.absolute_path))
            expected = error.schema.get("description", "")
            raise UserError(
                f"{path}: {name}: {key + ': ' if key else ''}{error.message}; expected {expected}".rstrip()
            )
        if name in seen:
            raise UserError(f"{path}: {name}: there are two claims with this id; rename one")
        seen.add(name)
    return claims


def test(claims, data):
    """Test all claims together.

    Parameters
    ----------
    claims : list of dict
        As `read` returns them.
    data : dict of str to (list of dict of str to str, dict)
        Rows of each CSV file by its name, and what to record of the file.

    Returns
    -------
    list of dict
        For each claim its verdict, the sentence for it, effect, interval, p values, n, test and data.

    Raises
    ------
    UserError
        A selection without rows, an unknown column, an empty or non-numeric cell, pairs that do not match, or
        a refuted claim without a sentence for it.
    """
    outcomes = [_outcome(claim, data) for claim in claims]
    corrected = testing.holm([outcome.p for outcome, _ in outcomes])
    ledger = []
    for claim, (outcome, differences), p_corrected in zip(claims, outcomes, corrected, strict=True):
        verdict = "undecided"
        if p_corrected <= LEVEL:
            verdict = "supported" if outcome.above <= outcome.below else "refuted"
        if verdict not in claim["sentences"]:
            raise UserError(f"{claim['id']}: refuted, and has no sentence for it; write sentences.refuted")
        ledger.append(
            {
                **{key: claim[key] for key in ("id", "title", "direction", "margin")},
                "statistic": claim.get("statistic", "mean"),
                "paired": claim.get("paired"),
                "verdict": verdict,
                "sentence": claim["sentences"][verdict],
                "effect": outcome.effect,
                "interval": [None if math.isnan(end) else end for end in outcome.interval],
                "p": outcome.p,
                "p_corrected": p_corrected,
                "n": outcome.n,
                "needed": _needed(claim, outcome, differences, len(claims))
                if verdict == "undecided"
                else None,
                "test": outcome.test,
                "compare": claim["compare"],
                "against": claim["against"],
                "data": {**data[claim["data"]][1], "where": claim["where"], "value": claim["value"]},
            }
        )
    return ledger


def _outcome(claim, data):
    # Returns the claim's outcome, and the differences that it rests on (None where there are no pairs).
    if claim["data"] not in data:
        raise UserError(f"{claim['id']}: data: no file {claim['data']!r}; given: {', '.join(data)}")
    rows = data[claim["data"]][0]
    ((column, wanted),) = claim["compare"].items()
    base = _select(claim, rows, claim["where"])
    present = dict.fromkeys(row[column] for row in base) if base and column in base[0] else {}
    against = claim["against"]
    if wanted == "each":
        pairs = [({column: value}, against) for value in present]
    elif against == "others":
        pairs = [({column: wanted}, {column: value}) for value in present if value != str(wanted)]
    else:
        pairs = [({column: wanted}, against)]
    tested = [_compare(claim, base, first, second) for first, second in pairs]
    if len(tested) == 1:
        return tested[0]
    # All must hold: supported as surely as the weakest (intersection-union), refuted by any one, corrected
    # for their number.  The weakest stands for the claim in the ledger.
    weakest, differences = max(tested, key=lambda pair: pair[0].above)
    below = min(1.0, len(tested) * min(outcome.below for outcome, _ in tested))
    return replace(weakest, below=below, test=f"{weakest.test}, all of {len(tested)}"), differences


def _compare(claim, rows, first, second):
    sign = 1 if claim["direction"] == "above" else -1
    statistic = claim.get("statistic", "mean")
    one = _values(claim, _select(claim, rows, first))
    if not isinstance(second, dict):
        differences = sign * (np.array(list(one.values())) - second)
    else:
        two = _values(claim, _select(claim, rows, second))
        if "paired" not in claim:
            groups = [sign * np.array(list(group.values())) for group in (one, two)]
            return testing.two_samples(*groups, claim["margin"], statistic=statistic), None
        if one.keys() != two.keys():
            odd = ", ".join(sorted(one.keys() ^ two.keys()))
            raise UserError(
                f"{claim['id']}: paired by {claim['paired']}: no partner for {odd}; run these too"
            )
        first_values, second_values = (np.array([group[key] for key in one]) for group in (one, two))
        with np.errstate(invalid="ignore"):  # never against never: no difference
            differences = sign * np.nan_to_num(
                first_values - second_values, nan=0.0, posinf=np.inf, neginf=-np.inf
            )
    return testing.one_sample(differences, claim["margin"], statistic=statistic), differences


def _select(claim, rows, where):
    for column in where:
        if rows and column not in rows[0]:
            raise UserError(
                f"{claim['id']}: {claim['data']} has no column {column!r}; it has {', '.join(rows[0])}"
            )
    chosen = [row for row in rows if all(row[column] == str(value) for column, value in where.items())]
    if not chosen:
        raise UserError(f"{claim['id']}: no rows of {claim['data']} have {where}; correct the selection")
    return chosen


def _values(claim, rows):
    # The value of each row by what pairs are made by, else by its number.
    column, by = claim["value"], claim.get("paired")
    for needed in filter(None, (column, by)):
        if needed not in rows[0]:
            raise UserError(
                f"{claim['id']}: {claim['data']} has no column {needed!r}; it has {', '.join(rows[0])}"
            )
    values = {}
    for number, row in enumerate(rows):
        key = row[by] if by else str(number)
        if key in values:
            raise UserError(f"{claim['id']}: two rows with {by} {key}; select one by `where`")
        text = "inf" if not row[column] and claim.get("missing") == "never" else row[column]
        try:
            values[key] = float(text or "nan")
        except ValueError as error:
            raise UserError(
                f"{claim['id']}: {column} of {by or 'row'} {key} is {text!r}, no number"
            ) from error
        if math.isnan(values[key]):
            raise UserError(
                f"{claim['id']}: {column} of {by or 'row'} {key} is empty (did it diverge?); leave it out by "
                "`where`, or write `missing: never` where empty means never reached"
            )
    return values


def _needed(claim, outcome, differences, count):
    level = LEVEL / count
    if outcome.smallest > level:
        return testing.pairs_to_reach(level)
    if differences is None:
        return None
    return testing.pairs_to_decide(
        differences, claim["margin"], level, statistic=claim.get("statistic", "mean")
    )


def text(ledger):
    """Return the ledger as text, a line for each claim."""
    lines = [
        f"{'verdict':<10} {'effect':>9} {'margin':>7} {'p':>8} {'p corr.':>8} {'n':>4} {'needs':>5}  claim"
    ]
    for claim in ledger:
        numbers = (
            f"{claim['effect']:>9.3g} {claim['margin']:>7.3g} {claim['p']:>8.2g} {claim['p_corrected']:>8.2g}"
        )
        lines.append(
            f"{claim['verdict']:<10} {numbers} {claim['n']:>4} {claim['needed'] or '':>5}  {claim['id']}"
        )
    return "\n".join(lines).replace("-", digits.MINUS) + "\n"


@command
def main(argv=None):
    """Run ``shilu claims``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.claims", description=__doc__)
    parser.add_argument("--claims", default="report/claims.yaml", help="claims file (default: %(default)s)")
    parser.add_argument(
        "--data", nargs="+", default=["results/metrics/replicas.csv"], help="CSV files of the runs"
    )
    parser.add_argument("--output", help="JSON to write (default: the ledger is only printed)")
    args = parser.parse_args(argv)
    data = {}
    for path in map(Path, args.data):
        with path.open(encoding="utf-8", newline="") as file:
            data[path.stem] = list(csv.DictReader(file)), {"file": path.as_posix(), "sha256": sha256(path)}
    ledger = test(read(args.claims), data)
    if args.output:
        write_json(args.output, {"claims": ledger, "level": LEVEL, "correction": "Holm"})
    sys.stdout.write(text(ledger))


if __name__ == "__main__":
    main()
