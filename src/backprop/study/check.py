"""What is wrong with a config beyond its schema: names that nothing has, parts that do not fit together."""

from backprop import registry
from backprop.study.config import PER_ACTIVATION, REGISTRIES
from backprop.study.resolve import SIZES, trained_by
from shilu.config import nearest
from shilu.errors import UserError


def problems(config, *, sound):
    """Return what parts of the config that a schema sees apart do not fit together, a line each.

    Parameters
    ----------
    config : dict
        After `backprop.study.config.inherit`.
    sound : bool
        Whether the schema has nothing against it; else the names alone are looked at.
    """
    found = list(_of_entries(config))
    names = {kind: [registry.name(entry) for entry in _texts(config.get(kind))] for kind in REGISTRIES}
    found += _of_names(config, names)
    if sound and not found:
        found += _of_numbers(config, names)
    return found


def _texts(node):
    return [text for text in node if isinstance(text, str)] if isinstance(node, list | dict) else []


def _of_entries(config):
    names = {}
    for kind, ours in REGISTRIES.items():
        for entry in _texts(config.get(kind)):
            name = registry.name(entry)
            if name in names:
                yield f"{kind}: {names[name]} and {entry} have one name; rename one, or leave it out"
            elif name == entry and name not in ours.ours:
                yield f"{kind}: {_unknown(entry, ours)}"
            elif name != entry:
                yield from _of_own(kind, entry)
            names.setdefault(name, entry)


def _unknown(entry, ours):
    if entry in ours.variants:
        return f"{entry!r} varies {ours.variants[entry]}; name it in the experiments that are to use it"
    return f"{entry!r} is unknown{nearest(entry, ours.ours)}, and file.py:function of your own"


def _of_own(kind, entry):
    ours = [name for each in REGISTRIES.values() for name in (*each.ours, *each.variants)]
    wrong = registry.misnamed(entry, ours)
    if wrong:
        yield f"{kind}: {entry}: {wrong}"
        return
    try:
        REGISTRIES[kind].load([entry])
    except UserError as error:
        yield f"{kind}: {error}"


def _of_names(config, names):
    # One of ours that is not in the study may still be named: it may come back.
    known = {
        kind: [*dict.fromkeys([*names[kind], *each.ours, *each.variants])]
        for kind, each in REGISTRIES.items()
    }
    places = [
        (f"samples.{name}", "datasets", sample, registry.RESERVED - {"default"})
        for name, sample in _dict(config.get("samples")).items()
    ]
    for name, experiment in _dict(config.get("experiments")).items():
        # What is wrong with a base is told there.
        base = _dict(config["experiments"].get(experiment.get("base"))) if _dict(experiment) else {}
        key = f"experiments.{name}"
        given = {setting: value for setting, value in _dict(experiment).items() if base.get(setting) != value}
        places += [(f"{key}.{kind}", kind, given.get(kind), ()) for kind in REGISTRIES]
        places.append((f"{key}.epochs", "datasets", _dict(given.get("epochs")), ("default",)))
        places += [
            (f"{key}.{setting}", "activations", _dict(given[setting]), ("default",))
            for setting in sorted(PER_ACTIVATION & given.keys())
        ]
    for key, kind, given, others in places:
        for name in _texts(given):
            if name not in (*known[kind], *others):
                near = nearest(name, (*known[kind], *sorted(others)))
                yield f"{key}: there is no {kind[:-1]} {name!r}{near}"


def _dict(node):
    return node if isinstance(node, dict) else {}


def _of_numbers(config, names):
    for name, experiment in config["experiments"].items():
        key, trained = f"experiments.{name}", trained_by(experiment, names)
        if ("learning_rate" in experiment) == ("effective_rate" in experiment):
            yield f"{key}: give either learning_rate or effective_rate, learning_rate / (1 - momentum)"
        for setting in sorted(PER_ACTIVATION & experiment.keys()):
            for one in _without(experiment[setting], trained["activations"]):
                yield f"{key}.{setting}.{one}: missing; give it, a default, or one value for all activations"
        for dataset in _without(experiment["epochs"], trained["datasets"]):
            yield f"{key}.epochs.{dataset}: missing; give the number of epochs, or a default"
        yield from _of_sample(config["samples"], experiment, trained["datasets"], key)


def _without(given, names):
    # Those of whom a setting that is given by name says nothing.
    return [name for name in names if isinstance(given, dict) and not {name, "default"} & given.keys()]


def _of_sample(samples, experiment, datasets, key):
    name = experiment["sample"]
    if name not in samples:
        yield f"{key}.sample: there is no sample {name!r}{nearest(name, samples)}"
        return
    sample = samples[name]
    if experiment["seeds"] > sample["seeds"]:
        yield (
            f"{key}.seeds: {experiment['seeds']} seeds, but samples.{name}.seeds is {sample['seeds']}; raise "
            "that one or lower this one"
        )
    for dataset in datasets:
        missing = [size for size in SIZES if size not in sample | sample.get(dataset, {})]
        if missing:
            remedy = f"give it, or samples.{name}.{missing[0]} for all datasets"
            yield f"samples.{name}.{dataset}.{missing[0]}: missing; {remedy}"
