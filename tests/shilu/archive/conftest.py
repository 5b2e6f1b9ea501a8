"""A project that was built, and its archive."""

import shutil
import subprocess
import sys

import pytest

from shilu import cli

CITATION = """\
cff-version: 1.2.0
message: Please cite it.
title: 'Pivots & "lists"'
authors:
  - {family-names: Chen, given-names: Ada, orcid: "https://orcid.org/0000-0002-1825-0097", affiliation: Some Place}
  - name: A Group
version: 1.0
date-released: 2026-11-25
license: MIT
keywords: [sorting]
abstract: Comparisons < swaps.
"""
TEMPLATE = (
    "---\ntitle: 報告\nlang: zh-TW\n---\n\n中位數是 {{ summary.a.median }}。\n\n::: {#provenance}\n:::\n"
)
PROJECT = '[report]\ntemplate = "report.md.j2"\ntables = "data/summary.csv"\n'


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build a small project without an experiment; others get a copy."""
    folder = tmp_path_factory.mktemp("built") / "報 告"
    (folder / "data").mkdir(parents=True)
    (folder / "data/summary.csv").write_text("list,median\na,7\nb,8\n")
    (folder / "report.md.j2").write_text(TEMPLATE, encoding="utf-8")
    (folder / "shilu.toml").write_text(PROJECT)
    (folder / "CITATION.cff").write_text(CITATION)
    (folder / "LICENSE").write_text("MIT\n")
    (folder / "requirements.lock").write_text("none==1\n")
    command = [sys.executable, "-m", "shilu", "build"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr + result.stdout
    return folder


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """Return a copy of the project, which is the working folder."""
    folder = tmp_path / "報 告"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return folder


@pytest.fixture
def shilu(capsys):
    """Return a function that runs a command and returns exit code, output, errors."""

    def run(*arguments):
        try:
            cli.main([*map(str, arguments)])
            code = 0
        except SystemExit as end:
            code = end.code or 0
        return int(code), *capsys.readouterr()

    return run


@pytest.fixture
def keys(tmp_path):
    """Write two pairs of keys, in OpenSSH's format and as PEM with a passphrase."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    formats = {"own": (form.PrivateFormat.OpenSSH, form.NoEncryption())}
    formats["locked"] = (form.PrivateFormat.PKCS8, form.BestAvailableEncryption(b"open"))
    for name, (private, lock) in formats.items():
        key = Ed25519PrivateKey.generate()
        (tmp_path / name).write_bytes(key.private_bytes(form.Encoding.PEM, private, lock))
        public = key.public_key()
        ssh = public.public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
        pem = public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pub").write_bytes(ssh if name == "own" else pem)
    return tmp_path
