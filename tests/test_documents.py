"""The documents: what they name is there, in both languages."""

import argparse
import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from shilu import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("CONTRIBUTING*.md"), *(ROOT / "docs").glob("*.md")])
ENGLISH = [path for path in PAGES if not path.name.endswith(".zh-TW.md")]
ALL = [*PAGES, ROOT / "results" / "README.md"]
#: Where files of this repository lie; what else looks like a path is the reader's own, or is generated.
FOLDERS = {"benchmarks", "config", "docs", "profiles", "report", "src", "tests", "workflow"}


def named(path):
    return path.relative_to(ROOT).as_posix()


def read(path):
    return path.read_text(encoding="utf-8")


def blocks(path):
    """Return the blocks of code."""
    return re.findall(r"^```[^\n]*\n(.*?)^```", read(path), re.MULTILINE | re.DOTALL)


def prose(path):
    """Return the text outside blocks of code."""
    return re.sub(r"^```.*?^```", "", read(path), flags=re.MULTILINE | re.DOTALL)


def spans(path):
    """Return the pieces of code within the text, lines joined."""
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose(path))]


def code(path):
    return [*spans(path), *(line.partition("#")[0] for block in blocks(path) for line in block.splitlines())]


def headings(path):
    return [len(mark) for mark in re.findall(r"^(#+) ", prose(path), re.MULTILINE)]


def table(path, start):
    """Return the first cells of the table whose head starts so."""
    (body,) = re.findall(rf"^\| {re.escape(start)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", read(path), re.MULTILINE)
    return [row.split("|")[1].strip() for row in body.splitlines()]


def unknown(line):
    """Return the commands of `shilu` in a line that are none, and the options that they do not have."""
    wrong = []
    for name, rest in re.findall(r"(?<![\w./~-])(?:\.venv/bin/)?shilu ([a-z]+)\b([^\n&|;]*)", line):
        if name not in cli.COMMANDS:
            wrong.append(name)
            continue
        parser = argparse.ArgumentParser(allow_abbrev=False)
        parser.add_argument("--project")
        importlib.import_module(f"shilu.commands.{name}").add_arguments(parser)
        known = {option for action in parser._actions for option in action.option_strings}
        asked = re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)
        wrong += [f"{name} {option}" for option in asked if option not in known]
    return wrong


def missing_part(name):
    """Return the part of a dotted name that is neither a module nor a name in one, or None."""
    module, *rest = name.split(".")
    for part in rest:
        thing = importlib.import_module(module)
        if not hasattr(thing, "__path__") or importlib.util.find_spec(f"{module}.{part}") is None:
            return None if hasattr(thing, part) else f"{module}.{part}"
        module = f"{module}.{part}"
    return None


def test_every_document_is_there_in_both_languages():
    assert len(ENGLISH) >= 7
    assert {path.with_suffix(".zh-TW.md") for path in ENGLISH} == set(PAGES) - set(ENGLISH)


@pytest.mark.parametrize("path", ENGLISH, ids=named)
def test_twins_have_the_same_headings_and_lead_to_one_another_at_the_top(path):
    twin = path.with_suffix(".zh-TW.md")
    assert headings(path) == headings(twin)
    assert f"[繁體中文]({twin.name})" in read(path).splitlines()[:4]
    assert f"[English]({path.name})" in read(twin).splitlines()[:4]


@pytest.mark.parametrize("path", ENGLISH, ids=named)
def test_twins_name_the_same_commands_paths_and_keys(path):
    twin = path.with_suffix(".zh-TW.md")
    ours, theirs = ({span for span in spans(page) if span.isascii()} for page in (path, twin))
    # What a reader fills in is said in the reader's language.
    assert ours ^ theirs <= {"file.py:function"}
    assert len(blocks(path)) == len(blocks(twin))


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_link_to_a_file_leads_to_one(path):
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", prose(path))
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (path.parent / target).exists()]


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_document_leads_to_those_of_its_own_language_and_to_its_twin(path):
    targets = re.findall(r"\]\(([^)#]+\.md)(?:#[^)]*)?\)", prose(path))
    ours = path.name.endswith(".zh-TW.md")
    assert len([target for target in targets if target.endswith(".zh-TW.md") != ours]) == 1


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_file_of_the_repository_that_is_named_is_there(path):
    words = {word.strip("\"'(),:") for line in code(path) for word in line.split()}
    ours = {word for word in words if "/" in word and word.partition("/")[0] in FOLDERS}
    assert not {word for word in ours if not any(ROOT.glob(word.rstrip("/")))}


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_name_of_the_code_is_there(path):
    names = {span for span in spans(path) if re.fullmatch(r"(?:shilu|backprop)(?:\.\w+)+", span)}
    assert not [name for name in names - {"shilu.toml"} if missing_part(name)]


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_command_that_is_named_is_there_with_its_options(path):
    assert not [wrong for line in code(path) for wrong in unknown(line)]


@pytest.mark.parametrize("path", ALL, ids=named)
def test_each_make_target_and_bench_that_is_named_is_there(path):
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    asked = re.findall(r"(?<![\w./-])make ([a-z-]+)((?: \w+=\S+)*)", "\n".join(code(path)))
    assert {target for target, _ in asked} <= targets
    benches = re.findall(r"\bWHAT=(\w+)", "\n".join(code(path)))
    assert not [name for name in benches if not (ROOT / "benchmarks" / f"{name}.py").is_file()]


def test_the_readme_tells_of_every_extra_and_every_command():
    extras = set(tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["optional-dependencies"])
    readme = ROOT / "README.md"
    assert set(table(readme, "extra")) == {
        "none",
        *(f"`{name}`" for name in extras - {"all", "study", "dev"}),
    }
    assert not [name for name in cli.COMMANDS if f"`{name}`" not in read(readme)]


@pytest.mark.parametrize("package", ["shilu", "backprop"])
@pytest.mark.parametrize("page", ["architecture.md", "architecture.zh-TW.md"])
def test_the_architecture_has_a_line_for_every_package_and_for_the_modules_beside_them(package, page):
    cells = table(ROOT / "docs" / page, f"`src/{package}/`")
    there = {
        f"{path.name}/" if path.is_dir() else path.stem
        for path in (ROOT / "src" / package).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    told = {name for cell in cells for name in re.findall(r"`([\w/]+)`", cell)}
    assert told == there - {"__init__", "__main__"}


def test_the_front_matter_that_the_readme_lists_is_what_a_document_reads():
    kit = ROOT / "src" / "shilu" / "document"
    source = "".join(read(path) for path in [*kit.glob("filter/*.lua"), kit / "theme" / "report.typ"])
    (sentence,) = re.findall(r"front matter may set (.*?)\. Paths", read(ROOT / "README.md"), re.DOTALL)
    keys = re.findall(r"`(\w+)`", sentence)
    assert len(keys) > 10
    assert not [key for key in keys if not re.search(rf"meta\.{key}\b|'{key}'|\$(?:if\()?{key}\b", source)]
