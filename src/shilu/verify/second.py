"""The second build: a copy of a project elsewhere, and an environment that has nothing of the first."""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from shilu.errors import UserError
from shilu.files import relative
from shilu.runs import bits

#: A name that commands and file formats stumble over: blanks, Han, a quotation mark, a sign of the shell.
NAME = "驗證 it's $HERE"
#: Nobody, who owns nothing here.
NOBODY = 65534
_ODD = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "20261125",
    # Kernels that the processor may not even have: who pins them does not look.
    "OPENBLAS_CORETYPE": "Sandybridge",
    "OPENBLAS_NUM_THREADS": "3",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ",
    "COLUMNS": "40",
}
_GONE = (
    "LANG",
    "LANGUAGE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "SOURCE_DATE_EPOCH",
    "PYTHONDONTWRITEBYTECODE",
)


@contextlib.contextmanager
def copied(folder: Path, sources: Iterable[Path]) -> Iterator[Path]:
    """Give a copy of a project's files in a temporary folder with an awkward name, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="shilu-verify-") as name:
        Path(name).chmod(0o755)
        copy = Path(name, NAME)
        for path in sources:
            place = copy / relative(path, folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            shutil.copymode(path, place)
        (copy / ".home").mkdir()
        yield copy


def environment(folder: Path, copy: Path, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of the second build: other time zone, locale, home, kernels, hash seed.

    Code that this process takes from the project's folder is taken from the copy.
    """
    env = {
        name: value for name, value in (os.environ if before is None else before).items() if name not in _GONE
    }
    paths = [Path(path).resolve() for path in sys.path if path]
    ours = [copy / path.relative_to(folder) for path in paths if _is_code(path, folder)]
    env["PYTHONPATH"] = os.pathsep.join([*map(str, ours), *filter(None, [env.get("PYTHONPATH")])])
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", os.defpath)])
    wanted = {bits.SWITCH: bits.wanted()} if bits.wanted() == "native" else {}
    native = {"OPENBLAS_CORETYPE", "GLIBC_TUNABLES"} if wanted else set()
    return (
        env
        | {name: value for name, value in _ODD.items() if name not in native}
        | wanted
        | {"HOME": str(copy / ".home")}
    )


def _is_code(path, folder):
    return path.is_relative_to(folder) and "site-packages" not in path.parts and path != folder


def other_user(copy: Path) -> int | None:
    """Return a user that the second build can run as, None where only this one can read what it needs."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    try:
        subprocess.run(
            [sys.executable, "-c", "import shilu"], user=NOBODY, cwd="/", check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    for path in (copy, *copy.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    return NOBODY


def run(command: str, copy: Path, env: Mapping[str, str], user: int | None) -> None:
    """Run the command that builds the report, in the copy, with a umask of its own.

    Raises
    ------
    UserError
        It failed; what it said is shown before.
    """
    words = shlex.split(command)
    done = subprocess.run(  # noqa: S603  the project's own
        words, cwd=copy, env=dict(env), user=user, umask=0o077, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise UserError(
            f"`{command}`: ended with {done.returncode} in the other folder; what it said is above"
        )
