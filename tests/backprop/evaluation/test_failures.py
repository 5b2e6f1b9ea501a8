"""How a network failed is named by rule, on cases made for each of them."""

import numpy as np
import pytest

from backprop.evaluation.failures import MODES, modes

THRESHOLDS = {"collapsed": 0.6, "reached": 0.95}
LEARNT = {"diverged": False, "span": 1.0, "dead_units": [0.1, 0.2], "curve": [0.5, 0.97, 0.98]}


@pytest.mark.parametrize(("change", "mode"), [
    ({}, "none"),
    ({"diverged": True, "curve": [0.5, np.nan, np.nan]}, "diverged"),
    ({"span": 1e-5, "dead_units": [0.3, 1.0], "curve": [0.7, 0.5, 0.5]}, "constant"),
    ({"span": 1e-5, "curve": [0.5, 0.5, 0.5]}, "plateau"),  # constant so far, but every unit can still move
    ({"span": 0.2, "curve": [0.5, 0.6, 0.55]}, "plateau"),
    ({"dead_units": [0.0, 0.5], "curve": [0.5, 0.9, 0.9]}, "dying"),
    ({"dead_units": [0.0, 0.5]}, "none"),  # half of the units are dead, and it learnt all the same
    ({"dead_units": [0.9, 0.4], "curve": [0.5, 0.9, 0.9]}, "none"),  # the last hidden layer is what counts
    ({"curve": [0.5, 0.99, 0.9]}, "late_drop"),
    ({"curve": [0.5, 0.9, 0.86]}, "none"),
])  # fmt: skip
def test_each_rule_names_its_case(change, mode):
    case = LEARNT | change
    found = modes(
        diverged=np.array([case["diverged"]]),
        span=np.array([case["span"]]),
        dead_units=np.array([case["dead_units"]]),
        curve=np.array([case["curve"]]),
        hard=np.array([case["curve"][-1]]),
        thresholds=THRESHOLDS,
    )
    assert found.tolist() == [mode]
    assert mode in MODES
