"""The width of XOR's borders, on networks whose output is known everywhere, and what seeds say of it."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation.borders import border_table, widths

NETWORK = {"scale": None, "hidden": [], "activation": "relu"}


def logistic(across, along, centre=0.5):
    """Weights of a network whose output is the sigmoid of a plane: 0.5 on a line through the centre."""
    return np.array([[across, along, -centre * (across + along)]], np.float32)


def test_a_border_is_as_wide_as_the_part_of_the_line_where_the_output_is_from_a_tenth_to_nine():
    """Upwards the output is sigmoid(s t): within 0.1 and 0.9 while |s t| < log 9."""
    slope = np.log(9) / 0.05
    found = widths(logistic(0, slope), NETWORK)
    assert found["border_left"] == pytest.approx(0.1, abs=0.002)
    assert found["border_right"] == pytest.approx(0.1, abs=0.002)
    # Beside the centre, 0.2 below and above it, it is sure of either label.
    assert found["border_bottom"] == found["border_top"] == 0


def test_each_side_is_measured_where_it_lies_and_compared_with_the_opposite():
    """A plane that is 0.5 on the line x = 0.3: along that line nothing is sure, elsewhere all is."""
    weights = np.array([[1000, 0, -300]], np.float32)
    found = {name: width.item() for name, width in widths(weights, NETWORK).items()}
    whole = pytest.approx(0.4, abs=0.002)
    narrow = pytest.approx(2 * np.log(9) / 1000, abs=0.002)
    expected = {"left": whole, "right": 0, "bottom": narrow, "top": narrow, "sideways": whole, "upright": 0}
    assert found == {f"border_{name}": width for name, width in expected.items()}
    turned = widths(np.array([[0, 1000, -300]], np.float32), NETWORK)
    assert (turned["border_bottom"], turned["border_top"]) == (whole, 0)
    assert turned["border_upright"] == whole


def test_the_line_is_scaled_as_the_inputs_of_the_network():
    slope = np.log(9) / 0.05
    found = widths(np.array([[0, slope / 4, 0]], np.float32), NETWORK | {"scale": 4})
    assert found["border_left"] == pytest.approx(0.1, abs=0.002)


def test_the_table_has_median_interval_and_counts_for_each_side():
    count = 9
    replicas = pd.DataFrame(
        {"experiment": "e", "dataset": ["xor"] * 8 + ["linear"], "activation": "relu", "diverged": np.nan},
        range(count),
    )
    for place, side in enumerate(("left", "right", "bottom", "top")):
        replicas[f"border_{side}"] = (np.arange(count) ** 2 + place) / 1000
    replicas.loc[7, "diverged"] = 3
    table = border_table(replicas, 0.95)
    assert table["side"].tolist() == ["left", "right", "bottom", "top"]
    # Seven seeds: the middle one; of so few, the smallest and the largest bound the median.
    assert table.iloc[0].to_dict() == {
        "experiment": "e", "dataset": "xor", "activation": "relu", "side": "left",
        "width": 0.009, "width_low": 0, "width_high": 0.036, "diverged": 1, "seeds": 8,
    }  # fmt: skip
    assert table["width"].tolist() == pytest.approx([0.009, 0.010, 0.011, 0.012])


def test_without_xor_the_table_is_empty():
    replicas = pd.DataFrame(
        {"experiment": ["e"], "dataset": "linear", "activation": "relu", "diverged": None}
    )
    assert border_table(replicas, 0.95).empty
