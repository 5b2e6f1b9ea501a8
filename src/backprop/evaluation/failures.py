"""Ways in which training fails, told apart by rule.

Each rule looks at what a replica did, not at why; the first that holds names it.
"""

import numpy as np

from backprop.study.conventions import CONSTANT_SPAN

#: A hidden layer of which so many units are dead passes nothing on, or hardly anything.
MOST_DEAD = 0.5
#: Held-out hard accuracy that a replica had once and lost again.
DROP = 0.05

#: Name to what the report calls it, in the order in which the rules are tried.
MODES = {
    "diverged": "發散",
    "constant": "輸出固定",
    "plateau": "停在高原",
    "dying": "單元壞死",
    "late_drop": "後期退步",
    "none": "未見失敗",
}


def modes(*, diverged, span, dead_units, curve, hard, thresholds):
    """Name how each replica failed.

    - ``diverged``: a loss or weight ceased to be finite.
    - ``constant``: the outputs of all held-out samples are within `CONSTANT_SPAN`, and a hidden layer is all
      dead, so that no gradient passes: nothing can change any more.
    - ``plateau``: at no checkpoint above the accuracy that counts as collapsed.
    - ``dying``: not at the accuracy that counts as reached, and in the last hidden layer at least `MOST_DEAD`
      of the units dead.
    - ``late_drop``: more than `DROP` below its own best checkpoint.
    - ``none``: none of these.

    Parameters
    ----------
    diverged : numpy.ndarray of bool, shape (replica,)
    span : numpy.ndarray, shape (replica,)
        Largest less smallest output over the held-out samples.
    dead_units : numpy.ndarray, shape (replica, hidden layer)
        Share of the units, at the last checkpoint.
    curve : numpy.ndarray, shape (replica, checkpoint)
        Held-out hard accuracy.
    hard : numpy.ndarray, shape (replica,)
        The same at the end.
    thresholds : dict
        The config's ``collapsed`` and ``reached``.

    Returns
    -------
    numpy.ndarray of str, shape (replica,)
    """
    best = np.where(np.isnan(curve), -np.inf, curve).max(axis=1)
    rules = {
        "diverged": diverged,
        "constant": (span < CONSTANT_SPAN) & (dead_units.max(axis=1) == 1),
        "plateau": best <= thresholds["collapsed"],
        "dying": (hard < thresholds["reached"]) & (dead_units[:, -1] >= MOST_DEAD),
        "late_drop": hard < best - DROP,
    }
    return np.select(list(rules.values()), list(rules), default="none")
