"""Stage: the report's figures, one file a call."""

import argparse

from backprop.figures import experiments as figures_experiments
from backprop.figures import networks as figures_networks
from backprop.figures import seeds as figures_seeds
from backprop.figures import training as figures_training
from shilu.errors import command
from shilu.figures import style

#: Kind of figure to its function and the options that it takes.
KINDS = {
    "prediction": (figures_networks.prediction, ("experiment", "dataset", "config", "results", "shown")),
    "predictions": (figures_networks.predictions, ("experiment", "config", "results", "shown")),
    "curves": (figures_training.curves, ("experiment", "config", "results")),
    "gradients": (figures_training.gradients, ("experiment", "dataset", "config", "results")),
    "distribution": (figures_seeds.distribution, ("experiment", "config", "replicas", "accuracy")),
    "grid": (figures_seeds.grid, ("experiment", "grid")),
    "collapses": (figures_seeds.collapses, ("experiment", "grid")),
    "failures": (figures_seeds.failures, ("experiment", "failures")),
    "dead": (figures_seeds.dead, ("experiment", "replicas")),
    "momentum": (figures_experiments.momentum, ("experiments", "config", "replicas")),
    "border": (figures_experiments.border, ("experiments", "config", "border")),
    "parts": (figures_experiments.parts, ("experiments", "dataset", "config", "accuracy")),
}
HELP = {
    "dataset": "name of the dataset",
    "experiment": "name of the experiment",
    "experiments": "names of the experiments that are compared",
    "config": "resolved config (config.json)",
    "results": "results folder, with data/ and runs/",
    "shown": "CSV file of the networks to show",
    "grid": "CSV file of the experiments with several levels",
    "replicas": "CSV file that backprop.stages.evaluate wrote",
    "accuracy": "CSV file of the accuracies",
    "failures": "CSV file with the number of failures of each kind",
    "border": "CSV file of the borders on XOR",
    "output": "SVG file to write",
}


@command
def main(argv=None):
    """Run ``python -m backprop.stages.figures``."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.figures", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, (function, options) in KINDS.items():
        subparser = kinds.add_parser(kind, help=function.__doc__, description=function.__doc__)
        for option in (*options, "output"):
            many = {"nargs": "+"} if option == "experiments" else {}
            subparser.add_argument(f"--{option}", required=True, help=HELP[option], **many)
    args = parser.parse_args(argv)
    style.save(KINDS[args.kind][0](args), args.output)


if __name__ == "__main__":
    main()
