"""Which figures the report has, and which results each of them shows.

Everything here is plain Python on plain data, so that the Snakefile can ask it without loading NumPy.
"""

from backprop.study import config as study


def figures(config):
    """Return the figures of the report.

    Parameters
    ----------
    config : dict

    Returns
    -------
    dict of str to dict
        By the figure's name: ``kind`` (of `backprop.stages.figures`), ``inputs`` (the files that it is made
        from) and ``options`` (the rest of its command).
    """
    run = {"config": f"{config['results']}/config.json"}
    networks = {**run, "results": config["results"]}
    left_out = [name for name in config["experiments"] if name.startswith("without_")]
    reported, robust, small_rate, grid = (
        {"experiment": name} for name in ("as_reported", "robust", "small_rate", "grid")
    )
    asked = {
        **{
            f"prediction-{dataset}": ("prediction", ["shown"], {**networks, **reported, "dataset": dataset})
            for dataset in config["datasets"]
        },
        "predictions": ("predictions", ["shown"], {**networks, **reported}),
        "predictions-robust": ("predictions", ["shown"], {**networks, **robust}),
        "curves": ("curves", [], {**networks, **reported}),
        "plateau": ("curves", [], {**networks, **small_rate}),
        "gradients": ("gradients", [], {**networks, **reported, "dataset": "chessboard"}),
        "distribution": ("distribution", ["replicas", "accuracy"], {**run, **reported}),
        "distribution-robust": ("distribution", ["replicas", "accuracy"], {**run, **robust}),
        "failures": ("failures", ["failures"], reported),
        "dead": ("dead", ["replicas"], reported),
        "grid": ("grid", ["grid"], grid),
        "collapses": ("collapses", ["grid"], grid),
        "momentum": ("momentum", ["replicas"], {**run, "experiments": "momentum momentum_matched"}),
        "border": ("border", ["border"], {**run, "experiments": "border_raw border_centred border_thinned"}),
        "parts": (
            "parts",
            ["accuracy"],
            {**run, "experiments": " ".join(["robust", *left_out]), "dataset": "chessboard"},
        ),
    }
    return {name: _figure(config, *figure) for name, figure in asked.items()}


def _figure(config, kind, tables, options):
    results = config["results"]
    files = {name: f"{results}/{'metrics' if name == 'replicas' else 'tables'}/{name}.csv" for name in tables}
    runs = [
        study.run_file(results, *job)
        for job in study.jobs(config)
        if "results" in options
        and job[0] == options["experiment"]
        and job[1] == options.get("dataset", job[1])
    ]
    words = {**files, **options}
    return {
        "kind": kind,
        "inputs": [*files.values(), *map(str, runs)],
        "options": " ".join(f"--{name} {value}" for name, value in words.items()),
    }
