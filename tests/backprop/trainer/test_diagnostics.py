from types import SimpleNamespace

import numpy as np
import pytest

from backprop.network.layers import Network
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS
from backprop.study.seeds import generator
from backprop.trainer.diagnostics import Probe
from backprop.trainer.layout import at_rest, parameter_count
from backprop.trainer.trainer import train

SIZES = (2, 12, 8, 5, 1)
LEVEL = {"learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.0, "kaiming": False}
EPOCHS = 3


def textbook(x, y, seed, *, activation, batch, clip_norm):
    """Train by the textbook; yield of each epoch the norms of its gradients and the share of dead units."""
    network = Network(SIZES, activation, generator(seed, "weights"), kaiming=False, dtype=np.float64)
    rng = generator(seed, "order")
    for _ in range(EPOCHS):
        order = rng.permutation(len(x))
        squares, slopes = [], [[] for _ in SIZES[1:-1]]
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            network.backward(LOSSES["mse"].slope(network.forward(x[rows]), y[rows]) / len(rows))
            layers = network.layers
            squares.append([(g.weights_gradient**2).sum() + (g.bias_gradient**2).sum() for g in layers])
            for seen, z in zip(slopes, network.z, strict=False):
                seen.append(ACTIVATIONS[activation].slope(z))
            network.clip(clip_norm)
            network.update(LEVEL["learning_rate"], LEVEL["momentum"], 0.0)
        yield (
            np.sqrt(np.mean(squares, axis=0)),
            [(np.concatenate(seen) == 0).all(axis=0).mean() for seen in slopes],
        )


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch", [16, 150, 300])
def test_gradient_norms_and_dead_units_are_those_of_the_textbook_network(activation, batch):
    rng = np.random.default_rng(4)
    x, y = rng.random((3, 310, 2)), rng.integers(0, 2, (3, 310))
    arrays = train(
        x,
        y,
        held_out=(x, y),
        seeds=[1, 2, 3],
        levels=[LEVEL],
        sizes=SIZES,
        activation=activation,
        loss="mse",
        batch=batch,
        epochs=EPOCHS,
        checkpoints=EPOCHS,
        clip_norm=0.01,
        dtype=np.float64,
    )
    for replica, seed in enumerate([1, 2, 3]):
        points = x[replica], y[replica][:, None], seed
        oracle = textbook(*points, activation=activation, batch=batch, clip_norm=0.01)
        for at, (norms, dead) in enumerate(oracle):
            np.testing.assert_allclose(arrays["gradient_norm"][replica, at], norms, rtol=1e-9)
            np.testing.assert_allclose(arrays["dead_units"][replica, at], dead, atol=1e-12)
    assert (arrays["dead_units"] > 0).any() == (activation == "relu")


def test_a_unit_that_learnt_in_one_epoch_may_be_dead_in_the_next():
    model = at_rest(np.zeros((1, parameter_count((2, 3, 1)))), (2, 3, 1))
    probe = Probe(model, 1)
    room = SimpleNamespace(slope=np.zeros((4, 1, 5)))  # three units and the row of their bias, one replica
    shares = []
    for learning in ([0, 1], [], [2]):
        room.slope[:] = 0
        room.slope[learning, 0, 3] = 0.5
        for call, arguments in probe.of_minibatch(room):
            call(*arguments)
        shares.append(probe.dead_units()[0, 0])
    assert shares == pytest.approx([1 / 3, 1, 2 / 3])
