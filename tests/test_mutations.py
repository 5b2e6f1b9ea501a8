"""The lists of mutations: each can be made, and names tests that there are; `make mutate` makes them."""

import subprocess
import sys

import pytest
import yaml

LISTS = {"document": 60, "kit": 60, "study": 20}


@pytest.mark.parametrize("name", LISTS)
def test_every_mutation_of_the_list_can_be_made_and_its_tests_are_there(root, name):
    entries = yaml.safe_load((root / f"tests/mutations/{name}.yaml").read_text(encoding="utf-8"))
    assert len(entries) > LISTS[name]
    for entry in entries:
        assert (root / entry["file"]).read_text(encoding="utf-8").count(entry["old"]) == 1, entry
        assert entry["new"] != entry["old"], entry
        assert entry["tests"], entry
        assert all((root / tests).exists() for tests in entry["tests"]), entry


def test_a_mutation_that_a_test_notices_is_told_as_killed(root):
    command = [sys.executable, "tests/mutations", "--only", "0.001 is not below itself"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[-1] == "1 of 1 killed, 0 survived", result.stderr
    assert result.returncode == 0


def test_a_text_that_no_mutation_has_is_an_error(root):
    command = [sys.executable, "tests/mutations", "--only", "no such text"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "error: --only no such text: no mutation has this text\n"
