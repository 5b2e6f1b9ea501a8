"""Time the trainer beside its peers: one core, one thread each, in turn, the same training."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks import machine
from benchmarks.arguments import count
from benchmarks.problem import SAMPLES
from shilu.errors import UserError, command
from shilu.files import write_json

#: Name to module, name in it, and the environment that it runs in.
SIDES = {
    "ours, portable bits": ("ours", "ours", {}),
    "ours, native bits": ("ours", "ours", {"SHILU_BITS": "native"}),
    "JAX": ("jax_side", "jax", {}),
    "JAX, tuned by hand": ("jax_side", "jax, tuned by hand", {}),
    "PyTorch, eager": ("torch_side", "torch, eager", {}),
    "PyTorch, baddbmm": ("torch_side", "torch, baddbmm", {}),
    "scikit-learn": ("sklearn_side", "scikit-learn", {}),
    "matrix products alone": ("ours", "products", {"SHILU_BITS": "native"}),
}
OURS, PRODUCTS = "ours, native bits", "matrix products alone"
#: Sides that train one network at a time, and those that take only these activations.
SINGLE = {"PyTorch, eager", "scikit-learn"}
ONLY = {"scikit-learn": {"sigmoid", "relu"}}
REPLICAS, BATCHES = (1, 4, 10, 40), (32, 64, 128)
OTHERS = ("relu", "leaky_relu", "silu")
MANY = (1, 2, 4, 10, 20, 40, 100, 300, 1000)
#: Losses of the same training in float32, by different orders of summation, agree to this.
AGREEMENT = 2e-3


class Side:
    """A process that trains what it is told and answers with times."""

    def __init__(self, name):
        module, function, environment = SIDES[name]
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", module, function],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **environment},
        )

    def ask(self, **request):
        """Send a request and return the answer, None where the side has ended."""
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline() or "null")
        except BrokenPipeError:
            return None


def measure(cell, sides, rounds):
    """Return for each side of a cell (replicas, batch, activation) its times in µs per step and replica.

    Raises
    ------
    UserError
        A side's loss after three epochs is not that of the others: it trains something else.
    """
    replicas, batch, activation = cell
    running = [
        side
        for side in sides
        if not (side.name in SINGLE and replicas > 1) and activation in ONLY.get(side.name, {activation})
    ]
    told = {side: side.ask(prepare=cell) for side in running}
    reference = np.array(next(told[side]["losses"] for side in running if side.name == OURS))
    for side, answer in told.items():
        losses = np.array(answer["losses"], float) if answer else np.full(1, np.nan)
        if np.isfinite(losses).all() and not np.allclose(losses, reference, rtol=AGREEMENT, atol=AGREEMENT):
            raise UserError(
                f"{side.name}: after three epochs the losses are {losses[-1]}, ours {reference[-1]}"
            )
    running = [side for side in running if told[side]]
    steps = -(-SAMPLES // batch)
    seconds = {side.name: [] for side in running}
    for _ in range(rounds):
        for side in running:
            seconds[side.name].append(side.ask(run=True)["seconds"])
    return {name: [1e6 * time / steps / replicas for time in times] for name, times in seconds.items()}


def cells(quick):
    """Return the cells of the benchmark: which sides, replicas, batch, activation."""
    peers = list(SIDES)
    if quick:
        return [(peers, 1, 32, "sigmoid"), (peers, 10, 32, "sigmoid")]
    table = [(peers, replicas, batch, "sigmoid") for batch in BATCHES for replicas in REPLICAS]
    table += [(peers, replicas, 32, name) for name in OTHERS for replicas in REPLICAS]
    jax = [name for name in peers if name.startswith(("ours", "JAX"))]
    table += [(jax, replicas, 2048, "sigmoid") for replicas in (1, 4, 10)]
    return table + [([OURS], replicas, 32, "sigmoid") for replicas in MANY if replicas not in REPLICAS]


def two_cores(rounds):
    """Return how many times as much two processes on two cores train in a second as one."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        return None
    script = (
        "import sys, time, os; os.sched_setaffinity(0, {int(sys.argv[1])})\n"
        "import backprop.stages\nfrom benchmarks import problem\nfrom benchmarks.sides.ours import trainer\n"
        "epoch, order = trainer(problem.problem(10, 32, 'sigmoid')), problem.order(10, 0)\n"
        "epoch(order); print('ready', flush=True); input()\nstart = time.perf_counter()\n"
        "[epoch(order) for _ in range(8)]\nprint(time.perf_counter() - start)"
    )

    def run(count):
        started = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(core)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for core in cores[:count]
        ]
        for process in started:
            process.stdout.readline()
        for process in started:
            process.stdin.write("\n")
            process.stdin.flush()
        return max(float(process.communicate()[0]) for process in started)

    pairs = [(run(1), run(2)) for _ in range(rounds)]
    return 2 * min(alone for alone, _ in pairs) / min(both for _, both in pairs)


def ratios(results):
    """Return lines of text: how the peers and the products stand to ours, cell by cell."""
    lines = ["", "ratios to ours (native bits), of the minima"]
    for (replicas, batch, activation), times in results.items():
        best = {name: min(values) for name, values in times.items()}
        peers = {
            name: time for name, time in best.items() if not name.startswith("ours") and name != PRODUCTS
        }
        if peers:
            near = min(peers, key=peers.get)
            jax = min((best[name] for name in ("JAX",) if name in best), default=float("nan"))
            lines.append(
                f"{activation:<11} batch {batch:>4}  R {replicas:>4}   JAX / ours {jax / best[OURS]:5.2f}   "
                f"best peer / ours {peers[near] / best[OURS]:5.2f} ({near})   "
                f"ours / products {best[OURS] / best.get(PRODUCTS, float('nan')):5.2f}   "
                f"portable / native {best['ours, portable bits'] / best[OURS]:5.2f}"
            )
    return lines


def table(results):
    """Return lines of text: minimum and median of each side in each cell."""
    lines = ["µs per step and replica: minimum (median) of CPU time"]
    for (replicas, batch, activation), times in results.items():
        lines.append(f"{activation}, batch {batch}, {replicas} replicas")
        lines += [
            f"  {name:<24} {min(values):8.1f} ({statistics.median(values):.1f})"
            for name, values in times.items()
        ]
    return lines


@command
def main(argv=None):
    """Run the benchmark of training."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two cells only, to see that everything runs")
    parser.add_argument(
        "--rounds", type=count, default=12, help="epochs timed for each side (default: %(default)s)"
    )
    parser.add_argument("--output", default="benchmarks/results", help="folder for JSON and chart")
    args = parser.parse_args(argv)
    found = machine.machine()
    sys.stdout.write(machine.text(found) + "\n")
    sides = {name: Side(name) for name in SIDES}
    missing = [name for name, side in sides.items() if side.ask(prepare=[1, 32, "sigmoid"]) is None]
    for name in missing:
        sys.stdout.write(f"{name}: left out, its package cannot be loaded here\n")
    results = {}
    for names, *cell in cells(args.quick):
        results[tuple(cell)] = measure(
            cell, [sides[name] for name in names if name not in missing], args.rounds
        )
        sys.stdout.write("\n".join(table({tuple(cell): results[tuple(cell)]})[1:]) + "\n")
        sys.stdout.flush()
    twice = two_cores(2 if args.quick else 5)
    sys.stdout.write(
        "\n".join(ratios(results)) + f"\ntwo processes on two cores: {twice:.2f} times as much\n"
    )
    write(Path(args.output), found, results, twice)


def write(folder, found, results, twice):
    """Write the results as JSON and as a chart."""
    entries = [
        {"replicas": replicas, "batch": batch, "activation": activation, "microseconds": times}
        for (replicas, batch, activation), times in results.items()
    ]
    write_json(folder / "training.json", {"machine": found, "cells": entries, "two_cores": twice})
    from benchmarks import chart  # matplotlib is not needed for the times

    chart.save(results, machine.text(found), folder / "training.svg")


if __name__ == "__main__":
    main()
