"""Kill a build at a random moment, then give the plain command again: it completes with the same bytes."""

import os
import shutil
import signal
import time

from tests.torture import study


def trial(built, folder, rng, latest=25, parts=("",)):
    """Return the kind of the attack, and what is wrong afterwards: a list of words, empty where nothing is.

    Parameters
    ----------
    built : Path
        A study that was built.
    folder : Path
        Where to make a copy of it.
    rng : random.Random
    latest : float
        Seconds after which it is killed at the latest.
    parts : sequence of str
        Folders of the results that are removed before, and built anew.
    """
    shutil.copytree(built, folder, symlinks=True)
    for part in parts:
        shutil.rmtree(folder / study.RESULTS / part)
    kind = rng.choice([*study.SIGNALS, "KILL to a job"])
    process = study.start(folder)
    time.sleep(rng.uniform(0.5, latest))
    if kind == "KILL to a job":
        for job in study.jobs_alive(folder)[:1]:
            os.kill(job, signal.SIGKILL)
    else:
        number, whole = study.SIGNALS[kind]
        study.end(process, number, whole_group=whole)
    process.communicate()
    return kind, [*_orphans(folder), *wrong_after(built, folder)]


def _orphans(folder):
    for _ in range(100):
        if not study.jobs_alive(folder):
            return []
        time.sleep(0.1)
    return ["orphans"]


def wrong_after(built, folder):
    """Return what is wrong after the plain command."""
    code, said = study.build(folder)
    if code:
        return [f"exit {code}: {said[-300:]}"]
    different = study.files(folder).items() ^ study.files(built).items()
    left = study.strays(folder)
    return [*(["other bytes"] if different else []), *(["stray files"] if left else [])]
