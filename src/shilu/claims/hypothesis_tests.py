"""Exact tests over repetitions (seeds, measurements) of whether an effect exceeds a margin.

Every comparison is tested twice at its margin, once in each direction; `shilu.claims.verdicts` tells what
follows.

What is missing (NaN) is seldom missing by chance: training that diverged would count as if it had never been
tried, and to leave it out favours the group that diverges.  So it counts as the worst in either test: as −∞
where the effect may exceed the margin, as ∞ where it may fall short (Lachin 1999, "Worst-rank score analysis
with informatively missing observations", Controlled Clinical Trials 20(5); in both directions, since no test
knows which is the good one).  A verdict then stands whatever the missing values were.  A mean has no bound
then, and nothing is concluded from it.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

#: Differences up to which all sign changes are counted: 2³² of them take 20 ms, added up in two halves.
EXACT_SIGNS = 32
#: Arrangements up to which a permutation test is exact; above, as many are drawn.
ARRANGEMENTS = 9_999
RESAMPLES = 2_000
#: Differences below this part of the largest value are rounding, not effect.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Outcome:
    """What the two tests of one comparison say.

    Attributes
    ----------
    effect : float
        Mean, median or share; positive where it points the way the claim says.
    interval : tuple of float
        Bootstrap interval of the effect (percentile method, fixed generator), NaN where there is none.  It
        decides nothing.
    above, below : float
        One-sided p values: that the effect exceeds the margin, and that it falls short of it.
    least : float
        The smallest p value that so few repetitions can give.
    n : int
        Pairs, or values of the smaller group.
    test : str
        What the p values are from.
    rest : numpy.ndarray
        Differences less the margin, of pairs or (independent groups) of each value with each; NaN for what
        is missing.
    missing : tuple of int
        Values of the first and the second group that are missing.
    reason : str
        Why nothing is concluded, where that is so (`untested`).
    """

    effect: float
    interval: tuple
    above: float
    below: float
    least: float
    n: int
    test: str
    rest: np.ndarray
    missing: tuple = (0, 0)
    reason: str = ""


def difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return `first` less `second`; nothing where they are equal, infinities included."""
    shape = np.broadcast_shapes(first.shape, second.shape)
    return np.subtract(first, second, where=first != second, out=np.zeros(shape))


def one_sample(differences: np.ndarray, margin: float, *, statistic: str, confidence: float) -> Outcome:
    """Test differences of pairs, or values less a constant, against `margin`.

    Parameters
    ----------
    differences : numpy.ndarray, shape (pair,), float
        May hold infinities (a threshold that was never reached) and NaN (missing); a mean is then untested.
    margin : float
        In the unit of `differences`.
    statistic : str
        ``"mean"``: permutation of signs (Fisher 1935), which asks that the differences scatter symmetrically
        about the margin where it is not exceeded; those of exchangeable pairs do.  ``"median"`` and
        ``"share"`` (of pairs that exceed the margin, against one half; an equal pair counts half): the sign
        test, which asks nothing.
    confidence : float
        Of the interval of the effect.

    Returns
    -------
    Outcome
    """
    rest = _rest(differences, margin)
    reason = _reason(rest, np.isfinite(differences).all(), statistic, ("median", "share"))
    if reason:
        return _untested(len(rest), rest, reason)
    return _worst_case(rest, lambda worst: _pairs(_filled(differences, worst), margin, statistic, confidence))


def _pairs(differences, margin, statistic, confidence):
    rest = _rest(differences, margin)
    if statistic == "mean":
        above, below, test = _sign_changes(rest)
    else:
        wins, losses = int((rest > 0).sum()), int((rest < 0).sum())
        above, below = _sign_test(wins, losses), _sign_test(losses, wins)
        test = "sign test, exact"
    shown = np.sign(rest) if statistic == "share" else differences
    effect, interval = _estimate((shown,), _CENTRES[statistic], confidence)
    return Outcome(effect, interval, above, below, 0.5 ** len(rest), len(rest), test, rest)


def two_samples(
    first: np.ndarray, second: np.ndarray, margin: float, *, statistic: str, confidence: float
) -> Outcome:
    """Test two independent groups against `margin`: how much `first` lies above `second`.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (value,), float
        May hold infinities and NaN (missing); a mean or median is then untested.
    margin : float
    statistic : str
        ``"mean"`` or ``"median"`` (their difference), or ``"share"`` (the probability that a value of `first`
        exceeds one of `second` by more than the margin, against one half).  All by permutation, exact up to
        `ARRANGEMENTS`; the groups are taken to differ in nothing but location.
    confidence : float
        Of the interval of the effect.

    Returns
    -------
    Outcome
    """
    rest = _rest(difference(first[:, None], second).ravel(), margin)
    reason = _reason(rest, np.isfinite([*first, *second]).all(), statistic, ("share",))
    if reason:
        return _untested(min(len(first), len(second)), rest, reason)
    return _worst_case(
        rest,
        lambda worst: _groups(_filled(first, worst), _filled(second, -worst), margin, statistic, confidence),
    )


def _groups(first, second, margin, statistic, confidence):
    shares = statistic == "share"
    compare = _superiority if shares else _difference(_CENTRES[statistic])
    rest = _rest(difference(first[:, None], second).ravel(), margin)
    groups = (first - margin, second)
    if shares:  # equal values shall stay equal however the margin was rounded
        ranks = _ranks(np.concatenate(groups))
        groups = (ranks[: len(first)], ranks[len(first) :])
    arrangements = math.comb(len(first) + len(second), len(first))
    above, below, test = 1.0, 1.0, "permutation"
    if min(len(first), len(second)) > 1:
        result = stats.permutation_test(
            groups,
            compare,
            permutation_type="independent",
            n_resamples=ARRANGEMENTS,
            rng=np.random.default_rng(0),
        )
        above, below, test = _tails(result, arrangements, test)
    effect, interval = _estimate(groups if shares else (first, second), compare, confidence)
    least = 1 / min(arrangements, ARRANGEMENTS + 1)
    return Outcome(effect, interval, above, below, least, min(len(first), len(second)), test, rest)


def _untested(n, rest, reason):
    return Outcome(math.nan, (math.nan, math.nan), 1.0, 1.0, 1.0, n, "none", rest, reason=reason)


def _reason(rest, finite, statistic, unbounded):
    # Why nothing can be concluded; `unbounded` are the statistics that an infinite value leaves a meaning.
    if np.isnan(rest).all():
        return "all values are missing, of a group or of each pair"
    if statistic not in unbounded and not finite:
        instead = " or ".join(unbounded)
        return f"the {statistic} has no bound where values are missing; write statistic: {instead}"
    return ""


def _worst_case(rest, test):
    # `test` takes what stands for a missing value of the first group.
    exceeds = test(-math.inf)
    if not np.isnan(rest).any():
        return exceeds
    falls_short = test(math.inf)
    shown = exceeds if exceeds.above <= falls_short.below else falls_short
    return replace(shown, above=exceeds.above, below=falls_short.below, rest=rest)


def _filled(values, worst):
    return np.where(np.isnan(values), worst, values)


def _rest(differences, margin):
    rest = differences - margin
    return np.where(np.abs(rest) <= ROUNDING * max(margin, _largest(differences)), 0.0, rest)


def _ranks(values):
    order = np.argsort(values, kind="stable")
    rises = difference(values[order][1:], values[order][:-1]) > ROUNDING * _largest(values)
    ranks = np.zeros(len(values))
    ranks[order[1:]] = rises.cumsum()
    return ranks


def _largest(values):
    return np.abs(values[np.isfinite(values)]).max(initial=0)


def _sign_changes(rest):
    # One-sided p values; each sum of one half meets the sorted sums of the other (Horowitz & Sahni 1974).
    name = "permutation of signs"
    if len(rest) > EXACT_SIGNS:
        result = stats.permutation_test(
            (rest,),
            np.sum,
            permutation_type="samples",
            n_resamples=ARRANGEMENTS,
            rng=np.random.default_rng(0),
        )
        return _tails(result, 2 ** len(rest), name)
    observed, rounding = rest.sum(), ROUNDING * np.abs(rest).sum()
    first, second = (_signed_sums(half) for half in np.array_split(rest, 2))
    counts = (
        len(first) * len(second) - np.searchsorted(second, bound - rounding - first).sum()
        for bound in (observed, -observed)
    )
    above, below = (float(count / 2 ** len(rest)) for count in counts)
    return above, below, f"{name}, exact"


def _signed_sums(values):
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums - value, sums + value])
    return np.sort(sums)


def _tails(result, arrangements, name):
    # scipy gives one tail a call; the arrangements cost the time, and both tails count the same ones.
    null, observed = result.null_distribution, result.statistic
    rounding = ROUNDING * np.abs(null).max()
    exact = len(null) == arrangements
    counts = ((null >= observed - rounding).sum(), (null <= observed + rounding).sum())
    # Drawn arrangements: the observed one is counted among them (Phipson & Smyth 2010).
    above, below = (float((count + (not exact)) / (len(null) + (not exact))) for count in counts)
    return above, below, f"{name}, {'exact' if exact else f'{len(null)} drawn'}"


def _sign_test(wins, losses):
    return float(stats.binomtest(wins, wins + losses, alternative="greater").pvalue) if wins + losses else 1.0


def _share(rest, axis=-1):
    return ((rest > 0) + (rest == 0) / 2).mean(axis=axis)


_CENTRES = {"mean": np.mean, "median": np.median, "share": _share}


def _difference(centre):
    def difference(first: np.ndarray, second: np.ndarray, axis=-1) -> np.ndarray:
        return centre(first, axis=axis) - centre(second, axis=axis)

    return difference


def _superiority(first, second, axis=-1):
    first, second = np.moveaxis(first, axis, -1)[..., :, None], np.moveaxis(second, axis, -1)[..., None, :]
    return ((first > second) + (first == second) / 2).mean(axis=(-2, -1))


def _estimate(data, statistic, confidence):
    if not all(map(len, data)):
        return math.nan, (math.nan, math.nan)
    with np.errstate(invalid="ignore"):  # the median of −∞ and ∞ is no number
        effect = float(statistic(*data))
    if min(map(len, data)) < 2 or not all(np.isfinite(group).all() for group in data):
        return effect, (math.nan, math.nan)
    interval = stats.bootstrap(
        data,
        statistic,
        confidence_level=confidence,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return effect, (float(interval.low), float(interval.high))
