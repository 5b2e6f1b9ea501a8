"""Stage: what every trained network reached, one tidy row each."""

import argparse
import logging

import numpy as np
import pandas as pd
from scipy import special

from backprop.evaluation import failures, frames
from backprop.network import accuracy
from backprop.network.inputs import scaled
from backprop.study import config as study
from backprop.study import seeds
from backprop.study.conventions import CONSTANT_SPAN
from backprop.trainer.stack import layer_sizes, predict
from shilu.errors import UserError, command
from shilu.files import sha256
from shilu.runs import store

log = logging.getLogger(__name__)
#: Outputs farther than this from their label are unsure; closer to 0 or 1 than this, saturated.
UNSURE, SATURATED = 0.1, 0.01
#: The half arms of XOR and where they lie: from the centre (0.5, 0.5) in this direction; label 1 is up-left
#: and down-right.
ARMS = {"lower_left": (-1, -1), "upper_right": (1, 1), "upper_left": (-1, 1), "lower_right": (1, -1)}
#: Points on a half arm at which its border is measured.
ARM_POINTS = 500


def measure(run, data, settings, evaluation):
    """Measure all replicas of one run.

    Parameters
    ----------
    run : dict of str to numpy.ndarray
        Arrays of a run file: ``seed``, ``level``, ``diverged`` (replica,), ``weights`` (replica, parameter),
        ``loss`` (replica, epoch), ``held_out_hard`` (replica, checkpoint), ``checkpoint`` (checkpoint,),
        ``gradient_norm`` (replica, checkpoint, layer), ``dead_units`` (replica, checkpoint, hidden layer).
    data : dict of str to numpy.ndarray
        Arrays of its data file: ``train_x``, ``held_out_x`` (seed, sample, feature) and labels ``…_y``.
    settings : dict
        `study.training` of the run.
    evaluation : dict
        The config's thresholds ``collapsed`` and ``reached``, and the ``confidence`` of the intervals.

    Returns
    -------
    pandas.DataFrame
        A row per replica, in the order of the run.  Accuracies are fractions; each has a ``…_half_width``,
        what the finite number of points leaves uncertain.  A diverged replica has no accuracies.

        ``epochs_to_reach``, ``epochs_to_leave``: epochs until the held-out hard accuracy is the config's
        ``reached``, or above its ``collapsed``; empty where it never is.  ``failure``: see
        `backprop.evaluation.failures`.  ``dead_units``: of the last hidden layer, at the end.
        ``gradient_ratio``: norm of the first layer's gradient over the last's, at the first checkpoint.
        ``saturated``: share of the
        held-out outputs within `SATURATED` of 0 or 1.  ``unsure_…``: see `unsure`, on XOR alone.
    """
    diverged = run["diverged"] > 0
    levels = pd.DataFrame(settings["levels"]).iloc[run["level"]].reset_index(drop=True)
    columns = {
        "dataset": settings["dataset"],
        "activation": settings["activation"],
        **levels,
        "seed": run["seed"],
    }
    measured = {}
    for split in ("train", "held_out"):
        row = seeds.row(run["seed"], settings["sample"])
        outputs = _predict(run["weights"], data[f"{split}_x"][row], settings)
        measured |= _accuracies(split, outputs, data[f"{split}_y"][row], evaluation["confidence"])
    # `outputs` are now those of the held-out points.
    span, curve = np.ptp(outputs, axis=1), np.where(diverged[:, None], np.nan, run["held_out_hard"])
    measured["saturated"] = (np.minimum(outputs, 1 - outputs) < SATURATED).mean(axis=1)
    measured["final_loss"] = run["loss"][:, -1].astype(float)
    measured["dead_units"] = run["dead_units"][:, -1, -1]
    measured["gradient_ratio"] = run["gradient_norm"][:, 0, 0] / run["gradient_norm"][:, 0, -1]
    if settings["dataset"] == "xor":
        measured |= unsure(run["weights"], settings)
    frame = pd.DataFrame(columns | measured)
    frame.loc[diverged, list(measured)] = np.nan

    frame["epochs_to_reach"] = _first(curve >= evaluation["reached"], run["checkpoint"])
    frame["epochs_to_leave"] = _first(curve > evaluation["collapsed"], run["checkpoint"])
    low = (frame["held_out_hard"] <= evaluation["collapsed"]) | (span < CONSTANT_SPAN)
    frame["collapsed"] = ~diverged & low
    frame["diverged"] = pd.Series(run["diverged"], dtype="Int64").where(diverged)
    frame["failure"] = failures.modes(
        diverged=diverged,
        span=span,
        dead_units=run["dead_units"][:, -1],
        curve=curve,
        hard=frame["held_out_hard"].to_numpy(),
        thresholds=evaluation,
    )
    return frame


def unsure(weights, settings):
    """Return for each half arm of XOR (replica,) the share of it on which the output is unsure of the label.

    Where the border of a class is blurred, that share is large: it is the width of the blur, in half arms.
    ``unsure_difference`` is the share on the upper left less that on the lower right, the two of label 1.
    """
    away = (np.arange(ARM_POINTS, dtype=np.float32) + np.float32(0.5)) / (2 * ARM_POINTS)
    shares = {}
    for name, direction in ARMS.items():
        points = np.float32(0.5) + away[:, None] * np.array(direction, np.float32)
        label = direction[0] != direction[1]
        outputs = _predict(weights, points, settings)
        shares[f"unsure_{name}"] = (np.abs(outputs - label) > UNSURE).mean(axis=1)
    shares["unsure_difference"] = shares["unsure_upper_left"] - shares["unsure_lower_right"]
    return shares


def _predict(weights, x, settings):
    x = scaled(x, settings["scale"])
    return predict(weights, x, sizes=layer_sizes(settings["hidden"]), activation=settings["activation"])


def _first(reached, checkpoint):
    # The first checkpoint of each replica at which something holds; comparisons with NaN do not.
    first = pd.Series(checkpoint[reached.argmax(axis=1)], dtype="Int64")
    return first.where(reached.any(axis=1))


def _accuracies(split, outputs, labels, confidence):
    # In float64: a float32 mean over thousands of points would lose digits.
    outputs, labels = outputs.astype(float), labels.astype(float)
    points = labels.shape[1]
    soft, hard = accuracy.soft(outputs, labels), accuracy.hard(outputs, labels)
    spread = {
        "soft": np.abs(outputs - labels).std(axis=1, ddof=1),
        "hard": np.sqrt(hard * (1 - hard) * points / (points - 1)),
    }
    # Quantile of the t distribution; from scipy.special, which loads faster than scipy.stats.
    quantile = special.stdtrit(points - 1, (1 + confidence) / 2)
    half_widths = {
        f"{split}_{kind}_half_width": quantile * sd / np.sqrt(points) for kind, sd in spread.items()
    }
    return {f"{split}_soft": soft, f"{split}_hard": hard} | half_widths


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
        All replicas, in the order of `study.jobs`; ``run`` (path below `results`) and ``replica`` (row in it)
        say where the network is.

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
        table["run"], table["replica"] = study.run_file("", *job).as_posix(), range(len(table))
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
