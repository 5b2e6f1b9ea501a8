"""Which figures the report has, and which results each of them shows.

Everything here is plain Python on plain data, so that the Snakefile can ask it without loading NumPy.
"""

import shlex

from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study import config as study

#: The experiments of `backprop.evaluation.readings`, whose networks stand beside the original's numbers.
READ = ("course", "first_reading", "robust")


def figures(config):
    """Return the figures of the report: those of which what they show is in the study.

    Parameters
    ----------
    config : dict

    Returns
    -------
    dict of str to dict
        By the figure's name: ``kind`` (a module of `backprop.figures.kinds`), ``inputs`` (the files that it
        is made from) and ``options`` (the rest of its command).
    """
    networks = {"results": config["results"]}
    left_out = [name for name in config["experiments"] if name.startswith("without_")]
    reported, robust, kaiming, grid = (
        {"experiment": name} for name in ("first_reading", "robust", "kaiming", "grid")
    )
    chessboard = {"dataset": "chessboard"}
    asked = {
        "predictions-robust": ("predictions", ["shown"], {**networks, **robust}),
        "curves": ("curves", [], {**networks, **reported}),
        "signals": ("signals", ["replicas"], {**kaiming, **chessboard}),
        "gallery": ("gallery", ["replicas"], {**networks, **reported, **chessboard}),
        "numbers": ("numbers", ["numbers", "replicas"], {}),
        "failures": ("failures", ["failures"], reported),
        "dead": ("dead", ["replicas"], reported),
        "grid": ("grid", ["grid"], grid),
        "momentum": ("momentum", ["replicas"], {"experiments": ["momentum", "momentum_matched"]}),
        "border": (
            "border",
            ["replicas"],
            {"experiments": ["border_raw", "border_centred", "border_thinned"]},
        ),
        "border-course": ("border", ["replicas"], {"experiments": ["course", "course_shuffled"]}),
        "parts": (
            "parts",
            ["replicas"],
            {"experiments": ["robust", *left_out], **chessboard},
        ),
    }
    if not any(_read(*job) for job in study.jobs(config)):
        del asked["numbers"]
    return {name: _figure(config, *figure) for name, figure in asked.items() if _shows(config, figure[2])}


def _read(experiment, dataset, activation):
    # The original knows nothing of datasets and activations of the user's own.
    return experiment in READ and dataset in DATASETS.ours and activation in ACTIVATIONS.ours


def _shows(config, options):
    # Whether what a figure shows is in the study.
    named = options.get("experiments") or [*([options["experiment"]] if "experiment" in options else [])]
    return all(
        any(_match(job, options | {"experiment": name}) for job in study.jobs(config)) for name in named
    )


def _match(job, options):
    return all(
        options.get(kind, name) == name
        for kind, name in zip(("experiment", "dataset", "activation"), job, strict=True)
    )


def _figure(config, kind, tables, options):
    results = config["results"]
    files = {name: f"{results}/{'metrics' if name == 'replicas' else 'tables'}/{name}.csv" for name in tables}
    runs = [
        study.run_file(results, *job)
        for job in study.jobs(config)
        if "results" in options and _match(job, options)
    ]
    words = {"config": f"{results}/config.json", **files, **options}
    lists = {name: value if isinstance(value, list) else [value] for name, value in words.items()}
    return {
        "kind": kind,
        "inputs": [*files.values(), *map(str, runs)],
        "options": " ".join(shlex.join([f"--{name}", *values]) for name, values in lists.items()),
    }
