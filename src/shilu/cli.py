"""Reports whose every number comes from a run."""

import argparse
from importlib import import_module, metadata

#: command: what it does; each is the module of the same name and tells its own options.
COMMANDS = {
    "fill": "bind values to a template: Markdown and values.json",
    "render": "turn Markdown into an accessible PDF",
    "lint": "find numbers typed by hand, and say what to type instead",
    "claims": "test the claims of the prose over seeds, and print the ledger",
    "why": "say where a number comes from: table, rows, runs, settings, code",
    "where": "list every place that shows a value",
    "check": "compare the printed numbers of a PDF with the values that it carries",
    "diff": "compare the numbers and claims of two results folders",
    "accept": "keep the numbers of these results, for diff to compare with",
}


def main(argv=None):
    """Run ``shilu COMMAND …``, which is ``python -m shilu.COMMAND …``."""
    parser = argparse.ArgumentParser(
        prog="shilu",
        description=__doc__,
        epilog="`shilu COMMAND --help` tells a command's options.",
    )
    parser.add_argument("--version", action="version", version=f"shilu {metadata.version('shilu')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose in COMMANDS.items():
        commands.add_parser(name, help=purpose, add_help=False)
    args, rest = parser.parse_known_args(argv)
    # Only the command that is asked for is loaded: pandoc, Typst and the others take their time.
    import_module(f"shilu.{args.command}").main(rest)
