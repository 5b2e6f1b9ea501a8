"""Run a module as a job of a workflow: it dies with its scheduler, and what it made is recorded.

    python -m shilu.runs.job --results results --inputs in.csv --outputs out.csv -- MODULE ARGUMENTS

The record (`shilu.runs.made`) is written last, when the outputs are whole; without it they are made again.
"""

import argparse
import contextlib
import ctypes
import errno
import os
import runpy
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.errors import REMEDIES, UserError, command
from shilu.files import sha256
from shilu.runs import bits, made

_CALL = "python -m shilu.runs.job"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


def parser() -> argparse.ArgumentParser:
    """Return the options of the command."""
    options = argparse.ArgumentParser(prog=_CALL, description=__doc__.partition("\n")[0])
    options.add_argument("--results", required=True, help="folder of the results, which the record goes to")
    options.add_argument("--inputs", nargs="*", default=[], help="files that it reads")
    options.add_argument("--outputs", nargs="+", required=True, help="files that it makes")
    options.add_argument("--code", nargs="+", help="digest of the code that shall run, and its roots")
    options.add_argument("--environment", help="packages and kind of bits")
    options.add_argument("--settings", help="what else its outcome depends on")
    options.add_argument("--log", help="file for all that it says")
    return options


def _parse(words):
    # By hand: what argparse does about a lone -- differs between Python versions.
    cut = words.index("--") if "--" in words else len(words)
    options = parser()
    args = options.parse_args(words[:cut])
    args.command = words[cut + 1 :]
    if not args.command:
        options.error("name the module to run behind --")
    return args


def how(args: argparse.Namespace) -> dict[str, Any]:
    """Return what the outputs are made from and with, beside their inputs."""
    return {
        "command": args.command,
        "code": args.code,
        "environment": args.environment,
        "settings": args.settings,
    }


def parsed(shell_command: str) -> argparse.Namespace | None:
    """Return the options of a shell command that runs a job this way; None for any other command."""
    words = shlex.split(shell_command)
    call = _CALL.split()
    return _parse(words[len(call) :]) if words[: len(call)] == call else None


def _die_with_parent():
    # A job that outlives its scheduler would write into the next build.
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than on Linux it goes on to its end
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


@contextlib.contextmanager
def _logged(file):
    # All that it says goes there, what a library prints past Python's streams too.
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    terminal = os.dup(sys.stderr.fileno())
    with Path(file).open("wb") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
        try:
            yield
        except BaseException:
            # A log on the disk that is full is as empty as the disk is full.
            if not os.statvfs(file).f_bavail:
                os.write(terminal, f"error: {file}: {REMEDIES[errno.ENOSPC]}\n".encode())
            raise


def _run(module, *arguments):
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise


def _require_unchanged(args, inputs):
    # What was made is of one state of the code and of the inputs, or it is not used.
    if args.code:
        from shilu.runs.digest import digest  # noqa: PLC0415  what ran is loaded by now

        expected, *roots = args.code
        if digest(*roots) != expected:
            raise UserError(f"{args.outputs[0]}: the code of {roots[0]} changed meanwhile; build again")
    changed = next((name for name, then in inputs.items() if sha256(name) != then), None)
    if changed:
        raise UserError(f"{changed}: changed while {args.outputs[0]} was made from it; build again")
    if "numpy" in sys.modules and bits.wanted() == "portable" and bits.mode() != "portable":
        raise UserError(
            f"this machine has {bits.mode()} bits, not portable ones; set {bits.SWITCH}=native to use them"
        )


@command
def main(argv: Sequence[str] | None = None) -> None:
    """Run the job, then record it."""
    _die_with_parent()
    args = _parse(sys.argv[1:] if argv is None else list(argv))
    file = made.file_of(args.outputs[0], args.results)
    file.unlink(missing_ok=True)
    with _logged(args.log) if args.log else contextlib.nullcontext():
        inputs = {name: sha256(name) for name in args.inputs}
        _run(*args.command)
        _require_unchanged(args, inputs)
        made.write(args.results, {name: sha256(name) for name in args.outputs}, inputs, how(args))


if __name__ == "__main__":
    main()
