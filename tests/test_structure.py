"""The structure of the code: who may import whom, and the style that all of it keeps."""

import ast
import importlib
import subprocess
import sys

import pytest

STAGES = {
    "backprop.stages.data",
    "backprop.stages.train",
    "backprop.stages.evaluate",
    "backprop.stages.tables",
    "backprop.stages.figures",
}
STAGES |= {"backprop.stages.settings_table"}


def imports(root):
    """Yield (module, imported module) for all modules under src/, found without importing them."""
    source = root / "src"
    for file in sorted(source.rglob("*.py")):
        module = ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module}: imports are absolute here"
                yield module, node.module
                yield from ((module, f"{node.module}.{alias.name}") for alias in node.names)


def test_the_report_kit_never_imports_the_study(root):
    assert not [
        pair for pair in imports(root) if pair[0].startswith("shilu") and pair[1].startswith("backprop")
    ]


def test_stages_meet_in_files_and_never_import_one_another(root):
    assert not [pair for pair in imports(root) if pair[0] in STAGES and pair[1] in STAGES]


def test_nothing_under_src_imports_snakemake(root):
    assert not [pair for pair in imports(root) if pair[1].split(".")[0].startswith("snakemake")]


def test_only_figures_load_matplotlib(root):
    users = {module for module, imported in imports(root) if imported.split(".")[0] == "matplotlib"}
    assert users
    assert all(module.startswith(("backprop.figure", "shilu.figures.style")) for module in users), users


def test_modules_stay_below_300_lines(root):
    long = {file.name: len(file.read_text().splitlines()) for file in (root / "src").rglob("*.py")}
    assert not {name: lines for name, lines in long.items() if lines > 300}


@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")])
def test_ruff_finds_nothing(root, arguments):
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_every_stage_tells_its_options(stage, capsys):
    with pytest.raises(SystemExit) as end:
        importlib.import_module(stage).main(["--help"])
    assert end.value.code == 0
    assert stage in capsys.readouterr().out


def test_conda_users_get_python_and_the_same_lock(root):
    import yaml

    *named, pip = yaml.safe_load((root / "environment.yml").read_text())["dependencies"]
    assert named == ["python>=3.11,<3.14", "pip"]
    assert pip == {"pip": ["-r requirements.lock"]}


def test_the_rooms_of_the_study_import_downwards(root):
    order = [("registry",), ("activations", "datasets"), ("network",), ("study",), ("trainer", "evaluation")]
    order += [("figures",), ("stages",)]
    height = {room: floor for floor, rooms in enumerate(order) for room in rooms}
    upwards = []
    for module, imported in imports(root):
        upper, lower = (name.split(".")[1:2] for name in (module, imported))
        if module.startswith("backprop.") and imported.startswith("backprop.") and upper != lower:
            upwards += [(module, imported)] if height[upper[0]] <= height[lower[0]] else []
    assert not upwards
