"""Time the report kit: filling, linting and testing the claims of a large report, and of our own."""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import yaml

from benchmarks import machine
from shilu.errors import command

VALUES, CLAIMS, SEEDS = 5_000, 200, 20


def generate(folder):
    """Write a table, a template that binds `VALUES` of its cells, and `CLAIMS` claims over `SEEDS` seeds."""
    rng = np.random.default_rng(0)
    with (folder / "flow.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pump", "flow", "half_width"])
        rows.writerows([f"p{i}", f"{x:.6f}", "0.0123"] for i, x in enumerate(rng.normal(5, 1, VALUES)))
    schema = '{"primaryKey": ["pump"], "fields": [{"name": "flow", "uncertainty": "half_width"}]}'
    (folder / "flow.schema.json").write_text(schema)
    with (folder / "runs.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pump", "side", "seed", "flow"])
        for i in range(CLAIMS):
            for side in "ab":
                values = rng.normal(1 + (side == "b") * rng.uniform(-0.1, 0.3), 0.1, SEEDS)
                rows.writerows([f"p{i}", side, seed, f"{x:.6f}"] for seed, x in enumerate(values))
    claims = [
        {
            "id": f"c{i}",
            "title": f"幫浦 p{i}",
            "data": "runs",
            "where": {"pump": f"p{i}"},
            "value": "flow",
            "compare": {"side": "b"},
            "against": {"side": "a"},
            "direction": "above",
            "margin": 0.0,
            "over": "seed",
            "sentences": dict.fromkeys(("supported", "refuted", "undecided"), "右側的流量比較大或比較小。"),
        }
        for i in range(CLAIMS)
    ]
    (folder / "claims.yaml").write_text(yaml.safe_dump(claims, allow_unicode=True), encoding="utf-8")
    prose = [f"幫浦 `p{i}` 的流量是 {{{{ flow.p{i}.flow | interval }}}}，還算穩定。" for i in range(VALUES)]
    told = [f'{{{{ claim("c{i}") }}}}' for i in range(CLAIMS)]
    text = "---\ntitle: 題\n---\n\n" + "\n\n".join([*prose, *told]) + "\n"
    (folder / "report.md.j2").write_text(text, encoding="utf-8")


def commands(folder, template, tables, claims, data):
    """Return the three commands of a report, by name."""
    shilu = [sys.executable, "-m", "shilu"]
    values = folder / "values.json"
    told = ["--claims", folder / "c.json"]
    return {
        "claims": [*shilu, "claims", "--claims", claims, "--data", data, "--output", folder / "c.json"],
        "fill": [
            *(*shilu, "fill", template, "--tables", *tables, *told),
            *("--output", folder / "report.md", "--values", values),
        ],
        "lint": [*shilu, "lint", template, claims, "--values", values],
    }


def seconds(arguments, *, start_up):
    """Return the wall time of a command, less that of its ``--help``."""

    def once(words):
        begin = time.perf_counter()
        subprocess.run(list(map(str, words)), check=True, capture_output=True)
        return time.perf_counter() - begin

    total = min(once(arguments) for _ in range(3))
    return total - min(once([*arguments[:3], "--help"]) for _ in range(3)) if start_up else total


@command
def main(argv=None):
    """Run the benchmark of the report kit."""
    parser = argparse.ArgumentParser(prog="make bench WHAT=kit", description=__doc__)
    parser.parse_args(argv)
    sys.stdout.write(machine.text(machine.machine()) + "\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder)
        asked = commands(
            folder,
            folder / "report.md.j2",
            [folder / "flow.csv"],
            folder / "claims.yaml",
            folder / "runs.csv",
        )
        report(f"{VALUES} values, {CLAIMS} claims", asked, bound=20)
        results = Path("results")
        if (results / "metrics/replicas.csv").is_file():
            own = (results / "tables", Path("report/original.csv"))
            asked = commands(
                folder,
                Path("report/report.zh-TW.md.j2"),
                own,
                Path("report/claims.yaml"),
                results / "metrics/replicas.csv",
            )
            report("our own report", asked, bound=2)


def report(title, asked, *, bound):
    """Print the time of each command beyond its start-up, and of all."""
    taken = {name: seconds(arguments, start_up=True) for name, arguments in asked.items()}
    parts = ", ".join(f"{name} {time:.2f} s" for name, time in taken.items())
    sys.stdout.write(f"{title}: {sum(taken.values()):.2f} s beyond start-up (bound {bound} s): {parts}\n")


if __name__ == "__main__":
    main()
