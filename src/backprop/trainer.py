"""Training of many networks at once: minibatch SGD with momentum, all replicas stacked on a leading axis.

A replica is one seed at one level of the hyper-parameters.  A step is written for the whole stack, but each
of its operations works on every replica by itself, in an order that the stack does not change: so a replica
has the same bits alone and in any company, and one that diverges harms no other.  `backprop.network` is the
same training of one network, as a textbook has it.
"""

import functools

import numpy as np

from backprop import accuracy
from backprop.activations import ACTIVATIONS
from backprop.losses import LOSSES
from backprop.seeds import generator
from backprop.stack import initial, layers, predict, with_ones


def train(
    x,
    y,
    *,
    seeds,
    levels,
    sizes,
    activation,
    loss,
    batch,
    epochs,
    checkpoints,
    held_out,
    progress=None,
    dtype=np.float32,
):
    """Train one network for each level and seed.

    Parameters
    ----------
    x : array_like, shape (seed, sample, feature)
        Training points of each seed.
    y : array_like, shape (seed, sample)
        Their labels, 0 or 1.
    seeds : sequence of int
        Each gives its replicas' initial weights and order of samples, the same at every level.
    levels : sequence of dict
        Hyper-parameters: ``learning_rate``, ``momentum``, ``weight_decay``, ``kaiming``.
    sizes : sequence of int
        Units of each layer, from the input to the output.
    activation : str
        Of the hidden layers, key of `ACTIVATIONS`; the output is a sigmoid.
    loss : str
        Key of `LOSSES`.
    batch : int
        Samples in a minibatch; the last one of an epoch may be smaller.
    epochs : int
    checkpoints : int
        About how many epochs the held-out accuracy is measured at, evenly spaced, the last among them.
    held_out : tuple of array_like
        Points and labels, shaped as `x` and `y`.
    progress : callable, optional
        Called without arguments after each epoch.
    dtype : numpy dtype
        float32, or float64 for comparison with an oracle.

    Returns
    -------
    dict of str to numpy.ndarray
        Replicas go level by level, in each all seeds.

        ``seed``, ``level`` : (replica,) int64, the seed and the index into `levels`
        ``weights`` : (replica, parameter), see `backprop.stack`
        ``loss`` : (replica, epoch), mean over the samples, each before the update that it took part in
        ``checkpoint`` : (checkpoint,) int64, epochs counted from 1
        ``held_out_soft``, ``held_out_hard`` : (replica, checkpoint)
        ``diverged`` : (replica,) int64, epoch in which a loss or weight ceased to be finite, or 0; loss and
        accuracies are NaN from there on
    """
    row, level = np.tile(np.arange(len(seeds)), len(levels)), np.repeat(np.arange(len(levels)), len(seeds))
    seed = np.asarray(seeds, np.int64)[row]
    x, y, held_out_x, held_out_y = (np.asarray(array, dtype)[row] for array in (x, y, *held_out))
    x, y = with_ones(x), y[..., None]
    hyper = {name: np.array([levels[index][name] for index in level]) for name in levels[0]}
    parameters = initial(seed, hyper["kaiming"], sizes=sizes, activation=activation, dtype=dtype)
    step = stepper(parameters, hyper, sizes=sizes, activation=activation, loss=loss)
    orders = [generator(number, "order") for number in seeds]

    checkpoint = checkpoint_epochs(epochs, checkpoints)
    curve = np.empty((len(seed), epochs), dtype)
    soft, hard = np.empty((2, len(seed), len(checkpoint)), dtype)
    diverged = np.zeros(len(seed), np.int64)
    # A replica that diverges overflows on its way; it is recorded, and there is nothing to warn of.
    with np.errstate(all="ignore"):
        for epoch in range(1, epochs + 1):
            order = np.stack([rng.permutation(x.shape[1]) for rng in orders])[row]
            curve[:, epoch - 1] = run_epoch(step, x, y, order, batch)
            finite = np.isfinite(curve[:, epoch - 1]) & np.isfinite(parameters).all(axis=1)
            diverged[~finite & (diverged == 0)] = epoch
            curve[diverged > 0, epoch - 1] = np.nan
            if epoch in checkpoint:
                at = np.searchsorted(checkpoint, epoch)
                output = predict(parameters, held_out_x, sizes=sizes, activation=activation)
                output[diverged > 0] = np.nan
                soft[:, at] = accuracy.soft(output, held_out_y)
                hard[:, at] = accuracy.hard(output, held_out_y)
            if progress:
                progress()
    return {
        "seed": seed,
        "level": level,
        "weights": parameters,
        "loss": curve,
        "checkpoint": checkpoint,
        "held_out_soft": soft,
        "held_out_hard": hard,
        "diverged": diverged,
    }


def run_epoch(step, x, y, order, batch):
    """Take one step for each minibatch of an epoch.

    Parameters
    ----------
    step : callable
        As `stepper` returns it.
    x : numpy.ndarray, shape (replica, sample, feature + 1)
    y : numpy.ndarray, shape (replica, sample, 1)
    order : numpy.ndarray of int, shape (replica, sample)
        Order of the samples.
    batch : int

    Returns
    -------
    numpy.ndarray, shape (replica,)
        Mean loss over the samples, each before the update that it took part in.
    """
    replica = np.arange(len(order))[:, None]
    x, y = x[replica, order], y[replica, order]
    starts = range(0, x.shape[1], batch)
    losses = [step(x[:, start : start + batch], y[:, start : start + batch]) for start in starts]
    return np.concatenate(losses, axis=1)[..., 0].mean(axis=1)


def stepper(parameters, hyper, *, sizes, activation, loss):
    """Return the function that makes one step of minibatch SGD, in place.

    Parameters
    ----------
    parameters : numpy.ndarray, shape (replica, parameter)
        Changed by each step.
    hyper : dict of str to numpy.ndarray, shape (replica,)
        ``learning_rate``, ``momentum``, ``weight_decay``.
    sizes, activation, loss
        As in `train`.

    Returns
    -------
    callable
        Takes x (replica, sample, feature + 1), its last feature one, and y (replica, sample, 1); returns the
        loss of each sample before the step, shaped as y.
    """
    gradient, scratch = np.empty_like(parameters), np.empty_like(parameters)
    velocity = np.zeros_like(parameters)
    rates = ("learning_rate", "momentum", "weight_decay")
    learning_rate, momentum, weight_decay = (hyper[name].astype(parameters.dtype)[:, None] for name in rates)
    weights, gradients = layers(parameters, sizes), layers(gradient, sizes)
    functions = [ACTIVATIONS[activation]] * (len(weights) - 1) + [ACTIVATIONS["sigmoid"]]
    loss = LOSSES[loss]

    @functools.cache
    def buffers(rows):
        # One set for whole minibatches and one for the tail; the last feature of an input stays one.
        z = [np.empty((len(parameters), rows, units), parameters.dtype) for units in sizes[1:]]
        return z, [with_ones(hidden) for hidden in z[:-1]]

    def step(x, y):
        z, hidden = buffers(y.shape[1])
        inputs = [x, *hidden]
        for i, (w, function) in enumerate(zip(weights, functions, strict=True)):
            np.matmul(inputs[i], w, out=z[i])
            prediction = function.value(z[i])
            if i < len(hidden):
                hidden[i][..., :-1] = prediction
        delta = loss.slope(prediction, y) / y.shape[1] * functions[-1].slope(z[-1])
        for i in reversed(range(len(weights))):
            np.matmul(inputs[i].swapaxes(1, 2), delta, out=gradients[i])
            if i > 0:
                delta = delta @ weights[i][:, :-1].swapaxes(1, 2)
                delta *= functions[i - 1].slope(z[i - 1])
        update()
        return loss.value(prediction, y)

    def update():
        # g <- lr (g + wd w);  v <- m v + g;  w <- w - v, as torch.optim.SGD does
        np.multiply(parameters, weight_decay, out=scratch)
        np.add(gradient, scratch, out=gradient)
        np.multiply(gradient, learning_rate, out=gradient)
        np.multiply(velocity, momentum, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.subtract(parameters, velocity, out=parameters)

    return step


def checkpoint_epochs(epochs, count):
    """Return `count` epochs (all, where there are fewer), evenly spaced and ending with the last."""
    count = min(count, epochs)
    return np.arange(1, count + 1) * epochs // count
