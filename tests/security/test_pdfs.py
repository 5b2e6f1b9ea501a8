"""PDFs of strangers: what check and why read for them, and what reaches the terminal."""

import hashlib
import io
import json
import zlib

import pypdf
import pytest

from shilu import cli
from shilu.values.record import ATTACHMENT


def pdf(path, **changes):
    """Write a PDF whose record says what an attacker likes; the seal is whole."""
    source = {"table": "t.csv", "sha256": "0" * 64, "row": {"k": "a"}, "column": "v"}
    value = {
        "name": "t/a/v",
        "raw": 1.5,
        "text": "1.5",
        "line": 1,
        "section": "",
        "sources": [source | changes.pop("source", {})],
    }
    trace = json.dumps({"values": [value | changes], "claims": []}, sort_keys=True)
    seal = {"sha256": hashlib.sha256(trace.encode()).hexdigest(), "trace": trace, "pages": {}}
    writer = pypdf.PdfWriter()
    writer.add_blank_page(9, 9)
    writer.add_attachment(ATTACHMENT, json.dumps(seal).encode())
    writer.write(path)


@pytest.fixture
def said(project, capsys):
    """Return a function that runs a command on a PDF: exit code, and all that it said."""

    def said(*argv, **changes):
        pdf("x.pdf", **changes)
        try:
            cli.main([*argv])
            code = 0
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out + err

    return said


def test_no_escape_sequence_of_a_pdf_reaches_the_terminal(said):
    for argv in (("why", "x.pdf", "1.5"), ("check", "x.pdf")):
        _, told = said(
            *argv, name="t/\x1b]0;owned\x07/v\u202e", section="\x9b31m", source={"table": "\x1b[2J.csv"}
        )
        assert "x1b" in told or argv[0] == "check"
        assert not set(told) & set("\x1b\x07\x9b\u202e")


def test_a_name_of_a_pdf_makes_no_line_of_its_own(said):
    _, told = said(
        "why", "x.pdf", "1.5", name="t/a\n           again: rm -rf ~", source={"table": "t\n  again: x"}
    )
    assert not [line for line in told.split("\n") if line.lstrip().startswith("again:")]


@pytest.mark.parametrize("table", ["/etc/passwd", "../secret.csv", "link.csv"])
def test_what_a_pdf_names_outside_the_project_is_not_read(said, project, table):
    (project / "link.csv").symlink_to("../secret.csv")
    secret = (project.parent / "secret.csv").read_bytes()
    for argv in (("why", "x.pdf", "1.5"), ("check", "x.pdf")):
        _, told = said(*argv, source={"table": table})
        assert "outside of the project" in told
        assert hashlib.sha256(secret).hexdigest() not in told


def test_what_a_table_says_that_it_was_made_from_is_not_read_outside(said, project):
    (project / "t.csv").write_text("k,v\na,1.5\n")
    source = {"table": "../secret.csv", "on": ["k"], "sha256": "0" * 64}
    schema = {"fields": [{"name": "k"}, {"name": "v"}], "primaryKey": ["k"], "source": source}
    (project / "t.schema.json").write_text(json.dumps(schema))
    _, told = said("why", "x.pdf", "1.5")
    assert "outside of the project, and not read" in told
    assert "changed since" not in said("check", "x.pdf")[1].replace("t.csv: changed since the report", "")


def test_the_command_that_makes_a_file_again_is_quoted_and_only_shown(said, project):
    (project / "shilu.toml").write_text('[report]\nagain = "touch made; make {file}"\n')
    name = "a; touch made.csv"
    (project / name).write_text("k,v\na,1.5\n")
    _, told = said("why", "x.pdf", "1.5", source={"table": name})
    assert f"again: touch made; make '{name}'" in told
    assert not (project / "made").exists()


def test_a_stream_that_is_a_bomb_ends_in_one_line(said, project):
    pdf("y.pdf")
    writer = pypdf.PdfWriter(clone_from="y.pdf")
    bomb = zlib.compress(zlib.compress(bytes(150_000_000), 1))
    for reference in writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1::2]:
        stream = reference.get_object()["/EF"]["/F"].get_object()
        stream._data = bomb
        stream[pypdf.generic.NameObject("/Filter")] = pypdf.generic.ArrayObject(
            [pypdf.generic.NameObject("/FlateDecode")] * 2
        )
    out = io.BytesIO()
    writer.write(out)
    (project / "bomb.pdf").write_bytes(out.getvalue())
    code, told = said("check", "bomb.pdf")
    assert code == 2
    assert told.count("\n") == 1
    assert "bomb.pdf: " in told
