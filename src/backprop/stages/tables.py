"""Stage: the report's tables, from the metrics of all replicas.

Each table is a CSV file, its schema beside it (`backprop.evaluation.fields`).  A diverged replica is counted,
and left out of everything else.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from backprop.evaluation import fields, frames
from backprop.evaluation.failures import MODES
from backprop.evaluation.summaries import HELD_OUT, TRAIN, mean, summaries
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study import config as study
from backprop.study.conventions import ARMS
from shilu.errors import UserError, command

JOB = ["experiment", "dataset", "activation"]
#: The columns that name a row of each table.
KEYS = {
    "accuracy": JOB,
    "dataset": ["experiment", "dataset"],
    "grid": [*JOB, "level"],
    "shown": JOB,
    "search": JOB,
    "failures": [*JOB, "failure"],
    "border": ["experiment", "activation", "arm"],
}
#: The columns in which a row of a table agrees with the replicas that it is made from.
ROWS = {
    "accuracy": JOB,
    "dataset": ["experiment", "dataset"],
    "grid": [*JOB, *study.CROSSED],
    "shown": [*JOB, "seed"],
    "search": JOB,
    "failures": [*JOB, "failure"],
    "border": ["experiment", "activation"],
}
NUMBERS = (
    *("seed", "replica", "epochs_to_reach", "epochs_to_leave", "diverged", "dead_units"),
    *("learning_rate", "momentum", "weight_decay"),
    *(f"{metric}{suffix}" for metric in (*HELD_OUT, *TRAIN) for suffix in ("", "_half_width")),
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
        ``at_most_original``, how many seeds have a soft accuracy up to the original's.
    """
    table = summaries(replicas, JOB, confidence)
    reported = original.reindex(pd.MultiIndex.from_frame(table[JOB[1:]])).to_numpy()
    table["original"] = reported
    table["difference"] = table["soft"] - table["original"]
    table["difference_half_width"] = table["soft_half_width"].where(table["original"].notna())
    limits = replicas.merge(table[[*JOB, "original"]], on=JOB)
    low = (
        (limits["held_out_soft"] <= limits["original"])
        .groupby([limits[name] for name in JOB], sort=False)
        .sum()
    )
    table["at_most_original"] = low.to_numpy()
    table["at_most_original"] = table["at_most_original"].astype("Int64").where(table["original"].notna())
    return table


def dataset_table(accuracy, config):
    """Return what the activations have in common on a dataset, by experiment and dataset.

    ``best`` and ``worst`` are those of the highest and lowest median soft accuracy; of equal ones, the first.
    The half-width of their gap is the root of the sum of the squares of theirs.
    """
    rows = []
    for names, group in accuracy.groupby(KEYS["dataset"], sort=False):
        ranked = group.dropna(subset="soft_median").sort_values("soft_median", ascending=False, kind="stable")
        row = dict(zip(KEYS["dataset"], names, strict=True)) | {"best": None, "worst": None, "gap": np.nan}
        row["gap_half_width"] = np.nan
        if len(ranked):
            lowest = ranked[ranked["soft_median"] == ranked["soft_median"].iloc[-1]].iloc[0]
            best, halves = ranked.iloc[0], "soft_median_half_width"
            row |= {"best": best["activation"], "worst": lowest["activation"]}
            row["gap"] = best["soft_median"] - lowest["soft_median"]
            row["gap_half_width"] = np.hypot(best[halves], lowest[halves])
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
    key = [*KEYS["grid"], *study.CROSSED]
    return summaries(replicas.assign(level=level), key, confidence)


def search_table(grid):
    """Return the levels of highest and lowest median hard accuracy, by experiment, dataset and activation."""
    ranked = grid.dropna(subset="hard_median").sort_values("hard_median", ascending=False, kind="stable")
    columns = {"momentum": "momentum", "kaiming": "kaiming", "hard_median": "median"}
    columns["hard_median_half_width"] = "median_half_width"
    groups = ranked.groupby(JOB, sort=False)[list(columns)]
    ends = [
        end.rename(columns={name: f"{which}_{short}" for name, short in columns.items()})
        for which, end in (("best", groups.first()), ("worst", groups.last()))
    ]
    order = grid[JOB].drop_duplicates()
    return order.merge(pd.concat(ends, axis=1).reset_index(), on=JOB)


def failures_table(replicas):
    """Return how many networks failed in each way, by experiment, dataset and activation; none left out."""
    modes = pd.Categorical(replicas["failure"], list(MODES))
    groups = replicas.assign(failure=modes).groupby(KEYS["failures"], sort=False, observed=False)
    return groups.size().rename("networks").reset_index()


def border_table(replicas, confidence):
    """Return the mean share of each half arm of XOR that is unsure, by experiment, activation and arm."""
    xor = replicas[(replicas["dataset"] == "xor") & replicas["diverged"].isna()]
    rows = []
    for names, group in xor.groupby(["experiment", "activation"], sort=False):
        for arm in ARMS:
            unsure, half = mean(group[f"unsure_{arm}"], confidence)
            row = dict(zip(KEYS["border"], (*names, arm), strict=True))
            rows.append(row | {"unsure": unsure, "unsure_half_width": half, "seeds": len(group)})
    return pd.DataFrame(rows, columns=[*KEYS["border"], "unsure", "unsure_half_width", "seeds"])


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
    halves = {f"{metric}_half_width": f"{name}_half_width" for metric, name in HELD_OUT.items()}
    table = table.rename(columns={**HELD_OUT, **halves})
    return table[[*JOB, "seed", "run", "replica", *HELD_OUT.values(), *halves.values()]]


def tables(config, replicas, original):
    """Return all tables by name; see the functions of this module."""
    confidence = config["evaluation"]["confidence"]
    missing = [
        job for job in study.jobs(config) if job not in set(replicas[JOB].itertuples(index=False, name=None))
    ]
    if missing:
        raise UserError(
            f"no replicas of {'/'.join(missing[0])}; run python -m backprop.stages.evaluate again"
        )
    varied = {name: study.varied(experiment) for name, experiment in config["experiments"].items()}
    several = replicas["experiment"].map(varied).astype(bool)
    accuracy = accuracy_table(replicas[~several], original, confidence)
    grid = grid_table(replicas[several], varied, confidence)
    return {
        "accuracy": accuracy,
        "dataset": dataset_table(accuracy, config),
        "grid": grid,
        "search": search_table(grid),
        "shown": shown_table(replicas[~several]),
        "failures": failures_table(replicas[~several]),
        "border": border_table(replicas[~several], confidence),
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
    replicas = frames.read(args.replicas, names=[*JOB, "kaiming", "collapsed", "run"], numbers=NUMBERS)
    for name, table in tables(config, replicas, read_original(args.original)).items():
        source = {"table": "../metrics/replicas.csv", "on": ROWS[name], "over": "seed"}
        fields.write(Path(args.output, f"{name}.csv"), table, KEYS[name], source)


if __name__ == "__main__":
    main()
