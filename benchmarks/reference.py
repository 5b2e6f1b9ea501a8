"""Repeat a training of the study in PyTorch, so that nobody can blame our backpropagation for the findings.

In float64, the same data, first weights and order of samples; the weights after five epochs are compared.
"""

import argparse
import sys
from itertools import pairwise

import backprop.stages  # noqa: F401  pins the arithmetic before NumPy is imported

# isort: split
import numpy as np
import torch

from backprop.network.initialisation import kaiming_scale
from backprop.stages.data import generate
from backprop.study import config as study
from backprop.study.seeds import generator
from backprop.trainer.stack import layer_sizes
from backprop.trainer.trainer import train
from benchmarks.sides.torch_side import ACTIVATIONS
from shilu.errors import command

EXPERIMENT, EPOCHS, SEED = "first_reading", 5, 1
#: Largest difference of a weight that rounding explains.  Smooth activations stay below 1e-15; at the kink of
#: ReLU and LeakyReLU the last bit of a pre-activation may decide whether a unit takes part in a step.
ROUNDING = 1e-9


def ours(data, settings):
    """Return the weights, (parameter,), of our trainer."""
    arrays = train(
        data["train_x"][:1],
        data["train_y"][:1],
        held_out=(data["held_out_x"][:1], data["held_out_y"][:1]),
        seeds=[SEED],
        levels=settings["levels"],
        sizes=layer_sizes(settings["hidden"]),
        activation=settings["activation"],
        loss="mse",
        batch=settings["batch"],
        epochs=EPOCHS,
        checkpoints=1,
        dtype=np.float64,
    )
    return arrays["weights"][0]


def theirs(data, settings):
    """Return the weights, in the same order, of `torch.nn` and `torch.optim.SGD`."""
    rng, order = generator(SEED, "weights"), generator(SEED, "order")
    sizes, (level,) = layer_sizes(settings["hidden"]), settings["levels"]
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        layer = torch.nn.Linear(fan_in, fan_out, dtype=torch.float64)
        start = kaiming_scale(fan_in, settings["activation"]) * rng.standard_normal((fan_in, fan_out))
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(start.T))
            layer.bias.zero_()
        layers.append(layer)
    x, y = (torch.tensor(data[f"train_{name}"][0], dtype=torch.float64) for name in "xy")
    optimizer = torch.optim.SGD(
        [parameter for layer in layers for parameter in layer.parameters()],
        lr=level["learning_rate"],
        momentum=level["momentum"],
        weight_decay=level["weight_decay"],
    )
    for _ in range(EPOCHS):
        for rows in torch.tensor(order.permutation(len(x))).split(settings["batch"]):
            h = x[rows]
            for layer in layers[:-1]:
                h = ACTIVATIONS[settings["activation"]](layer(h))
            error = torch.nn.functional.mse_loss(torch.sigmoid(layers[-1](h))[:, 0], y[rows])
            optimizer.zero_grad()
            error.backward()
            optimizer.step()
    parts = [part for layer in layers for part in (layer.weight.detach().T, layer.bias.detach())]
    return np.concatenate([part.numpy().ravel() for part in parts])


@command
def main(argv=None):
    """Compare each activation and dataset of the experiment; exit code 1 where one differs."""
    parser = argparse.ArgumentParser(prog="make bench WHAT=reference", description=__doc__)
    parser.add_argument(
        "--config", default="results/config.json", help="resolved config (default: %(default)s)"
    )
    config = study.read(parser.parse_args(argv).config)
    wrong = False
    for job in study.jobs(config):
        if job[0] != EXPERIMENT:
            continue
        settings = study.training(config, *job)
        data = generate(**settings["sample"] | {"first_seed": SEED, "seeds": 1})
        difference = np.abs(ours(data, settings) - theirs(data, settings)).max()
        wrong |= difference > ROUNDING
        sys.stdout.write(f"{job[1]:<11} {job[2]:<11} largest difference of a weight {difference:.1e}\n")
    sys.exit(int(wrong))


if __name__ == "__main__":
    main()
