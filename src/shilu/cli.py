"""Reports whose every number comes from a run."""

import argparse
import contextlib
import os
import re
import shlex
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module

from shilu import errors
from shilu.runs import bits

#: What each command does; `shilu.commands` has a module for each, loaded when it is asked for.
COMMANDS = {
    "new": "write a small complete report to start from",
    "build": "test the claims, fill, lint, render and check: what has changed since the last time",
    "fill": "bind values to a template: Markdown and values.json",
    "lint": "find numbers typed by hand, and say what to type instead",
    "claims": "test the claims of the prose over repetitions, and print the ledger",
    "render": "turn Markdown into an accessible PDF",
    "check": "compare the printed numbers of a PDF with the values that it carries",
    "why": "say where a number comes from: table, rows, runs, settings, code",
    "where": "list every place that shows a value",
    "diff": "compare the numbers and claims of two builds",
    "archive": "put a report and all that it was made from into one file, with a statement of it",
    "accept": "keep the numbers of this build, for diff to compare with",
}
#: Signals that end a program at once, and here as an interruption does: what it began is cleared away.
ENDING = (signal.SIGTERM, signal.SIGHUP)


class _Version(argparse.Action):
    # Reading the metadata of packages takes longer than all else that --help does.
    def __call__(self, parser, *_):
        from shilu import __version__  # noqa: PLC0415

        parser.exit(message=f"shilu {__version__}\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``shilu COMMAND …``; the exit code is 0 for true, 1 for findings, 2 for what cannot be done."""
    argv = sys.argv[1:] if argv is None else list(argv)
    _open_streams()
    with _ending_as_interrupted(), _plain_streams():
        errors.command(_main, shlex.join(["shilu", *argv]))(argv)


def _main(argv):
    parser = argparse.ArgumentParser(
        prog="shilu", description=__doc__, epilog="`shilu COMMAND --help` tells a command's options."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version, and end")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose in COMMANDS.items():
        commands.add_parser(name, help=purpose, add_help=False)
    args, rest = parser.parse_known_args(argv)
    _run(args.command, rest)


def _run(name, arguments):
    # The process is the command's own: what it computes shall be the same on every machine.
    bits.pin()
    command = import_module(f"shilu.commands.{name}")
    parser = argparse.ArgumentParser(
        prog=f"shilu {name}",
        description=command.__doc__,
        epilog=f"example:\n{command.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--project",
        metavar="FILE",
        help="project file (default: shilu.toml here or in the nearest folder above)",
    )
    command.add_arguments(parser)
    command.run(parser.parse_args(arguments))


def _open_streams():
    # The number of a stream that was closed would go to the next file that is opened.
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    # A terminal's encoding may lack a character, and a file's name need be no text.
    if sys.stdout.errors == "strict" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


class _Plain:
    """A stream on which no text of a file rules the terminal, or shows in another order than it has."""

    #: Control characters, those for the direction of text, and ends of lines that are none; but our own red.
    signs = re.compile(
        "(?!\033\\[(?:31|0)m)[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
    )

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        return self.stream.write(self.signs.sub(lambda sign: ascii(sign[0])[1:-1], text))

    def writelines(self, lines):
        for line in lines:
            self.write(line)


@contextlib.contextmanager
def _plain_streams():
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(_Plain, before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextlib.contextmanager
def _ending_as_interrupted():
    def end(number, _):
        sys.exit(128 + number)

    # A program that calls this has signals of its own; whoever ignores one (nohup) wants that.
    mine = threading.current_thread() is threading.main_thread()
    found = {number: signal.getsignal(number) for number in ENDING} if mine else {}
    taken = {number: was for number, was in found.items() if was == signal.SIG_DFL}
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, was in taken.items():
            signal.signal(number, was)
