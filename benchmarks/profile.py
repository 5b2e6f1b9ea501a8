"""Where the time of a training step goes: each kind of NumPy call, in its place among the others."""

import argparse
import sys
import time
from collections import defaultdict

import backprop.stages  # noqa: F401  pins the arithmetic before NumPy is imported
from backprop.registry import ACTIVATIONS
from benchmarks import machine
from benchmarks.arguments import count
from benchmarks.problem import SAMPLES, order, problem
from benchmarks.sides.ours import trainer
from shilu.errors import command
from shilu.runs.bits import wanted

EPOCHS = 30


def profile(replicas, batch, activation):
    """Return the µs of a step and replica, and those of the calls of each function.

    Each is the least of `EPOCHS` epochs.  The clock itself takes 0.1 µs of a call, so with few replicas the
    parts are more than the whole.
    """
    spent = defaultdict(float)

    def around(function):
        def timed(*operands):
            start = time.perf_counter()
            function(*operands)
            spent[function.__name__] += time.perf_counter() - start

        return timed

    timed, plain = (trainer(problem(replicas, batch, activation), around=each) for each in (around, None))
    best = {}
    for number in range(EPOCHS):
        shuffled = order(replicas, number)
        spent.clear()
        timed(shuffled)
        start = time.perf_counter()
        plain(shuffled)
        whole = time.perf_counter() - start
        for name, seconds in {**spent, "whole step": whole}.items():
            best[name] = min(seconds, best.get(name, seconds))
    unit = 1e6 / replicas / -(-SAMPLES // batch)
    rows = {name: seconds * unit for name, seconds in best.items()}
    return rows.pop("whole step"), rows


@command
def main(argv=None):
    """Run ``python -m benchmarks.profile``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("--replicas", type=count, nargs="+", default=[1, 4, 10, 40])
    parser.add_argument("--batch", type=count, default=32)
    parser.add_argument("--activation", choices=ACTIVATIONS, default="sigmoid")
    args = parser.parse_args(argv)
    sys.stdout.write(f"{machine.text(machine.machine())}, {wanted()} bits\n")
    for replicas in args.replicas:
        whole, rows = profile(replicas, args.batch, args.activation)
        sys.stdout.write(f"{args.activation}, batch {args.batch}, {replicas} replicas: {whole:.1f} us\n")
        for name, microseconds in sorted(rows.items(), key=lambda row: -row[1]):
            sys.stdout.write(f"  {name:10} {microseconds:6.1f}  {microseconds / whole:5.0%}\n")


if __name__ == "__main__":
    main()
