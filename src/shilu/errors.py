"""Errors that a user can mend, and how a command reports them."""

import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import Any


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
}


def how_to_install(module: str) -> str:
    """Return a clause that says how to get a module of an extra, empty for any other module."""
    package = module.partition(".")[0]
    extra = next((extra for extra, packages in EXTRAS.items() if package in packages), None)
    return (
        f"; install it with `pip install {' '.join(EXTRAS[extra])}` (shilu's extra {extra})" if extra else ""
    )


def explain(error: OSError) -> str:
    """Return what an `OSError` means for the user, as text that names the file."""
    return f"{error.filename or 'file'}: {REMEDIES.get(error.errno, error.strerror or str(error))}"


def command(main: Callable[..., Any]) -> Callable[..., Any]:
    """Make `main` end as a command should: one clear line on standard error and exit code 2, no traceback."""

    @functools.wraps(main)
    def run(*args):
        try:
            return main(*args)
        except UserError as error:
            message = str(error)
        except BrokenPipeError:
            # Whoever read the output has seen enough; the interpreter shall not complain when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:
            message = explain(error)
        except ModuleNotFoundError as error:
            remedy = how_to_install(error.name or "")
            if not remedy:
                raise
            message = f"this needs {error.name}{remedy}"
        except KeyboardInterrupt:
            sys.exit(130)
        red, plain = ("\033[31m", "\033[0m") if sys.stderr.isatty() else ("", "")
        sys.stderr.write(f"{red}error:{plain} {message}\n")
        sys.exit(2)

    return run
