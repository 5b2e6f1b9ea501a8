"""What `pip install` brings: the kit, whole, and nothing that it does not need."""

import shutil
import subprocess
import sys
import tomllib
import zipfile

import pytest


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """Build the wheel from a copy of the tree, and return the names of its files."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    shutil.copytree(root / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, tree / name)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", folder, tree], check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_kit_theme_and_templates_included(root, wheel):
    kit = root / "src" / "shilu"
    files = {
        path.relative_to(root / "src").as_posix()
        for path in kit.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in wheel if name.startswith("shilu/")} == files


def test_the_wheel_holds_nothing_of_the_study(wheel):
    assert {name.split("/")[0].partition("-")[0] for name in wheel} == {"shilu"}


def test_the_base_needs_no_library_of_an_extra_and_no_range_has_an_upper_end(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    words = [*project["dependencies"], *(word for words in extras.values() for word in words)]
    assert not [word for word in words if "<" in word or "==" in word]
    heavy = ("numpy", "scipy", "pandas", "matplotlib", "snakemake", "tqdm")
    assert not [word for word in project["dependencies"] if word.startswith(heavy)]


@pytest.mark.parametrize(("arguments", "absent"), [
    (["--help"], {"jinja2", "jsonschema", "yaml", "typst", "numpy", "pypandoc", "urllib.request", "shilu.config"}),
    (["render", "note.md"], {"pypandoc", "urllib.request", "numpy", "scipy", "matplotlib", "jinja2", "pypdf"}),
    (["lint", "note.md"], {"pypandoc", "urllib.request", "numpy", "typst", "jinja2", "pypdf"}),
])  # fmt: skip
def test_a_command_loads_what_it_needs_and_no_more(tmp_path, arguments, absent):
    (tmp_path / "note.md").write_text("---\ntitle: 筆記\n---\n\n文\n")
    script = (
        "import sys; from shilu import cli\n"
        f"try: cli.main({arguments!r})\nexcept SystemExit: pass\n"
        f"print(sorted({absent!r} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_project(root):
    import shilu

    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert shilu.__version__ == project["version"]
    with pytest.raises(AttributeError):
        shilu.no_such_name  # noqa: B018  asking is the test
