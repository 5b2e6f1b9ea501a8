"""A project's folder with a secret beside it, and little time for whatever wants more."""

import pytest

from shilu import limits, pandoc
from shilu.document import render


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project's folder, the working folder; what lies beside it is none of its business."""
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (tmp_path / "secret.yaml").write_text("references:\n- {id: a, type: book, title: Secret}\n")
    (tmp_path / "secret.py").write_text("secret = 1\n")
    (tmp_path / "secret.csv").write_text("k,v\na,1.5\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def hurried(monkeypatch):
    """Give everything a second, and Typst little memory."""
    monkeypatch.setattr(limits, "SECONDS", 1)
    monkeypatch.setattr(pandoc, "LIMIT", 1)
    monkeypatch.setattr(render, "MEMORY", limits.GIB // 2)
