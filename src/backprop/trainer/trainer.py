"""Training of many networks at once: minibatch SGD with momentum, all replicas stacked.

A replica is one seed at one level of the hyper-parameters.  A step is written for a whole stack, but each of
its operations works on every replica by itself, in an order that the stack does not change: so a replica has
the same bits alone and in any company, and one that diverges harms no other.  `backprop.network.layers` is
the same training of one network, as a textbook has it; `backprop.trainer.program` is what happens in a step.
"""

import numpy as np

from backprop.trainer.chunk import Recipe, train_chunk
from backprop.trainer.layout import parameter_count
from backprop.trainer.program import MICRO
from backprop.trainer.schedule import SCHEDULES
from backprop.trainer.stack import CHUNK, REPLICAS

#: Replicas, and replicas times samples of a minibatch, that are trained at once: fewer pay more for each
#: call, more push what they need out of the cache.  Within 3 % of the best from minibatches of 1 to 2,048.
MOST_REPLICAS, MOST_SAMPLES = 40, 640
#: What the calls of a step take, as measured.
STEP_BYTES = 3200


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
    schedule="constant",
    clip_norm=None,
    order="shuffled",
    memory_mib=512,
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
        Of the hidden layers, key of `backprop.registry.ACTIVATIONS`; the output is a sigmoid.
    loss : str
        Key of `backprop.network.losses.LOSSES`.
    batch : int
        Samples in a minibatch; the last one of an epoch may be smaller.
    epochs : int
    checkpoints : int
        About how many epochs the networks are measured at, see `checkpoint_epochs`.
    held_out : tuple of array_like
        Points and labels, shaped as `x` and `y`.
    schedule : str
        Of the learning rate over all steps, key of `backprop.trainer.schedule.SCHEDULES`.
    clip_norm : float, optional
        Largest norm of the gradient of a replica's minibatch, over all its parameters; longer ones are
        shortened to it (Pascanu et al. 2013).
    order : str
        Of the samples in each epoch, key of `backprop.trainer.epoch.ORDERS`: ``fixed`` as they are given, or
        ``shuffled`` anew.
    memory_mib : float
        About what training may take beside its arguments and results; so many replicas are trained at once
        as fit, but at least one.
    progress : callable, optional
        Called after each epoch with the number of replicas that were trained in it.
    dtype : numpy dtype
        float32, or float64 for comparison with an oracle.

    Returns
    -------
    dict of str to numpy.ndarray
        Replicas go level by level, in each all seeds.

        ``seed``, ``level`` : (replica,) int64, the seed and the index into `levels`
        ``weights`` : (replica, parameter), see `backprop.trainer.stack`
        ``loss`` : (replica, epoch), mean over the samples, each before the update that it took part in
        ``checkpoint`` : (checkpoint,) int64, epochs counted from 1
        ``held_out_soft``, ``held_out_hard`` : (replica, checkpoint)
        ``gradient_norm`` : (replica, checkpoint, layer), see `backprop.trainer.diagnostics`
        ``dead_units`` : (replica, checkpoint, hidden layer), share of the units
        ``diverged`` : (replica,) int64, epoch in which a loss or weight ceased to be finite, or 0; loss and
        measurements are NaN from there on, and the weights
    """
    row, level = np.tile(np.arange(len(seeds)), len(levels)), np.repeat(np.arange(len(levels)), len(seeds))
    x, y, held_out_x, held_out_y = (np.asarray(array, dtype) for array in (x, y, *held_out))
    hyper = {name: np.array([levels[index][name] for index in level]) for name in levels[0]}
    steps = -(-y.shape[1] // batch)
    recipe = Recipe(
        sizes=tuple(sizes),
        activation=activation,
        loss=loss,
        batch=batch,
        factors=SCHEDULES[schedule](epochs * steps).reshape(epochs, steps),
        checkpoint=checkpoint_epochs(epochs, checkpoints),
        clip_norm=clip_norm,
        order=order,
    )
    seed = np.asarray(seeds, np.int64)[row]
    results = {"seed": seed, "level": level, "checkpoint": recipe.checkpoint}
    for some in chunks(row, replicas_at_once(x, held_out_x, recipe, memory_mib)):
        rows = row[some]
        part = train_chunk(
            x[rows],
            y[rows],
            held_out=(held_out_x[rows], held_out_y[rows]),
            seed=seed[some],
            hyper={name: values[some] for name, values in hyper.items()},
            recipe=recipe,
            progress=progress,
        )
        for name, array in part.items():
            if name not in results:
                results[name] = np.empty((len(row), *array.shape[1:]), array.dtype)
            results[name][some] = array
    return results


def chunks(row, size):
    """Return the indices of the replicas that are trained together, at most `size` at once, alike in number.

    Those of the same seed go together, since they share the order of the samples.
    """
    return np.array_split(np.argsort(row, kind="stable"), -(-len(row) // size))


def replicas_at_once(x, held_out_x, recipe, memory_mib):
    """Return how many replicas are trained together: what is fastest, if there is memory for it."""
    samples, features = x.shape[1:]
    width = min(recipe.batch, samples, MICRO)
    rows = sum(recipe.sizes)
    numbers = (
        7 * parameter_count(recipe.sizes)  # weights, velocity, gradient, its part, and what looks at them
        + 8 * rows * width  # scratch, also of a smaller last minibatch, and the probe's
        + (5 * features + 30) * samples  # the data twice, their order in eight bytes, losses
        + (2 * features + 10) * held_out_x.shape[1]
    )
    steps = recipe.factors.shape[1]
    fixed = 2 * steps * STEP_BYTES + 4 * rows * CHUNK * REPLICAS * x.dtype.itemsize
    fitting = (memory_mib * 2**20 - fixed) // (numbers * x.dtype.itemsize)
    return max(1, min(fastest_at_once(width), int(fitting)))


def fastest_at_once(width):
    """Return how many replicas are fastest together, if a call takes `width` samples of each."""
    return max(1, min(MOST_REPLICAS, MOST_SAMPLES // width))


def checkpoint_epochs(epochs, count):
    """Return `count` epochs (all, where there are fewer), evenly spaced, and before those 1, 2, 4, 8 ....

    The last epoch is always among them.  Most of what training does, it does before the first of the even
    ones.
    """
    count = min(count, epochs)
    even = np.arange(1, count + 1) * epochs // count
    return np.concatenate([2 ** np.arange(int(even[0] - 1).bit_length()), even])
