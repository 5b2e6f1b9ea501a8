"""Stage: what every trained network reached, one tidy row each."""

import argparse
import logging

import numpy as np
import pandas as pd

from backprop.evaluation import borders, failures, frames, intervals
from backprop.evaluation.signals import signals
from backprop.network import accuracy
from backprop.network.inputs import scaled
from backprop.study import config as study
from backprop.study import seeds
from backprop.study.conventions import CONSTANT_SPAN
from backprop.trainer.stack import initial, layer_sizes, predict
from shilu.errors import UserError, command
from shilu.files import sha256
from shilu.runs import store

log = logging.getLogger(__name__)
SPLITS = ("train", "held_out")


def measure(run, data, settings, evaluation):
    """Measure all replicas of one run.

    Parameters
    ----------
    run : dict of str to numpy.ndarray
        Arrays of a run file: ``seed``, ``level``, ``diverged`` (replica,), ``weights`` (replica, parameter),
        ``held_out_hard`` (replica, checkpoint), ``checkpoint`` (checkpoint,), ``gradient_norm`` (replica,
        checkpoint, layer), ``dead_units`` (replica, checkpoint, hidden layer).
    data : dict of str to numpy.ndarray
        Arrays of its data file: ``train_x``, ``held_out_x`` (seed, sample, feature) and labels ``…_y``; where
        training labels are wrong, ``train_true_y`` has the true ones.
    settings : dict
        `study.training` of the run.
    evaluation : dict
        The config's thresholds ``collapsed`` and ``reached``, and the ``confidence`` of the intervals.

    Returns
    -------
    pandas.DataFrame
        A row per replica, in the order of the run.  See `accuracies`, `at_start`, `at_first_checkpoint` and
        `borders.widths`, the last on XOR alone.  A diverged replica has what is measured before training and
        nothing else.

        ``deviation``: of the held-out hard accuracy, from the median of the replicas that differ in nothing
        but the seed.  ``dead_units``: of the last hidden layer, at the end.  ``epochs_to_reach``,
        ``epochs_to_leave``: epochs until the held-out hard accuracy is the config's ``reached``, or above its
        ``collapsed``; empty where it never is.  ``failure``: see `backprop.evaluation.failures`.
    """
    diverged, row = run["diverged"] > 0, seeds.row(run["seed"], settings["sample"])
    points = data["held_out_y"].shape[1]
    levels = pd.DataFrame(settings["levels"]).iloc[run["level"]].reset_index(drop=True)
    columns = {
        "dataset": settings["dataset"],
        "activation": settings["activation"],
        **levels,
        "seed": run["seed"],
        **at_start(run["seed"], levels["kaiming"], data["train_x"][row], settings),
    }
    data = {name: array[row] for name, array in data.items()}
    outputs = {split: _predict(run["weights"], data[f"{split}_x"], settings) for split in SPLITS}
    measured = accuracies(outputs, data, evaluation["confidence"]) | at_first_checkpoint(run)
    measured["dead_units"] = run["dead_units"][:, -1, -1]
    if settings["dataset"] == "xor":
        measured |= borders.widths(run["weights"], settings)
    frame = pd.DataFrame(columns | measured)
    frame.loc[diverged, list(measured)] = np.nan
    middle = frame.groupby(run["level"])["held_out_hard"].transform("median")
    frame["deviation"] = (frame["held_out_hard"] - middle).abs()

    # Counts of points, which are whole: the accuracies of the run are float32, thresholds are not.
    right = np.where(diverged[:, None], 0, np.rint(run["held_out_hard"] * np.float64(points)))
    chance = right <= failures.least(evaluation["collapsed"], points)
    frame["epochs_to_reach"] = _first(
        right >= failures.least(evaluation["reached"], points), run["checkpoint"]
    )
    frame["epochs_to_leave"] = _first(~chance, run["checkpoint"]).where(~diverged)
    span = np.ptp(outputs["held_out"], axis=1)
    frame["collapsed"] = ~diverged & (chance[:, -1] | (span < CONSTANT_SPAN))
    frame["diverged"] = pd.Series(run["diverged"], dtype="Int64").where(diverged)
    frame["failure"] = failures.modes(
        diverged=diverged,
        span=span,
        dead_units=run["dead_units"][:, -1],
        right=right,
        points=points,
        thresholds=evaluation,
    )
    return frame


def accuracies(outputs, data, confidence):
    """Return what share of its points each replica has right, and how sure it is of them.

    Parameters
    ----------
    outputs : dict of str to numpy.ndarray, shape (replica, sample)
        Of the ``train`` and the ``held_out`` points.
    data : dict of str to numpy.ndarray
        Labels by replica: ``train_y``, ``held_out_y``, perhaps ``train_true_y``.
    confidence : float

    Returns
    -------
    dict of str to numpy.ndarray, shape (replica,), float64
        Fractions ``train_soft``, ``train_hard``, ``held_out_soft`` and ``held_out_hard``; what the finite
        number of held-out points leaves uncertain, as ``held_out_soft_half_width`` and
        ``held_out_hard_low``, ``…_high``; ``train_true_hard``, the accuracy against the true labels; and
        ``gap``, that less ``held_out_hard``.
    """
    # In float64: a float32 mean over thousands of points would lose digits.
    outputs, labels = (
        {split: array.astype(float) for split, array in arrays.items()}
        for arrays in (outputs, {split: data[f"{split}_y"] for split in SPLITS})
    )
    true = data.get("train_true_y", data["train_y"]).astype(float)
    found = {}
    for split in SPLITS:
        found[f"{split}_soft"] = accuracy.soft(outputs[split], labels[split])
        found[f"{split}_hard"] = accuracy.hard(outputs[split], labels[split])
    found["train_true_hard"] = accuracy.hard(outputs["train"], true)
    found["gap"] = found["train_true_hard"] - found["held_out_hard"]
    wrong, points = np.abs(outputs["held_out"] - labels["held_out"]), labels["held_out"].shape[1]
    found["held_out_soft_half_width"] = [intervals.mean(one, confidence)[1] for one in wrong]
    found["held_out_hard_low"], found["held_out_hard_high"] = intervals.share(
        found["held_out_hard"] * points, points, confidence
    )
    return found


def at_start(seeds, kaiming, x, settings):
    """Return the signal before training, on the training points; see `backprop.evaluation.signals`.

    Parameters
    ----------
    seeds, kaiming : sequence, length replica
    x : numpy.ndarray, shape (replica, sample, feature)
        As drawn; it is scaled here.
    settings : dict
        `study.training` of the run.

    Returns
    -------
    dict of str to numpy.ndarray, shape (replica,)
        By layer, from 1: ``signal_1``, ``saturated_1``, …; ``signal_ratio``: of the last hidden layer's
        signal to the first's; ``saturated_units``: of all hidden units.
    """
    network = {"sizes": layer_sizes(settings["hidden"]), "activation": settings["activation"]}
    # Replicas that start alike are measured once.
    alike, starts = pd.factorize(pd.MultiIndex.from_arrays([seeds, kaiming]))
    first = np.unique(alike, return_index=True)[1]
    weights = initial(*zip(*starts, strict=True), **network)
    spread, saturated = signals(weights, scaled(x[first], settings["scale"]), **network)
    return {
        **_by_layer("signal", spread[alike]),
        **_by_layer("saturated", saturated[alike]),
        "signal_ratio": (spread[:, -2] / spread[:, 0])[alike],
        "saturated_units": np.average(saturated[:, :-1], axis=1, weights=settings["hidden"])[alike],
    }


def at_first_checkpoint(run):
    """Return each layer's gradient at the first checkpoint, when training has hardly begun.

    ``gradient_1``, …: its norm; ``gradient_ratio``: the first layer's over the last's, NaN where that is 0.
    """
    norms = run["gradient_norm"][:, 0]
    ratio = np.full(len(norms), np.nan)
    np.divide(norms[:, 0], norms[:, -1], out=ratio, where=norms[:, -1] > 0)
    return {**_by_layer("gradient", norms), "gradient_ratio": ratio}


def _by_layer(name, array):
    return {f"{name}_{layer}": column for layer, column in enumerate(array.T, start=1)}


def _predict(weights, x, settings):
    x = scaled(x, settings["scale"])
    return predict(weights, x, sizes=layer_sizes(settings["hidden"]), activation=settings["activation"])


def _first(reached, checkpoint):
    # The first checkpoint of each replica at which something holds.
    first = pd.Series(checkpoint[reached.argmax(axis=1)], dtype="Int64")
    return first.where(reached.any(axis=1))


def evaluate(config, results):
    """Measure every run of the config.

    Parameters
    ----------
    config : dict
    results : str or Path
        The results folder with ``data/`` and ``runs/``.

    Returns
    -------
    pandas.DataFrame
        All replicas, in the order of `study.jobs`; ``run`` (path below `results`), its ``run_sha256`` and
        ``replica`` (row in it) say where the network is.

    Raises
    ------
    UserError
        A run or data file is stale, or a run was trained on other data.
    """
    tables = []
    for job in study.jobs(config):
        settings = study.training(config, *job)
        run_file = study.run_file(results, *job)
        data_file = study.data_file(results, config["experiments"][job[0]]["sample"], job[1])
        run, record = store.load(run_file, stage="backprop.stages.train", settings=settings)
        data, _ = store.load(data_file, stage="backprop.stages.data", settings=settings["sample"])
        if sha256(data_file) not in record["inputs"].values():
            raise UserError(
                f"{run_file}: stale, trained on another {data_file}. Delete it; the next run makes it again."
            )
        table = measure(run, data, settings, config["evaluation"])
        table.insert(0, "experiment", job[0])
        table["run"], table["run_sha256"] = study.run_file("", *job).as_posix(), sha256(run_file)
        table["replica"] = range(len(table))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def report_diverged(replicas):
    """Log a line for each replica that diverged."""
    for lost in replicas[replicas["diverged"].notna()].itertuples():
        job = f"{lost.experiment}/{lost.dataset}/{lost.activation}"
        log.warning("diverged in epoch %d: %s, seed %d, row %d", lost.diverged, job, lost.seed, lost.replica)


@command
def main(argv=None):
    """Run ``python -m backprop.stages.evaluate``."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.evaluate", description=__doc__)
    parser.add_argument("--config", required=True, help="resolved config (config.json)")
    parser.add_argument("--results", required=True, help="results folder, with data/ and runs/")
    parser.add_argument("--output", required=True, help="CSV file to write, a row per replica")
    args = parser.parse_args(argv)
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    replicas = evaluate(study.read(args.config), args.results)
    report_diverged(replicas)
    frames.write(args.output, replicas)


if __name__ == "__main__":
    main()
