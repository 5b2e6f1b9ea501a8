import numpy as np

from backprop.network.losses import LOSSES
from backprop.study.seeds import generator
from backprop.trainer.epoch import Epoch, fixed, shuffled


def test_minibatches_follow_the_order_and_the_last_one_may_be_smaller():
    x, y = np.arange(20.0).reshape(2, 5, 2), np.arange(10.0).reshape(2, 5)
    epoch = Epoch(x, y, 2)
    assert epoch.counts == [2, 2, 1]
    epoch.gather(np.array([[4, 2, 0, 1, 3], [0, 1, 2, 3, 4]]))
    assert epoch.y.swapaxes(0, 1).reshape(2, 6)[:, :5].tolist() == [[4, 2, 0, 1, 3], [5, 6, 7, 8, 9]]
    assert epoch.x[0, 0].tolist() == [[-8, -9, -1], [-4, -5, -1]]
    assert epoch.x[2, 1, 0].tolist() == [-18, -19, -1]


def test_a_sample_of_a_small_minibatch_has_a_larger_share_of_the_rate():
    epoch = Epoch(np.zeros((1, 5, 2)), np.zeros((1, 5)), 2)
    epoch.set_rates(np.array([[1.0], [0.5], [0.25]]), 2.0, np.array([0.1]), 3.0)
    assert epoch.rate[:, 0, 0].tolist() == [1, 0.5, 0.5]
    assert epoch.decay.ravel().tolist() == [0.1, 0.05, 0.025]
    assert epoch.limit.ravel().tolist() == [3, 1.5, 0.75]


def test_the_mean_loss_leaves_the_unused_places_out():
    epoch = Epoch(np.zeros((2, 5, 2)), np.ones((2, 5)), 2)
    epoch.gather(np.tile(np.arange(5), (2, 1)))
    epoch.output[:] = np.array([-0.5, -1.0])[:, None]
    epoch.output[2, :, 1] = 9
    assert epoch.mean_loss(LOSSES["mse"].value).tolist() == [0.25, 0]


def test_a_seed_gives_one_order_whoever_else_is_there():
    first, second = shuffled(np.array([7, 3, 7]), 6, 2)
    rng = generator(7, "order")
    for order in (first, second):
        expected = rng.permutation(6)
        assert np.array_equal(order[0], expected)
        assert np.array_equal(order[2], expected)
        assert not np.array_equal(order[1], expected)


def test_a_fixed_order_is_that_of_the_samples_in_each_epoch_and_for_each_seed():
    assert [order.tolist() for order in fixed(np.array([7, 3]), 4, 3)] == [[[0, 1, 2, 3]] * 2] * 3
