"""Stage: the report's figures, one file a call.

A kind of figure is a module of `backprop.figures.kinds`, loaded when it is asked for: a change of one is no
change of the others.
"""

import argparse
import importlib
import sys
from pathlib import Path

from backprop.figures import kinds
from backprop.study import config as study
from shilu.errors import command
from shilu.figures import style

HELP = {
    "activation": "name of the activation",
    "dataset": "name of the dataset",
    "experiment": "name of the experiment",
    "experiments": "names of the experiments that are compared",
    "config": "resolved config (config.json)",
    "results": "results folder, with data/ and runs/",
    "shown": "CSV file of the networks to show",
    "grid": "CSV file of the experiments with several levels",
    "numbers": "CSV file of the original's numbers among the seeds",
    "replicas": "CSV file that backprop.stages.evaluate wrote",
    "accuracy": "CSV file of the accuracies",
    "failures": "CSV file with the number of failures of each kind",
    "output": "SVG file to write",
}
KINDS = sorted(file.stem for file in Path(kinds.__file__).parent.glob("[a-z]*.py"))


@command
def main(argv=None):
    """Run ``python -m backprop.stages.figures``."""
    words = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.figures", description=__doc__)
    parser.add_argument("kind", choices=KINDS, help="KIND --help tells the options that it takes")
    kind = parser.parse_args(words[:1]).kind
    module = importlib.import_module(f"backprop.figures.kinds.{kind}")
    parser = argparse.ArgumentParser(prog=f"{parser.prog} {kind}", description=module.__doc__)
    for option in (*module.OPTIONS, "config", "output"):
        many = {"nargs": "+"} if option == "experiments" else {}
        parser.add_argument(f"--{option}", required=True, help=HELP[option], **many)
    args = parser.parse_args(words[1:])
    args.config = study.read(args.config)
    style.save(module.draw(args), args.output)


if __name__ == "__main__":
    main()
