"""JAX: a scan over the steps, mapped over the replicas, compiled, its buffers donated."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.problem import LEARNING_RATE, MOMENTUM

ACTIVATIONS = {
    "sigmoid": jax.nn.sigmoid,
    "relu": jax.nn.relu,
    "leaky_relu": functools.partial(jax.nn.leaky_relu, negative_slope=0.01),
    "silu": jax.nn.silu,
}
#: The sigmoid of the hand-tuned form: tanh is one instruction sequence, exp and a division are two.
TUNED = ACTIVATIONS | {"sigmoid": lambda z: 0.5 * jnp.tanh(0.5 * z) + 0.5}


def plain(weights, x, y, activation):
    """Return the mean squared error, samples first, as one writes it."""
    for w in weights[:-1]:
        x = ACTIVATIONS[activation](x @ w[:-1] + w[-1])
    return jnp.mean((jax.nn.sigmoid(x @ weights[-1][:-1] + weights[-1][-1])[:, 0] - y) ** 2)


def tuned(weights, x, y, activation):
    """Return the same in our layout: features first, biases met by a row of ones."""
    x = x.T
    for layer, w in enumerate(weights):
        x = jnp.concatenate([x, jnp.ones((1, x.shape[1]))])
        x = (TUNED[activation] if layer < len(weights) - 1 else TUNED["sigmoid"])(w.T @ x)
    return jnp.mean((x[0] - y) ** 2)


def _epoch(loss, weights, velocity, x, y):
    def step(carry, samples):
        weights, velocity = carry
        value, gradient = jax.value_and_grad(loss)(weights, *samples)
        velocity = jax.tree.map(lambda v, g: MOMENTUM * v + LEARNING_RATE * g, velocity, gradient)
        weights = jax.tree.map(jnp.subtract, weights, velocity)
        return (weights, velocity), value

    (weights, velocity), values = jax.lax.scan(step, (weights, velocity), (x, y))
    return weights, velocity, values.mean()


def mapped(problem, loss=plain):
    """Return the epoch of a scan for one replica, of a mapped scan for several."""
    alone = len(problem.weights[0]) == 1
    function = functools.partial(_epoch, functools.partial(loss, activation=problem.activation))
    weights = [jnp.asarray(w[0] if alone else w) for w in problem.weights]
    state = [weights, [jnp.zeros_like(w) for w in weights]]
    compiled = jax.jit(function if alone else jax.vmap(function), donate_argnums=(0, 1))
    x, y = jnp.asarray(problem.x), jnp.asarray(problem.y)

    @jax.jit
    def minibatches(order):
        shape = (*order.shape[:-1], -1, problem.batch)
        return x[order].reshape(*shape, 2), y[order].reshape(shape)

    def epoch(order):
        *state[:], losses = compiled(*state, *minibatches(jnp.asarray(order[0] if alone else order)))
        return np.atleast_1d(losses)

    return epoch


SIDES = {"jax": mapped, "jax, tuned by hand": functools.partial(mapped, loss=tuned)}
