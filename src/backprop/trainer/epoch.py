"""The samples of an epoch in the order that they are trained in, with what else its steps read and write."""

import itertools

import numpy as np

from backprop.study.seeds import generator


class Epoch:
    """Arrays with a place for each step; the last minibatch may leave some of its samples unused.

    Parameters
    ----------
    x : numpy.ndarray, shape (replica, sample, feature)
    y : numpy.ndarray, shape (replica, sample)
    batch : int
        Samples in a minibatch.

    Attributes
    ----------
    counts : list of int, length step
        Samples in each minibatch.
    x : numpy.ndarray, shape (step, replica, sample, feature + 1)
        -x, and -1 as the last feature.
    y, rate, output : numpy.ndarray, shape (step, replica, sample)
        Target; learning rate times the loss's factor over the size of the minibatch; -prediction.
    arrays : tuple
        These four.
    decay, limit : numpy.ndarray, shape (step, replica, 1)
        Learning rate times weight decay; learning rate times the norm that gradients are clipped to.
    """

    def __init__(self, x, y, batch):
        replicas, samples, features = x.shape
        width = min(batch, samples)
        starts = range(0, samples, width)
        self.counts = [min(width, samples - start) for start in starts]
        self.source = negated(x).reshape(-1, features + 1), y.ravel()
        shape = (len(starts), replicas, width)
        self.x = np.zeros((*shape, features + 1), x.dtype)
        self.y, self.rate, self.output = np.zeros((3, *shape), x.dtype)
        self.arrays = self.x, self.y, self.rate, self.output
        self.decay, self.limit = np.zeros((2, len(starts), replicas, 1), x.dtype)

    def gather(self, order):
        """Put the samples in this order, (replica, sample)."""
        replicas, samples = order.shape
        steps, _, width = self.y.shape
        place = np.zeros((replicas, steps * width), order.dtype)
        np.add(order, np.arange(replicas)[:, None] * samples, out=place[:, :samples])
        place = np.ascontiguousarray(place.reshape(replicas, steps, width).swapaxes(0, 1))
        for source, target in zip(self.source, (self.x, self.y), strict=True):
            source.take(place, axis=0, out=target, mode="clip")  # "raise" would copy the target

    def set_rates(self, rates, factor, weight_decay, clip_norm):
        """Take the learning rates, (step, replica), to what depends on them.

        Parameters
        ----------
        rates : numpy.ndarray, shape (step, replica)
        factor : float
            That of the loss.
        weight_decay : numpy.ndarray, shape (replica,)
        clip_norm : float or None
        """
        self.rate[:] = (rates * factor / np.array(self.counts)[:, None])[..., None]
        self.decay[:] = (rates * weight_decay)[..., None]
        if clip_norm is not None:
            # A rate of 0 gives a gradient of 0, and 0 / 0 would be no factor.
            self.limit[:] = np.maximum(rates * clip_norm, np.finfo(self.limit.dtype).tiny)[..., None]

    def mean_loss(self, value):
        """Return the mean over the samples, (replica,), of a loss ``value(prediction, target)``."""
        steps, replicas, width = self.output.shape
        # A new array: NumPy sums in another order where strides are odd, as those of a view may be.
        loss = np.empty((replicas, steps, width), self.output.dtype)
        loss[:] = value(-self.output, self.y).swapaxes(0, 1)
        return loss.reshape(replicas, -1)[:, : sum(self.counts)].mean(axis=1)


def negated(x):
    """Return -x (..., feature) with a last feature of -1."""
    return -np.concatenate([x, np.ones((*x.shape[:-1], 1), x.dtype)], axis=-1)


def fixed(seeds, samples, epochs):
    """Yield for each epoch the order in which the samples are given, (replica, sample)."""
    yield from itertools.repeat(np.tile(np.arange(samples), (len(seeds), 1)), epochs)


def shuffled(seeds, samples, epochs):
    """Yield for each epoch the order of the samples, (replica, sample), of each replica's seed."""
    distinct, replica = np.unique(seeds, return_inverse=True)
    generators = [generator(seed, "order") for seed in distinct.tolist()]
    for _ in range(epochs):
        yield np.stack([rng.permutation(samples) for rng in generators])[replica]


ORDERS = {"fixed": fixed, "shuffled": shuffled}
