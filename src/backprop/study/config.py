"""What the config asks for, taken apart: samples, experiments, levels, jobs and their files.

Everything here is plain Python on plain data, so that the Snakefile can ask it too without loading NumPy.
"""

import hashlib
import itertools
import json
import re
from pathlib import Path

from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError

#: Where the names of a list of the config are looked up.
REGISTRIES = {"datasets": DATASETS, "activations": ACTIVATIONS}
#: The hyper-parameters that may take a list of values, in the order in which they are crossed.
CROSSED = ("learning_rate", "momentum", "weight_decay", "kaiming")
#: The settings that may be given for each activation.
PER_ACTIVATION = {*CROSSED, "effective_rate", "scale"}


def read(path):
    """Read the resolved config that the workflow wrote (``results/config.json``).

    Its entries of the user's own are loaded: `backprop.registry` knows them from then on.
    """
    try:
        config = json.loads(Path(path).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: not JSON ({error}); the next `snakemake` writes it again") from error
    for kind, registry in REGISTRIES.items():
        registry.load(config["own"][kind].values())
    return config


def inherit(config):
    """Return the config with each experiment complete: what it does not say is as in its ``base``.

    Raises
    ------
    UserError
        A base that is no experiment, or experiments that are each other's base.
    """
    experiments = config.get("experiments")
    if not isinstance(experiments, dict):
        return config

    def complete(name, above=()):
        experiment = experiments[name]
        base = experiment.get("base") if isinstance(experiment, dict) else None
        if not isinstance(base, str):
            return experiment
        key = f"experiments.{name}.base"
        if base not in experiments:
            raise UserError(f"{key}: there is no experiment {base!r}; known: {', '.join(experiments)}")
        if base in (name, *above):
            raise UserError(f"{key}: {' -> '.join((*above, name, base))} is a circle; leave one base out")
        rate = {"learning_rate", "effective_rate"}
        given = complete(base, (*above, name)).items()
        # One of the two rates takes the place of the other; a title is nobody else's.
        taken = {"title"} | (rate if rate & experiment.keys() else set())
        return {key: value for key, value in given if key not in taken} | experiment

    return {**config, "experiments": {name: complete(name) for name in experiments}}


def sample(config, name, dataset):
    """Return the settings that make ``data/<name>/<dataset>.npz``."""
    given = config["samples"][name]
    changed = {"flipped": given.get("flipped", 0), "thinned": given.get("thinned", 1)}
    seeds = {"first_seed": config["first_seed"], "seeds": given["seeds"]}
    return {"dataset": dataset, **seeds, **given[dataset], **changed}


def chosen(experiment, key, activation):
    """Return a setting of an experiment, which may differ between activations."""
    given = experiment[key]
    return given[activation] if isinstance(given, dict) else given


def levels(experiment, activation):
    """Return the hyper-parameters of each level of an experiment: its lists, crossed."""
    rate = "effective_rate" if "effective_rate" in experiment else "learning_rate"
    given = [chosen(experiment, key, activation) for key in (rate, *CROSSED[1:])]
    values = [value if isinstance(value, list) else [value] for value in given]
    found = [dict(zip(CROSSED, combination, strict=True)) for combination in itertools.product(*values)]
    if rate == "effective_rate":
        for level in found:
            level["learning_rate"] = round(level["learning_rate"] * (1 - level["momentum"]), 12)
    return found


def varied(experiment):
    """Return which hyper-parameters an experiment crosses, in the order of `CROSSED`."""
    rates = {"learning_rate": "effective_rate"} if "effective_rate" in experiment else {}

    def several(given):
        # Given for each activation, or for all.
        return any(
            isinstance(value, list) for value in (given.values() if isinstance(given, dict) else [given])
        )

    return [name for name in CROSSED if several(experiment[rates.get(name, name)])]


def training(config, name, dataset, activation):
    """Return the settings that make ``runs/<name>/<dataset>/<activation>.npz``."""
    experiment = config["experiments"][name]
    return {
        "dataset": dataset,
        "sample": sample(config, experiment["sample"], dataset),
        "activation": activation,
        "hidden": config["network"]["hidden"],
        "levels": levels(experiment, activation),
        "epochs": experiment["epochs"][dataset],
        "scale": chosen(experiment, "scale", activation),
        **{
            key: experiment[key]
            for key in ("seeds", "loss", "batch", "order", "checkpoints", "schedule", "clip_norm")
        },
    }


def jobs(config):
    """Return (experiment, dataset, activation) of every training job, in the order of the config."""
    return [
        (name, dataset, activation)
        for name, experiment in config["experiments"].items()
        for dataset in experiment.get("datasets", config["datasets"])
        for activation in experiment.get("activations", config["activations"])
    ]


def unused(config, text):
    """Return the experiments whose names do not stand in `text`, that of what shows the results."""
    named = set(re.findall(r"\w+", text))
    return [name for name in config["experiments"] if name not in named]


def titles(config):
    """Return what the report calls each experiment: its title, else its name."""
    return {name: experiment.get("title", name) for name, experiment in config["experiments"].items()}


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
