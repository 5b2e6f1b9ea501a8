"""Learning-rate schedules: what share of its learning rate a replica learns with, step by step."""

import numpy as np

#: Share of the steps that the one-cycle schedule warms up in.
WARM_UP = 0.1


def constant(steps):
    """Return (step,) ones."""
    return np.ones(steps)


def one_cycle(steps):
    """Return a linear warm-up to 1, then a cosine down towards 0 (Smith and Topin 2019).

    The zero itself would come one step after the last, so no step is without effect.

    Parameters
    ----------
    steps : int
        Of the whole training.

    Returns
    -------
    numpy.ndarray, shape (step,), float64
    """
    warm_up = max(1, round(WARM_UP * steps))
    step = np.arange(1, steps + 1)
    fall = (1 + np.cos(np.pi * (step - warm_up) / (steps + 1 - warm_up))) / 2
    return np.where(step <= warm_up, step / warm_up, fall)


SCHEDULES = {"constant": constant, "one_cycle": one_cycle}
