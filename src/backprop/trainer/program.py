"""An epoch of training as a flat list of NumPy calls, built once and made again in each epoch.

A call is (ufunc, operands), the last operand being where its result goes: while training nothing is
allocated, looked up or decided.  `backprop.trainer.layout` draws the arrays.

What each idea saves, in µs of a step and network, for 1 | 10 networks 2-100-50-10-1 with sigmoid, minibatches
of 32, one core with AVX2, where a step takes 57 | 37 µs, 33 | 22 of them in the matrix products:

    18  | 1.8   the list is built once, not in each step
    15  | 7     the bias is a row of the weights and meets a constant feature: no sums and no broadcasting
    10  | 1     all parameters of a network lie in one row: three calls update them all
     5  | 6     the sigmoid is made of exp, which costs half of tanh, and of a division
     2  | 1.5   results go into arrays that are there
     1.4| 0.2   an epoch's samples are gathered at once
     1.3| 0.2   the slopes of all hidden layers are found in one call each
     1  | 0.4   the learning rate is in the delta of the output, and so in every gradient, for nothing
     1  | 0.2   a momentum that all networks share is a number, not a column
     0  | 3     a layer's activations lie in one piece for all networks, see `backprop.trainer.layout`

No use: aligned rows, `functools.partial` or `itertools.starmap` instead of the loop in `run`, `numpy.einsum`,
two threads, and a copy to spare BLAS the product A B' (which gains with the kernels for AVX-512 only).
"""

import functools

import numpy as np

from backprop.activations import sigmoid
from backprop.activations.in_place import calls as calls_of
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS
from backprop.trainer.layout import blocks, scratch, stacked, transposed

#: Samples of a larger minibatch that go through the network at once: what they need stays in the cache.  That
#: saves 10 % of minibatches of 2,048; parts of 128 would save 6 % with five networks and nothing with one.
MICRO = 512


def run(program):
    """Make the calls of a program; 0.03 µs each, beside what the call itself takes."""
    for function, operands in program:
        function(*operands)


def compile_epoch(model, epoch, recipe, *, hyper, passes, probe=None):
    """Return the calls of an epoch.

    Parameters
    ----------
    model : backprop.trainer.layout.Model
    epoch : backprop.trainer.epoch.Epoch
    recipe : backprop.trainer.chunk.Recipe
    hyper : dict of str to numpy.ndarray, shape (replica,)
        ``momentum``, ``weight_decay``.
    passes : callable
        Gives the `Pass` of a number of samples.
    probe : backprop.trainer.diagnostics.Probe, optional
        Puts its own calls between the others.
    """
    momentum = hyper["momentum"].astype(model.gradient.dtype)[:, None]
    norm = np.empty_like(momentum)
    if np.ptp(momentum) == 0:
        momentum = momentum[0].reshape(())
    calls = []
    for step, count in enumerate(epoch.counts):
        for start in range(0, count, MICRO):
            stop = min(start + MICRO, count)
            x, y, rate, output = (array[step, :, start:stop] for array in epoch.arrays)
            through = passes(stop - start)
            calls += through.forward(x, output)
            calls += LOSSES[recipe.loss].delta_calls(output, y, rate, through.room.error, through.room.spare)
            calls += through.backward(x, model.parts if start else model.gradients)
            calls += [(np.add, (model.gradient, model.part, model.gradient))] if start else []
            calls += probe.of_minibatch(through.room) if probe else []
        calls += probe.of_step(step) if probe else []
        calls += [] if recipe.clip_norm is None else clip(model.gradient, epoch.limit[step], norm)
        calls += update(model, momentum, epoch.decay[step] if hyper["weight_decay"].any() else None)
    return calls


class Pass:
    """The way of minibatches of one width through the network and back.

    What does not depend on the samples is made once, and shared by all steps.

    Parameters
    ----------
    weights : list of numpy.ndarray, shape (replica, fan_in + 1, fan_out)
    activation : str
        Of the hidden layers, key of `ACTIVATIONS`; the output is a sigmoid.
    width : int
        Samples in a minibatch.
    """

    def __init__(self, weights, activation, width):
        self.room = scratch(weights, width)
        value_calls, slope_calls = calls_of(ACTIVATIONS[activation])
        passed, slope, delta = (blocks(rows, weights) for rows in self.room[:3])
        a, slope, delta = ([block[:-1] for block in each] for each in (passed, slope, delta))
        self.weights = [transposed(w) for w in weights]
        self.inputs = [stacked(block) for block in passed]
        self.targets = [stacked(block) for block in a]
        self.values = [value_calls(*each) for each in zip(a, slope, strict=True)]
        self.slopes = slope_calls(*self.room[:3])
        self.deltas = [*map(stacked, delta), self.room.error[:, None]]
        layers = zip(weights[1:], self.deltas[1:], delta, slope, strict=True)
        self.descents = [descent(*layer) for layer in layers]

    def forward(self, x, output):
        """Return the calls that take samples to -prediction.

        Parameters
        ----------
        x : numpy.ndarray, shape (replica, sample, feature + 1)
            -x, and -1 as the last feature.
        output : numpy.ndarray, shape (replica, sample)
            Written.
        """
        inputs, targets = [transposed(x), *self.inputs], [*self.targets, output[:, None]]
        values = [*self.values, sigmoid.value_calls(output, output)]
        calls = []
        for w, a, z, value_calls in zip(self.weights, inputs, targets, values, strict=True):
            calls += [(np.matmul, (w, a, z)), *value_calls]
        return calls

    def backward(self, x, gradients):
        """Return the calls that take the delta of the output, ``room.error``, to the gradients.

        Parameters
        ----------
        x : numpy.ndarray
            As in `forward`.
        gradients : list of numpy.ndarray, shape (replica, fan_in + 1, fan_out)
            Written.
        """
        inputs = [transposed(x), *self.inputs]
        descents = [[], *self.descents]
        calls = [*self.slopes]
        for i in reversed(range(len(gradients))):
            calls += [(np.matmul, (inputs[i], transposed(self.deltas[i]), gradients[i])), *descents[i]]
        return calls


def descent(weights, above, delta, slope):
    """Return the calls of delta <- (W above) * slope: through a layer, and the activation below it.

    Parameters
    ----------
    weights : numpy.ndarray, shape (replica, fan_in + 1, fan_out)
    above : numpy.ndarray, shape (replica, fan_out, sample)
    delta, slope : numpy.ndarray, shape (fan_in, replica, sample)
    """
    # With a single unit a product is nothing but multiplications, and BLAS takes 1.5 times as long for them.
    product = np.multiply if weights.shape[2] == 1 else np.matmul
    return [(product, (weights[:, :-1], above, stacked(delta))), (np.multiply, (delta, slope, delta))]


def clip(gradient, limit, norm):
    """Return the calls that shorten a gradient to norm `limit` where it is longer (Pascanu et al. 2013).

    Parameters
    ----------
    gradient : numpy.ndarray, shape (replica, parameter)
    limit : numpy.ndarray, shape (replica, 1)
        Above 0.
    norm : numpy.ndarray, shape (replica, 1)
        Scratch.
    """
    return [
        (np.vecdot, (gradient, gradient, norm[:, 0])),
        (np.sqrt, (norm, norm)),
        (functools.partial(np.maximum, out=norm), (norm, limit)),
        (np.divide, (limit, norm, norm)),
        (np.multiply, (gradient, norm, gradient)),
    ]


def update(model, momentum, decay):
    """Return the calls of v <- m v + gradient + decay W, W <- W - v.

    Parameters
    ----------
    model : backprop.trainer.layout.Model
    momentum : numpy.ndarray, shape (replica, 1) or ()
    decay : numpy.ndarray, shape (replica, 1), or None
        Learning rate times weight decay.
    """
    parameters, velocity, gradient = model[:3]
    calls = [(np.multiply, (velocity, momentum, velocity)), (np.add, (velocity, gradient, velocity))]
    if decay is not None:
        calls += [(np.multiply, (parameters, decay, gradient)), (np.add, (velocity, gradient, velocity))]
    return [*calls, (np.subtract, (parameters, velocity, parameters))]
