"""``python -m tests.torture``: edit, kill and damage a build many times, and print one table."""

import argparse
import collections
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.torture import corrupt, kill, reruns, study


def main(argv=None):
    """Run the attacks that are asked for; the exit code is 1 where one found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--corruptions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    args = parser.parse_args(argv)
    sys.stdout.write(f"seed {args.seed}\n")
    found = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        built = Path(name, "built")
        study.copy_of_project(built)
        code, said = study.build(built)
        if code:
            sys.exit(said)
        for attack, kind, trial in trials(built, args):
            begin, folder = time.monotonic(), Path(name, "attacked")
            what, wrong = trial(folder)
            found[f"{attack}: {kind or what}", "; ".join(wrong) or "held"] += 1
            seconds = time.monotonic() - begin
            sys.stdout.write(f"{attack}: {what}: {'; '.join(wrong) or 'held'} ({seconds:.0f} s)\n")
            sys.stdout.flush()
            study.remove(folder)
    sys.stdout.write(table(found))
    sys.exit(any(outcome != "held" for _, outcome in found))


def trials(built, args):
    """Yield of each attack its name, its kind (None for what it turns out to be), and what does it in a folder."""
    for name in reruns.table(reruns.counted(built)):
        yield "edit", name, lambda folder, name=name: (name, reruns.trial(built, folder, name))
    for attack, trial, count in (
        ("kill", kill.trial, args.kills),
        ("damage", corrupt.trial, args.corruptions),
    ):
        for number in range(count):
            rng = random.Random(f"{args.seed} {attack} {number}")  # noqa: S311  no secret
            yield attack, None, lambda folder, trial=trial, rng=rng: trial(built, folder, rng)


def table(found):
    """Return the counts as lines: attack, held of all, and what did not."""
    lines = []
    for group in sorted({group for group, _ in found}):
        outcomes = {outcome: count for (of, outcome), count in found.items() if of == group}
        others = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items() if outcome != "held")
        lines.append(
            f"{group:<32} {outcomes.get('held', 0):>4} of {sum(outcomes.values()):>4} held  {others}\n"
        )
    return "".join(lines)


if __name__ == "__main__":
    main()
