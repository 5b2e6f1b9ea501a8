"""The two accuracies of the report, as fractions."""

import numpy as np


def soft(prediction, label):
    """Return 1 - mean |ŷ - y|: how sure of the right class the network is.

    Parameters
    ----------
    prediction, label : numpy.ndarray, shape (..., sample)
        From 0 to 1; labels are 0 or 1.

    Returns
    -------
    numpy.ndarray, shape (...)
        NaN where a prediction is NaN.
    """
    return 1 - np.abs(prediction - label).mean(axis=-1)


def hard(prediction, label):
    """Return the share of samples on the right side of 0.5; parameters and shape as in `soft`."""
    right = ((prediction > 0.5) == (label > 0.5)).mean(axis=-1, dtype=prediction.dtype)
    return np.where(np.isnan(prediction).any(axis=-1), np.nan, right).astype(prediction.dtype)
