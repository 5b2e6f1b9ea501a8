"""A sample of the attacks on a build: `make torture` does all edits, sixty kills and three hundred damages."""

import random

import pytest
from tests.torture import corrupt, kill, reruns, study
from tests.torture.__main__ import table

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a study that was built."""
    folder = tmp_path_factory.mktemp("torture") / "built"
    study.copy_of_project(folder)
    code, said = study.build(folder)
    assert code == 0, said
    return folder


@pytest.mark.parametrize("name", [
    "a comment in the trainer", "a figure", "a claim, backdated", "touch",
    "results restored without Snakemake's records",
])  # fmt: skip
def test_what_is_edited_runs_what_depends_on_it_and_nothing_else(built, tmp_path, name):
    assert reruns.trial(built, tmp_path / "copy", name) == []


def test_a_build_that_was_killed_is_completed_by_the_plain_command(built, tmp_path):
    rng = random.Random("kill")  # noqa: S311  no secret
    _, wrong = kill.trial(built, tmp_path / "copy", rng, latest=6, parts=["metrics", "report"])
    assert not wrong


@pytest.mark.parametrize("number", range(2))
def test_a_damaged_file_makes_no_wrong_report(built, tmp_path, number):
    _, wrong = corrupt.trial(built, tmp_path / "copy", random.Random(f"corrupt {number}"))  # noqa: S311
    assert not wrong


def test_the_table_counts_what_held_and_names_what_did_not():
    found = {("kill: INT", "held"): 3, ("kill: INT", "orphans"): 1, ("corrupt: flip", "held"): 2}
    lines = table(found).splitlines()
    assert [line.split() for line in lines] == [
        ["corrupt:", "flip", "2", "of", "2", "held"],
        ["kill:", "INT", "3", "of", "4", "held", "1", "orphans"],
    ]
