"""What the config asks for, taken apart: samples, experiments, levels, jobs and their files.

Everything here is plain Python on plain data, so that the Snakefile can ask it too without loading NumPy.
"""

import hashlib
import itertools
import json
from pathlib import Path

from shilu.errors import UserError

#: The hyper-parameters that may take a list of values, in the order in which they are crossed.
CROSSED = ("learning_rate", "momentum", "weight_decay", "kaiming")


def read(path):
    """Read the resolved config that the workflow wrote (``results/config.json``)."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: not JSON ({error}); the next `snakemake` writes it again") from error


def check(config):
    """Raise a `UserError` where parts of the config that a schema sees apart do not fit together."""
    for name, experiment in config["experiments"].items():
        key = f"experiments.{name}"
        sample = config["samples"].get(experiment["sample"])
        if sample is None:
            known = ", ".join(config["samples"])
            raise UserError(f"{key}.sample: there is no sample {experiment['sample']!r}; known: {known}")
        if experiment["seeds"] > sample["seeds"]:
            raise UserError(
                f"{key}.seeds: {experiment['seeds']} seeds, but samples.{experiment['sample']}.seeds is "
                f"{sample['seeds']}; raise that one or lower this one"
            )
        for dataset in config["datasets"]:
            if dataset not in sample:
                raise UserError(f"samples.{experiment['sample']}.{dataset}: missing; give train and held_out")
            if dataset not in experiment["epochs"]:
                raise UserError(f"{key}.epochs.{dataset}: missing; give the number of epochs")


def sample(config, name, dataset):
    """Return the settings that make ``data/<name>/<dataset>.npz``."""
    return {"dataset": dataset, "seeds": config["samples"][name]["seeds"], **config["samples"][name][dataset]}


def levels(experiment):
    """Return the hyper-parameters of each level of an experiment: its lists, crossed."""
    given = [experiment[name] for name in CROSSED]
    values = [value if isinstance(value, list) else [value] for value in given]
    return [dict(zip(CROSSED, combination, strict=True)) for combination in itertools.product(*values)]


def training(config, name, dataset, activation):
    """Return the settings that make ``runs/<name>/<dataset>/<activation>.npz``."""
    experiment = config["experiments"][name]
    return {
        "dataset": dataset,
        "sample": sample(config, experiment["sample"], dataset),
        "activation": activation,
        "hidden": config["network"]["hidden"],
        "levels": levels(experiment),
        "epochs": experiment["epochs"][dataset],
        **{key: experiment[key] for key in ("seeds", "loss", "batch", "checkpoints")},
    }


def jobs(config):
    """Return (experiment, dataset, activation) of every training job, in the order of the config."""
    return list(itertools.product(config["experiments"], config["datasets"], config["activations"]))


def data_file(results, sample_name, dataset):
    """Return the path of a data file below the results folder."""
    return Path(results, "data", sample_name, f"{dataset}.npz")


def data_of(config, experiment, dataset):
    """Return the path of the data file that an experiment trains on."""
    return data_file(config["results"], config["experiments"][experiment]["sample"], dataset)


def run_file(results, experiment, dataset, activation):
    """Return the path of a run file below the results folder."""
    return Path(results, "runs", experiment, dataset, f"{activation}.npz")


def fingerprint(settings):
    """Return 16 hexadecimal digits that change when `settings` (JSON types) do."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]
