import numpy as np

from backprop.trainer.layout import blocks, layers, scratch


def test_parameters_lie_layer_after_layer_each_with_its_bias_last():
    flat = np.arange(2 * 13).reshape(2, 13)
    hidden, output = layers(flat, (2, 3, 1))
    assert hidden[0].tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert output[1].tolist() == [[22], [23], [24], [25]]
    hidden[0, 2, 0] = -1
    assert flat[0, 6] == -1


def test_each_hidden_layer_has_its_rows_and_below_them_one_of_minus_one():
    weights = layers(np.zeros((4, 3 * 5 + 6 * 2 + 3)), (2, 5, 2, 1))
    room = scratch(weights, 7)
    assert [block.shape for block in blocks(room.a, weights)] == [(6, 4, 7), (3, 4, 7)]
    blocks(room.a, weights)[1][0] = 8
    assert room.a[:, 0, 0].tolist() == [-1] * 6 + [8, -1, -1]
