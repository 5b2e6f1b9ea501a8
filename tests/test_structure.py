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


#: The rooms of the kit: each imports from the floors below it, and from no neighbour but where an arrow is drawn.
KIT = [
    {"errors"},
    {"limits"},
    {"encodings", "files", "pandoc", "fonts"},
    {"text"},
    {"config", "runs", "figures"},
    {"values", "project", "steps", "scaffold"},
    {"template", "claims", "lint", "document", "trace"},
    {"archive", "verify"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
#: The ledger of claims is a table that traces follow.
ARROWS = {("trace", "claims")}
#: Who asks how results were made, and the one program that computes: the rest of the kit knows nothing of runs.
OF_RUNS = {"trace", "archive", "verify", "commands", "cli", "runs"}
STUDY = [
    {"registry"},
    {"activations", "datasets"},
    {"network"},
    {"study"},
    {"trainer"},
    {"evaluation"},
    {"figures"},
    {"stages"},
]


def rooms(root, package):
    """Return the (module, imported module, room, imported room) of all imports between rooms of a package."""
    return [
        (module, imported, module.split(".")[1], imported.split(".")[1])
        for module, imported in imports(root)
        if module.startswith(f"{package}.") and imported.startswith(f"{package}.")
        if module.split(".")[1] != imported.split(".")[1] and imported != f"{package}.__version__"
    ]


@pytest.mark.parametrize(
    ("package", "floors", "arrows"), [("shilu", KIT, ARROWS), ("backprop", STUDY, set())]
)
def test_imports_run_downwards_from_room_to_room(root, package, floors, arrows):
    height = {room: floor for floor, together in enumerate(floors) for room in together}
    found = rooms(root, package)
    assert {room for *_, upper, lower in found for room in (upper, lower)} <= height.keys()
    assert not [
        (module, imported)
        for module, imported, upper, lower in found
        if height[upper] <= height[lower] and (upper, lower) not in arrows
    ]
    assert arrows <= {(upper, lower) for *_, upper, lower in found}, "an arrow that nothing uses"


def test_nothing_but_what_asks_how_results_were_made_knows_of_runs(root):
    assert {upper for *_, upper, lower in rooms(root, "shilu") if lower == "runs"} <= OF_RUNS


def test_every_room_says_what_lives_in_it(root):
    for file in (root / "src").glob("*/*/__init__.py"):
        told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        assert all(word in told for word in ("In: ", "Out: ")), file


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
    assert all(module.startswith(("backprop.figures", "shilu.figures")) for module in users), users


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
