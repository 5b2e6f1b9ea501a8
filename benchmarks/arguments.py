"""Types of the benchmarks' arguments."""

import argparse


def count(text):
    """Return a whole number of at least one; `argparse` says what is wrong with another."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text}: write a whole number from 1 on")
    return int(text)
