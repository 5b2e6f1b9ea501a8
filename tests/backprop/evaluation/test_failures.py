"""How a network failed is named by rule, on cases made for each of them."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation.failures import MODES, failures_table, modes

THRESHOLDS = {"collapsed": 0.6, "reached": 0.95}
POINTS = 1000
LEARNT = {"diverged": False, "span": 1.0, "dead_units": [0.1, 0.2], "curve": [0.5, 0.97, *[0.98] * 5]}


@pytest.mark.parametrize(("change", "mode"), [
    ({}, "none"),
    ({"diverged": True, "curve": [0.5, 0, 0]}, "diverged"),
    ({"span": 1e-5, "dead_units": [0.3, 1.0], "curve": [0.7, 0.5, 0.5]}, "constant"),
    ({"span": 1e-5, "dead_units": [1.0, 0.3], "curve": [0.7, 0.5, 0.5]}, "constant"),  # whichever layer is dead
    ({"span": 1e-3, "dead_units": [0.3, 1.0], "curve": [0.7, 0.5, 0.5]}, "dying"),
    ({"span": 1e-5, "curve": [0.5, 0.5, 0.5]}, "plateau"),  # constant so far, but every unit can still move
    ({"span": 0.2, "curve": [0.5, 0.6, 0.55]}, "plateau"),
    ({"span": 0.2, "curve": [0.5, 0.601, 0.55]}, "below"),
    ({"dead_units": [0.0, 0.5], "curve": [0.5, 0.9, 0.9]}, "dying"),
    ({"dead_units": [0.0, 0.5]}, "none"),  # half of the units are dead, and it learnt all the same
    ({"dead_units": [0.9, 0.4], "curve": [0.5, 0.9, 0.9]}, "below"),  # the last hidden layer is what counts
    ({"curve": [*[0.99] * 5, *[0.9] * 5]}, "late_drop"),
    ({"curve": [*[0.9] * 5, *[0.8] * 5]}, "late_drop"),  # also where it never had reached what counts
    ({"curve": [*[0.95] * 5, *[0.9] * 5]}, "none"),  # as much as what counts as a drop, and not more
    ({"curve": [*[0.951] * 5, *[0.9] * 5]}, "late_drop"),
    ({"curve": [*[0.9] * 5, 0.97, *[0.9] * 5]}, "none"),  # one checkpoint that was lucky is no drop after it
    ({"curve": [*[0.97] * 5, 0.6]}, "none"),  # nor is one unlucky one a drop
    ({"curve": [0.5, 0.99, 0.9]}, "none"),  # too few checkpoints to tell
    ({"curve": [0.5, 0.949, 0.949]}, "below"),
    ({"curve": [0.5, 0.95, 0.949]}, "none"),
])  # fmt: skip
def test_each_rule_names_its_case(change, mode):
    case = LEARNT | change
    found = modes(
        diverged=np.array([case["diverged"]]),
        span=np.array([case["span"]]),
        dead_units=np.array([case["dead_units"]]),
        right=np.rint(np.array([case["curve"]]) * POINTS),
        points=POINTS,
        thresholds=THRESHOLDS,
    )
    assert found.tolist() == [mode]
    assert mode in MODES


def test_a_share_that_no_float_is_counts_from_the_point_that_it_names():
    """0.55 of 100 points is 55.00000000000001 in floats."""
    found = modes(
        diverged=np.array([False]),
        span=np.array([1.0]),
        dead_units=np.array([[0.0]]),
        right=np.array([[55.0]]),
        points=100,
        thresholds={"collapsed": 0.5, "reached": 0.55},
    )
    assert found.tolist() == ["none"]


def test_failures_are_counted_per_job_and_the_kinds_that_did_not_occur_are_zero():
    replicas = pd.DataFrame(
        [
            ("a", "xor", "relu", "none"),
            ("a", "xor", "relu", "plateau"),
            ("a", "xor", "relu", "none"),
            ("b", "linear", "silu", "diverged"),
        ],
        columns=["experiment", "dataset", "activation", "failure"],
    )
    table = failures_table(replicas).set_index(["experiment", "dataset", "activation", "failure"])["networks"]
    assert len(table) == 2 * len(MODES)
    assert table[table > 0].to_dict() == {
        ("a", "xor", "relu", "plateau"): 1,
        ("a", "xor", "relu", "none"): 2,
        ("b", "linear", "silu", "diverged"): 1,
    }
