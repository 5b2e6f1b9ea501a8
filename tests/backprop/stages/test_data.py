import json

import numpy as np
import pytest

from backprop.stages import data
from backprop.stages.data import DATASETS, generate
from backprop.study.seeds import row
from shilu.errors import UserError
from shilu.runs.store import load


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("n", [4, 21, 1000, 1001, 1002, 1003])
def test_n_counts_points(dataset, n):
    arrays = generate(dataset=dataset, seeds=2, train=n, held_out=n + 1)
    shapes = {name: array.shape for name, array in arrays.items()}
    assert shapes == {
        "train_x": (2, n, 2),
        "train_y": (2, n),
        "held_out_x": (2, n + 1, 2),
        "held_out_y": (2, n + 1),
    }


@pytest.mark.parametrize("dataset", DATASETS)
def test_points_lie_in_the_unit_square_and_labels_are_0_and_1_about_half_each(dataset):
    arrays = generate(dataset=dataset, seeds=3, train=1000, held_out=2000)
    assert {array.dtype for array in arrays.values()} == {np.dtype(np.float32)}
    for split in ("train", "held_out"):
        assert arrays[f"{split}_x"].min() >= 0
        assert arrays[f"{split}_x"].max() <= 1
        assert set(np.unique(arrays[f"{split}_y"])) == {0, 1}
        assert abs(arrays[f"{split}_y"].mean() - 0.5) < 0.05


def test_linear_labels_say_which_side_of_the_diagonal_a_point_is_on():
    arrays = generate(dataset="linear", seeds=2, train=500, held_out=500)
    x, y = arrays["train_x"].T
    assert np.array_equal(arrays["train_y"].T, x > y)


def test_chessboard_labels_alternate_from_cell_to_cell():
    arrays = generate(dataset="chessboard", seeds=1, train=3000, held_out=10)
    labels = [[set() for _ in range(4)] for _ in range(4)]
    for (x, y), label in zip(arrays["train_x"][0], arrays["train_y"][0], strict=True):
        labels[int(y / 0.25)][int(x / 0.25)].add(int(label))
    assert labels == [[{0}, {1}, {0}, {1}], [{1}, {0}, {1}, {0}]] * 2


def test_xor_is_a_cross_of_two_arms():
    arrays = generate(dataset="xor", seeds=1, train=1000, held_out=1000)
    for split in ("train", "held_out"):
        (x, y), label = arrays[f"{split}_x"][0].T, arrays[f"{split}_y"][0]
        np.testing.assert_allclose(y, np.where(label == 0, x, 1 - x), atol=1e-7)


@pytest.mark.parametrize("n", [21, 1000, 1001, 1002, 1003])
def test_xor_training_points_are_evenly_spaced_and_hold_the_centre_at_most_once(n):
    x, y = (array[0] for array in list(generate(dataset="xor", seeds=1, train=n, held_out=4).values())[:2])
    for label in (0, 1):
        arm = x[y == label, 0]
        np.testing.assert_allclose(np.diff(arm), 1 / (len(arm) - 1), rtol=1e-3)
        assert (arm[0], arm[-1]) == (0, 1)
        assert abs(len(arm) - n / 2) <= 1
    assert len(np.unique(x, axis=0)) == n
    assert not (x[y == 1] == 0.5).any()


def test_xor_held_out_points_are_none_of_the_training_points():
    arrays = generate(dataset="xor", seeds=1, train=500, held_out=500)
    assert not {*map(tuple, arrays["train_x"][0])} & {*map(tuple, arrays["held_out_x"][0])}


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_seed_has_the_same_data_whatever_their_number_and_no_two_seeds_the_same(dataset):
    few = generate(dataset=dataset, seeds=2, train=40, held_out=50)
    many = generate(dataset=dataset, seeds=4, train=40, held_out=50)
    assert all(np.array_equal(few[name], many[name][:2]) for name in few)
    assert len(np.unique(many["held_out_x"].reshape(4, -1), axis=0)) == 4


@pytest.mark.parametrize("changes", [{}, {"flipped": 0.1}])
def test_the_rows_of_the_data_are_the_seeds_from_the_first_one_on(changes):
    sample = {"first_seed": 3, "seeds": 2}
    from_one = generate(dataset="chessboard", seeds=4, train=40, held_out=50, **changes)
    from_three = generate(dataset="chessboard", train=40, held_out=50, **sample, **changes)
    for name, array in from_three.items():
        for seed in (3, 4):
            assert np.array_equal(array[row(seed, sample)], from_one[name][seed - 1])


@pytest.mark.parametrize("dataset", ["linear", "chessboard"])
def test_the_held_out_set_is_not_the_training_set(dataset):
    arrays = generate(dataset=dataset, seeds=1, train=100, held_out=100)
    assert not {*map(tuple, arrays["train_x"][0])} & {*map(tuple, arrays["held_out_x"][0])}


def test_of_the_training_labels_a_share_is_flipped_and_no_held_out_one():
    clean = generate(dataset="chessboard", seeds=3, train=200, held_out=100)
    noisy = generate(dataset="chessboard", seeds=3, train=200, held_out=100, flipped=0.1)
    wrong = noisy["train_y"] != clean["train_y"]
    assert wrong.sum(axis=1).tolist() == [20, 20, 20]
    assert (wrong[0] != wrong[1]).any()
    np.testing.assert_array_equal(noisy["train_true_y"], clean["train_y"])
    assert "train_true_y" not in clean
    for name in ("train_x", "held_out_x", "held_out_y"):
        np.testing.assert_array_equal(noisy[name], clean[name])


@pytest.mark.parametrize("n", [21, 128, 1000, 1001, 1024])
def test_thinning_spreads_one_half_arm_five_times_as_far_and_keeps_the_number_of_points(n):
    thin = generate(dataset="xor", seeds=1, train=n, held_out=100, thinned=5)
    (x, y), label = thin["train_x"][0].T, thin["train_y"][0]
    assert len(label) == n
    np.testing.assert_allclose(y, np.where(label == 0, x, 1 - x), atol=1e-6)
    ones = np.sort(x[label == 1])
    left, right = ones[ones < 0.5], ones[ones >= 0.5]
    assert (left[0], right[-1]) == (0, 1)
    assert not (ones == 0.5).any()
    spacing = {name: np.diff(np.sort(arm)) for name, arm in (("zeros", x[label == 0]), ("right", right))}
    for between in spacing.values():
        np.testing.assert_allclose(between, 1.6 / n, rtol=0.2 if n < 128 else 0.03)
    np.testing.assert_allclose(np.diff(left), 8 / n, rtol=0.2)


def test_where_1024_points_are_thinned_the_parts_are_exact():
    thin = generate(dataset="xor", seeds=1, train=1024, held_out=100, thinned=5)
    x, label = thin["train_x"][0], thin["train_y"][0]
    counts = [((label == one) & ((x[:, 0] < 0.5) == left)).sum() for one in (0, 1) for left in (True, False)]
    assert counts == [320, 320, 64, 320]


@pytest.mark.parametrize("n", [21, 500, 1000, 1001, 1002, 1003])
def test_the_training_points_of_xor_alternate_between_the_arms_and_sweep_from_left_to_right(n):
    x, label = (
        array[0] for array in list(generate(dataset="xor", seeds=1, train=n, held_out=4).values())[:2]
    )
    both = 2 * int(min((label == 0).sum(), (label == 1).sum()))
    assert label[:both].tolist() == [0, 1] * (both // 2)
    assert len(set(label[both:])) <= 1
    for one in (0, 1):
        assert (np.diff(x[label == one, 0]) > 0).all()


def test_an_unknown_dataset_is_named_together_with_the_known_ones():
    with pytest.raises(UserError, match="'spiral'; known: linear, xor, chessboard"):
        generate(dataset="spiral", seeds=1, train=4, held_out=4)


def test_the_command_writes_the_data_and_the_settings_they_were_made_with(tmp_path):
    settings = {
        "dataset": "xor",
        "first_seed": 1,
        "seeds": 2,
        "train": 8,
        "held_out": 6,
        "flipped": 0,
        "thinned": 1,
    }
    data.main(["--settings", json.dumps(settings), "--output", str(tmp_path / "xor.npz")])
    arrays, record = load(tmp_path / "xor.npz", stage="backprop.stages.data", settings=settings)
    assert record["settings"] == settings
    assert all(np.array_equal(arrays[name], array) for name, array in generate(**settings).items())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("{dataset: xor}", "not JSON"),
        ("[1, 2]", "a JSON object was expected"),
        (
            '{"dataset": "xor", "first_seed": 1, "seeds": 2, "train": 8, "flipped": 0, "thinned": 1}',
            "missing held_out",
        ),
        (
            '{"dataset": "xor", "first_seed": 1, "seeds": 2, "train": 8, "held_out": 6, "flipped": 0, "thinned": 1, "noise": 1}',
            "unknown noise",
        ),
        (
            '{"dataset": "moons", "first_seed": 1, "seeds": 2, "train": 8, "held_out": 6, "flipped": 0, "thinned": 1}',
            "'moons'; known: linear",
        ),
    ],
)
def test_settings_that_cannot_be_used_give_one_line_and_no_file(settings, message, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        data.main(["--settings", settings, "--output", str(tmp_path / "data.npz")])
    error = capsys.readouterr().err
    assert stop.value.code == 2
    assert message in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
