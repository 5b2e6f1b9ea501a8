"""Whether the tests would notice a fault: each mutation of the lists beside this file is made in a copy of the
sources, alone, and one of the tests that it names must fail.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import yaml
from drawn import drawn

ROOT = Path(__file__).parents[2]
LISTS = sorted(Path(__file__).parent.glob("*.yaml"))
#: Seconds after which a mutation is taken for noticed: it made a loop endless.
PATIENCE = 600


def listed():
    """Yield the mutations of the lists, each with the place of its text."""
    for path in LISTS:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            text = (ROOT / entry["file"]).read_text(encoding="utf-8")
            if text.count(entry["old"]) != 1:
                sys.exit(
                    f"error: {path.name}: {entry['old']!r} must stand once in {entry['file']}; correct it"
                )
            yield entry | {"at": text.index(entry["old"])}


def passed(tests, mutation=None):
    """Return whether the tests pass with a mutation, or with none, and what they said."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        source = shutil.copytree(ROOT / "src", Path(folder, "src"))
        if mutation:
            file, at = Path(folder, mutation["file"]), mutation["at"]
            text = file.read_text(encoding="utf-8")
            text = text[:at] + mutation["new"] + text[at + len(mutation["old"]) :]
            file.write_text(text, encoding="utf-8")
        # What the tests start has it too.  It comes before what an editable installation says.
        env = os.environ | {"PYTHONPATH": str(source)}

        def python(*arguments, **options):
            command = [sys.executable, *arguments]
            options |= {"cwd": ROOT, "env": env, "capture_output": True, "text": True}
            return subprocess.run(command, check=False, **options)

        found = python("-c", "from importlib.util import find_spec; print(find_spec('shilu').origin)").stdout
        if not found.startswith(folder):
            sys.exit(f"error: the tests would import {found.strip()}, not the copy in {folder}")
        try:
            result = python("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return False, f"slower than {PATIENCE} s"
    if result.returncode in {4, 5}:
        sys.exit(f"error: no such tests: {' '.join(tests)}; correct the list")
    return result.returncode == 0, result.stdout


def main():
    """Run the mutations; print each with whether it was noticed, and end with 1 if one was not."""
    parser = argparse.ArgumentParser(prog="python tests/mutations", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="those whose file, text or reason has it")
    parser.add_argument("--random", type=int, metavar="N", help="draw N from all of the kit's Python instead")
    parser.add_argument("--seed", type=int, default=0, help="which are drawn (default: 0)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="how many at once (default: all cores)"
    )
    asked = parser.parse_args()
    mutations = list(listed() if asked.random is None else drawn(ROOT, asked.random, asked.seed))
    told = ["{file}: {old!r} -> {new!r} ({why})".format_map(entry) for entry in mutations]
    wanted = [(entry, text) for entry, text in zip(mutations, told, strict=True) if asked.only in text]
    if not wanted:
        sys.exit(f"error: --only {asked.only}: no mutation has this text")
    sound, said = passed(sorted({test for entry, _ in wanted for test in entry["tests"]}))
    if not sound:
        sys.exit(f"error: the tests fail without a mutation; mend that first\n{said[-2000:]}")
    survivors = 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        runs = {pool.submit(passed, entry["tests"], entry): text for entry, text in wanted}
        for number, run in enumerate(as_completed(runs), start=1):
            survived, _ = run.result()
            survivors += survived
            verdict = "SURVIVED" if survived else "killed"
            sys.stdout.write(f"[{number}/{len(runs)}] {verdict:<8} {runs[run]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(runs) - survivors} of {len(runs)} killed, {survivors} survived\n")
    sys.exit(survivors > 0)


if __name__ == "__main__":
    main()
