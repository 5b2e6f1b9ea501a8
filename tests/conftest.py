"""What all tests share; importing shilu first pins the arithmetic before any test imports NumPy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import shilu  # noqa: F401

ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(config, items):
    """Side by side, what takes longest goes first, so that the others fill the time beside it."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: "slow" not in item.keywords)


@pytest.fixture(scope="session")
def root():
    """Return the project's folder."""
    return ROOT


@pytest.fixture
def run():
    """Return a function that runs ``python -m MODULE ARGUMENTS`` as a user does."""

    def run(module, *arguments, cwd=ROOT, env=None, **options):
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    return run
