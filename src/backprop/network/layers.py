"""The network as a textbook has it: one class for a layer, and loops that read like the equations.

It is what the report shows, and the oracle of the fast trainer.  Arrays are (sample, feature).
"""

import math
from itertools import pairwise, repeat

import numpy as np

from backprop.network.initialisation import kaiming_scale
from backprop.registry import ACTIVATIONS


class Linear:
    """A layer that computes x W + b and learns by gradient descent with momentum."""

    def __init__(self, fan_in, fan_out, rng, scale=1.0, dtype=np.float32):
        self.weights = (scale * rng.standard_normal((fan_in, fan_out))).astype(dtype)
        # The random weights alone make the units differ, so a bias may start at zero.
        self.bias = np.zeros(fan_out, dtype)
        self.weights_velocity = np.zeros_like(self.weights)
        self.bias_velocity = np.zeros_like(self.bias)

    def forward(self, x):
        """Return x W + b."""
        self.x = x
        return x @ self.weights + self.bias

    def backward(self, gradient):
        """Take the loss's gradient by the layer's output; return that by its input."""
        self.weights_gradient = self.x.T @ gradient
        self.bias_gradient = gradient.sum(axis=0)
        return gradient @ self.weights.T

    def update(self, learning_rate, momentum, weight_decay):
        """Step along the velocity: v <- m v + lr (g + wd w), w <- w - v (as ``torch.optim.SGD``)."""
        weights_step = learning_rate * (self.weights_gradient + weight_decay * self.weights)
        bias_step = learning_rate * (self.bias_gradient + weight_decay * self.bias)
        self.weights_velocity = momentum * self.weights_velocity + weights_step
        self.bias_velocity = momentum * self.bias_velocity + bias_step
        self.weights -= self.weights_velocity
        self.bias -= self.bias_velocity


class Network:
    """Layers with an activation function between them and a sigmoid at the end."""

    def __init__(self, sizes, activation, rng, *, kaiming=True, dtype=np.float32):
        self.layers = []
        for fan_in, fan_out in pairwise(sizes):
            scale = kaiming_scale(fan_in, activation) if kaiming else 1.0
            self.layers.append(Linear(fan_in, fan_out, rng, scale, dtype))
        hidden = [ACTIVATIONS[activation]] * (len(self.layers) - 1)
        self.activations = [*hidden, ACTIVATIONS["sigmoid"]]

    def forward(self, x):
        """Return the prediction for each sample."""
        self.z = []
        for layer, activation in zip(self.layers, self.activations, strict=True):
            self.z.append(layer.forward(x))
            x = activation.value(self.z[-1])
        return x

    def backward(self, gradient):
        """Take the loss's gradient by the prediction through all layers, from the last to the first."""
        for layer, activation, z in zip(self.layers[::-1], self.activations[::-1], self.z[::-1], strict=True):
            gradient = layer.backward(gradient * activation.slope(z))
        return gradient

    def clip(self, largest):
        """Shorten the gradient of all layers together to `largest` if it is longer (Pascanu et al. 2013)."""
        squares = 0.0
        for layer in self.layers:
            squares += (layer.weights_gradient**2).sum() + (layer.bias_gradient**2).sum()
        factor = largest / max(math.sqrt(squares), largest)
        for layer in self.layers:
            layer.weights_gradient *= factor
            layer.bias_gradient *= factor

    def update(self, learning_rate, momentum, weight_decay):
        """Update every layer."""
        for layer in self.layers:
            layer.update(learning_rate, momentum, weight_decay)


def train_epoch(
    network,
    x,
    y,
    *,
    loss,
    rng,
    batch,
    learning_rate,
    momentum,
    weight_decay,
    factors=None,
    clip_norm=None,
):
    """Go once through the samples, a minibatch at a time.

    Parameters
    ----------
    network : Network
        Or anything with its `forward`, `backward` and `update`.
    x : numpy.ndarray, shape (sample, feature)
    y : numpy.ndarray, shape (sample, 1)
    loss : backprop.network.losses.Loss
    rng : numpy.random.Generator or None
        Gives the order; None for the one in which the samples are given.
    batch : int
        Samples in a minibatch; the last one may be smaller.
    learning_rate, momentum, weight_decay : float
    factors : iterator of float, optional
        A learning-rate schedule: what to multiply the learning rate of the next step by.
    clip_norm : float, optional
        As in `Network.clip`.

    Returns
    -------
    float
        Mean loss over the samples, each before the update that it took part in.
    """
    factors = factors or repeat(1.0)
    order = np.arange(len(x)) if rng is None else rng.permutation(len(x))
    total = 0.0
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        prediction = network.forward(x[rows])
        total += loss.value(prediction, y[rows]).sum()
        network.backward(loss.slope(prediction, y[rows]) / len(rows))
        if clip_norm is not None:
            network.clip(clip_norm)
        network.update(learning_rate * next(factors), momentum, weight_decay)
    return total / len(x)
