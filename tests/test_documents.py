"""The documents: what they name is there, in both languages."""

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest

from shilu import cli

ROOT = Path(__file__).parents[1]
ENGLISH = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "docs").glob("*.md") if not path.name.endswith(".zh-TW.md")),
]
ALL = [*ENGLISH, *(path.with_suffix(".zh-TW.md") for path in ENGLISH)]


def named(path):
    return path.relative_to(ROOT).as_posix()


def prose(path):
    """Return the text outside blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def headings(path):
    return [len(mark) for mark in re.findall(r"^(#+) ", prose(path), re.MULTILINE)]


@pytest.mark.parametrize("path", ENGLISH, ids=named)
def test_each_document_has_a_twin_of_the_same_headings_and_leads_to_it(path):
    twin = path.with_suffix(".zh-TW.md")
    assert headings(path) == headings(twin)
    assert f"]({twin.name})" in prose(path)
    assert f"]({path.name})" in prose(twin)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_link_to_a_file_leads_to_one(path):
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", prose(path))
    local = [target for target in targets if "://" not in target]
    assert local
    assert not [target for target in local if not (path.parent / target).exists()]


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_command_that_is_named_is_there_with_its_options(path):
    for code in re.findall(r"`+([^`]+)`+", path.read_text(encoding="utf-8")):
        for name, rest in re.findall(r"\bshilu ([a-z]+)\b([^\n&|]*)", code):
            assert name in cli.COMMANDS, code
            parser = argparse.ArgumentParser(allow_abbrev=False)
            parser.add_argument("--project")
            import_module(f"shilu.commands.{name}").add_arguments(parser)
            known = {option for action in parser._actions for option in action.option_strings}
            assert set(re.findall(r"(?<!\S)--[a-z-]+", rest.split("#")[0])) <= known, code


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_make_target_that_is_named_is_there(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    code = re.findall(r"`+([^`]+)`+", path.read_text(encoding="utf-8"))
    asked = {name for text in code for name in re.findall(r"(?:^|[\n;=] ?|native )make ([a-z-]+)", text)}
    assert asked <= targets
