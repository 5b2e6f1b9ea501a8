"""The tables of the report, from the metrics of all replicas."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from backprop.evaluation import fields, frames, summaries
from backprop.stages import tables
from backprop.study.conventions import ARMS
from shilu.errors import UserError
from shilu.values.rows import Rows
from shilu.values.table import read_table

SOFT = [0.9, 0.95, 0.7, 0.8]
LEVEL = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True}
ORIGINAL = pd.Series({("xor", "relu"): 0.9, ("linear", "silu"): 0.5})


def replicas(soft=SOFT, experiment="one", activation="relu", **columns):
    count = len(soft)
    frame = pd.DataFrame(
        {"experiment": experiment, "dataset": "xor", "activation": activation, **LEVEL}, range(count)
    )
    soft = pd.Series(soft, dtype=float)
    for metric, values in {
        "held_out_soft": soft,
        "held_out_hard": soft + 0.04,
        "train_soft": soft,
        "train_hard": soft,
    }.items():
        frame[metric], frame[f"{metric}_half_width"] = values, 0.01
    frame["seed"], frame["replica"], frame["run"] = range(1, count + 1), range(count), "a.npz"
    frame["epochs_to_reach"], frame["collapsed"], frame["diverged"] = np.nan, False, np.nan
    frame["epochs_to_leave"], frame["dead_units"], frame["failure"] = np.nan, 0.0, "none"
    for arm in ARMS:
        frame[f"unsure_{arm}"] = 0.1
    return frame.assign(**columns)


def lose(frame, row):
    """Let the replica in this row have diverged."""
    metrics = [name for name in frame if name.startswith(("train", "held_out"))]
    frame.loc[row, metrics], frame.loc[row, "diverged"] = np.nan, 7
    return frame


def one(frame, confidence=0.95):
    return tables.accuracy_table(frame, ORIGINAL, confidence).iloc[0]


def test_the_half_width_of_a_mean_is_that_of_a_student_interval():
    row = one(replicas(), confidence=0.9)
    interval = stats.ttest_1samp(SOFT, 0).confidence_interval(0.9)
    assert row["soft"] == pytest.approx(np.mean(SOFT))
    assert row["soft_half_width"] == pytest.approx((interval.high - interval.low) / 2)


def test_median_worst_and_counts_are_those_of_the_seeds():
    row = one(replicas(epochs_to_reach=[30, 10, np.nan, 20], collapsed=[False, False, True, False]))
    assert row["soft_median"] == pytest.approx(0.85)
    assert row["hard_worst"] == pytest.approx(0.74)
    assert row["hard_worst_half_width"] == 0.01
    assert (row["epochs_to_reach"], row["reached"]) == (20, 3)
    assert (row["collapsed"], row["diverged"], row["seeds"]) == (1, 0, 4)


def test_the_half_width_of_a_median_covers_the_true_median_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(150):
        middle, half = summaries.median(pd.Series(rng.normal(5, 1, 20)), 0.9)
        inside += abs(middle - 5) <= half
    # 150 trials: three standard deviations around 0.9 are 0.07.
    assert 0.83 <= inside / 150 <= 0.97


def test_one_seed_has_no_interval():
    row = one(replicas([0.8]))
    assert row["soft"] == 0.8
    assert np.isnan(row["soft_half_width"])
    assert np.isnan(row["soft_median_half_width"])


def test_the_originals_number_stands_beside_ours_and_is_empty_where_it_has_none():
    row = one(replicas())
    assert row["original"] == 0.9
    assert row["difference"] == pytest.approx(np.mean(SOFT) - 0.9)
    assert row["at_most_original"] == 3
    row = one(replicas(activation="silu"))
    assert row[["original", "difference", "difference_half_width", "at_most_original"]].isna().all()


def test_a_diverged_replica_is_counted_and_changes_no_other_number():
    lost = one(lose(replicas([0.9, 0.1, 0.95, 0.7]), 1))
    rest = one(replicas([0.9, 0.95, 0.7]))
    assert (lost["diverged"], lost["seeds"]) == (1, 4)
    others = lost.index.drop(["diverged", "seeds"])
    pd.testing.assert_series_equal(lost[others], rest[others])


def test_where_all_replicas_diverged_accuracies_are_empty_and_no_network_is_shown(small_config):
    frame = lose(lose(replicas([0.9, 0.8]), 0), 1)
    row = one(frame)
    assert row["diverged"] == 2
    assert row[["soft", "soft_half_width", "soft_median", "soft_worst", "epochs_to_reach"]].isna().all()
    assert tables.shown_table(frame).empty
    assert pd.isna(
        tables.dataset_table(tables.accuracy_table(frame, ORIGINAL, 0.95), small_config)["best"][0]
    )


def test_the_network_shown_is_that_of_the_median_seed():
    assert tables.shown_table(replicas([0.9, 0.7, 0.8]))["seed"].tolist() == [3]


def test_of_an_even_number_of_seeds_the_lower_median_is_shown():
    assert tables.shown_table(replicas([0.9, 0.7, 0.8, 0.6]))["seed"].tolist() == [2]


def test_of_seeds_with_the_same_accuracy_the_smallest_is_shown():
    assert tables.shown_table(replicas([0.9, 0.8, 0.8, 0.8, 0.1]))["seed"].tolist() == [2]


def test_best_and_worst_activation_are_those_of_highest_and_lowest_median(small_config):
    frame = pd.concat(
        [replicas([0.995, 0.995, 0.1], activation="relu"), replicas([0.99, 0.994, 0.99], activation="silu")]
    )
    row = tables.dataset_table(tables.accuracy_table(frame, ORIGINAL, 0.95), small_config).iloc[0]
    assert (row["best"], row["worst"]) == ("relu", "silu")
    assert row["gap"] == pytest.approx(0.005)
    assert (row["activations"], row["networks"]) == (2, 6)


def test_a_level_is_named_by_what_its_experiment_varies():
    frame = pd.concat(
        [replicas([0.9, 0.8], "many", momentum=0.0), replicas([0.7, 0.5], "many", momentum=0.9)]
    )
    grid = tables.grid_table(frame, {"many": ["momentum"]}, 0.9)
    assert grid["level"].tolist() == ["momentum=0.0", "momentum=0.9"]
    assert grid["soft"].tolist() == pytest.approx([0.85, 0.6])
    assert grid["momentum"].tolist() == [0.0, 0.9]


def test_the_search_has_the_best_and_the_worst_level_of_each_activation():
    frame = pd.concat(
        [replicas([soft, soft], "many", momentum=m) for soft, m in ((0.6, 0.0), (0.9, 0.7), (0.5, 0.9))]
    )
    row = tables.search_table(tables.grid_table(frame, {"many": ["momentum"]}, 0.9)).iloc[0]
    assert (row["best_momentum"], row["best_median"]) == (0.7, pytest.approx(0.94))
    assert (row["worst_momentum"], row["worst_median"]) == (0.9, pytest.approx(0.54))


def test_failures_are_counted_and_the_kinds_that_did_not_occur_are_zero():
    frame = replicas(failure=["none", "plateau", "none", "diverged"])
    counts = tables.failures_table(lose(frame, 3)).set_index("failure")["networks"]
    assert counts.to_dict() == {
        "diverged": 1, "constant": 0, "plateau": 1, "dying": 0, "late_drop": 0, "none": 2,
    }  # fmt: skip


def test_the_border_has_a_mean_for_each_arm():
    frame = replicas(unsure_upper_left=[0.1, 0.2, 0.3, 0.4])
    table = tables.border_table(lose(frame, 3), 0.95).set_index("arm")
    assert table.loc["upper_left", "unsure"] == pytest.approx(0.2)
    assert table.loc["upper_left", "seeds"] == 3
    assert table.loc["lower_right", "unsure"] == pytest.approx(0.1)


@pytest.fixture
def everything(small_config):
    single = [replicas(activation=name) for name in small_config["activations"]]
    several = [
        replicas([0.9, 0.8], "many", name, momentum=m)
        for name in small_config["activations"]
        for m in (0.0, 0.9)
    ]
    return pd.concat([*single, *several], ignore_index=True)


def test_every_table_has_unique_keys_and_a_schema_for_each_column(everything, small_config):
    for name, table in tables.tables(small_config, everything, ORIGINAL).items():
        schema = fields.schema(table, tables.KEYS[name])
        assert not table.duplicated(schema["primaryKey"]).any(), name
        assert [field["name"] for field in schema["fields"]] == list(table)
        for field in schema["fields"]:
            assert field["title"]
            assert field.get("uncertainty", field["name"]) in table


def test_an_experiment_that_was_not_evaluated_is_an_error_that_names_it(everything, small_config):
    rest = everything[everything["experiment"] != "many"]
    with pytest.raises(UserError, match="no replicas of many/xor/relu"):
        tables.tables(small_config, rest, ORIGINAL)


def test_a_config_without_levels_gives_an_empty_grid_with_its_columns(everything, small_config):
    config = small_config | {"experiments": {"one": small_config["experiments"]["one"]}}
    grid = tables.tables(config, everything[everything["experiment"] == "one"], ORIGINAL)["grid"]
    assert grid.empty
    assert {"level", "hard_median"} <= set(grid)


@pytest.fixture
def folder(tmp_path, everything, small_config):
    (tmp_path / "config.json").write_text(json.dumps(small_config))
    frames.write(tmp_path / "replicas.csv", everything)
    (tmp_path / "original.csv").write_text("activation,xor\nrelu,0.9000\n")
    return tmp_path


def arguments(folder):
    files = {
        "config": "config.json",
        "replicas": "replicas.csv",
        "original": "original.csv",
        "output": "tables",
    }
    return [f"--{name}={folder / file}" for name, file in files.items()]


def test_the_report_reaches_a_cell_that_the_command_wrote(run, folder):
    result = run("backprop.stages.tables", *arguments(folder))
    assert result.returncode == 0, result.stderr
    cell = Rows(read_table(folder / "tables" / "accuracy.csv"))["one", "xor", "relu"]["soft"]
    assert cell.raw == pytest.approx(np.mean(SOFT))
    assert cell.uncertainty > 0
    assert cell.unit == "fraction"
    assert Rows(read_table(folder / "tables" / "dataset.csv"))["one", "xor"]["best"].shown == "ReLU"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("activation,xor\nrelu,90%\n", r"original\.csv:2: xor: '90%' is no number"),
        ("activation,xro\nrelu,0.9\n", r"original\.csv: 'xro' is unknown; known: linear, xor, chessboard"),
        ("activation,xor\nrule,0.9\n", r"original\.csv: 'rule' is unknown"),
        ("name,xor\nrelu,0.9\n", r"original\.csv: no column 'activation'"),
        ("", r"original\.csv: not a CSV file"),
    ],
)
def test_a_mistake_in_the_originals_table_is_named_with_its_place(tmp_path, text, message):
    (tmp_path / "original.csv").write_text(text)
    with pytest.raises(UserError, match=message):
        tables.read_original(tmp_path / "original.csv")


def test_the_projects_own_table_of_the_original_has_its_twelve_numbers(root):
    original = tables.read_original(root / "report" / "original.csv")
    assert original.count() == 12
    assert original["chessboard", "silu"] == 0.515
    assert Rows(read_table(root / "report" / "original.csv"))["silu"]["chessboard"].unit == "fraction"


def test_a_missing_column_is_one_line_that_names_file_and_column(folder, capsys):
    frames.write(folder / "replicas.csv", pd.read_csv(folder / "replicas.csv").drop(columns="held_out_hard"))
    with pytest.raises(SystemExit, match="2"):
        tables.main(arguments(folder))
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "replicas.csv: no column 'held_out_hard'" in message
    assert not (folder / "tables").exists()


def test_a_number_written_and_read_keeps_nine_digits(tmp_path):
    frames.write(tmp_path / "t.csv", pd.DataFrame({"x": [1 / 3, 0.1, 1.0, np.nan], "n": [1, 2, 3, 4]}))
    assert (tmp_path / "t.csv").read_text() == "x,n\n0.333333333,1\n0.1,2\n1.0,3\n,4\n"
