"""What pandoc says is told in a line each, with the author's line; and it gets no time for ever."""

import pytest

from shilu import pandoc
from shilu.errors import UserError


def told(text, *options):
    with pytest.raises(UserError) as error:
        pandoc.convert(text, "typst", "--citeproc", "--fail-if-warnings", *options, name="in.md")
    return str(error.value)


@pytest.mark.parametrize(("text", "message"), [
    ("一\n\n式 $\\frac{1}$ 與 $\\b{$\n", "in.md:3: the formula \\frac{1} cannot be set: unexpected eof; correct it"),
    ("一\n\n[@nobody]\n", "in.md:3: pandoc cannot read this: Citeproc: citation nobody not found"),
    ("---\na: 1\nb: ]\n---\n", "in.md:3: pandoc cannot read this: Error parsing YAML metadata: YAML parse exception while"),
    ("---\na: 1\nb: [\n---\n", "in.md:3: pandoc cannot read this: Error parsing YAML metadata: YAML parse exception while"),
    ("# a\n\n---\nx: *no\n---\n", "in.md:3: pandoc cannot read this: Error parsing YAML metadata: Unknown alias"),
    ("一\n二\ud800\n", "in.md:2: half of a character, U+D800; delete it"),
])  # fmt: skip
def test_what_pandoc_refuses_is_told_with_the_author_s_line(text, message):
    assert told(text).startswith(message)
    assert all(line.startswith("in.md:") for line in told(text).split("\n"))


def test_a_style_that_is_not_there_is_told_without_where_pandoc_s_code_was():
    said = told("[@a]\n", "--csl=/no/such.csl")
    assert "/no/such.csl" in said
    assert "\n" not in said
    assert "GHC" not in said


def test_a_filter_that_fails_is_our_fault_and_one_line(tmp_path):
    (tmp_path / "bad.lua").write_text("function Str(x)\n  return x.text.no.such\nend\n")
    said = told("一\n", f"--lua-filter={tmp_path / 'bad.lua'}")
    assert said.startswith("in.md: a fault of shilu, not of yours: ")
    assert "bad.lua:2: attempt to index a nil value" in said
    assert "stack traceback" not in said
    assert "\n" not in said


def test_a_text_that_pandoc_never_ends_with_is_refused_with_the_line_to_look_at(monkeypatch):
    monkeypatch.setattr(pandoc, "LIMIT", 1)
    said = told(f"一\n\n{'[' * 40}\n")
    assert said.startswith("in.md: this takes more than 1 s of a processor; look for brackets")
    assert "(line 3 has most of them)" in said
