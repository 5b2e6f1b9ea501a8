"""Stage: the report's tables, from the metrics of all replicas.

Each table is a CSV file, its schema beside it (`backprop.evaluation.fields`).  A diverged replica is counted,
and left out of everything else.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from backprop.evaluation import fields, frames
from backprop.evaluation.borders import border_table
from backprop.evaluation.failures import failures_table
from backprop.evaluation.ranks import ranks_table, ranks_total_table
from backprop.evaluation.readings import numbers_table, printed, readings_table
from backprop.evaluation.summaries import HELD_OUT, READ, summaries
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study import config as study
from shilu.errors import UserError, command
from shilu.files import sha256

JOB = ["experiment", "dataset", "activation"]
REPLICAS = "../metrics/replicas.csv"
#: Of each table: the columns that name a row, what it is made from, and the columns in which both agree.
TABLES = {
    "accuracy": (JOB, REPLICAS, JOB),
    "dataset": (JOB[:2], REPLICAS, JOB[:2]),
    "grid": ([*JOB, "level"], REPLICAS, [*JOB, *study.CROSSED]),
    "shown": (JOB, REPLICAS, [*JOB, "seed"]),
    "failures": ([*JOB, "failure"], REPLICAS, [*JOB, "failure"]),
    "border": (["experiment", "activation", "side"], REPLICAS, JOB),
    "numbers": (["reading", *JOB[1:]], REPLICAS, ["run"]),
    "readings": (["reading"], "numbers.csv", ["reading"]),
    "ranks": (JOB[:2], REPLICAS, JOB[:2]),
    "ranks_total": (JOB[:1], "ranks.csv", JOB[:1]),
}
NUMBERS = (
    *("seed", "replica", "dead_units", "learning_rate", "momentum", "weight_decay", *READ),
    *("held_out_soft_half_width", "held_out_hard_low", "held_out_hard_high"),
)


def accuracy_table(replicas, original, confidence):
    """Return accuracies by experiment, dataset and activation, the original's number beside them.

    Parameters
    ----------
    replicas : pandas.DataFrame
        Of experiments with one level.
    original : pandas.Series
        The original's accuracy (fraction) by (dataset, activation); what it lacks stays empty.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        `summaries`, and ``original``; ``difference``, mean soft accuracy minus the original's; and
        ``at_most_original``, how many seeds have a accuracy, as the original would print it, up to its own.
    """
    table = summaries(replicas, JOB, confidence)
    reported = original.reindex(pd.MultiIndex.from_frame(table[JOB[1:]])).to_numpy()
    table["original"] = reported
    table["difference"] = table["soft"] - table["original"]
    table["difference_half_width"] = table["soft_half_width"].where(table["original"].notna())
    limits = replicas.merge(table[[*JOB, "original"]], on=JOB)
    low = printed(limits["held_out_soft"]) <= limits["original"]
    counts = low.groupby([limits[name] for name in JOB], sort=False).sum().to_numpy()
    table["at_most_original"] = pd.Series(counts, dtype="Int64").where(table["original"].notna())
    return table


def dataset_table(accuracy, config):
    """Return what the activations have in common on a dataset, by experiment and dataset.

    ``best`` and ``worst`` are those of the highest and lowest median soft accuracy; of equal ones, the first.
    Their gap has no interval: they were chosen by the same seeds, and so it is too large, by no one knows how
    much.
    """
    rows = []
    for names, group in accuracy.groupby(JOB[:2], sort=False):
        ranked = group.dropna(subset="soft_median").sort_values("soft_median", ascending=False, kind="stable")
        row = dict(zip(JOB[:2], names, strict=True)) | {"best": None, "worst": None, "gap": np.nan}
        if len(ranked):
            lowest = ranked[ranked["soft_median"] == ranked["soft_median"].iloc[-1]].iloc[0]
            best = ranked.iloc[0]
            row |= {"best": best["activation"], "worst": lowest["activation"]}
            row["gap"] = best["soft_median"] - lowest["soft_median"]
        training = study.training(config, *names, group["activation"].iloc[0])
        row |= {
            "train_points": training["sample"]["train"],
            "held_out_points": training["sample"]["held_out"],
            "epochs": training["epochs"],
            "activations": len(group),
            "collapsed": group["collapsed"].sum(),
            "diverged": group["diverged"].sum(),
            "networks": group["seeds"].sum(),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def grid_table(replicas, varied, confidence):
    """Return accuracies by experiment, dataset, activation and level, for experiments with several levels.

    Parameters
    ----------
    replicas : pandas.DataFrame
    varied : dict of str to list of str
        The hyper-parameters that each experiment varies; they name a level (``momentum=0.9 kaiming=True``).
    confidence : float
    """
    level = [
        " ".join(f"{name}={replica[name]}" for name in varied[replica["experiment"]])
        for replica in replicas.to_dict("records")
    ]
    return summaries(replicas.assign(level=level), [*JOB, "level", *study.CROSSED], confidence)


def shown_table(replicas):
    """Return the network that stands for its seeds in figures: the seed of median held-out soft accuracy.

    Of an even number of seeds it is the lower median; of seeds with the same accuracy, the smallest.  Where
    all have diverged there is none, and no row.
    """
    rows = []
    for _, group in replicas[replicas["diverged"].isna()].groupby(JOB, sort=False):
        accuracies = group["held_out_soft"].sort_values()
        middle = accuracies.iloc[(len(accuracies) - 1) // 2]
        rows.append(group[group["held_out_soft"] == middle].nsmallest(1, "seed"))
    table = pd.concat(rows) if rows else replicas.head(0)
    uncertain = ("held_out_soft_half_width", "held_out_hard_low", "held_out_hard_high")
    shown = [*HELD_OUT, *uncertain]
    table = table[[*JOB, "seed", "run", "replica", *shown]]
    return table.rename(columns={name: name.removeprefix("held_out_") for name in shown})


def tables(config, replicas, original):
    """Return all tables by name; see the functions of this module and of `backprop.evaluation`."""
    confidence = config["evaluation"]["confidence"]
    evaluated = set(replicas[JOB].itertuples(index=False, name=None))
    missing = [job for job in study.jobs(config) if job not in evaluated]
    if missing:
        raise UserError(
            f"no replicas of {'/'.join(missing[0])}; run python -m backprop.stages.evaluate again"
        )
    varied = {name: study.varied(experiment) for name, experiment in config["experiments"].items()}
    levels = replicas["experiment"].map(varied)
    single, several = replicas[~levels.astype(bool)], replicas[levels.astype(bool)]
    accuracy = accuracy_table(single, original, confidence)
    numbers, ranks = numbers_table(single, original), ranks_table(single, original)
    return {
        "accuracy": accuracy,
        "dataset": dataset_table(accuracy, config),
        "grid": grid_table(several, varied, confidence),
        "shown": shown_table(single),
        "failures": failures_table(single),
        "border": border_table(single, confidence),
        "numbers": numbers,
        "readings": readings_table(numbers),
        "ranks": ranks,
        "ranks_total": ranks_total_table(ranks),
    }


def read_original(path):
    """Read the original's accuracies: a Series (fractions) by (dataset, activation).

    Raises
    ------
    UserError
        A dataset or activation has no such name, or a cell is no number.
    """
    datasets = frames.read(path, names=["activation"]).columns.drop("activation")
    table = frames.read(path, numbers=list(datasets))
    for names, known in ((datasets, DATASETS), (table["activation"], ACTIVATIONS)):
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UserError(f"{path}: {unknown[0]!r} is unknown; known: {', '.join(known)}")
    return table.melt("activation", var_name="dataset").set_index(["dataset", "activation"])["value"]


@command
def main(argv=None):
    """Run ``python -m backprop.stages.tables``."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.tables", description=__doc__)
    parser.add_argument("--config", required=True, help="resolved config (config.json)")
    parser.add_argument("--replicas", required=True, help="CSV file that backprop.stages.evaluate wrote")
    parser.add_argument("--original", required=True, help="CSV file with the original's accuracies")
    parser.add_argument("--output", required=True, help="folder to write the tables and their schemas to")
    args = parser.parse_args(argv)
    config = study.read(args.config)
    replicas = frames.read(
        args.replicas, names=[*JOB, "kaiming", "collapsed", "failure", "run"], numbers=NUMBERS
    )
    for name, table in tables(config, replicas, read_original(args.original)).items():
        key, made_from, on = TABLES[name]
        file = Path(args.replicas) if made_from == REPLICAS else Path(args.output, made_from)
        source = {"table": made_from, "on": on, "sha256": sha256(file)}
        source |= {"over": "seed"} if made_from == REPLICAS else {}
        fields.write(Path(args.output, f"{name}.csv"), table, key, source, study.titles(config))


if __name__ == "__main__":
    main()
