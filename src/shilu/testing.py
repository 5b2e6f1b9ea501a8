"""Exact tests of a claim: whether an effect exceeds a margin, or falls short of it.

A claim is tested in both directions at its margin.  With d the differences (or values) less the margin, one
test asks whether d lies above zero, the other whether it lies below; each is exact where the number of
arrangements allows, by `scipy.stats`.  A claim enters the correction for many claims with twice the smaller
of the two p values, since either verdict may be a wrong one.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

#: Arrangements up to which a permutation test is exact; above, this many are drawn by a fixed generator.
ARRANGEMENTS = 20_000
RESAMPLES = 2_000
#: Power that the "number of pairs that would probably decide it" stands for.
POWER = 0.8


@dataclass(frozen=True)
class Outcome:
    """What the tests of one comparison say.

    Attributes
    ----------
    effect : float
        The statistic: of the differences, or between the groups.
    interval : tuple of float
        Bootstrap interval of the effect (percentile method, fixed generator); it decides nothing.
    above, below : float
        One-sided p values: that the effect exceeds the margin, and that it falls short of it.
    smallest : float
        The smallest two-sided p value that so few data can give.
    n : int
        Pairs, or the values of the smaller group.
    test : str
    """

    effect: float
    interval: tuple
    above: float
    below: float
    smallest: float
    n: int
    test: str

    @property
    def p(self):
        """Two-sided p value: twice the smaller one-sided one."""
        return min(1.0, 2 * min(self.above, self.below))


def one_sample(differences, margin, *, statistic, confidence=0.95):
    """Test values, or differences of pairs, against `margin`.

    Parameters
    ----------
    differences : numpy.ndarray, shape (pair,)
        May hold infinities (a threshold that was never reached), with the median.
    margin : float
    statistic : str
        ``"mean"``: permutation of signs.  ``"median"``: the sign test, exact by the binomial distribution,
        which needs no symmetry and takes infinities.
    confidence : float
        Of the bootstrap interval.
    """
    rest = differences - margin
    if statistic == "median":
        wins, losses = int((rest > 0).sum()), int((rest < 0).sum())
        decided = max(1, wins + losses)
        above, below = (float(stats.binom.sf(k - 1, decided, 0.5)) for k in (wins, losses))
        smallest, test = 2 * 0.5 ** len(rest), "sign test"
    else:
        above, below = (
            _permutation((rest,), np.mean, "samples", alternative) for alternative in ("greater", "less")
        )
        smallest, test = 2 * 0.5 ** len(rest), "sign permutation"
    effect = _centre(statistic)(differences)
    interval = _interval((differences,), _centre(statistic), confidence)
    return Outcome(float(effect), interval, above, below, smallest, len(rest), test)


def two_samples(first, second, margin, *, statistic, confidence=0.95):
    """Test the difference of two independent groups, (sample,) each, against `margin` by permutation."""
    centre = _centre(statistic)

    def difference(a, b, axis=-1):
        return centre(a, axis=axis) - centre(b, axis=axis)

    shifted = (first - margin, second)
    above, below = (
        _permutation(shifted, difference, "independent", alternative) for alternative in ("greater", "less")
    )
    smallest = min(1.0, 2 / math.comb(len(first) + len(second), len(first)))
    interval = _interval((first, second), difference, confidence)
    n = min(len(first), len(second))
    return Outcome(float(difference(first, second)), interval, above, below, smallest, n, "permutation")


def holm(p_values):
    """Return Holm-corrected p values (Holm 1979), in the order given."""
    order = np.argsort(p_values, kind="stable")
    factors = len(p_values) - np.arange(len(p_values))
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(1, np.maximum.accumulate(np.asarray(p_values)[order] * factors))
    return corrected.tolist()


def pairs_to_reach(level):
    """Return how many pairs a two-sided test of signs needs, at the least, to reach a p value of `level`."""
    return math.ceil(math.log2(2 / level))


def pairs_to_decide(differences, margin, level, *, statistic, most=1000):
    """Return how many pairs would decide with a power of 80 %, were all like these; None above `most`.

    The observed differences are drawn with replacement (fixed generator).  For the mean, Student's t stands
    in for the permutation test, whose p values it approaches, since it can be computed for all draws at once.
    """
    rng = np.random.default_rng(0)
    n = max(len(differences), pairs_to_reach(level))
    while n <= most:
        rest = rng.choice(differences, (200, n)) - margin
        if statistic == "median":
            wins, losses = (rest > 0).sum(axis=1), (rest < 0).sum(axis=1)
            p = 2 * stats.binom.sf(np.maximum(wins, losses) - 1, np.maximum(1, wins + losses), 0.5)
        else:
            with np.errstate(all="ignore"):  # equal draws have no t; they decide nothing
                p = np.nan_to_num(stats.ttest_1samp(rest, 0, axis=1).pvalue, nan=1.0)
        if (p <= level).mean() >= POWER:
            return n
        n = math.ceil(n * 1.1)
    return None


def _centre(statistic):
    return {"mean": np.mean, "median": np.median}[statistic]


def _permutation(data, statistic, kind, alternative):
    if np.isclose(np.ptp(np.concatenate(data)), 0):
        equal = float(statistic(*data))
        if np.isclose(equal, 0):
            return 1.0
    return float(
        stats.permutation_test(
            data,
            statistic,
            permutation_type=kind,
            alternative=alternative,
            n_resamples=ARRANGEMENTS,
            rng=np.random.default_rng(0),
        ).pvalue
    )


def _interval(data, statistic, confidence):
    finite = all(np.isfinite(group).all() for group in data)
    if not finite or min(map(len, data)) < 2:
        return (float("nan"), float("nan"))
    interval = stats.bootstrap(
        data,
        statistic,
        confidence_level=confidence,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return (float(interval.low), float(interval.high))
