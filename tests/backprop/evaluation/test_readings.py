"""The original's numbers among those of our seeds."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation.readings import READINGS, VERDICTS, numbers_table, readings_table, verdict

ORIGINAL = pd.Series({("xor", "relu"): 0.9, ("xor", "silu"): 0.8, ("linear", "silu"): np.nan})


def replicas(experiment, activation, train, held_out, diverged=None):
    return pd.DataFrame({
        "experiment": experiment, "dataset": "xor", "activation": activation, "train_soft": train,
        "held_out_soft": held_out, "diverged": diverged, "run": f"{experiment}/{activation}",
    })  # fmt: skip


@pytest.mark.parametrize(("original", "expected"), [
    (0.7, "inside"), (0.8, "inside"), (0.6999, "below"), (0.8001, "above"), (0.9, "above"),
])  # fmt: skip
def test_a_verdict_says_where_the_original_lies(original, expected):
    assert verdict(original, np.array([0.7, 0.8])) == expected
    assert expected in VERDICTS


def test_our_numbers_are_compared_as_the_original_would_have_printed_them():
    assert verdict(0.9999, np.array([0.98, 0.99987])) == "inside"
    assert verdict(0.9999, np.array([0.98, 0.99984])) == "above"


def test_a_diverged_network_has_no_number_and_is_counted():
    found = numbers_table(
        replicas("first_reading", "relu", [0.95, np.nan, 0.85], [0.7, np.nan, 0.8], [None, 3, None]), ORIGINAL
    ).iloc[0]
    columns = ["lowest", "median", "highest", "at_most_original", "seeds", "diverged"]
    assert found[columns].tolist() == pytest.approx([0.85, 0.9, 0.95, 1, 3, 1])
    assert (found["verdict"], found["verdict_held_out"], found["points"]) == ("inside", "above", "train")


def test_the_wrong_slope_changes_the_cell_of_silu_alone():
    trained = pd.concat([
        replicas("course", "relu", [0.85, 0.95], [0.5, 0.6]),
        replicas("course", "silu", [0.9, 0.95], [0.5, 0.6]),
        replicas("course_sigmoid_slope", "silu_sigmoid_slope", [0.7, 0.85], [0.5, 0.6]),
    ])  # fmt: skip
    numbers = numbers_table(trained, ORIGINAL).set_index(["reading", "activation"])
    assert numbers.loc["course", "run"].to_dict() == {"relu": "course/relu", "silu": "course/silu"}
    assert numbers.loc["course_wrong_slope", "run"].to_dict() == {
        "relu": "course/relu", "silu": "course_sigmoid_slope/silu_sigmoid_slope",
    }  # fmt: skip
    assert numbers.loc[("course", "silu"), "verdict"] == "below"
    assert numbers.loc[("course_wrong_slope", "silu"), "verdict"] == "inside"
    counts = readings_table(numbers.reset_index()).set_index("reading")
    columns = ["cells", "inside", "above", "below", "inside_held_out"]
    assert counts.loc["course", columns].tolist() == [2, 1, 0, 1, 0]
    assert counts.loc["course_wrong_slope", columns].tolist() == [2, 2, 0, 0, 0]


def test_the_full_recipe_is_compared_on_points_that_it_has_not_seen():
    numbers = numbers_table(replicas("robust", "relu", [0.99, 0.99], [0.8, 0.85]), ORIGINAL)
    assert numbers[["points", "lowest", "verdict"]].to_numpy().tolist() == [["held_out", 0.8, "above"]]


def test_a_reading_whose_experiment_was_not_run_has_no_rows():
    trained = replicas("course", "relu", [0.85, 0.95], [0.5, 0.6])
    numbers = numbers_table(trained, ORIGINAL)
    assert numbers["reading"].tolist() == ["course"]
    assert set(numbers["reading"]) < set(READINGS)
    other = numbers_table(trained.assign(experiment="other"), ORIGINAL)
    assert other.empty
    assert readings_table(other).empty
