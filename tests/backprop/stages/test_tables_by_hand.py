"""Every cell of every table, from a few replicas that one can work out by hand.

No two columns are alike: train is not held-out, leaving is not reaching, and the sample is skewed.  At a
confidence of 0.7 the interval of a median of three values is their range (it holds the median of the population
in 3 of 4 cases), and of two values there is none (1 of 2).
"""

import io
import json
from math import sqrt

import numpy as np
import pandas as pd
import pytest

from backprop.stages import tables

REPLICAS = """
experiment,activation,momentum,kaiming,seed,train_soft,train_hard,held_out_soft,held_out_hard,gap,deviation,reach,leave,collapsed,diverged,failure
first_reading,relu,0.5,True,1,0.61,0.64,0.60,0.62,0.04,0.32,,8,True,,below
first_reading,relu,0.5,True,2,0.92,0.95,0.90,0.94,0.02,0.00,30,6,False,,none
first_reading,relu,0.5,True,3,0.97,0.99,0.93,0.98,0.00,0.04,20,5,False,,late_drop
first_reading,silu,0.5,True,1,0.72,0.73,0.70,0.71,0.04,0.06,,9,True,,plateau
first_reading,silu,0.5,True,2,0.86,0.87,0.80,0.83,0.05,0.06,40,7,False,,dying
first_reading,silu,0.5,True,3,,,,,,,,,False,11,diverged
grid,relu,0.0,True,1,0.51,0.56,0.50,0.55,0.03,0.05,,,True,,plateau
grid,relu,0.0,True,2,0.63,0.68,0.60,0.65,0.01,0.05,,3,False,,below
grid,relu,0.9,True,1,0.84,0.88,0.80,0.85,0.06,0.06,10,2,False,,below
grid,relu,0.9,True,2,0.95,0.98,0.90,0.97,0.02,0.06,12,1,False,,none
"""
CONFIDENCE = 0.7
#: Student's t has closed forms of its quantiles for one and for two degrees of freedom.
T = {2: np.tan(np.pi * (0.85 - 0.5)), 3: (2 * 0.85 - 1) * sqrt(2 / (4 * 0.85 * 0.15))}
XOR = {"dataset": "xor"}


def mean_of(name, *values):
    """Return mean and half-width of two or three values."""
    count = len(values)
    middle = sum(values) / count
    spread = sqrt(sum((value - middle) ** 2 for value in values) / (count - 1))
    return {name: middle, f"{name}_half_width": T[count] * spread / sqrt(count)}


def median_of(name, middle, low=None, high=None):
    return {f"{name}_median": middle, f"{name}_median_low": low, f"{name}_median_high": high}


RELU = {
    **mean_of("soft", 0.60, 0.90, 0.93), **mean_of("hard", 0.62, 0.94, 0.98),
    **mean_of("train_soft", 0.61, 0.92, 0.97), **mean_of("train_hard", 0.64, 0.95, 0.99),
    **mean_of("gap", 0.04, 0.02, 0.00), **mean_of("train_true_hard", 0.66, 0.96, 0.98),
    **median_of("soft", 0.90, 0.60, 0.93), **median_of("hard", 0.94, 0.62, 0.98),
    # The squares of the distances from 0.84667 sum to 0.077867.
    "hard_worst": 0.62, "hard_sd": sqrt(0.0778666667 / 2), "hard_deviation": 0.04,
    "epochs_to_reach": 30, "reached": 2, "epochs_to_leave": 6, "left": 3,
    "collapsed": 1, "diverged": 0, "seeds": 3,
}  # fmt: skip
SILU = {
    **mean_of("soft", 0.70, 0.80), **mean_of("hard", 0.71, 0.83),
    **mean_of("train_soft", 0.72, 0.86), **mean_of("train_hard", 0.73, 0.87), **mean_of("gap", 0.04, 0.05), **mean_of("train_true_hard", 0.75, 0.88),
    **median_of("soft", 0.75), **median_of("hard", 0.77),
    "hard_worst": 0.71, "hard_sd": sqrt(2 * 0.06**2), "hard_deviation": 0.06,
    "epochs_to_reach": None, "reached": 1, "epochs_to_leave": 9, "left": 2,
    "collapsed": 1, "diverged": 1, "seeds": 3,
}  # fmt: skip
SLOW = {
    **mean_of("soft", 0.50, 0.60), **mean_of("hard", 0.55, 0.65),
    **mean_of("train_soft", 0.51, 0.63), **mean_of("train_hard", 0.56, 0.68), **mean_of("gap", 0.03, 0.01), **mean_of("train_true_hard", 0.58, 0.66),
    **median_of("soft", 0.55), **median_of("hard", 0.60),
    "hard_worst": 0.55, "hard_sd": sqrt(2 * 0.05**2), "hard_deviation": 0.05,
    "epochs_to_reach": None, "reached": 0, "epochs_to_leave": None, "left": 1,
    "collapsed": 1, "diverged": 0, "seeds": 2,
}  # fmt: skip
FAST = {
    **mean_of("soft", 0.80, 0.90), **mean_of("hard", 0.85, 0.97),
    **mean_of("train_soft", 0.84, 0.95), **mean_of("train_hard", 0.88, 0.98), **mean_of("gap", 0.06, 0.02), **mean_of("train_true_hard", 0.91, 0.99),
    **median_of("soft", 0.85), **median_of("hard", 0.91),
    "hard_worst": 0.85, "hard_sd": sqrt(2 * 0.06**2), "hard_deviation": 0.06,
    "epochs_to_reach": 11, "reached": 2, "epochs_to_leave": 1.5, "left": 2,
    "collapsed": 0, "diverged": 0, "seeds": 2,
}  # fmt: skip
FIRST = {"experiment": "first_reading", **XOR}
GRID = {"experiment": "grid", **XOR, "activation": "relu"}
LEVEL = {"learning_rate": 0.1, "weight_decay": 0.0, "kaiming": True}
WIDTH = {"relu": {"width": 0.03, "width_low": 0.02, "width_high": 0.07}, "silu": {"width": 0.045}}
WIDTH["silu"] |= {"width_low": None, "width_high": None}
#: The borders of the seeds are 0.02, 0.07 and 0.03, each side wider by a step.
STEPS = {"left": 0, "right": 0.001, "bottom": 0.002, "top": 0.003}

EXPECTED = {
    "accuracy": [
        {**FIRST, "activation": "relu", **RELU, "original": 0.9, "at_most_original": 2}
        | {"difference": 0.81 - 0.9, "difference_half_width": RELU["soft_half_width"]},
        {**FIRST, "activation": "silu", **SILU, "original": 0.85, "at_most_original": 2}
        | {"difference": 0.75 - 0.85, "difference_half_width": SILU["soft_half_width"]},
    ],
    "dataset": [
        {**FIRST, "best": "relu", "worst": "silu", "gap": 0.15, "train_points": 12, "held_out_points": 10}
        | {"epochs": 9, "activations": 2, "collapsed": 2, "diverged": 1, "networks": 6}
    ],
    "grid": [
        {**GRID, "level": "momentum=0.0 kaiming=True", **LEVEL, "momentum": 0.0, **SLOW},
        {**GRID, "level": "momentum=0.9 kaiming=True", **LEVEL, "momentum": 0.9, **FAST},
    ],
    "shown": [
        {**FIRST, "activation": "relu", "seed": 2, "run": "runs/first_reading/xor/relu.npz", "replica": 1}
        | {"soft": 0.90, "soft_half_width": 0.012, "hard": 0.94, "hard_low": 0.934, "hard_high": 0.945},
        {**FIRST, "activation": "silu", "seed": 1, "run": "runs/first_reading/xor/silu.npz", "replica": 0}
        | {"soft": 0.70, "soft_half_width": 0.011, "hard": 0.71, "hard_low": 0.704, "hard_high": 0.715},
    ],
    "failures": [
        {**FIRST, "activation": activation, "failure": failure, "networks": int(failure in found)}
        for activation, found in {
            "relu": ("below", "none", "late_drop"), "silu": ("plateau", "dying", "diverged"),
        }.items()
        for failure in ("diverged", "constant", "plateau", "dying", "late_drop", "below", "none")
    ],
    "border": [
        {**FIRST, "activation": activation, "side": side, "diverged": diverged, "seeds": 3}
        | {name: None if end is None else end + step for name, end in WIDTH[activation].items()}
        for activation, diverged in {"relu": 0, "silu": 1}.items()
        for side, step in STEPS.items()
    ],
    "numbers": [
        {"reading": "first_reading", **XOR, "activation": "relu", "original": 0.9, "points": "train"}
        | {"lowest": 0.61, "median": 0.92, "highest": 0.97, "at_most_original": 1, "seeds": 3, "diverged": 0}
        | {"verdict": "inside", "verdict_held_out": "inside", "run": "runs/first_reading/xor/relu.npz"},
        {"reading": "first_reading", **XOR, "activation": "silu", "original": 0.85, "points": "train"}
        | {"lowest": 0.72, "median": 0.79, "highest": 0.86, "at_most_original": 1, "seeds": 3, "diverged": 1}
        | {"verdict": "inside", "verdict_held_out": "above", "run": "runs/first_reading/xor/silu.npz"},
    ],
    "readings": [
        {"reading": "first_reading", "points": "train", "cells": 2, "inside": 2, "above": 0, "below": 0}
        | {"inside_held_out": 1}
    ],
    # Seed 1: silu before relu; seed 2, as the original: relu before silu; with seed 3, silu diverged.
    "ranks": [
        {**FIRST, "races": 2, "original_order": 1, "agree_order": 0, "agree_winner": 0, "chance_winner": 0.5}
    ],
    "ranks_total": [{"experiment": "first_reading", "races": 2, "original_order": 1}],
}  # fmt: skip


def replicas():
    """Return the replicas, with what follows from their seed and place filled in."""
    frame = pd.read_csv(io.StringIO(REPLICAS.strip()))
    frame = frame.rename(columns={"reach": "epochs_to_reach", "leave": "epochs_to_leave"})
    frame["dataset"], frame["learning_rate"], frame["weight_decay"] = "xor", 0.1, 0.0
    frame["replica"] = frame["seed"] - 1
    frame["run"] = "runs/" + frame["experiment"] + "/xor/" + frame["activation"] + ".npz"
    frame["train_true_hard"] = frame["held_out_hard"] + frame["gap"]
    frame["dead_units"] = 0.5
    frame["held_out_soft_half_width"] = 0.01 + frame["seed"] / 1000
    frame["held_out_hard_low"] = frame["held_out_hard"] - 0.006
    frame["held_out_hard_high"] = frame["held_out_hard"] + 0.005
    for side, step in STEPS.items():
        frame[f"border_{side}"] = frame["seed"].map({1: 0.02, 2: 0.07, 3: 0.03}) + step
    return frame


@pytest.fixture
def written(tmp_path, small_config):
    """Return what the command writes of these replicas: a data frame by table."""
    training = small_config["experiments"]["one"] | {"seeds": 3}
    config = small_config | {
        "samples": {"s": {"seeds": 3, "xor": {"train": 12, "held_out": 10}}},
        "experiments": {
            "first_reading": training | {"momentum": 0.5},
            "grid": training
            | {"seeds": 2, "activations": ["relu"], "momentum": [0.0, 0.9], "kaiming": [True]},
        },
        "evaluation": {"collapsed": 0.6, "reached": 0.95, "confidence": CONFIDENCE},
    }
    (tmp_path / "config").write_text(json.dumps(config))
    replicas().to_csv(tmp_path / "replicas", index=False)
    (tmp_path / "original").write_text("activation,xor\nrelu,0.9000\nsilu,0.8500\n")
    tables.main([f"--{name}={tmp_path / name}" for name in ("config", "replicas", "original", "output")])
    return {file.stem: pd.read_csv(file) for file in (tmp_path / "output").glob("*.csv")}


def test_there_is_no_table_but_those_that_were_worked_out(written):
    assert set(written) == set(EXPECTED) == set(tables.TABLES)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_cell_is_the_number_worked_out_by_hand(written, name):
    table, rows = written[name], EXPECTED[name]
    assert set(table) == set(rows[0])
    assert len(table) == len(rows)
    for found, expected in zip(table.to_dict("records"), rows, strict=True):
        for column, cell in expected.items():
            place = f"{name}: {expected}: {column}"
            if cell is None:
                assert np.isnan(found[column]), place
            elif isinstance(cell, str | bool):
                assert found[column] == cell, place
            else:
                assert found[column] == pytest.approx(cell, rel=1e-7, abs=1e-12), place
