"""What training itself shows of its health: the size of the gradients, and the units that do not learn.

Both are read off the steps of an epoch, from arrays that the training has made anyway.  A pass of their own
over the samples would cost as much as the epoch; these calls cost 5 % of it, and other epochs nothing.
"""

import numpy as np

from backprop.activations.in_place import constant
from backprop.trainer.layout import blocks


class Probe:
    """Calls to put between those of an epoch, and what they have seen of it.

    Parameters
    ----------
    model : backprop.trainer.layout.Model
    steps : int
        Of an epoch.
    """

    def __init__(self, model, steps):
        replicas = len(model.parameters)
        self.weights = model.weights
        self.gradients = [gradient.reshape(replicas, -1) for gradient in model.gradients]
        self.squares = np.zeros((steps, len(self.gradients), replicas), model.gradient.dtype)
        self.learning = {}

    def of_minibatch(self, room):
        """Return the calls after the backward pass of a minibatch in `room`."""
        learns = self.learning.setdefault(room.slope.shape[2], np.zeros(room.slope.shape, bool))
        learnt = np.empty_like(learns)
        return [
            (np.not_equal, (room.slope, constant(0, room.slope), learnt)),
            (np.logical_or, (learns, learnt, learns)),
        ]

    def of_step(self, step):
        """Return the calls after the gradient of a whole step."""
        return [
            (np.vecdot, (gradient, gradient, square))
            for gradient, square in zip(self.gradients, self.squares[step], strict=True)
        ]

    def gradient_norms(self, rates):
        """Return the root mean square, over the steps, of the norm of each layer's gradient.

        Parameters
        ----------
        rates : numpy.ndarray, shape (step, replica)
            Learning rates.

        Returns
        -------
        numpy.ndarray, shape (replica, layer), float64
            NaN where a learning rate is 0.
        """
        return np.sqrt((self.squares / rates[:, None] ** 2).mean(axis=0)).T

    def dead_units(self):
        """Return the share of units, (replica, hidden layer), whose slope was 0 for all samples.

        The next epoch starts afresh.
        """
        learns = np.any([seen.any(axis=2) for seen in self.learning.values()], axis=0)
        for seen in self.learning.values():
            seen[:] = False
        shares = [1 - block[:-1].mean(axis=0) for block in blocks(learns, self.weights)]
        return np.array(shares).reshape(-1, learns.shape[1]).T
