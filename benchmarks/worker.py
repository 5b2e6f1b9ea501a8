"""One side of the benchmark in a process of its own: lines of JSON in, lines of JSON out.

``{"prepare": [replicas, batch, activation]}`` answers with the losses of three epochs; ``{"run": true}``
trains one more and answers with its CPU time.
"""

import importlib
import json
import os
import sys
import time


def main():
    """Serve the side that the command line names: module and name."""
    module, name = sys.argv[1:]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    import backprop.stages  # noqa: F401  pins the arithmetic before NumPy is imported
    from benchmarks import problem

    answer, sys.stdout = sys.stdout, sys.stderr
    side = importlib.import_module(f"benchmarks.sides.{module}").SIDES[name]
    epoch, orders = None, []
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            replicas, batch, activation = request["prepare"]
            epoch = side(problem.problem(replicas, batch, activation))
            orders = [problem.order(replicas, number) for number in range(3)]
            told = {"losses": [epoch(order).astype(float).tolist() for order in orders]}
        else:
            start = time.process_time()
            epoch(orders[0])
            told = {"seconds": time.process_time() - start}
        answer.write(json.dumps(told) + "\n")
        answer.flush()


if __name__ == "__main__":
    main()
