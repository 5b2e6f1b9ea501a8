"""Random generators, derived from a replica's own seed and from what they are for.

A purpose is a few words, such as ``"weights"`` or ``"data", "xor", "held_out"``.  Generators of different
purposes are independent, and nothing else enters: all levels of a comparison share the weights, order and
data of a seed (common random numbers), and a replica draws the same numbers in whatever company it is
trained.
"""

from zlib import crc32

import numpy as np


def generator(seed, *purpose):
    """Return the generator of a seed for a purpose.

    Parameters
    ----------
    seed : int
        1 or more.
    *purpose : str
        Hashed into the spawn key, so that a new purpose disturbs no other.

    Returns
    -------
    numpy.random.Generator
    """
    key = [crc32(word.encode()) for word in purpose]
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def row(seed, sample):
    """Return the row of a data file that belongs to a seed.

    Parameters
    ----------
    seed : int or numpy.ndarray of int
    sample : dict
        The settings of the data file; its rows are ``seeds`` seeds from ``first_seed`` on.
    """
    return seed - sample["first_seed"]
