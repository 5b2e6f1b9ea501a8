"""The tables of the report, from the metrics of all replicas."""

import json

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation import fields, frames
from backprop.stages import tables
from shilu.errors import UserError
from shilu.files import sha256
from shilu.trace.chain import lines_of
from shilu.values.rows import Rows
from shilu.values.table import half_width_columns, read_table

SOFT = [0.9, 0.95, 0.7, 0.8]
LEVEL = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True}
ORIGINAL = pd.Series({("xor", "relu"): 0.9, ("linear", "silu"): 0.5})


def replicas(soft=SOFT, experiment="one", activation="relu", **columns):
    count = len(soft)
    frame = pd.DataFrame(
        {"experiment": experiment, "dataset": "xor", "activation": activation, **LEVEL}, range(count)
    )
    soft = pd.Series(soft, dtype=float)
    measured = {"held_out_soft": soft, "held_out_hard": soft + 0.04, "train_soft": soft, "train_hard": soft}
    measured |= {"train_true_hard": soft}
    measured |= {
        "held_out_soft_half_width": 0.01,
        "held_out_hard_low": soft,
        "held_out_hard_high": soft + 0.05,
    }
    measured |= {"gap": -0.04, "deviation": 0.02, "dead_units": 0.0}
    measured |= {f"border_{side}": 0.1 for side in ("left", "right", "bottom", "top")}
    measured |= {"signal_1": 0.1, "saturated_1": 0.2, "gradient_1": 0.3}
    kept = {"seed": range(1, count + 1), "replica": range(count), "run": "a.npz", "failure": "none"}
    kept |= {"epochs_to_reach": np.nan, "epochs_to_leave": np.nan, "collapsed": False, "diverged": np.nan}
    return frame.assign(**measured, **kept).assign(**columns)


def lose(frame, row):
    """Let the replica in this row have diverged."""
    metrics = [name for name in frame if name.startswith(("train", "held_out", "gap", "deviation"))]
    frame.loc[row, metrics], frame.loc[row, "diverged"] = np.nan, 7
    return frame


def one(frame, confidence=0.95):
    return tables.accuracy_table(frame, ORIGINAL, confidence).iloc[0]


def test_half_of_the_seeds_that_never_arrive_make_the_median_that_of_never():
    """Of 20, 30 and two that never arrive, the middle two are 30 and never."""
    row = one(replicas(epochs_to_reach=[30, 20, np.nan, np.nan]))
    assert np.isnan(row["epochs_to_reach"])
    assert row["reached"] == 2
    row = one(replicas([0.9] * 5, epochs_to_reach=[30, 20, np.nan, 10, np.nan]))
    assert (row["epochs_to_reach"], row["reached"]) == (30, 3)


def test_a_network_that_diverged_never_arrived():
    row = one(lose(replicas([0.9, 0.8, 0.7], epochs_to_reach=[30, 20, np.nan]), 2))
    assert (row["epochs_to_reach"], row["reached"]) == (30, 2)


def test_one_seed_has_no_interval():
    row = one(replicas([0.8]))
    assert row["soft"] == row["soft_median"] == 0.8
    assert row[["soft_half_width", "soft_median_low", "soft_median_high"]].isna().all()


def test_no_interval_of_a_median_leaves_what_the_seeds_reached():
    soft = [0.5, 0.5, 0.51, 0.95, 0.955, 0.958, 0.959, 0.96]
    row = one(replicas(soft, held_out_hard=[0.5, 0.5, 0.52, *[1.0] * 5]))
    ends = row[["soft_median_low", "soft_median", "soft_median_high"]].tolist()
    assert ends == pytest.approx([0.5, 0.9525, 0.96])
    assert (row["hard_median_low"], row["hard_median_high"]) == (0.5, 1)


def test_the_originals_number_stands_beside_ours_and_is_empty_where_it_has_none():
    row = one(replicas())
    assert row["original"] == 0.9
    assert row["difference"] == pytest.approx(np.mean(SOFT) - 0.9)
    assert row["at_most_original"] == 3
    assert (
        one(replicas([0.90004, 0.90006]))["at_most_original"] == 1
    )  # it would have printed 0.9000 and 0.9001
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
    assert row[["soft", "soft_half_width", "soft_median", "hard_worst", "epochs_to_reach"]].isna().all()
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
        schema = fields.schema(table, tables.TABLES[name][0], name)
        assert not table.duplicated(schema["primaryKey"]).any(), name
        assert [field["name"] for field in schema["fields"]] == list(table)
        for field in schema["fields"]:
            assert field["title"]
            assert set(half_width_columns(field)) <= set(table)
            assert ("uncertainty" in field) is ("description" in field)


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
    small_config["evaluation"]["confidence"] = 0.8  # four seeds have an interval of their median
    small_config["experiments"]["one"]["title"] = "其一"
    (tmp_path / "config.json").write_text(json.dumps(small_config))
    frames.write(tmp_path / "metrics" / "replicas.csv", everything)
    (tmp_path / "original.csv").write_text("activation,xor\nrelu,0.9000\n")
    return tmp_path


def arguments(folder):
    files = {
        "config": "config.json",
        "replicas": "metrics/replicas.csv",
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
    median = Rows(read_table(folder / "tables" / "accuracy.csv"))["one", "xor", "relu"]["soft_median"]
    assert median.bounds == (0.7, 0.95)
    row = Rows(read_table(folder / "tables" / "dataset.csv"))["one", "xor"]
    assert row["best"].shown == "ReLU"
    assert row["experiment"].shown == "其一"


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
    replicas_file = folder / "metrics" / "replicas.csv"
    frames.write(replicas_file, pd.read_csv(replicas_file).drop(columns="held_out_hard"))
    with pytest.raises(SystemExit, match="2"):
        tables.main(arguments(folder))
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "replicas.csv: no column 'held_out_hard'" in message
    assert not (folder / "tables").exists()


def test_a_number_written_and_read_keeps_nine_digits(tmp_path):
    frames.write(tmp_path / "t.csv", pd.DataFrame({"x": [1 / 3, 0.1, 1.0, np.nan], "n": [1, 2, 3, 4]}))
    assert (tmp_path / "t.csv").read_text() == "x,n\n0.333333333,1\n0.1,2\n1.0,3\n,4\n"


def test_every_table_knows_what_it_was_made_from_and_by_its_hash(folder):
    tables.main(arguments(folder))
    for name in tables.TABLES:
        source = read_table(folder / "tables" / f"{name}.csv").source
        made_from = folder / "tables" / source["table"]
        assert source["sha256"] == sha256(made_from), name
        assert set(source["on"]) <= set(pd.read_csv(made_from)), name
        assert set(source["on"]) <= set(pd.read_csv(folder / "tables" / f"{name}.csv")), name


def test_an_accuracy_that_was_changed_after_the_tables_were_made_is_seen_from_the_report(folder):
    tables.main(arguments(folder))
    table = read_table(folder / "tables" / "accuracy.csv")
    row = {"experiment": "one", "dataset": "xor", "activation": "relu"}
    value = {"sources": [{"table": table.file, "sha256": table.sha256, "row": row, "column": "soft"}]}
    said = lines_of(value, folder)
    assert sum("(as recorded)" in line for line in said) == 2
    assert not any("CHANGED" in line for line in said)
    replicas_file = folder / "metrics" / "replicas.csv"
    replicas_file.write_text(replicas_file.read_text().replace("0.95,", "0.111,", 1))
    (changed,) = [line for line in lines_of(value, folder) if "CHANGED" in line]
    assert sha256(replicas_file) in changed
