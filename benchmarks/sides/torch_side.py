"""PyTorch: eager modules for one network, and batched products for a stack of them."""

import numpy as np
import torch

from benchmarks.problem import LEARNING_RATE, MOMENTUM

torch.set_num_threads(1)
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "silu": torch.nn.functional.silu,
}


def _training(problem, parameters, forward, split):
    optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=MOMENTUM)
    x, y = torch.tensor(problem.x), torch.tensor(problem.y)

    def epoch(order):
        losses = []
        for rows in split(torch.tensor(order)):
            error = ((forward(x[rows]) - y[rows]) ** 2).mean(dim=-1)
            optimizer.zero_grad()
            error.sum().backward()
            optimizer.step()
            losses.append(error.detach())
        return np.atleast_1d(torch.stack(losses).mean(dim=0).numpy())

    return epoch


def eager(problem):
    """Return the epoch of one network made of modules."""
    layers = []
    for w in problem.weights:
        layer = torch.nn.Linear(w.shape[1] - 1, w.shape[2])
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(w[0, :-1].T))
            layer.bias.copy_(torch.tensor(w[0, -1]))
        layers.append(layer)
    hidden = ACTIVATIONS[problem.activation]

    def forward(x):
        for layer in layers[:-1]:
            x = hidden(layer(x))
        return torch.sigmoid(layers[-1](x))[:, 0]

    parameters = [parameter for layer in layers for parameter in layer.parameters()]
    return _training(problem, parameters, forward, lambda order: order[0].split(problem.batch))


def batched(problem):
    """Return the epoch of a stack of networks."""
    weights = [torch.tensor(w[:, :-1]).requires_grad_() for w in problem.weights]
    biases = [torch.tensor(w[:, -1:]).requires_grad_() for w in problem.weights]
    hidden = ACTIVATIONS[problem.activation]

    def forward(x):
        for w, b in zip(weights[:-1], biases, strict=False):
            x = hidden(torch.baddbmm(b, x, w))
        return torch.sigmoid(torch.baddbmm(biases[-1], x, weights[-1]))[:, :, 0]

    return _training(problem, [*weights, *biases], forward, lambda order: order.split(problem.batch, dim=1))


SIDES = {"torch, eager": eager, "torch, baddbmm": batched}
