"""`shilu render`: which file it may replace."""

import pypdf
import pytest

from shilu import cli
from shilu.document import look
from shilu.document.render import MADE_BY


@pytest.fixture
def note(tmp_path, monkeypatch):
    """Return the path of a note in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "n.md").write_text("---\ntitle: 題\n---\n\n甲。\n", encoding="utf-8")
    return tmp_path / "n.md"


def foreign(path, **metadata):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({f"/{key}": text for key, text in metadata.items()})
    writer.write(path)


def test_a_note_is_rendered_again_to_the_same_bytes(note):
    cli.main(["render", "n.md"])
    before = note.with_suffix(".pdf").read_bytes()
    cli.main(["render", "n.md"])
    assert note.with_suffix(".pdf").read_bytes() == before


def test_a_note_of_a_theme_of_one_s_own_is_rendered_again(note):
    report = (look.BUILT_IN / "report.typ").read_text(encoding="utf-8")
    (note.parent / "theme").mkdir()
    (note.parent / "theme/report.typ").write_text(report.replace("luma(110)", "luma(90)"), encoding="utf-8")
    for _ in range(2):
        cli.main(["render", "n.md", "--theme", "theme"])
    assert pypdf.PdfReader(note.with_suffix(".pdf")).metadata["/Keywords"] == MADE_BY


@pytest.mark.parametrize(
    "metadata", [{}, {"Creator": "Typst 0.15.1", "Keywords": "pumps"}, {"Title": MADE_BY}]
)
def test_a_pdf_that_shilu_did_not_make_is_not_replaced(note, capsys, metadata):
    foreign(note.with_suffix(".pdf"), **metadata)
    refused(note, capsys)


@pytest.mark.parametrize("content", ["text", "%PDF-1.7 damaged"])
def test_a_text_or_a_damaged_pdf_is_not_replaced(note, capsys, content):
    note.with_suffix(".pdf").write_text(content)
    refused(note, capsys)


def refused(note, capsys):
    before = note.with_suffix(".pdf").read_bytes()
    with pytest.raises(SystemExit) as end:
        cli.main(["render", "n.md"])
    assert end.value.code == 2
    assert capsys.readouterr().err == (
        "error: n.pdf: there is such a file, and shilu did not make it; give the output another name, or move "
        "that file away\n"
    )
    assert note.with_suffix(".pdf").read_bytes() == before


def test_an_empty_file_is_replaced(note):
    note.with_suffix(".pdf").touch()
    cli.main(["render", "n.md"])
    assert note.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
