import numpy as np
import pytest

from backprop.network.layers import Network
from backprop.registry import ACTIVATIONS
from backprop.study.seeds import generator
from backprop.trainer.stack import CHUNK, REPLICAS, initial, predict

SIZES = (2, 20, 12, 5, 1)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_predictions_do_not_depend_on_the_number_of_rows_or_replicas(activation):
    replicas = REPLICAS + 2
    weights = initial(range(1, replicas + 1), [True] * replicas, sizes=SIZES, activation=activation)
    x = np.random.default_rng(0).random((2 * CHUNK + 9, 2), dtype=np.float32)
    whole = predict(weights, x, sizes=SIZES, activation=activation)
    assert whole.shape == (replicas, len(x))
    assert np.array_equal(predict(weights, x[:40], sizes=SIZES, activation=activation), whole[:, :40])
    assert np.array_equal(predict(weights[-1:], x, sizes=SIZES, activation=activation), whole[-1:])
    each = np.broadcast_to(x, (replicas, *x.shape))
    assert np.array_equal(predict(weights, each, sizes=SIZES, activation=activation), whole)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_predictions_are_those_of_the_textbook_network(activation):
    weights = initial([7], [True], sizes=SIZES, activation=activation, dtype=np.float64)
    network = Network(SIZES, activation, generator(7, "weights"), dtype=np.float64)
    x = np.random.default_rng(0).random((CHUNK + 3, 2))
    output = predict(weights, x, sizes=SIZES, activation=activation)
    np.testing.assert_allclose(output, network.forward(x).T, rtol=0, atol=1e-14)
