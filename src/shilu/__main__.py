"""``python -m shilu``, which is ``shilu``."""

from shilu.cli import main

main()
