"""What the tests of claims share: the populations that try to mislead them, which a benchmark counts in full."""

import importlib
import sys
from pathlib import Path

import pytest


def _error_rates():
    # The benchmarks lie beside the kit, and are no part of any package that is installed.
    sys.path.insert(0, str(Path(__file__).parents[3]))
    try:
        return importlib.import_module("benchmarks.error_rates")
    finally:
        sys.path.pop(0)


def pytest_generate_tests(metafunc):
    """Give a test each population, where it asks for one."""
    for name, told in (("null", "NULLS"), ("case", "INTERVALS")):
        if name in metafunc.fixturenames and "error_rates" in metafunc.fixturenames:
            metafunc.parametrize(name, getattr(_error_rates(), told))


@pytest.fixture
def error_rates(monkeypatch):
    """Return the benchmark of error rates; fewer arrangements and cells only make p values larger."""
    module = _error_rates()
    monkeypatch.setattr(module.group_tests, "ARRANGEMENTS", 199)
    monkeypatch.setattr(module.betting, "CELLS", 64)
    return module
