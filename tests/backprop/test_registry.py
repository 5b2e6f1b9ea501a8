"""A dataset or an activation is one function in a file of one's own, and one line of the config."""

import re
import subprocess
import sys

import numpy as np
import pytest
import yaml

from backprop import registry
from backprop.evaluation import fields
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.stages import data, train
from backprop.study import check, resolve
from backprop.study import config as study
from backprop.trainer import trainer
from backprop.trainer.stack import layer_sizes
from shilu.errors import UserError
from shilu.runs import digest, store

SHAPES = """
import numpy as np

from backprop.registry import activation, dataset
from helpers import RADIUS


def uniform(rng, n):
    points = rng.random((n, 2), dtype=np.float32)
    return points, np.hypot(*(points - 0.5).T) < RADIUS


@dataset(label="Ring", points=2, epochs=1.5)
def ring(rng, n):
    return uniform(rng, n)


@dataset(label="Disc", held_out=uniform, borders=[((0.5, 0.5), (0, 1))])
def disc(rng, n):
    return np.full((n, 2), 0.5), np.ones(n)


@activation(label="Square")
def square(z):
    return z * z, 2 * z


@dataset(label="?", )
def SHOUTED(rng, n): ...


@dataset(label="?")
def default(rng, n): ...


@activation(label="?")
def relu(z): ...


@dataset(label="Flat")
def flat(rng, n):
    return rng.random(n), rng.random(n) < 0.5


@dataset(label="Far")
def far(rng, n):
    return 2 + rng.random((n, 2)), rng.random(n) < 0.5


@dataset(label="Three")
def three(rng, n):
    return rng.random((n, 2)), rng.integers(0, 3, n)


@dataset(label="Broken")
def broken(rng, n):
    return rng.random((n, 2)), nothing


@activation(label="Summed")
def summed(z):
    return z, z.sum()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a file of the user's own, where commands run; what it adds is forgotten afterwards."""
    (tmp_path / "shapes.py").write_text(SHAPES)
    (tmp_path / "helpers.py").write_text("RADIUS = 0.4\n")
    monkeypatch.chdir(tmp_path)
    for each in (DATASETS, ACTIVATIONS):
        monkeypatch.setattr(each, "_own", {})
    yield tmp_path
    sys.modules.pop("helpers", None)


@pytest.fixture
def config(root):
    return study.inherit(yaml.safe_load((root / "config/config.yaml").read_text()))


def problems(config, kind, *entries):
    return "\n".join(check.problems(config | {kind: list(entries)}, sound=True))


def test_a_dataset_of_one_s_own_is_drawn_under_its_function_s_name(folder):
    DATASETS.load(["linear", "shapes.py:ring"])
    arrays = data.generate(dataset="ring", seeds=2, train=40, held_out=30)
    assert arrays["train_x"].shape == (2, 40, 2)
    x, y = arrays["held_out_x"], arrays["held_out_y"]
    assert np.array_equal(y, np.hypot(*np.moveaxis(x - 0.5, -1, 0)) < 0.4)
    assert len(np.unique(x.reshape(-1, 2), axis=0)) == 60


def test_the_held_out_set_may_have_a_function_of_its_own(folder):
    DATASETS.load(["shapes.py:disc"])
    arrays = data.generate(dataset="disc", seeds=1, train=5, held_out=50)
    assert len(np.unique(arrays["train_x"])) == 1
    assert len(np.unique(arrays["held_out_x"])) > 50
    assert DATASETS["disc"].borders == [((0.5, 0.5), (0, 1))]


def test_the_report_calls_it_by_its_label(folder):
    before = fields.schema(["dataset"], ["dataset"])["fields"][0]["labels"]
    DATASETS.load(["shapes.py:ring"])
    ACTIVATIONS.load(["shapes.py:square"])
    columns = {field["name"]: field["labels"] for field in fields.schema(["dataset", "best"], [])["fields"]}
    assert columns["dataset"] == before | {"ring": "Ring"}
    assert columns["best"]["square"] == "Square"


def test_a_function_that_gives_value_and_slope_is_all_that_training_needs(folder):
    ACTIVATIONS.load(["shapes.py:square"])
    z = np.array([-2, 0.5, 3], np.float32)
    assert ACTIVATIONS["square"].value(z).tolist() == [4, 0.25, 9]
    assert ACTIVATIONS["square"].slope(z).tolist() == [-4, 1, 6]
    assert np.isfinite(trained("square")).all()


def trained(activation):
    points = data.generate(dataset="linear", seeds=2, train=64, held_out=20)
    level = {"learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True}
    result = trainer.train(
        points["train_x"],
        points["train_y"],
        held_out=(points["held_out_x"], points["held_out_y"]),
        seeds=(1, 2),
        levels=[level],
        sizes=layer_sizes([20, 10]),
        activation=activation,
        loss="mse",
        batch=32,
        epochs=3,
        checkpoints=1,
    )
    return result["weights"]


@pytest.mark.parametrize("name", [*ACTIVATIONS, *ACTIVATIONS.variants])
def test_training_by_value_and_slope_is_training_by_calls_in_place(folder, monkeypatch, name):
    expected, ours = trained(name), ACTIVATIONS[name]
    monkeypatch.setitem(ACTIVATIONS._own, name, ours._replace(value_calls=None, slope_calls=None))
    np.testing.assert_allclose(trained(name), expected, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize(("kind", "entry", "message"), [
    ("datasets", "shape.py:ring", r"shape\.py: no such file in .*; the path is relative to the project's folder"),
    ("datasets", "shapes.py:rng", r"shapes\.py: there is no 'rng'; did you mean 'ring'\?"),
    ("activations", "shapes.py:sqare", r"shapes\.py: there is no 'sqare'; did you mean 'square'\?"),
    ("activations", "helpers.py:none", r"helpers\.py: there is no 'none'; nor any other function below @activation"),
    ("datasets", "shapes.py:uniform", r"uniform is no dataset; write @dataset\(label=…\) from backprop\.registry above it"),
    ("activations", "shapes.py:ring", r"ring is no activation; write @activation"),
    ("datasets", "shapes.py:SHOUTED", r"SHOUTED: .*rename the function, in lower-case letters, digits and _"),
    ("datasets", "shapes.py:default", r"default is a key of the config; rename the function"),
    ("activations", "shapes.py:relu", r"relu is one of ours; rename the function"),
    ("activations", "silu_sigmoid_slope", "'silu_sigmoid_slope' varies silu; name it in the experiments that are to use it"),
    ("datasets", "README:ring", r"README: not a Python file"),
    ("datasets", "ring", r"'ring' is unknown; .*Known: linear, xor, chessboard, and file\.py:function of your own"),
])  # fmt: skip
def test_an_entry_that_leads_nowhere_is_one_line_with_the_remedy(folder, config, kind, entry, message):
    (folder / "README").write_text("")
    found = problems(config, kind, entry)
    assert re.search(message, found)
    assert found.startswith(f"{kind}: ")
    assert found.count("\n") == 0


@pytest.mark.parametrize(("text", "message"), [
    ("x = 1\ndef f(:\n", r"mine\.py:2: invalid syntax"),
    ("import numpy\n\nimport nunpy\n", r"mine\.py:3: ModuleNotFoundError: No module named 'nunpy'; correct it"),
    ("from backprop.registry import dataset\n\n@dataset(lable='x')\ndef f(rng, n): ...\n", r"mine\.py:3: TypeError: .*label"),
    ("from backprop.registry import dataset\n\n@dataset(label='x', size=3)\ndef f(rng, n): ...\n", r"mine\.py:3: TypeError: .*size"),
])  # fmt: skip
def test_a_file_that_cannot_be_run_is_named_with_the_line(folder, config, text, message):
    (folder / "mine.py").write_text(text)
    assert re.search(f"datasets: {message}", problems(config, "datasets", "linear", "mine.py:f"))


def test_two_entries_of_one_name_are_refused(folder, config):
    (folder / "more.py").write_text(SHAPES)
    found = problems(config, "datasets", "shapes.py:ring", "more.py:ring")
    assert "shapes.py:ring and more.py:ring have one name; rename one, or leave it out" in found


@pytest.mark.parametrize(("name", "message"), [
    ("flat", r"flat: shapes \(8,\) and \(8,\); return points \(8, 2\) and labels \(8,\)"),
    ("far", "far: a point lies outside the unit square"),
    ("three", "three: a label is neither 0 nor 1"),
    ("broken", r"shapes\.py:\d+: 8 points of broken: NameError: name 'nothing' is not defined; correct it"),
])  # fmt: skip
def test_a_dataset_that_draws_something_else_is_told_what_is_wanted(folder, name, message):
    DATASETS.load([f"shapes.py:{name}"])
    with pytest.raises(UserError, match=message):
        data.generate(dataset=name, seeds=1, train=8, held_out=8)


def test_an_activation_that_loses_the_shape_is_told_so():
    lost = registry.Activation("Lost", lambda z: z, lambda z: z.sum(), 1.0)
    with pytest.raises(UserError, match=r"lost: the slope of an array \(2, 3\) has the shape \(\)"):
        train.require_both("lost", lost)


def test_a_dataset_that_cannot_be_thinned_says_so():
    with pytest.raises(UserError, match="thinned: linear has no function that thins it"):
        data.generate(dataset="linear", seeds=1, train=8, held_out=8, thinned=5)


def test_a_new_dataset_or_activation_needs_no_other_line_of_the_config(folder, config):
    config["datasets"].append("shapes.py:ring")
    config["activations"].append("shapes.py:square")
    assert check.problems(config, sound=True) == []
    resolved = resolve.resolve(config)
    assert resolved["datasets"] == ["linear", "xor", "chessboard", "ring"]
    assert resolved["own"] == {
        "datasets": {"ring": "shapes.py:ring"},
        "activations": {"square": "shapes.py:square"},
    }
    assert ("robust", "ring", "square") in study.jobs(resolved)
    settings = study.training(resolved, "robust", "ring", "square")
    assert settings["levels"][0] | {"scale": settings["scale"]} == {
        "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True, "scale": 2,
    }  # fmt: skip


def test_what_a_dataset_needs_of_the_defaults_travels_with_it_and_an_exception_wins(folder, config):
    config["datasets"].append("shapes.py:ring")
    assert not check.problems(config, sound=True)
    resolved = resolve.resolve(config)
    assert resolved["samples"]["course"]["ring"] == {"train": 2048, "held_out": 2000}
    assert resolved["samples"]["large"]["ring"] == {"train": 8192, "held_out": 8000}
    assert resolved["experiments"]["first_reading"]["epochs"]["ring"] == 600
    config["samples"]["course"]["ring"] = {"train": 100}
    config["experiments"]["first_reading"]["epochs"]["ring"] = 7
    resolved = resolve.resolve(config)
    assert resolved["samples"]["course"]["ring"] == {"train": 100, "held_out": 2000}
    assert resolved["experiments"]["first_reading"]["epochs"]["ring"] == 7


def test_what_is_taken_away_takes_with_it_what_is_about_nothing_else(config):
    config["datasets"].remove("xor")
    config["activations"].remove("silu")
    assert check.problems(config, sound=True) == []
    resolved = resolve.resolve(config)
    missing, absent = resolve.left_out(config, resolved)
    assert missing == [
        *("border_raw", "border_centred", "border_thinned"),
        *("course_sigmoid_slope", "course_slope_of_value", "course_shuffled"),
    ]
    assert absent[:2] == ["dataset=xor", "activation=silu"]
    assert resolved["experiments"]["momentum"]["datasets"] == ["chessboard"]
    assert resolved["experiments"]["small_rate"]["activations"] == ["sigmoid"]
    assert "silu" not in resolved["experiments"]["robust"]["learning_rate"]


def test_a_variant_is_trained_only_where_an_experiment_names_it(config):
    config["experiments"] = {
        "plain": {**config["experiments"]["robust"], "datasets": ["linear"]},
        "named": {**config["experiments"]["first_reading"], "datasets": ["linear"]},
    }
    config["experiments"]["named"]["activations"] = ["silu_sigmoid_slope", "relu"]
    assert check.problems(config, sound=True) == []
    resolved = resolve.resolve(config)
    jobs = study.jobs(resolved)
    assert [job[2] for job in jobs if job[0] == "plain"] == ["sigmoid", "relu", "leaky_relu", "silu"]
    assert list(resolved["experiments"]["plain"]["scale"]) == ["sigmoid", "relu", "leaky_relu", "silu"]
    assert [job[2] for job in jobs if job[0] == "named"] == ["relu", "silu_sigmoid_slope"]
    assert resolve.left_out(config, resolved) == ([], [])


def test_without_what_a_variant_varies_it_is_not_in_the_study(config):
    config["activations"].remove("silu")
    config["experiments"]["wrong"] = {
        **config["experiments"]["first_reading"],
        "activations": ["silu_slope_of_value"],
    }
    resolved = resolve.resolve(config)
    missing, absent = resolve.left_out(config, resolved)
    assert "wrong" in missing
    assert absent == [
        "activation=silu",
        "activation=silu_sigmoid_slope",
        "activation=silu_slope_of_value",
    ]


def test_a_file_of_data_or_a_run_names_the_code_of_its_dataset_or_activation(folder, run):
    settings = '{"dataset": "ring", "first_seed": 1, "seeds": 1, "train": 64, "held_out": 8, "flipped": 0, "thinned": 1}'
    command = [
        "backprop.stages.data",
        "--settings",
        settings,
        "--entry",
        "shapes.py:ring",
        "--output",
        "ring.npz",
    ]
    result = run(*command, cwd=folder)
    assert result.returncode == 0, result.stderr
    _, record = store.load("ring.npz", stage="backprop.stages.data")
    before = digest.digest(*store.roots(record))
    (folder / "helpers.py").write_text("RADIUS = 0.3\n")
    digest._parsed.cache_clear()
    assert digest.digest(*store.roots(record)) != before


@pytest.mark.parametrize(("file", "changed"), [
    ("shapes.py", {"ring"}), ("helpers.py", {"ring"}),
    ("backprop/datasets/chessboard.py", {"chessboard"}),
    ("backprop/activations/silu.py", {"silu"}),
    ("backprop/figures/kinds/dead.py", {"dead"}),
    ("backprop/figures/kinds/grid.py", {"grid"}),
    ("backprop/figures/sources.py", {"dead", "grid", "curves", "signals"}),
])  # fmt: skip
def test_a_change_of_one_is_no_change_of_the_others(folder, monkeypatch, file, changed):
    source, parsed = digest._home("shilu"), digest._parsed
    kinds = ("dead", "grid", "curves", "signals")

    def codes():
        return {
            **{name: digest.digest("backprop.stages.data", DATASETS.root(name)) for name in DATASETS.ours},
            "ring": digest.digest("backprop.stages.data", DATASETS.root("shapes.py:ring")),
            **{
                name: digest.digest("backprop.stages.train", ACTIVATIONS.root(name))
                for name in ACTIVATIONS.ours
            },
            **{
                kind: digest.digest("backprop.stages.figures", f"backprop.figures.kinds.{kind}")
                for kind in kinds
            },
        }

    edited = {source / file, (folder / file).relative_to(folder)}
    before = codes()
    monkeypatch.setattr(
        digest, "_parsed", lambda path: (parsed(path)[0], parsed(path)[1] + "edited" * (path in edited))
    )
    after = codes()
    assert {name for name in before if before[name] != after[name]} == changed


@pytest.mark.parametrize(
    "document", ["README.md", "README.zh-TW.md", "docs/own-dataset.md", "docs/own-dataset.zh-TW.md"]
)
def test_the_example_of_the_documents_works(root, folder, document):
    code = re.search(r"```python\n(.*?)```", (root / document).read_text(encoding="utf-8"), re.DOTALL)[1]
    (folder / "example.py").write_text(code, encoding="utf-8")
    shape, bend = re.findall(r"^def (\w+)", code, re.MULTILINE)
    DATASETS.load([f"example.py:{shape}"])
    ACTIVATIONS.load([f"example.py:{bend}"])
    labels = data.generate(dataset=shape, seeds=1, train=500, held_out=500)["train_y"]
    assert 0.3 < labels.mean() < 0.7
    z = np.linspace(-3, 3, 21)
    value, slope = ACTIVATIONS[bend].value, ACTIVATIONS[bend].slope
    np.testing.assert_allclose(slope(z), (value(z + 1e-6) - value(z - 1e-6)) / 2e-6, atol=1e-6)
    assert slope(z.astype(np.float32)).dtype == value(z.astype(np.float32)).dtype == np.float32


def test_the_names_cost_no_numpy():
    """Snakemake asks for them each time, also where nothing is to be done."""
    modules = "backprop.registry, backprop.study.check, backprop.study.resolve, backprop.figures.exhibits"
    code = f"import {modules}, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
