import numpy as np
import pytest

from backprop.network.layers import Network, train_epoch
from backprop.network.losses import LOSSES
from backprop.network.unrolled import UnrolledNetwork
from backprop.registry import ACTIVATIONS

NAMES = ("hidden1", "hidden2", "hidden3", "output")


@pytest.mark.parametrize("kaiming", [True, False])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_written_out_network_trains_as_the_one_made_of_layers(activation, kaiming):
    rng = np.random.default_rng(8)
    x, y = rng.random((70, 2)), rng.integers(0, 2, (70, 1))
    unrolled = UnrolledNetwork(activation, np.random.default_rng(4))
    if kaiming:
        unrolled.scale_weights()
    network = Network(
        (2, 100, 50, 10, 1), activation, np.random.default_rng(4), kaiming=kaiming, dtype=np.float64
    )
    start = network.layers[0].weights.copy()
    hyper = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.001}
    for candidate in (unrolled, network):
        order = np.random.default_rng(6)
        for _ in range(3):
            train_epoch(candidate, x, y, loss=LOSSES["mse"], rng=order, batch=32, **hyper)
    for name, layer in zip(NAMES, network.layers, strict=True):
        np.testing.assert_allclose(getattr(unrolled, f"{name}_weights"), layer.weights, rtol=0, atol=1e-12)
        np.testing.assert_allclose(getattr(unrolled, f"{name}_bias"), layer.bias, rtol=0, atol=1e-12)
    assert not np.allclose(network.layers[0].weights, start, rtol=0, atol=1e-6)
