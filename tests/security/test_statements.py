"""SECURITY.md: each statement of what is held names tests, and those are there."""

import ast
import re

import pytest

NAMED = re.compile(r"`(tests/security/\w+\.py)::(\w+)`")


def statements(root, page):
    """Return the statements of what is not trusted, and of time and memory, each as its text."""
    text = (root / page).read_text(encoding="utf-8")
    *_, untrusted, bounds, _ = re.split(r"^## .*$", text, flags=re.MULTILINE)
    return re.findall(r"^- (.*?)(?=^- |\Z)", untrusted + bounds, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["SECURITY.md", "SECURITY.zh-TW.md"])
def test_every_statement_names_tests_that_are_there(root, page):
    found = statements(root, page)
    assert len(found) > 20
    for statement in found:
        assert NAMED.search(statement), statement
    for file, name in NAMED.findall((root / page).read_text(encoding="utf-8")):
        tree = ast.parse((root / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


def test_both_languages_state_the_same(root):
    english, chinese = (statements(root, page) for page in ("SECURITY.md", "SECURITY.zh-TW.md"))
    assert [NAMED.findall(one) for one in english] == [NAMED.findall(one) for one in chinese]
