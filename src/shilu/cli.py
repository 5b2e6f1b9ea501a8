"""Reports whose every number comes from a run."""

import argparse
from importlib import import_module, metadata

#: command: its module, which tells its own options, and what it does.
COMMANDS = {
    "fill": ("template.fill", "bind values to a template: Markdown and values.json"),
    "render": ("document.render", "turn Markdown into an accessible PDF"),
    "lint": ("lint.findings", "find numbers typed by hand, and say what to type instead"),
    "claims": ("claims.assess", "test the claims of the prose over seeds, and print the ledger"),
    "why": ("trace.why", "say where a number comes from: table, rows, runs, settings, code"),
    "where": ("trace.where", "list every place that shows a value"),
    "check": ("trace.check", "compare the printed numbers of a PDF with the values that it carries"),
    "diff": ("trace.diff", "compare the numbers and claims of two results folders"),
    "accept": ("trace.accept", "keep the numbers of these results, for diff to compare with"),
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
    for name, (_, purpose) in COMMANDS.items():
        commands.add_parser(name, help=purpose, add_help=False)
    args, rest = parser.parse_known_args(argv)
    # Only the command that is asked for is loaded: pandoc, Typst and the others take their time.
    import_module(f"shilu.{COMMANDS[args.command][0]}").main(rest)


if __name__ == "__main__":
    main()
