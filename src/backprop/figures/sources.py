"""What figures read: experiments, runs and data of the results folder, and how they print a fraction."""

import numpy as np

from backprop.study import config as study
from shilu.errors import UserError
from shilu.runs import store
from shilu.values import digits

JOB = ["experiment", "dataset", "activation"]


def experiment_of(config, name):
    """Return an experiment of the config; raise a `UserError` that names the known ones."""
    if name not in config["experiments"]:
        raise UserError(f"--experiment {name}: unknown; known: {', '.join(config['experiments'])}")
    return config["experiments"][name]


def run_of(config, results, job):
    """Return the settings of a job and the arrays of its run; a stale run is refused by name."""
    settings = study.training(config, *job)
    run, _ = store.load(study.run_file(results, *job), stage="backprop.stages.train", settings=settings)
    return settings, run


def runs_of(config, results, name):
    """Return the arrays of an experiment's runs: dict of dataset to dict of activation to arrays.

    Raises
    ------
    UserError
        The experiment has several levels, or is unknown.
    """
    if study.varied(experiment_of(config, name)):
        raise UserError(f"experiments.{name}: has several levels; curves show an experiment with one")
    runs = {}
    for job in study.jobs(config):
        if job[0] == name:
            runs.setdefault(job[1], {})[job[2]] = run_of(config, results, job)[1]
    return runs


def percent(fraction, half_width, most=None):
    """Return a fraction in percent with the digits that the prose shows, or at `most` so many decimals."""
    if np.isnan(fraction):
        return "發散"
    places = digits.decimals(100 * half_width) if half_width > 0 else 1
    return digits.show(100 * fraction, places if most is None else min(places, most))


def titles_of(args):
    """Return what the report calls the experiments that are asked for."""
    titles = study.titles(args.config)
    return {name: titles[name] for name in args.experiments}


def rows_of(path, frame, names):
    """Return the rows of some experiments; raise a `UserError` where one has none."""
    frame = frame[frame["experiment"].isin(names)]
    missing = [name for name in names if name not in set(frame["experiment"])]
    if missing:
        raise UserError(f"{path}: no experiment {missing[0]!r}; train it, or leave it out of the figure")
    return frame
