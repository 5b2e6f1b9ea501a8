"""What all tests share; the arithmetic is pinned before any test imports NumPy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shilu.runs import bits

bits.pin()

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
def small_config():
    """Return a config with two experiments, all that they inherit filled in."""
    training = {"sample": "s", "seeds": 4, "loss": "mse", "batch": 32, "checkpoints": 2, "epochs": {"xor": 9}}
    training |= {"order": "fixed", "scale": None, "schedule": "constant", "clip_norm": None}
    training |= {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True}
    return {
        "results": "somewhere",
        "author": "佚名",
        "first_seed": 1,
        "network": {"hidden": [3, 2]},
        "datasets": ["xor"],
        "activations": ["relu", "silu"],
        "own": {"datasets": {}, "activations": {}},
        "samples": {"s": {"seeds": 4, "xor": {"train": 8, "held_out": 8}}},
        "experiments": {"one": training, "many": training | {"momentum": [0.0, 0.9], "seeds": 2}},
        "evaluation": {"collapsed": 0.6, "reached": 0.95, "confidence": 0.9},
    }


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
