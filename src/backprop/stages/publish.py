"""Stage: the report that readers get, once its draft and its lint are both there."""

import argparse
from pathlib import Path

from shilu.errors import command
from shilu.files import write_bytes


@command
def main(argv=None):
    """Run ``python -m backprop.stages.publish``."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.publish", description=__doc__)
    parser.add_argument("--draft", required=True, help="PDF to publish")
    parser.add_argument("--output", required=True, help="where readers look for it")
    args = parser.parse_args(argv)
    write_bytes(args.output, Path(args.draft).read_bytes())


if __name__ == "__main__":
    main()
