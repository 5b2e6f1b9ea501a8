import numpy as np
import pytest

from backprop.network import accuracy


def test_soft_accuracy_counts_how_sure_and_hard_accuracy_which_side():
    prediction, label = np.array([[0.9, 0.2, 0.6, 0.5], [1, np.nan, 0, 0]]), np.array([1, 0, 0, 1])
    assert accuracy.soft(prediction, label)[0] == pytest.approx((0.9 + 0.8 + 0.4 + 0.5) / 4)
    assert accuracy.hard(prediction, label)[0] == 0.5
    assert np.isnan([accuracy.soft(prediction, label)[1], accuracy.hard(prediction, label)[1]]).all()
