import json
import logging
import re

import numpy as np
import pytest

from backprop.stages import data, train
from shilu.errors import UserError
from shilu.runs.digest import closure
from shilu.runs.store import load, save

SAMPLE = {"dataset": "xor", "first_seed": 1, "seeds": 3, "train": 40, "held_out": 30}
LEVEL = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True}
SETTINGS = {
    "dataset": "xor",
    "sample": SAMPLE,
    "activation": "leaky_relu",
    "seeds": 2,
    "levels": [LEVEL, LEVEL | {"momentum": 0.0}],
    "hidden": [6, 4],
    "loss": "mse",
    "batch": 16,
    "order": "shuffled",
    "epochs": 5,
    "checkpoints": 2,
    "scale": None,
    "schedule": "constant",
    "clip_norm": None,
}


@pytest.fixture
def data_file(tmp_path):
    path = tmp_path / "xor.npz"
    save(path, data.generate(**SAMPLE), stage="backprop.stages.data", settings=SAMPLE)
    return path


def command(data_file, settings, output):
    text = settings if isinstance(settings, str) else json.dumps(settings)
    return ["--data", str(data_file), "--settings", text, "--output", str(output)]


def test_the_command_writes_what_was_trained_and_with_which_settings(data_file, tmp_path):
    train.main(command(data_file, SETTINGS, tmp_path / "run.npz"))
    arrays, record = load(tmp_path / "run.npz", stage="backprop.stages.train", settings=SETTINGS)
    assert list(record["inputs"]) == [data_file.as_posix()]
    count = 3 * 6 + 7 * 4 + 5 * 1
    assert {name: (array.shape, array.dtype.name) for name, array in arrays.items()} == {
        "seed": ((4,), "int64"),
        "level": ((4,), "int64"),
        "weights": ((4, count), "float32"),
        "loss": ((4, 5), "float32"),
        "checkpoint": ((3,), "int64"),
        "held_out_soft": ((4, 3), "float32"),
        "held_out_hard": ((4, 3), "float32"),
        "gradient_norm": ((4, 3, 3), "float32"),
        "dead_units": ((4, 3, 2), "float32"),
        "diverged": ((4,), "int64"),
    }
    assert arrays["seed"].tolist() == [1, 2, 1, 2]
    assert arrays["level"].tolist() == [0, 0, 1, 1]
    assert arrays["checkpoint"].tolist() == [1, 2, 5]


def test_the_same_command_in_another_process_writes_the_same_bytes(data_file, tmp_path, run):
    train.main(command(data_file, SETTINGS, tmp_path / "here.npz"))
    result = run("backprop.stages.train", *command(data_file, SETTINGS, tmp_path / "there.npz"))
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "here.npz").read_bytes() == (tmp_path / "there.npz").read_bytes()


def test_away_from_a_terminal_the_log_has_a_few_lines_and_no_bar(data_file, tmp_path, run):
    result = run("backprop.stages.train", *command(data_file, SETTINGS, tmp_path / "run.npz"))
    first, took, last = result.stderr.splitlines()
    assert first == "training xor, leaky_relu: 2 seeds × 2 levels, 5 epochs"
    assert re.fullmatch(r"trained in [0-9.]+ s", took)
    assert last == f"wrote {tmp_path / 'run.npz'}"


def test_a_replica_that_diverges_is_named_in_the_log(tmp_path, caplog):
    arrays = data.generate(**SAMPLE)
    arrays["train_x"][1, 5, 0] = np.nan
    save(tmp_path / "damaged.npz", arrays, stage="backprop.stages.data", settings=SAMPLE)
    with caplog.at_level(logging.WARNING):
        train.main(command(tmp_path / "damaged.npz", SETTINGS, tmp_path / "run.npz"))
    lines = [record.getMessage() for record in caplog.records]
    assert [line.partition(" {")[0] for line in lines] == [
        "diverged in epoch 1: seed 2, level 0",
        "diverged in epoch 1: seed 2, level 1",
    ]
    assert "'momentum': 0.0" in lines[1]
    assert load(tmp_path / "run.npz")[0]["diverged"].tolist() == [0, 1, 0, 1]


def test_more_seeds_of_the_same_data_leave_the_first_ones_as_they_are():
    arrays = data.generate(**SAMPLE)
    few, many = train.run(arrays, SETTINGS), train.run(arrays, SETTINGS | {"seeds": 3})
    for seed, level in ((1, 0), (2, 1)):
        at_few, at_many = ((run["seed"] == seed) & (run["level"] == level) for run in (few, many))
        assert np.array_equal(few["weights"][at_few], many["weights"][at_many])


def test_the_seeds_of_a_run_are_those_of_its_data():
    sample = SAMPLE | {"first_seed": 101}
    arrays = train.run(data.generate(**sample), SETTINGS | {"sample": sample, "levels": [LEVEL]})
    assert arrays["seed"].tolist() == [101, 102]
    assert not np.array_equal(arrays["weights"], train.run(data.generate(**SAMPLE), SETTINGS)["weights"][:2])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"activation": "gelu"}, "activation: there is no 'gelu'; known: sigmoid, relu, leaky_relu, silu"),
        ({"order": "random"}, "order: there is no 'random'; known: fixed, shuffled"),
        ({"loss": "hinge"}, "loss: there is no 'hinge'; known: mse, bce"),
        ({"seeds": 9}, "seeds: 9, but the data have 3"),
    ],
)
def test_settings_that_cannot_be_trained_are_named(changes, message):
    with pytest.raises(UserError, match=message):
        train.run(data.generate(**SAMPLE), SETTINGS | changes)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("{", "--settings: not JSON"),
        ({"dataset": "xor"}, "--settings: missing activation, batch"),
        (SETTINGS | {"sample": SAMPLE | {"train": 41}}, "stale, made with other settings (train)"),
    ],
)
def test_a_refused_command_prints_one_line_and_writes_nothing(settings, message, data_file, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        train.main(command(data_file, settings, tmp_path / "run.npz"))
    error = capsys.readouterr().err
    assert stop.value.code == 2
    assert message in error
    assert error.count("error:") == 1
    assert "Traceback" not in error
    assert [path.name for path in tmp_path.iterdir()] == ["xor.npz"]


def test_a_change_of_prose_figures_or_config_code_retrains_nothing():
    modules = {file.stem for file in closure("backprop.stages.train")}
    assert modules == {
        *(
            "train",
            "trainer",
            "chunk",
            "epoch",
            "program",
            "layout",
            "schedule",
            "diagnostics",
            "stack",
            "seeds",
            "initialisation",
            "inputs",
            "in_place",
            "sigmoid",
            "registry",
            "losses",
            "accuracy",
            "settings",
        ),
        *("__init__", "bits", "errors", "files", "store"),
    }
