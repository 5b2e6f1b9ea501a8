import itertools
import tracemalloc

import numpy as np
import pytest

from backprop.network import accuracy
from backprop.network.layers import Network, train_epoch
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS
from backprop.study.seeds import generator
from backprop.trainer.epoch import ORDERS
from backprop.trainer.program import MICRO
from backprop.trainer.schedule import SCHEDULES
from backprop.trainer.stack import predict
from backprop.trainer.trainer import checkpoint_epochs, chunks, train

SIZES = (2, 20, 12, 5, 1)
LEVELS = [
    {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True},
    {"learning_rate": 0.3, "momentum": 0.5, "weight_decay": 0.001, "kaiming": False},
]
SEEDS = [1, 2, 3, 4, 5, 6]
SAMPLES = 70


def points_of(seeds, samples):
    """Return points and labels of as many seeds, and as many held-out ones."""
    rng = np.random.default_rng(12)
    x, held_out_x = rng.random((2, seeds, samples, 2)).astype(np.float32)
    label = lambda points: ((points[..., 0] > 0.5) ^ (points[..., 1] > 0.5)).astype(np.float32)  # noqa: E731  once
    return x, label(x), (held_out_x, label(held_out_x))


@pytest.fixture(scope="module")
def sample():
    return points_of(len(SEEDS), SAMPLES)


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
    names = set(arrays) - {"seed", "level", "checkpoint"}
    return {
        (seed, str(levels[level])): {name: arrays[name][replica].tobytes() for name in names}
        for replica, (seed, level) in enumerate(zip(arrays["seed"].tolist(), arrays["level"], strict=True))
    }


#: Rates so low that rounding does not grow over the 930 steps of minibatches of one sample.
CALM = [
    {"learning_rate": 0.02, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True},
    {"learning_rate": 0.03, "momentum": 0.5, "weight_decay": 0.01, "kaiming": True},
]


def textbook(x, y, seed, *, activation, loss, batch, epochs, schedule, clip_norm, order, kaiming, **hyper):
    """Train one textbook network in float64; return it and its losses."""
    network = Network(SIZES, activation, generator(seed, "weights"), kaiming=kaiming, dtype=np.float64)
    factors = iter(SCHEDULES[schedule](epochs * -(-len(x) // batch)))
    rng = generator(seed, "order") if order == "shuffled" else None
    settings = {"loss": LOSSES[loss], "rng": rng, "batch": batch, "clip_norm": clip_norm}
    curve = [train_epoch(network, x, y, factors=factors, **settings, **hyper) for _ in range(epochs)]
    return network, curve


RECIPES = list(itertools.product(LOSSES, SCHEDULES, [None, 0.05]))
#: Each activation and each size of minibatch meets every recipe, and every order: an eighth of all cases.
CASES = [
    (activation, batch, *RECIPES[(i + 3 * j + 4 * k) % len(RECIPES)], list(ORDERS)[(i + j + k) % 2])
    for i, activation in enumerate([*ACTIVATIONS, *ACTIVATIONS.variants])
    for j, batch in enumerate([1, 31, 32, 300, 310])
    for k in range(2)
]


def test_each_activation_and_each_minibatch_meets_every_recipe():
    for position in (0, 1):
        for value in {case[position] for case in CASES}:
            met = [case for case in CASES if case[position] == value]
            assert {case[2:-1] for case in met} == set(RECIPES)
            assert {case[-1] for case in met} == set(ORDERS)


@pytest.mark.parametrize("case", CASES)
def test_in_float64_the_weights_are_those_of_the_textbook_network(case):
    points = points_of(2, 310)
    names = ("activation", "batch", "loss", "schedule", "clip_norm", "order")
    settings = {"epochs": 3, **dict(zip(names, case, strict=True))}
    arrays = trained(points, [1, 2], CALM, dtype=np.float64, **settings)
    for replica in (0, 3):
        seed, level = arrays["seed"][replica], arrays["level"][replica]
        x, y = points[0][seed - 1].astype(np.float64), points[1][seed - 1, :, None]
        network, curve = textbook(x, y, seed, **settings, **CALM[level])
        weights = np.concatenate([np.vstack([layer.weights, layer.bias]).ravel() for layer in network.layers])
        np.testing.assert_allclose(arrays["weights"][replica], weights, rtol=0, atol=1e-12)
        np.testing.assert_allclose(arrays["loss"][replica], curve, rtol=0, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_minibatch_that_goes_through_in_parts_is_still_one_minibatch(activation, loss):
    batch = 2 * MICRO + 100
    points = points_of(1, batch + MICRO + 10)
    settings = {"activation": activation, "loss": loss, "batch": batch, "epochs": 3}
    settings |= {"schedule": "one_cycle", "clip_norm": 0.05, "order": "shuffled"}
    arrays = trained(points, [1], CALM[1:], dtype=np.float64, **settings)
    x, y = points[0][0].astype(np.float64), points[1][0, :, None]
    network, curve = textbook(x, y, 1, **settings, **CALM[1])
    weights = np.concatenate([np.vstack([layer.weights, layer.bias]).ravel() for layer in network.layers])
    np.testing.assert_allclose(arrays["weights"][0], weights, rtol=0, atol=1e-12)
    np.testing.assert_allclose(arrays["loss"][0], curve, rtol=0, atol=1e-12)


def test_clipping_bounds_the_step_of_each_replica_by_itself(sample):
    still = [hyper | {"momentum": 0.0, "weight_decay": 0.0} for hyper in LEVELS]
    one_step = {"levels": still, "epochs": 1, "batch": SAMPLES}
    start = trained(sample, **one_step | {"levels": [hyper | {"learning_rate": 0.0} for hyper in still]})[
        "weights"
    ]
    free, clipped = (trained(sample, clip_norm=norm, **one_step)["weights"] - start for norm in (None, 0.1))
    rate = np.repeat([hyper["learning_rate"] for hyper in still], len(SEEDS))
    norm = np.linalg.norm(free, axis=1) / rate
    assert (norm > 0.1).any()
    assert (norm < 0.1).any()
    expected = free * np.minimum(1, 0.1 / norm)[:, None]
    np.testing.assert_allclose(clipped, expected, atol=1e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_float32_stays_close_to_float64_and_is_float32_throughout(sample, activation):
    single, double = (
        trained(sample, activation=activation, dtype=dtype) for dtype in (np.float32, np.float64)
    )
    assert {single[name].dtype for name in ("weights", "loss", "held_out_soft", "held_out_hard")} == {
        np.dtype(np.float32)
    }
    np.testing.assert_allclose(single["weights"], double["weights"], atol=1e-4)


@pytest.mark.parametrize("batch", [1, 7, 32, 300])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_replica_has_the_same_bits_alone_and_in_any_company_and_order(sample, activation, batch):
    settings = {"activation": activation, "batch": batch, "clip_norm": 0.2, "schedule": "one_cycle"}
    together = by_replica(trained(sample, **settings))
    assert len(together) == len(SEEDS) * len(LEVELS)
    shuffled = by_replica(trained(sample, [5, 2, 6, 1, 3, 4], LEVELS[::-1], **settings), LEVELS[::-1])
    threes = by_replica(trained(sample, [1, 2, 3], **settings)) | by_replica(
        trained(sample, [6, 5, 4], **settings)
    )
    cramped = by_replica(trained(sample, memory_mib=0, **settings))
    alone = {}
    for seed in SEEDS:
        for level in LEVELS:
            alone |= by_replica(trained(sample, [seed], [level], **settings), [level])
    assert together == shuffled == threes == cramped == alone


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch", [32, MICRO + 40])
def test_forty_replicas_have_the_bits_of_ten_and_of_three(activation, batch):
    points = points_of(20, MICRO + 41)
    settings = {"activation": activation, "batch": batch, "epochs": 2}
    forty = by_replica(trained(points, range(1, 21), **settings))
    assert len(forty) == 40
    ten = by_replica(trained(points, range(6, 11), **settings))
    three = by_replica(trained(points, [20, 3, 8], LEVELS[:1], **settings))
    assert ten.items() <= forty.items()
    assert three.items() <= forty.items()


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
    for name in ("weights", "loss", "held_out_soft", "held_out_hard", "gradient_norm", "dead_units"):
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
    assert arrays["checkpoint"].tolist() == [1, 2, 4, 8, 16, *range(20, 201, 20)]


def test_held_out_accuracy_is_that_of_the_weights_at_the_checkpoint(sample):
    whole, part = trained(sample, epochs=4, checkpoints=2), trained(sample, epochs=2, checkpoints=1)
    for arrays, at, weights in ((whole, -2, part["weights"]), (whole, -1, whole["weights"])):
        held_out_x, held_out_y = (array[arrays["seed"] - 1] for array in sample[2])
        output = predict(weights, held_out_x, sizes=SIZES, activation="relu")
        assert np.array_equal(arrays["held_out_soft"][:, at], accuracy.soft(output, held_out_y))
        assert np.array_equal(arrays["held_out_hard"][:, at], accuracy.hard(output, held_out_y))


def test_progress_is_told_after_each_epoch_how_many_replicas_went_through_it(sample):
    calls = []
    trained(sample, epochs=5, progress=calls.append)
    assert calls == [12] * 5
    calls.clear()
    trained(sample, epochs=5, progress=calls.append, memory_mib=0)
    assert calls == [1] * 60


def test_replicas_of_a_seed_are_trained_together_in_groups_of_like_size():
    row = np.tile(np.arange(5), 3)
    groups = chunks(row, 6)
    assert [row[group].tolist() for group in groups] == [[0, 0, 0, 1, 1], [1, 2, 2, 2, 3], [3, 3, 4, 4, 4]]
    assert sorted(np.concatenate(groups).tolist()) == list(range(15))


@pytest.mark.parametrize("batch", [32, 100])
@pytest.mark.parametrize("sizes", [SIZES, (2, 100, 50, 10, 1)])
def test_training_takes_no_more_memory_than_it_may(batch, sizes):
    points = points_of(24, 500)
    settings = {"sizes": sizes, "batch": batch, "epochs": 2, "checkpoints": 1}
    peaks = {}
    for mib in (0, 6):
        tracemalloc.start()
        arrays = trained(points, range(1, 25), LEVELS[:1], memory_mib=mib, **settings)
        peaks[mib] = tracemalloc.get_traced_memory()[1] - sum(array.nbytes for array in arrays.values())
        tracemalloc.stop()
    assert peaks[0] < peaks[6] < 6 * 2**20


def test_training_of_many_weights_on_few_points_takes_no_more_memory_than_it_may():
    settings = {"sizes": (2, 300, 300, 1), "batch": 16, "epochs": 1, "checkpoints": 1}
    tracemalloc.start()
    arrays = trained(points_of(16, 20), range(1, 17), LEVELS[:1], memory_mib=16, **settings)
    peak = tracemalloc.get_traced_memory()[1] - sum(array.nbytes for array in arrays.values())
    tracemalloc.stop()
    assert peak < 16 * 2**20


@pytest.mark.parametrize("epochs", [1, 2, 7, 50, 1500])
@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_checkpoints_double_from_the_first_epoch_and_are_then_evenly_spaced_up_to_the_last(epochs, count):
    checkpoints = checkpoint_epochs(epochs, count)
    assert checkpoints.dtype == np.int64
    assert (checkpoints[0], checkpoints[-1]) == (1, epochs)
    early, even = np.split(checkpoints, [-min(epochs, count)])
    assert np.ptp(np.diff(even, prepend=0)) <= 1
    assert early.tolist() == [2**power for power in range(len(early))]
    assert (early < even[0]).all()
    assert even[0] <= 2 ** len(early)
