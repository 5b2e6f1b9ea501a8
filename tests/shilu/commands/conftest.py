"""A project that was built, and what a build of it says."""

import shutil
import subprocess
import sys

import pytest

from shilu import cli
from shilu.document import look
from shilu.scaffold import project as scaffold


class Project:
    """A project in a folder, which is the working folder."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys
        self.out = self.err = ""

    def build(self, *options):
        """Build it; return the exit code."""
        with pytest.raises(SystemExit) as end:
            cli.main(["build", *options])
        self.out, self.err = self.capsys.readouterr()
        return end.value.code

    def redone(self):
        """Build it, and return the steps that were done, each by its first word."""
        assert self.build() == 0, self.err + self.out
        lines = [line for line in self.out.splitlines() if not line.endswith("(unchanged)")]
        return " ".join(line.split()[0] for line in lines)

    def edit(self, name, old, new):
        """Replace text of a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")


#: An experiment without libraries that take a second to load: each build that runs it would wait for them.
LIGHTER = {
    "from scipy import special\nfrom shilu.figures import style\n": "",
    "special.stdtrit(LISTS - 1, (1 + CONFIDENCE) / 2)": "2.093",
    'style.save(draw(runs, summary), "results/comparisons.svg")': (
        'svg = f\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="{len(runs)}"/>\'\n'
        '    write_text("results/comparisons.svg", svg)'
    ),
}


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """Build a project that has more of everything than the scaffold; others get a copy."""
    folder = tmp_path_factory.mktemp("pristine") / "報 告"
    list(scaffold.write(folder, "zh-TW"))
    shutil.copytree(look.BUILT_IN, folder / "theme")
    (folder / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "measured.csv").write_text("length\n7\n")
    (folder / "own.csv").write_text("key,cell\na,7\n")
    (folder / "own.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    more = '\n{{ own.a.cell }}\n\n{{ excerpt("helper.py", "double") }}\n\n![圖](own.svg){alt="一張圖"}\n'
    project = Project(folder, None)
    project.edit("report.md.j2", "\n# 參考文獻", more + "\n# 參考文獻")
    for heavy, light in LIGHTER.items():
        project.edit("experiment.py", heavy, light)
    project.edit("experiment.py", "import csv", "import csv\nimport helper\n\nopen('measured.csv').read()")
    project.edit("shilu.toml", '"results/summary.csv"', '["results/summary.csv", "own.csv"]\ntheme = "theme"')
    command = [sys.executable, "-m", "shilu", "build"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def project(pristine, tmp_path, monkeypatch, capsys):
    """Return a copy of the project that was built, as the working folder."""
    shutil.copytree(pristine, tmp_path / "報 告")
    monkeypatch.chdir(tmp_path / "報 告")
    return Project(tmp_path / "報 告", capsys)
