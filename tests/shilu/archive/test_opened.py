"""A zip from anywhere is unpacked with mistrust."""

import stat
import zipfile

import pytest

from shilu.archive import bundle, opened
from shilu.errors import UserError


def packed(path, *entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, "../../secret")
    return path


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/evil", "a\\..\\evil", "C:/evil", "a//b"])
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    file = packed(tmp_path / "a.zip", ("a/fine", 0o644), (name, 0o644))
    (tmp_path / "there").mkdir()
    with pytest.raises(UserError, match="leads out of its folder"):
        opened.unpack(file, tmp_path / "there")
    assert not (tmp_path / "evil").exists()


def test_a_link_is_refused(tmp_path):
    file = packed(tmp_path / "a.zip", ("a/link", stat.S_IFLNK | 0o777))
    with pytest.raises(UserError, match="a link or an encrypted file"):
        opened.unpack(file, tmp_path)


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        file = packed(tmp_path / "a.zip", ("a/b", 0o644), ("a/b", 0o644))
    with pytest.raises(UserError, match=r"holds a name twice \('a/b'\)"):
        opened.unpack(file, tmp_path)


def test_more_than_the_bound_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    file = packed(tmp_path / "a.zip", ("a/b", 0o644), ("a/c", 0o644))
    (tmp_path / "there").mkdir()
    for bound in ("BYTES", "FILES"):
        monkeypatch.setattr(opened, bound, 1)
        with pytest.raises(UserError, match="would unpack to 24 bytes in 2 files"):
            opened.unpack(file, tmp_path / "there")
        monkeypatch.undo()
    assert not list((tmp_path / "there").iterdir())


def test_what_is_damaged_or_no_archive_of_ours_is_named(tmp_path):
    file = packed(tmp_path / "a.zip", ("a/b", 0o644))
    with pytest.raises(UserError, match=r"a\.zip: has no statement\.intoto\.json"), opened.opened(file):
        pass
    data = bytearray(file.read_bytes())
    data[40] ^= 255
    file.write_bytes(data)
    with pytest.raises(UserError, match="is no zip, or a damaged one"), opened.opened(file):
        pass
    with pytest.raises(UserError, match=r"has no statement\.intoto\.json"), opened.opened(tmp_path):
        pass


def test_names_of_any_script_may_be_in_an_archive():
    for name in ("報　告/表 1.csv", "10:30/a.csv", "𠮷.md", ".made/x.json", "a..b"):
        assert bundle.inside(name), name
    for name in ("", ".", "a/", "/a", "a/./b", "C:/a", "a\nb", "\ud800", "a\u2028b"):
        assert not bundle.inside(name), name
