"""Intervals of what seeds and points leave uncertain: of a mean, of a median, of a share.

Each has the ends that hold the true value as often as the level of confidence says.
"""

import numpy as np
from scipy import special, stats


def mean(values, confidence):
    """Return the mean of `values` and the half-width of its Student-t interval, NaN for fewer than two."""
    count = len(values)
    middle = np.mean(values) if count else np.nan
    if count < 2:
        return middle, np.nan
    quantile = special.stdtrit(count - 1, (1 + confidence) / 2)
    return middle, quantile * np.std(values, ddof=1) / np.sqrt(count)


def median(values, confidence):
    """Return the median of `values` and the ends of its interval.

    The ends are order statistics: they assume nothing of how the values are spread, and lie among them.  They
    are NaN for so few values that not even the smallest and the largest are far enough apart: fewer than 6,
    at a confidence of 0.95.
    """
    if not len(values):
        return np.nan, np.nan, np.nan
    interval = stats.quantile_test(np.asarray(values), q=0, p=0.5).confidence_interval(confidence)
    return np.median(values), interval.low, interval.high


def share(right, points, confidence):
    """Return the ends of Wilson's interval of a share, of which `right` of `points` are seen.

    Unlike the textbook's normal interval it has a width where all are right, and stays from 0 to 1.

    Parameters
    ----------
    right : numpy.ndarray or float
        Counts; NaN where there is none.
    points : int
    confidence : float

    Returns
    -------
    low, high : numpy.ndarray or float, like `right`
    """
    z = special.ndtri((1 + confidence) / 2)
    seen = right / points
    middle = seen + z**2 / (2 * points)
    half = z * np.sqrt(seen * (1 - seen) / points + (z / (2 * points)) ** 2)
    return tuple(np.clip((middle + end) / (1 + z**2 / points), 0, 1) for end in (-half, half))
