"""Errors that a user can mend, and how a command reports them."""

import contextlib
import errno
import functools
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


class UserError(Exception):
    """Something the user can mend.

    The message is one line or a few: it names the file, the key or line, what was expected, what to do.
    """


#: What to do about a failed write, by the operating system's error number.
REMEDIES = {
    errno.ENOSPC: "the disk is full: free some space, then run the same command again",
    errno.EDQUOT: "the disk quota is used up: free some space, then run the same command again",
    errno.EACCES: "no permission: change the folder's permissions, or choose another folder",
    errno.EROFS: "the file system is read-only: choose another folder",
    errno.ENOENT: "no such file or folder: check the name",
    errno.EISDIR: "this is a folder, a file was expected",
    errno.ENOTDIR: "a part of this path is a file, a folder was expected",
}


#: Extras of the kit, and the packages that they bring.
EXTRAS = {
    "claims": ("numpy", "scipy"),
    "figures": ("matplotlib",),
    "workflow": ("snakemake", "threadpoolctl"),
    "archive": ("rocrate", "securesystemslib", "cryptography"),
}
#: Variable of the environment that shows the traceback of a fault, whatever it is set to.
TRACEBACK = "SHILU_TRACEBACK"
#: Exit codes of a command that a user, or a reader of its output, ended: as shells have them for signals.
INTERRUPTED, UNREAD = 130, 141


def how_to_install(module: str) -> str:
    """Return a clause that says how to get a module of an extra, empty for any other module."""
    package = module.partition(".")[0]
    extra = next((extra for extra, packages in EXTRAS.items() if package in packages), None)
    return (
        f"; install it with `pip install {' '.join(EXTRAS[extra])}` (shilu's extra {extra})" if extra else ""
    )


def explain(error: OSError) -> str:
    """Return what an `OSError` means for the user, as text that names the file."""
    # What has no name is a stream: the output that a shell led to a file.
    return f"{error.filename or 'output'}: {REMEDIES.get(error.errno, error.strerror or str(error))}"


def command(main: Callable[..., Any], called: str | None = None) -> Callable[..., Any]:
    """Make `main` end as a command should: one clear line on standard error and exit code 2, no traceback.

    What no one foresaw is told as the fault of ours that it is, with its place; the traceback is shown where
    `TRACEBACK` is set.  `called` is the command line, for that message.
    """
    called = called or f"python -m {main.__module__}"

    @functools.wraps(main)
    def run(*args):
        try:
            try:
                return main(*args)
            finally:
                if sys.stdout:
                    sys.stdout.flush()
        except UserError as error:
            message = str(error)
        except BrokenPipeError:
            _end(UNREAD)  # whoever read the output has seen enough
        except KeyboardInterrupt:
            _end(INTERRUPTED)
        except OSError as error:
            message = explain(error)
        except RecursionError:
            message = f"`{called}`: something in what it reads is nested too deeply; flatten it"
        except MemoryError:
            message = f"`{called}`: there is not enough memory for this; give it less, or more memory"
        except Exception as error:  # noqa: BLE001  this is the one place for what nobody foresaw
            missing = how_to_install(error.name or "") if isinstance(error, ModuleNotFoundError) else ""
            message = f"this needs {error.name}{missing}" if missing else _fault(error, called)
        _end(2, message)

    return run


def _fault(error, called):
    if TRACEBACK in os.environ:
        with contextlib.suppress(OSError):
            traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    here = Path(__file__).parent
    # The last place in the kit: what it called is hardly to blame.
    place = next((one for one in reversed(frames) if Path(one.filename).is_relative_to(here)), frames[-1])
    told = " ".join(str(error).split())
    return (
        f"a fault of shilu, not of yours, in `{called}`: {type(error).__name__}: {told[:300]} "
        f"({Path(place.filename).name}:{place.lineno}); please report it; with {TRACEBACK}=1 in the "
        "environment the traceback is shown"
    )


def _end(code, message=None) -> NoReturn:
    # The interpreter flushes once more when it ends, and shall not complain of a stream that is gone or full.
    with contextlib.suppress(OSError, ValueError):
        if message:
            red, plain = ("\033[31m", "\033[0m") if sys.stderr.isatty() else ("", "")
            sys.stderr.write(f"{red}error:{plain} {message}\n")
            sys.stderr.flush()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)
