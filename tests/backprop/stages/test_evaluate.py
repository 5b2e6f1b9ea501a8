"""What every trained network reached, one row each."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from backprop.stages import evaluate
from backprop.study import config as study
from backprop.trainer.layout import layers
from backprop.trainer.stack import initial
from shilu.files import sha256
from shilu.runs import store

EVALUATION = {"collapsed": 0.6, "reached": 0.75, "confidence": 0.95}
LEVELS = [
    {"learning_rate": 0.1, "momentum": momentum, "weight_decay": 0.0, "kaiming": True}
    for momentum in (0.0, 0.9)
]
POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], np.float32)
LABELS = np.array([0, 0, 1, 1], np.float32)


def logit(share):
    return np.log(share / (1 - share))


def step(low, high):
    """Weights of a network with one hidden ReLU, which passes x1 on: `low` where x1 is 0, `high` where it is 1."""
    return [1.0, 0.0, 0.0, logit(high) - logit(low), logit(low)]


@pytest.fixture
def case():
    """Two seeds at two levels: 0.9 sure, 0.6 sure, constant, diverged."""
    run = {
        "seed": np.array([1, 2, 1, 2]),
        "level": np.array([0, 0, 1, 1]),
        "weights": np.array([step(0.1, 0.9), step(0.4, 0.6), step(0.7, 0.7), [np.nan] * 5], np.float32),
        "checkpoint": np.array([1, 2]),
        "held_out_hard": np.array([[0.5, 1.0], [1.0, 1.0], [0.5, 0.5], [1.0, np.nan]], np.float32),
        "diverged": np.array([0, 0, 0, 2]),
        "gradient_norm": np.array([[[0.1, 0.4], [0.1, 0.1]]] * 3 + [[[0.1, 0.0], [0.1, 0.1]]]),
        "dead_units": np.array([[[0.5], [0.75]]] * 4),
    }
    stack = {"train_x": POINTS, "train_y": LABELS, "held_out_x": POINTS, "held_out_y": LABELS}
    data = {name: np.stack([array, array]) for name, array in stack.items()}
    settings = {"dataset": "linear", "activation": "relu", "hidden": [1], "levels": LEVELS, "scale": None}
    settings["sample"] = {"first_seed": 1}
    return run, data, settings


def test_a_seed_is_measured_on_its_own_row_of_the_data(case):
    run, data, settings = case
    data["held_out_y"][1] = 1 - data["held_out_y"][1]
    first = evaluate.measure(run, data, settings, EVALUATION)
    later = settings | {"sample": {"first_seed": 101}}
    shifted = evaluate.measure(run | {"seed": run["seed"] + 100}, data, later, EVALUATION)
    assert first["held_out_hard"][:2].tolist() == [1, 0]
    # What is measured before training is of the seed's own weights, which are others.
    trained = [name for name in first if name != "seed" and not name.startswith(("signal", "saturated"))]
    pd.testing.assert_frame_equal(shifted[trained], first[trained])


def test_accuracies_are_those_computed_by_hand(case):
    frame = evaluate.measure(*case, EVALUATION)
    assert frame["held_out_soft"][:3].tolist() == pytest.approx([0.9, 0.6, 0.5], abs=1e-6)
    assert frame["train_hard"][:3].tolist() == [1, 1, 0.5]
    assert frame["momentum"].tolist() == [0, 0, 0.9, 0.9]
    assert frame["seed"].tolist() == [1, 2, 1, 2]


def test_each_replica_is_measured_on_the_data_of_its_own_seed(case):
    run, data, settings = case
    data["held_out_y"][1] = 1 - LABELS
    frame = evaluate.measure(run, data, settings, EVALUATION)
    assert frame["held_out_soft"][:2].tolist() == pytest.approx([0.9, 0.4], abs=1e-6)


def test_the_intervals_of_one_network_are_those_of_a_mean_and_of_a_share_of_its_points(case):
    frame = evaluate.measure(*case, EVALUATION)
    right = [0.3, 0.3, 0.7, 0.7]
    interval = stats.ttest_1samp(right, 0).confidence_interval(0.95)
    assert frame["held_out_soft_half_width"][2] == pytest.approx((interval.high - interval.low) / 2, rel=1e-5)
    for row, count in ((0, 4), (2, 2)):
        interval = stats.binomtest(count, 4).proportion_ci(0.95, method="wilson")
        ends = frame.loc[row, ["held_out_hard_low", "held_out_hard_high"]].tolist()
        assert ends == pytest.approx([interval.low, interval.high])


def test_accuracies_of_very_many_points_lose_no_digits(case):
    run, data, settings = case
    data = {name: np.tile(array, (1, 30_000) + (1,) * (array.ndim - 2)) for name, array in data.items()}
    frame = evaluate.measure(run, data, settings, EVALUATION)
    few = evaluate.measure(*case, EVALUATION)
    assert frame["held_out_soft"][:3].tolist() == pytest.approx(few["held_out_soft"][:3].tolist(), abs=1e-12)


def test_where_training_labels_are_wrong_the_gap_is_that_to_the_true_ones(case):
    run, data, settings = case
    data["train_true_y"] = data["train_y"].copy()
    data["train_y"][0, 0] = 1
    data["held_out_y"][0, 1:3] = [1, 0]
    frame = evaluate.measure(run, data, settings, EVALUATION)
    assert frame.loc[0, ["train_hard", "train_true_hard", "held_out_hard", "gap"]].tolist() == [
        0.75,
        1,
        0.5,
        0.5,
    ]
    assert frame.loc[1, ["train_hard", "train_true_hard", "held_out_hard", "gap"]].tolist() == [1, 1, 1, 0]


def test_a_deviation_is_from_the_median_of_the_same_level(case):
    run, data, settings = case
    data["held_out_y"][1, :2] = 1
    run["weights"][3], run["diverged"][3] = step(0.1, 0.9), 0
    frame = evaluate.measure(run, data, settings, EVALUATION)
    assert frame["held_out_hard"].tolist() == [1, 0.5, 0.5, 0.5]
    assert frame["deviation"].tolist() == [0.25, 0.25, 0, 0]


def test_epochs_to_reach_are_those_of_the_first_checkpoint_at_the_threshold_and_empty_if_never(case):
    epochs = evaluate.measure(*case, EVALUATION)["epochs_to_reach"]
    assert epochs[:2].tolist() == [2, 1]
    assert epochs[2:].isna().all()


def test_at_a_threshold_is_reached_and_above_it_is_left(case):
    frame = evaluate.measure(*case, {"collapsed": 0.5, "reached": 1.0, "confidence": 0.95})
    assert frame["epochs_to_reach"][:2].tolist() == [2, 1]
    assert frame["epochs_to_leave"][:2].tolist() == [2, 1]
    assert frame["epochs_to_leave"][2:].isna().all()


def test_a_diverged_replica_has_no_accuracies_and_counts_as_diverged_not_as_collapsed(case):
    frame = evaluate.measure(*case, EVALUATION)
    assert frame["diverged"].tolist()[3] == 2
    assert frame["diverged"][:3].isna().all()
    assert frame["collapsed"].tolist() == [False, False, True, False]
    known = {"dataset", "activation", *LEVELS[0], "seed", "collapsed", "diverged", "failure"}
    at_start = {name for name in frame if name.startswith(("signal", "saturated"))}
    numbers = [name for name in frame if name not in known | at_start]
    assert {"train_soft", "held_out_hard_low", "gradient_ratio", "dead_units", "deviation"} <= set(numbers)
    assert frame.loc[3, numbers].isna().all()
    assert frame.loc[0, numbers].notna().all()
    assert frame[sorted(at_start)].notna().all(axis=None)


def test_a_constant_output_is_a_collapse_even_where_one_class_is_so_large_that_it_is_often_right(case):
    run, data, settings = case
    data["held_out_y"][:] = 1
    frame = evaluate.measure(run, data, settings, EVALUATION)
    assert frame["held_out_hard"][2] == 1
    assert frame["collapsed"][2]


def test_what_training_showed_of_itself_is_kept(case):
    frame = evaluate.measure(*case, EVALUATION)
    assert frame["gradient_ratio"][:3].tolist() == pytest.approx([0.25] * 3)
    assert frame.loc[0, ["gradient_1", "gradient_2"]].tolist() == [0.1, 0.4]
    assert frame["dead_units"][:3].tolist() == [0.75] * 3
    assert frame["failure"].tolist() == ["none", "none", "plateau", "diverged"]
    assert frame["epochs_to_leave"][:2].tolist() == [2, 1]
    assert frame["epochs_to_leave"][2:].isna().all()


def test_a_layer_without_any_gradient_leaves_the_ratio_empty(case):
    run, data, settings = case
    run["diverged"][3] = 0
    ratio = evaluate.measure(run, data, settings, EVALUATION)["gradient_ratio"]
    assert np.isnan(ratio[3])


def wide(run):
    """Return the run with two hidden layers, of 3 and 2 units, whatever they learnt."""
    return run | {"weights": np.zeros((4, 9 + 8 + 3), np.float32)}


def test_the_signal_at_the_start_is_that_of_the_initial_weights_on_the_training_points(case):
    run, data, settings = case
    data["held_out_x"] = data["held_out_x"] * 0
    frame = evaluate.measure(wide(run), data, settings | {"scale": 2, "hidden": [3, 2]}, EVALUATION)
    sizes, z = (2, 3, 2, 1), []
    weights = initial([2], [True], sizes=sizes, activation="relu")
    passed = 2 * (POINTS - 0.5)
    for layer in layers(weights, sizes):
        z.append(passed @ layer[0, :-1] + layer[0, -1])
        passed = np.maximum(z[-1], 0)
    spread = [one.std(axis=0).mean() for one in z]
    for row in (1, 3):  # another momentum starts alike
        assert frame.loc[row, ["signal_1", "signal_2", "signal_3"]].tolist() == pytest.approx(spread)
        assert frame.loc[row, "signal_ratio"] == pytest.approx(spread[1] / spread[0])
    assert frame["signal_1"][0] != frame["signal_1"][1]


def test_the_share_of_saturated_units_is_that_of_all_hidden_units_alike(case):
    run, data, settings = case
    levels = [level | {"kaiming": False} for level in LEVELS]
    settings = settings | {"scale": 9, "hidden": [3, 2], "levels": levels}
    frame = evaluate.measure(wide(run), data, settings, EVALUATION)
    hidden = (3 * frame["saturated_1"] + 2 * frame["saturated_2"]) / 5
    assert frame["saturated_units"].tolist() == pytest.approx(hidden.tolist())
    assert (frame["saturated_1"] != frame["saturated_2"]).any()


@pytest.mark.parametrize(("dataset", "measured"), [("xor", True), ("linear", False)])
def test_borders_are_measured_on_xor_alone(case, dataset, measured):
    run, data, settings = case
    frame = evaluate.measure(run, data, settings | {"dataset": dataset}, EVALUATION)
    assert ("border_sideways" in frame) is measured


def test_inputs_are_scaled_as_in_training(case):
    run, data, settings = case
    # x1 - 0.5 is half a unit, times 4; the unit passes on what is above -2.
    run["weights"][0] = [1, 0, 2, 2 * logit(0.9) / 4, -logit(0.9)]
    frame = evaluate.measure(run, data, settings | {"scale": 4}, EVALUATION)
    assert frame["held_out_soft"][0] == pytest.approx(0.9, abs=1e-6)


@pytest.fixture
def study_folder(tmp_path, case):
    """Write a results folder with one run; return it and its config."""
    run, data, _ = case
    experiment = {
        "sample": "tiny",
        "seeds": 2,
        "loss": "mse",
        "batch": 2,
        "order": "shuffled",
        "checkpoints": 2,
        "epochs": {"linear": 2},
        "scale": None,
        "schedule": "constant",
        "clip_norm": None,
    }
    config = {
        "first_seed": 1,
        "network": {"hidden": [1]},
        "datasets": ["linear"],
        "activations": ["relu"],
        "own": {"datasets": {}, "activations": {}},
        "samples": {"tiny": {"seeds": 2, "linear": {"train": 4, "held_out": 4}}},
        "experiments": {"e": experiment | LEVELS[0] | {"momentum": [0.0, 0.9]}},
        "evaluation": EVALUATION,
    }
    write(tmp_path, config, run, data)
    return tmp_path, config


def write(folder, config, run, data):
    data_file, job = study.data_file(folder, "tiny", "linear"), ("e", "linear", "relu")
    store.save(data_file, data, stage="backprop.stages.data", settings=study.sample(config, "tiny", "linear"))
    settings = study.training(config, *job)
    store.save(
        study.run_file(folder, *job),
        run,
        stage="backprop.stages.train",
        settings=settings,
        inputs=[data_file],
    )
    (folder / "config.json").write_text(json.dumps(config))


def arguments(folder):
    options = {
        "config": folder / "config.json",
        "results": folder,
        "output": folder / "metrics" / "replicas.csv",
    }
    return [f"--{name}={path}" for name, path in options.items()]


def test_the_command_writes_a_row_for_each_replica_and_names_those_that_diverged(run, study_folder):
    folder, _ = study_folder
    output = folder / "metrics" / "replicas.csv"
    result = run("backprop.stages.evaluate", *arguments(folder))
    assert result.returncode == 0, result.stderr
    assert "diverged in epoch 2: e/linear/relu, seed 2, row 3" in result.stderr
    frame = pd.read_csv(output)
    assert len(frame) == 4
    assert (frame["run"] == "runs/e/linear/relu.npz").all()
    assert (frame["run_sha256"] == sha256(folder / "runs/e/linear/relu.npz")).all()
    assert frame["replica"].tolist() == [0, 1, 2, 3]
    first = output.read_bytes()
    evaluate.main(arguments(folder))
    assert output.read_bytes() == first


def test_a_run_made_with_other_settings_is_refused_by_name(study_folder):
    folder, config = study_folder
    config["experiments"]["e"]["batch"] = 3
    with pytest.raises(evaluate.UserError, match=r"relu\.npz: stale.*batch"):
        evaluate.evaluate(config, folder)


def test_a_run_trained_on_other_data_is_refused_by_name(study_folder, case):
    folder, config = study_folder
    _, data, _ = case
    data["train_x"] = data["train_x"] + 1
    settings = study.sample(config, "tiny", "linear")
    store.save(
        study.data_file(folder, "tiny", "linear"), data, stage="backprop.stages.data", settings=settings
    )
    with pytest.raises(evaluate.UserError, match=r"relu\.npz: stale, trained on another .*linear\.npz"):
        evaluate.evaluate(config, folder)


def test_a_missing_run_is_one_line_and_writes_nothing(study_folder, capsys):
    folder, _ = study_folder
    study.run_file(folder, "e", "linear", "relu").unlink()
    with pytest.raises(SystemExit, match="2"):
        evaluate.main(arguments(folder))
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "relu.npz" in message
    assert not (folder / "metrics").exists()
