"""An archive from anywhere: what it names stays inside, and what it holds is bounded."""

import json
import stat
import zipfile

import pytest

from shilu import cli
from shilu.archive import bundle, opened, statement

OURS = "the machine's own"


def checked(capsys, path):
    with pytest.raises(SystemExit) as end:
        cli.main(["check", str(path)])
    return end.value.code, "".join(capsys.readouterr())


def stated(*names):
    """Return a statement that names files, whatever their names are."""
    entries = [bundle.Entry(name, b"", "result", "0" * 64, 0) for name in names]
    return statement.state(entries, command="x", reports=list(names), versions={}, settings={})


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("../out", 0o644),
        ("/out", 0o644),
        ("a/../../out", 0o644),
        ("a/\x1b[2Jout", 0o644),
        ("a/out", stat.S_IFLNK | 0o777),
    ],
)
def test_a_zip_that_would_write_elsewhere_is_refused(tmp_path, capsys, name, mode):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, OURS)
    code, said = checked(capsys, tmp_path / "a.zip")
    assert code == 2
    assert "it is not unpacked" in said
    assert "\x1b" not in said
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]


def test_a_zip_of_more_than_the_bound_is_refused(tmp_path, capsys, monkeypatch):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/zeros", bytes(10**6))
    monkeypatch.setattr(opened, "BYTES", 10**6 - 1)
    code, said = checked(capsys, tmp_path / "a.zip")
    assert code == 2
    assert "would unpack to 1000000 bytes" in said


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../secret", "a\x1b[2J"])
def test_a_statement_names_no_file_outside(tmp_path, capsys, name):
    (tmp_path / "secret").write_text(OURS)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / statement.FILE).write_bytes(stated(name))
    code, said = checked(capsys, tmp_path / "a")
    assert code == 1
    assert "is no path within an archive" in said
    assert "\x1b" not in said
    assert OURS not in said


def test_a_link_in_an_unpacked_archive_is_no_file_of_it(tmp_path, capsys):
    (tmp_path / "secret").write_text(OURS)
    (tmp_path / "a").mkdir()
    (tmp_path / "a/report.pdf").symlink_to(tmp_path / "secret")
    (tmp_path / "a" / statement.FILE).write_bytes(stated("report.pdf"))
    code, said = checked(capsys, tmp_path / "a")
    assert code == 1
    assert "bytes: 0 of 1 files are as stated; report.pdf: is stated and not here" in said
    assert "numbers: report.pdf: not compared" in said
    assert json.loads((tmp_path / "a" / statement.FILE).read_text())["subject"]
