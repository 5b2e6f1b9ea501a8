"""Count how often the tests of claims are wrong, on values that hold nothing and try to mislead them."""

import argparse
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks import machine
from shilu.claims import betting, group_tests
from shilu.claims.bounds import exactly, questions
from shilu.claims.choices import CHOICES
from shilu.claims.hypothesis_tests import compare
from shilu.claims.verdicts import decide

LEVELS = (0.05, 0.001)
#: Of a permutation test and of a range, so that many studies take minutes; fewer only make p values larger.
ARRANGEMENTS, CELLS = 999, 128


@dataclass(frozen=True)
class Null:
    """A population in which no claim is true: no effect lies beyond the margin of 0.

    Attributes
    ----------
    name : str
    kind : tuple
        Key of `CHOICES`: statistic, whether paired, whether the mean of a range.
    sizes : tuple of int
        Values of the first group, and of the second where there is one.
    draw : callable
        Takes a random generator and such sizes, returns as many arrays.
    within : tuple of float or None
    looks : tuple of int
        At how many values the verdict is looked at, until it is one; none for all at once.
    planned : bool
        Whether each look has but its part of the level.
    """

    name: str
    kind: tuple
    sizes: tuple
    draw: Callable
    within: tuple | None = None
    looks: tuple = ()
    planned: bool = True


def collapsing(low, chance):
    """Return a drawer of values whose mean is 0: near 1 but for a rare collapse to `low`."""

    def draw(rng, n):
        return (np.where(rng.random(n) < chance, low, 1 + rng.uniform(-0.3, 0.3, n)),)

    return draw


def normal(*deviations):
    """Return a drawer of normal values about 0, with a standard deviation for each group."""
    return lambda rng, *sizes: [rng.normal(0, sd, n) for sd, n in zip(deviations, sizes, strict=True)]


def skewed(*scales):
    """Return a drawer of exponential values less their median, with a scale for each group."""
    return lambda rng, *sizes: [
        scale * (rng.exponential(1, n) - math.log(2)) for scale, n in zip(scales, sizes, strict=True)
    ]


def of(values, chances):
    """Return a drawer of a few values with their chances, as often in each group."""
    return lambda rng, *sizes: [rng.choice(values, n, p=chances) for n in sizes]


def rare_failures(rng, first, second):
    """Return values of which one in ten fails, against their mean itself."""
    return rng.choice([0.0, 1.0], first, p=[0.1, 0.9]), np.full(second, 0.9)


MEAN, MEDIAN, SHARE = (("mean", True, False), ("median", True, False), ("share", True, False))
MEANS, MEDIANS, SHARES = (("mean", False, False), ("median", False, False), ("share", False, False))
BET, BETS = (("mean", True, True), ("mean", False, True))
NULLS = [
    Null("symmetric", MEAN, (20,), normal(1)),
    Null("symmetric, heavy tails", MEAN, (20,), lambda rng, n: [rng.standard_t(1.5, n)]),
    Null("symmetric", MEAN, (40,), normal(1)),
    Null("symmetric, looks at 10, 20, 32", MEAN, (32,), normal(1), looks=(10, 20, 32)),
    Null("one in ten collapses", BET, (20,), collapsing(-9, 0.1), within=(-10, 2)),
    Null("one in twenty collapses", BET, (20,), collapsing(-19, 0.05), within=(-20, 2)),
    Null(
        "one in ten collapses, looks", BET, (32,), collapsing(-9, 0.1), (-10, 2), (10, 20, 32), planned=False
    ),
    Null("two values", BET, (20,), of([-1, 1], [0.5, 0.5]), within=(-1, 1)),
    Null("55 % equal, 45 % above", MEDIAN, (20,), of([0, 1], [0.55, 0.45])),
    Null("skewed", MEDIAN, (20,), skewed(1)),
    Null("half equal", SHARE, (20,), of([-1, 0, 1], [0.25, 0.5, 0.25])),
    Null("spread 4 and 1", MEANS, (5, 20), normal(4, 1)),
    Null("spread 1 and 4", MEANS, (5, 20), normal(1, 4)),
    Null("equal, skewed", MEANS, (5, 20), skewed(1, 1)),
    Null("equal, skewed", MEANS, (20, 5), skewed(1, 1)),
    Null("spread 4 and 1", MEANS, (3, 3), normal(4, 1)),
    Null("one in ten fails", BETS, (20, 20), rare_failures, within=(0, 1)),
    Null("two values", BETS, (20, 20), of([0.0, 1.0], [0.5, 0.5]), within=(0, 1)),
    Null("spread 4 and 1", MEDIANS, (5, 20), normal(4, 1)),
    Null("skewed, spread 4 and 1", MEDIANS, (20, 20), skewed(4, 1)),
    Null("spread 4 and 1", SHARES, (5, 20), normal(4, 1)),
    Null("spread 1000 and 1", SHARES, (5, 20), normal(1000, 1)),
    Null("two values", SHARES, (20, 20), of([0.0, 1.0], [0.5, 0.5])),
]


def p_value(null, groups):
    """Return the p value that the effect exceeds 0; the second group may be a number."""
    first, second = (*map(exactly, groups), exactly(0.0))[:2]
    question, _ = questions(first, second, 0.0, null.within)
    return float(CHOICES[null.kind].exceeds(question))


def smallest(null, rng):
    """Return the smallest p value of a study, over all looks at it and corrected for their number."""
    groups = null.draw(rng, *null.sizes)
    if not null.looks:
        return p_value(null, groups)
    found = min(p_value(null, [group[:n] for group in groups]) for n in null.looks)
    return found * len(null.looks) if null.planned else found


def rates(null, studies, levels=LEVELS, seed=0):
    """Return how often the effect is wrongly found, for each of `levels`."""
    rng = np.random.default_rng(seed)
    found = np.array([smallest(null, rng) for _ in range(studies)])
    return [float((found <= level).mean()) for level in levels]


def bound(level, studies):
    """Return the highest rate that is no more than `level` but for chance: three standard errors above it."""
    return level + 3 * math.sqrt(level * (1 - level) / studies)


#: (name, kind, sizes, drawer, true effect) of the populations whose intervals are counted.
INTERVALS = [
    *(("normal", MEAN, (n,), normal(1), 0.0) for n in (3, 5, 20)),
    ("one in ten collapses", BET, (20,), collapsing(-9, 0.1), 0.0),
    *(("skewed", MEDIAN, (n,), skewed(1), 0.0) for n in (6, 20)),
    ("normal", SHARE, (20,), normal(1), 0.5),
    ("spread 4 and 1", MEANS, (5, 20), normal(4, 1), 0.0),
    ("skewed, spread 4 and 1", MEDIANS, (20, 20), skewed(4, 1), 0.0),
    ("spread 4 and 1", SHARES, (5, 20), normal(4, 1), 0.5),
    ("one in ten fails", BETS, (20, 20), rare_failures, 0.0),
]


def missed(case, studies, confidence=0.95, seed=0):
    """Return how often the interval of a population lies beside the true effect."""
    _, (statistic, paired, ranged), sizes, draw, true = case
    within = (-10, 2) if paired and ranged else (0, 1) if ranged else None
    rng, beside = np.random.default_rng(seed), 0
    for _ in range(studies):
        first, second = (*map(exactly, draw(rng, *sizes)), exactly(0.0))[:2]
        how = {"statistic": statistic, "paired": paired, "confidence": confidence, "within": within}
        low, high = compare(first, second, 0.0, **how).interval
        beside += not low <= true <= high
    return beside / studies


#: What the seeds of a report scatter like, each with the statistic whose test allows for it.
NOISES = {
    ("normal", "mean"): lambda rng, n: rng.normal(size=n),
    ("heavy tails", "mean"): lambda rng, n: rng.standard_t(1.5, size=n),
    ("two values", "mean"): lambda rng, n: rng.choice([-1.0, 1.0], n),
    ("heavy tails", "median"): lambda rng, n: rng.standard_t(1.5, size=n),
    ("skewed", "median"): lambda rng, n: rng.exponential(size=n) - math.log(2),
    ("half of it equal", "median"): lambda rng, n: rng.choice([-1.0, 0, 1], n, p=[0.05, 0.5, 0.45]),
}


def report_of_claims(rng, noise, effect=0.0, *, claims=6, pairs=12):
    """Return the p values of claims, each with the same effect, that share half of the noise."""
    shared, test = NOISES[noise](rng, pairs), CHOICES[noise[1], True, False].exceeds
    rows = [np.where(rng.random(pairs) < 0.5, shared, NOISES[noise](rng, pairs)) for _ in range(claims)]
    return [
        tuple(float(test(question)) for question in questions(exactly(effect + row), exactly(0.0), 0.0))
        for row in rows
    ]


def wrong_reports(noise, studies, level=0.05, seed=0):
    """Return how often a report of claims, each just at its margin, has any verdict."""
    rng = np.random.default_rng(seed)
    found = (decide(report_of_claims(rng, noise), level) for _ in range(studies))
    return sum(any(verdict != "undecided" for verdict, _ in verdicts) for verdicts in found) / studies


def called(kind):
    """Return the name of a kind of claim."""
    statistic, paired, ranged = kind
    return f"{statistic} of {'pairs' if paired else 'groups'}{', in a range' if ranged else ''}"


def main(argv=None):
    """Print a table of error rates, each beside the level, and beside what chance would explain."""
    parser = argparse.ArgumentParser(prog="make bench WHAT=error_rates", description=__doc__)
    parser.add_argument("--studies", type=int, default=10_000, help="imagined studies for each line")
    studies = parser.parse_args(argv).studies
    group_tests.ARRANGEMENTS, betting.CELLS = ARRANGEMENTS, CELLS
    sys.stdout.write(f"{machine.text(machine.machine())}\n{studies} studies each\n")
    form = "{:<30} {:<34} {:>8} {:>6} {:>7} {:>7}\n".format
    sys.stdout.write(form("test", "null", "n", "level", "rate", "bound"))

    def line(test, null, sizes, level, rate):
        told = (
            test,
            null,
            " + ".join(map(str, sizes)),
            f"{level:g}",
            f"{rate:.4f}",
            f"{bound(level, studies):.4f}",
        )
        sys.stdout.write(form(*told) + ("  above the bound\n" if rate > bound(level, studies) else ""))
        sys.stdout.flush()

    for null in NULLS:
        for level, rate in zip(LEVELS, rates(null, studies), strict=True):
            line(called(null.kind), null.name, null.sizes, level, rate)
    for case in INTERVALS:
        name, kind, sizes, *_ = case
        line(f"interval, {called(kind)}", name, sizes, 0.05, missed(case, studies))
    for noise in NOISES:
        line(f"report of 6 claims, {noise[1]}", noise[0], (12,), 0.05, wrong_reports(noise, studies))


if __name__ == "__main__":
    main()
