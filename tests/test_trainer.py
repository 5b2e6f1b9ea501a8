import numpy as np
import pytest

from backprop import accuracy
from backprop.activations import ACTIVATIONS
from backprop.losses import LOSSES
from backprop.network import Network, train_epoch
from backprop.seeds import generator
from backprop.stack import CHUNK, initial, layers, predict
from backprop.trainer import checkpoint_epochs, train

SIZES = (2, 20, 12, 5, 1)
LEVELS = [
    {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True},
    {"learning_rate": 0.3, "momentum": 0.5, "weight_decay": 0.001, "kaiming": False},
]
SEEDS = [1, 2, 3, 4, 5, 6]
SAMPLES = 70


@pytest.fixture(scope="module")
def sample():
    """Points and labels of six seeds, and as many held-out ones."""
    rng = np.random.default_rng(12)
    x, held_out_x = rng.random((2, len(SEEDS), SAMPLES, 2)).astype(np.float32)
    label = lambda points: ((points[..., 0] > 0.5) ^ (points[..., 1] > 0.5)).astype(np.float32)  # noqa: E731  once
    return x, label(x), (held_out_x, label(held_out_x))


def trained(sample, seeds=SEEDS, levels=LEVELS, **changes):
    x, y, held_out = sample
    rows = [seed - 1 for seed in seeds]
    settings = {
        "sizes": SIZES,
        "activation": "relu",
        "loss": "mse",
        "batch": 32,
        "epochs": 4,
        "checkpoints": 2,
    }
    held_out = tuple(array[rows] for array in held_out)
    return train(x[rows], y[rows], held_out=held_out, seeds=seeds, levels=levels, **settings | changes)


def by_replica(arrays, levels=LEVELS):
    """Return the bytes of all that belongs to each replica, by seed and hyper-parameters."""
    names = ["weights", "loss", "held_out_soft", "held_out_hard", "diverged"]
    return {
        (seed, str(levels[level])): [arrays[name][replica].tobytes() for name in names]
        for replica, (seed, level) in enumerate(zip(arrays["seed"].tolist(), arrays["level"], strict=True))
    }


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("batch", [1, 31, 32, SAMPLES, 300])
def test_in_float64_the_weights_are_those_of_the_textbook_network(sample, activation, loss, batch):
    arrays = trained(sample, activation=activation, loss=loss, batch=batch, epochs=3, dtype=np.float64)
    for replica, (seed, level) in enumerate(zip(arrays["seed"], arrays["level"], strict=True)):
        hyper = dict(LEVELS[level])
        rng = generator(seed, "weights")
        network = Network(SIZES, activation, rng, kaiming=hyper.pop("kaiming"), dtype=np.float64)
        x, y = sample[0][seed - 1].astype(np.float64), sample[1][seed - 1, :, None]
        order = generator(seed, "order")
        curve = [
            train_epoch(network, x, y, loss=LOSSES[loss], rng=order, batch=batch, **hyper) for _ in range(3)
        ]
        weights = np.concatenate([np.vstack([layer.weights, layer.bias]).ravel() for layer in network.layers])
        np.testing.assert_allclose(arrays["weights"][replica], weights, rtol=0, atol=1e-12)
        np.testing.assert_allclose(arrays["loss"][replica], curve, rtol=0, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_float32_stays_close_to_float64_and_is_float32_throughout(sample, activation):
    single, double = (
        trained(sample, activation=activation, dtype=dtype) for dtype in (np.float32, np.float64)
    )
    assert {single[name].dtype for name in ("weights", "loss", "held_out_soft", "held_out_hard")} == {
        np.dtype(np.float32)
    }
    np.testing.assert_allclose(single["weights"], double["weights"], atol=1e-4)


@pytest.mark.parametrize("batch", [7, 32, 300])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_replica_has_the_same_bits_alone_and_in_any_company_and_order(sample, activation, batch):
    settings = {"activation": activation, "batch": batch}
    together = by_replica(trained(sample, **settings))
    assert len(together) == len(SEEDS) * len(LEVELS)
    shuffled = by_replica(trained(sample, [5, 2, 6, 1, 3, 4], LEVELS[::-1], **settings), LEVELS[::-1])
    threes = by_replica(trained(sample, [1, 2, 3], **settings)) | by_replica(
        trained(sample, [6, 5, 4], **settings)
    )
    alone = {}
    for seed in SEEDS:
        for level in LEVELS:
            alone |= by_replica(trained(sample, [seed], [level], **settings), [level])
    assert together == shuffled == threes == alone


def test_a_replica_of_the_full_size_has_the_same_bits_alone_and_in_company(sample):
    full = {"sizes": (2, 100, 50, 10, 1), "epochs": 2}
    together = by_replica(trained(sample, **full))
    alone = by_replica(trained(sample, [4], LEVELS, **full))
    assert alone == {key: value for key, value in together.items() if key[0] == 4}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.filterwarnings("error")
def test_a_replica_with_nan_in_its_data_is_recorded_and_changes_no_bit_of_the_others(sample, activation):
    x, y, held_out = sample
    damaged = x.copy()
    damaged[2, 11, 0] = np.nan
    arrays = trained((damaged, y, held_out), activation=activation)
    bad = arrays["seed"] == 3
    assert arrays["diverged"].tolist() == bad.tolist()
    for name in ("loss", "held_out_soft", "held_out_hard"):
        assert np.isnan(arrays[name][bad]).all()
        assert np.isfinite(arrays[name][~bad]).all()
    whole = by_replica(trained(sample, activation=activation))
    for key, value in by_replica(arrays).items():
        assert (value == whole[key]) == (key[0] != 3)


@pytest.mark.filterwarnings("error")
def test_a_rate_far_too_large_diverges_in_a_later_epoch_with_the_loss_nan_from_there_on(sample):
    # Weight decay times rate above 2 makes every weight swing ever wider, to infinity.
    wild = LEVELS[0] | {"learning_rate": 10.0, "weight_decay": 10.0, "momentum": 0.0}
    arrays = trained(sample, levels=[LEVELS[0], wild], epochs=20, checkpoints=20)
    calm, diverged = np.split(arrays["diverged"], 2)
    assert not calm.any()
    assert ((diverged > 1) & (diverged < 20)).all()
    for replica, epoch in enumerate(diverged, start=len(SEEDS)):
        nan = np.isnan(arrays["loss"][replica])
        assert not nan[: epoch - 1].any()
        assert nan[epoch - 1 :].all()
        # Predictions may overflow one epoch before the weights do.
        assert np.isnan(arrays["held_out_soft"][replica, epoch - 1 :]).all()
        assert np.isnan(arrays["held_out_hard"][replica, epoch - 1 :]).all()


def test_weights_that_overflow_in_the_very_last_step_count_as_diverged(sample):
    wild = LEVELS[0] | {"learning_rate": 1e38, "weight_decay": 1e3}
    arrays = trained(sample, levels=[wild], epochs=1, batch=SAMPLES)
    assert arrays["diverged"].tolist() == [1] * len(SEEDS)


def test_all_levels_of_a_seed_start_from_the_same_weights_and_see_the_same_order(sample):
    still = [
        LEVELS[0] | {"learning_rate": 0.0, "kaiming": True},
        LEVELS[1] | {"learning_rate": 0.0, "kaiming": True},
    ]
    first, second = np.split(trained(sample, levels=still)["weights"], 2)
    assert np.array_equal(first, second)
    assert not np.array_equal(first[0], first[1])
    twins = trained(sample, levels=[LEVELS[0], LEVELS[0]])
    assert np.array_equal(*np.split(twins["weights"], 2))


def test_each_replica_trains_with_its_own_hyper_parameters(sample):
    for name, value in (("learning_rate", 0.2), ("momentum", 0.0), ("weight_decay", 0.1), ("kaiming", False)):
        levels = [LEVELS[0], LEVELS[0] | {name: value}]
        arrays = trained(sample, levels=levels)
        first, second = np.split(arrays["weights"], 2)
        assert (first != second).any(axis=1).all(), name
        assert arrays["level"].tolist() == [0] * 6 + [1] * 6
        assert arrays["seed"].tolist() == SEEDS * 2


def test_training_lowers_the_loss_and_reaches_the_held_out_points(sample):
    arrays = trained(sample, levels=LEVELS[:1], activation="silu", epochs=200, checkpoints=10)
    assert np.median(arrays["loss"][:, -1]) < 0.1 * np.median(arrays["loss"][:, 0])
    assert np.median(arrays["held_out_hard"][:, -1]) > 0.9
    assert arrays["checkpoint"].tolist() == list(range(20, 201, 20))


def test_held_out_accuracy_is_that_of_the_weights_at_the_checkpoint(sample):
    whole, part = trained(sample, epochs=4, checkpoints=2), trained(sample, epochs=2, checkpoints=1)
    for arrays, at, weights in ((whole, 0, part["weights"]), (whole, 1, whole["weights"])):
        held_out_x, held_out_y = (array[arrays["seed"] - 1] for array in sample[2])
        output = predict(weights, held_out_x, sizes=SIZES, activation="relu")
        assert np.array_equal(arrays["held_out_soft"][:, at], accuracy.soft(output, held_out_y))
        assert np.array_equal(arrays["held_out_hard"][:, at], accuracy.hard(output, held_out_y))


def test_progress_is_told_after_each_epoch(sample):
    calls = []
    trained(sample, seeds=[1], epochs=5, progress=lambda: calls.append(None))
    assert len(calls) == 5


@pytest.mark.parametrize("epochs", [1, 2, 7, 50, 1500])
@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_checkpoints_are_evenly_spaced_and_end_with_the_last_epoch(epochs, count):
    checkpoints = checkpoint_epochs(epochs, count)
    assert len(checkpoints) == min(epochs, count)
    assert checkpoints.dtype == np.int64
    assert checkpoints[-1] == epochs
    assert np.ptp(np.diff(checkpoints, prepend=0)) <= 1
    assert checkpoints[0] >= 1


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_predictions_do_not_depend_on_the_number_of_rows_or_replicas(activation):
    weights = initial([1, 2, 3], [True] * 3, sizes=SIZES, activation=activation)
    x = np.random.default_rng(0).random((2 * CHUNK + 9, 2), dtype=np.float32)
    whole = predict(weights, x, sizes=SIZES, activation=activation)
    assert whole.shape == (3, len(x))
    parts = [predict(weights, x[:40], sizes=SIZES, activation=activation)]
    assert np.array_equal(np.concatenate(parts, axis=1), whole[:, :40])
    assert np.array_equal(predict(weights[1:2], x, sizes=SIZES, activation=activation), whole[1:2])
    each = np.broadcast_to(x, (3, *x.shape))
    assert np.array_equal(predict(weights, each, sizes=SIZES, activation=activation), whole)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_predictions_are_those_of_the_textbook_network(activation):
    weights = initial([7], [True], sizes=SIZES, activation=activation, dtype=np.float64)
    network = Network(SIZES, activation, generator(7, "weights"), dtype=np.float64)
    x = np.random.default_rng(0).random((CHUNK + 3, 2))
    output = predict(weights, x, sizes=SIZES, activation=activation)
    np.testing.assert_allclose(output, network.forward(x).T, rtol=0, atol=1e-14)


def test_parameters_lie_layer_after_layer_each_with_its_bias_last():
    flat = np.arange(2 * 13).reshape(2, 13)
    hidden, output = layers(flat, (2, 3, 1))
    assert hidden[0].tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert output[1].tolist() == [[22], [23], [24], [25]]
    hidden[0, 2, 0] = -1
    assert flat[0, 6] == -1


def test_soft_accuracy_counts_how_sure_and_hard_accuracy_which_side():
    prediction, label = np.array([[0.9, 0.2, 0.6, 0.5], [1, np.nan, 0, 0]]), np.array([1, 0, 0, 1])
    assert accuracy.soft(prediction, label)[0] == pytest.approx((0.9 + 0.8 + 0.4 + 0.5) / 4)
    assert accuracy.hard(prediction, label)[0] == 0.5
    assert np.isnan([accuracy.soft(prediction, label)[1], accuracy.hard(prediction, label)[1]]).all()
