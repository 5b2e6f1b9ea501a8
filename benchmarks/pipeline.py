"""Time the pipeline as its user meets it, in a fresh copy of the project."""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import machine
from benchmarks.arguments import count
from shilu.errors import command


def snakemake(folder, *arguments):
    """Run Snakemake on two cores and return its wall time in seconds."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(folder / "src")
    words = [Path(sys.executable).parent / "snakemake", "--cores", "2", "--quiet", "all", *arguments]
    begin = time.perf_counter()
    subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begin


def edit(file, pattern, replacement):
    """Replace the first match of a pattern in a file."""
    text = file.read_text(encoding="utf-8")
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    if changed == text:
        raise RuntimeError(f"{file}: nothing matches {pattern}")
    file.write_text(changed, encoding="utf-8")


def training_seconds(folder):
    """Return the seconds that the training jobs spent training, as their logs say."""
    logs = (folder / "results/logs/train").glob("*.log")
    return sum(float(re.search(r"trained in ([\d.]+) s", log.read_text())[1]) for log in logs)


def times(folder, *, full, runs):
    """Yield (what was done, seconds) for each thing that users do."""
    quick = ("--configfile", "config/quick.yaml")
    yield "quick, fresh results", snakemake(folder, *quick)
    if full:
        total = snakemake(folder)
        yield "full study, fresh results", total
        share = 1 - training_seconds(folder) / 2 / total
        sys.stdout.write(f"of the full study {share:.0%} of the wall time is not training (two cores)\n")
    options = () if full else quick
    yield "nothing to do", statistics.median(snakemake(folder, *options) for _ in range(runs))
    template, edits = folder / "report/report.zh-TW.md.j2", []
    for number in range(runs):
        edit(template, r"^# 背景.*$", f"# 背景{'與緣起' if number % 2 == 0 else ''}")
        edits.append(snakemake(folder, *options))
    yield "prose edit", statistics.median(edits)
    edit(folder / "config/config.yaml", r"learning_rate: 0\.01$", "learning_rate: 0.012")
    yield "one experiment changed (small_rate)", snakemake(folder, *options)


@command
def main(argv=None):
    """Run the benchmark of the pipeline."""
    parser = argparse.ArgumentParser(prog="make bench WHAT=pipeline", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the full study too: some minutes")
    parser.add_argument("--runs", type=count, default=5, help="runs of what is short (default: %(default)s)")
    args = parser.parse_args(argv)
    sys.stdout.write(machine.text(machine.machine()) + "\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
        for file in filter(None, listed.split("\0")):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / file)
        found = {}
        for what, seconds in times(folder, full=args.full, runs=args.runs):
            found[what] = seconds
            sys.stdout.write(f"{what:<40} {seconds:7.1f} s\n")
            sys.stdout.flush()
        Path("benchmarks/results").mkdir(exist_ok=True)
        Path("benchmarks/results/pipeline.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
