"""The config as it is written, made complete: what the rest of the study reads.

Written, sizes and epochs may be a default and exceptions, and an experiment need not know which datasets and
activations there are.  Complete, each experiment and sample has an entry for each of its own.
"""

from backprop import registry
from backprop.study.config import PER_ACTIVATION, REGISTRIES

#: The sizes of a sample.
SIZES = ("train", "held_out")


def resolve(config):
    """Return the config as the stages read it.

    Parameters
    ----------
    config : dict
        One that `problems` has nothing against.

    Returns
    -------
    dict
        Datasets and activations by name; ``own`` tells which are of the user's own (by kind, name to entry).
        Sizes, epochs and settings per activation are given for each that an experiment trains, and for no
        other.  An experiment of which no dataset or no activation is in the study is left out.
    """
    names = {kind: [registry.name(entry) for entry in config[kind]] for kind in REGISTRIES}
    own = {
        kind: {registry.name(entry): entry for entry in config[kind] if registry.name(entry) != entry}
        for kind in REGISTRIES
    }
    experiments, used = {}, {name: {} for name in config["samples"]}
    for name, experiment in config["experiments"].items():
        trained = trained_by(experiment, names)
        if all(trained.values()):
            experiments[name] = _complete(experiment, trained, own)
            used[experiment["sample"]] |= dict.fromkeys(trained["datasets"])
    samples = {name: _sized(sample, used[name], own) for name, sample in config["samples"].items()}
    return {**config, **names, "own": own, "samples": samples, "experiments": experiments}


def left_out(config, resolved):
    """Return what is not in the study: experiments, and of ours ``dataset=…``, ``activation=…``."""
    missing = [name for name in config["experiments"] if name not in resolved["experiments"]]
    absent = [
        f"{kind[:-1]}={name}"
        for kind, each in REGISTRIES.items()
        for name in (*each.ours, *each.variants)
        if name not in (*resolved[kind], *_variants(kind, resolved[kind]))
    ]
    return missing, absent


def _complete(experiment, trained, own):
    complete = {key: trained.get(key, value) for key, value in experiment.items()}
    epochs = experiment["epochs"]
    complete["epochs"] = {
        name: epochs[name] if name in epochs else _times(epochs["default"], name, own, "epochs")
        for name in trained["datasets"]
    }
    for setting in PER_ACTIVATION & experiment.keys():
        given = experiment[setting]
        if isinstance(given, dict):
            complete[setting] = {
                name: given[name] if name in given else given["default"] for name in trained["activations"]
            }
    return complete


def _sized(sample, datasets, own):
    kept = {key: value for key, value in sample.items() if key not in SIZES and not isinstance(value, dict)}
    return kept | {
        name: {
            size: sample[name][size]
            if size in sample.get(name, {})
            else _times(sample[size], name, own, "points")
            for size in SIZES
        }
        for name in datasets
    }


def _times(number, name, own, factor):
    # What travels with a dataset of one's own.  Ours have theirs in the config: to load them takes NumPy.
    if name not in own["datasets"]:
        return number
    return max(1, round(number * getattr(registry.DATASETS[name], factor)))


def trained_by(experiment, names):
    """Return the datasets and activations of an experiment by kind, in the order of the config's `names`.

    Variants come last, and only where the experiment names them.
    """
    return {
        kind: [
            name
            for name in (*names[kind], *_variants(kind, names[kind]))
            if name in experiment.get(kind, names[kind])
        ]
        for kind in names
    }


def _variants(kind, names):
    return [name for name, of in REGISTRIES[kind].variants.items() if of in names]
