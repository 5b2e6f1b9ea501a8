"""Some jobs done again, by the commands that their records have."""

import contextlib
import random
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shilu.errors import UserError
from shilu.runs import made
from shilu.verify.compare import Outcome, folders

_RUN = ".npz"


def chosen(results: Path, count: int, seed: int) -> list[dict[str, Any]]:
    """Return the records of `count` jobs that made result files (runs, data), drawn with `seed`.

    Raises
    ------
    UserError
        There are no records of jobs that made any.
    """
    jobs = [
        record for record in made.records(results) if any(name.endswith(_RUN) for name in record["outputs"])
    ]
    if not jobs:
        raise UserError(
            f"{results}: no records of jobs in {made.FOLDER}; build again, or verify the whole report"
        )
    return random.Random(seed).sample(jobs, min(count, len(jobs)))  # noqa: S311  no secret


def again(job: dict[str, Any], copy: Path, env: Mapping[str, str], user: int | None) -> None:
    """Do a job again in the copy, from the inputs that are here."""
    for name in job["inputs"]:
        place = copy / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, place)
        with contextlib.suppress(PermissionError):
            place.chmod(0o644)
    for name in job["outputs"]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if user is not None:
            for folder in (copy / name).relative_to(copy).parents:
                shutil.chown(copy / folder, user, user)
    command = [sys.executable, "-m", *job["command"]]
    done = subprocess.run(command, cwd=copy, env=dict(env), user=user, stdout=sys.stderr, check=False)  # noqa: S603
    if done.returncode:
        raise UserError(
            f"`{shlex.join(command[1:])[:200]}`: ended with {done.returncode} in the other folder"
        )


def compared(jobs: list[dict[str, Any]], results: Path, copy: Path) -> Outcome:
    """Compare what the jobs made here and there."""
    names = [str(Path(name).relative_to(results)) for job in jobs for name in job["outputs"]]
    return folders(results, copy / results, sorted(names))
