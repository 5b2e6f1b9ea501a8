"""A warning in the study's own code is a failure: nobody reads the logs of a build that succeeds."""

import pytest


def pytest_itemcollected(item):
    """Let each test of this folder fail where it warns."""
    item.add_marker(pytest.mark.filterwarnings("error"), append=False)
