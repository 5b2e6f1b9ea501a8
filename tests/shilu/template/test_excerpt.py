"""Excerpts are the living source, by symbol."""

import pytest

from shilu.errors import UserError
from shilu.template.excerpt import excerpt, files

CODE = '''import functools

LIMIT = 3


class Pump:
    """A pump."""

    @functools.cache
    def flow(self, head):
        """Return the flow.

        In litres.
        """

        # Never negative.
        return max(head, 0)
'''


@pytest.fixture
def file(tmp_path):
    (tmp_path / "pump.py").write_text(CODE)
    return tmp_path / "pump.py"


def test_a_method_comes_with_its_decorator_and_comments_without_its_docstring(file):
    code, line = excerpt(file, "Pump.flow")
    expected = "@functools.cache\ndef flow(self, head):\n    # Never negative.\n    return max(head, 0)"
    assert code == expected
    assert line == 9


def test_a_class_and_an_assignment_can_be_named(file):
    assert excerpt(file, "Pump")[0].startswith("class Pump:\n    @functools.cache\n")
    assert excerpt(file, "LIMIT") == ("LIMIT = 3", 3)


def test_an_unknown_symbol_names_the_known_ones(file):
    with pytest.raises(UserError, match=r"pump\.py: no symbol 'Pump.flwo'; known here: flow"):
        excerpt(file, "Pump.flwo")


def test_the_files_that_a_template_shows_are_found_in_its_text(tmp_path):
    template = tmp_path / "report.md.j2"
    template.write_text(
        """{{ excerpt("src/pump.py", "Pump") }} {{ excerpt( 'src/valve.py', "Valve") }}
{{ excerpt("src/pump.py", "LIMIT") }}, no_excerpt("other.py")"""
    )
    for name in ("pump", "valve"):
        (tmp_path / "src").mkdir(exist_ok=True)
        (tmp_path / "src" / f"{name}.py").write_text("")
    assert files(template, [tmp_path / "elsewhere", tmp_path]) == [
        tmp_path / "src/pump.py",
        tmp_path / "src/valve.py",
    ]


@pytest.mark.parametrize(("content", "message"), [
    (b"f <- function(x) {\n  x + 1\n}\n", r"a\.R:1: no Python \(.+\), which an excerpt is of"),
    ("# 壓力\nP = 3\n".encode("big5"), r"a\.R: not UTF-8 \(byte 3, line 1\); it looks like Big5"),
])  # fmt: skip
def test_a_source_that_cannot_be_read_is_one_line(tmp_path, content, message):
    (tmp_path / "a.R").write_bytes(content)
    with pytest.raises(UserError, match=message):
        excerpt(tmp_path / "a.R", "f")
