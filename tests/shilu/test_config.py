"""A mistake in the config is one line that names the file, the key and what was expected."""

import copy
import re

import pytest
import yaml

from backprop.study import check as study_check
from backprop.study import config as study
from shilu import config
from shilu.errors import UserError


@pytest.fixture
def check(root):
    files = [root / "config" / "config.yaml"]

    def check(*path, value):
        settings = copy.deepcopy(yaml.safe_load(files[0].read_text()))
        node = settings
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
        settings = study.inherit(settings)
        found = config.problems(settings, root / "workflow/schemas/config.schema.yaml", files)
        return "\n".join(found + study_check.problems(settings, sound=not found))

    return check


@pytest.mark.parametrize(("path", "value", "message"), [
    (("datasets",), ["xor", "spiral"], "datasets: 'spiral' is unknown; Known: linear, xor, chessboard, and file.py:function of your own"),
    (("activations",), ["reluu"], "activations: 'reluu' is unknown; did you mean 'relu'"),
    (("experiments", "grid", "sedes"), 3, "experiments.grid.sedes: unknown key; did you mean 'seeds'"),
    (("experiments", "grid", "seeds"), -3, "experiments.grid.seeds: -3 is less than .*whole number, 1 or more"),
    (("experiments", "grid", "epochs", "xor"), "many", "experiments.grid.epochs.xor: 'many' is not of type"),
    (("experiments", "grid", "learning_rate"), "1e-3", r"write 1\.0e-3"),
    (("experiments", "grid", "momentum"), [], "experiments.grid.momentum: .*a list of such"),
    (("experiments", "grid", "momentum"), [0.9, 0.9], "experiments.grid.momentum: .*non-unique"),
    (("experiments", "grid", "sample"), "corse", "experiments.grid.sample: there is no sample 'corse'; did you mean 'course'"),
    (("experiments", "robust", "learning_rate"), {"sigmoid": 0.4}, "robust.learning_rate.relu: missing; give it, a default"),
    (("experiments", "robust", "scale"), {"sigmoid": 0}, "experiments.robust.scale.sigmoid: 0 is less than or equal"),
    (("experiments", "kaiming", "kaiming"), [True, True], "experiments.kaiming.kaiming: .*non-unique"),
    (("experiments", "grid", "seeds"), 90, "samples.course.seeds is 64; raise that one or lower this one"),
    (("samples", "course"), {"seeds": 20}, "samples.course.linear.train: missing; give it, or samples.course.train for all datasets"),
    (("experiments", "grid", "epochs"), {"linear": 1}, "experiments.grid.epochs.xor: missing; give the number of epochs, or a default"),
    (("experiments", "grid", "epochs"), {"default": 1, "xro": 1}, "experiments.grid.epochs: there is no dataset 'xro'; did you mean 'xor'"),
    (("experiments", "grid", "datasets"), ["chesboard"], "experiments.grid.datasets: .*did you mean 'chessboard'"),
    (("experiments", "robust", "scale"), {"default": 1, "rleu": 2}, "experiments.robust.scale: there is no activation 'rleu'; did you mean 'relu'"),
    (("samples", "course", "tarin"), {"train": 2}, "samples.course: there is no dataset 'tarin'; did you mean 'train'"),
    (("experiments", "robust", "effective_rate"), 1.0, "experiments.robust: give either learning_rate or effective_rate"),
    (("experiments", "grid", "momentum"), {"default": 0.9, "relu": [0.5, 1]}, r"experiments.grid.momentum.relu.1: 1 is greater than or equal"),
    (("experiments", "grid", "weight_decay"), {"default": {"relu": 0}}, "experiments.grid.weight_decay.default: .*expected a number, 0 or more, or a list of such"),
    (("experiments", "grid", "kaiming"), {"default": "no"}, "experiments.grid.kaiming.default: .*expected true or false, or a list of both"),
    (("experiments", "grid", "order"), "random", "experiments.grid.order: 'random' is unknown; .*fixed, shuffled"),
    (("first_seed",), 0, "first_seed: 0 is less than .*expected the first of the seeds"),
    (("network",), {}, "network.hidden: missing"),
    (("results",), "a{b}", r"results: 'a\{b\}' will not do; expected the folder .*without braces"),
    (("experiments", "Grid 2"), {}, "experiments.Grid 2: not a name"),
])  # fmt: skip
def test_a_mistake_is_named_with_its_key_and_the_remedy(check, path, value, message):
    assert re.search(message, check(*path, value=value))


@pytest.mark.parametrize("setting", ["learning_rate", "momentum", "weight_decay", "kaiming"])
def test_a_setting_may_be_a_value_a_list_or_either_for_each_activation(check, setting):
    one, several = (True, [True, False]) if setting == "kaiming" else (0.1, [0.1, 0.2])
    for value in (one, several, {"default": one}, {"relu": several, "default": one}):
        assert not check("experiments", "first_reading", setting, value=value)


def test_the_message_names_the_file_that_set_the_value(root, tmp_path):
    base, override = root / "config/config.yaml", tmp_path / "mine.yaml"
    override.write_text("experiments: {grid: {seeds: 0}}")
    settings = study.inherit(yaml.safe_load(base.read_text()))
    settings["experiments"]["grid"]["seeds"] = 0
    with pytest.raises(UserError, match=r"mine\.yaml: experiments\.grid\.seeds"):
        config.check(settings, root / "workflow/schemas/config.schema.yaml", [base, override])


def test_quick_overrides_only_what_the_config_has(root):
    def keys(node, path=()):
        for key, value in node.items():
            yield (*path, key)
            if isinstance(value, dict):
                yield from keys(value, (*path, key))

    full, quick = (yaml.safe_load((root / f"config/{name}.yaml").read_text()) for name in ("config", "quick"))
    # Which datasets have epochs of their own may differ.
    known = set(keys(study.inherit(full)))
    assert not {
        path for path in set(keys(quick)) - {("results",)} if path not in known and path[-2:-1] != ("epochs",)
    }


def test_a_mistake_that_other_experiments_inherit_is_named_once(check):
    found = check("experiments", "first_reading", "learning_rate", value={"default": 0.1, "rleu": 0.2})
    assert found.count("there is no activation 'rleu'") == 1


def test_all_mistakes_are_named_at_once_whatever_their_kind(check):
    found = check(
        "experiments",
        "grid",
        value={"base": "first_reading", "sedes": 1, "sample": 3, "scale": {"rleu": 1}, "batch": 0},
    )
    for message in ("grid.batch: 0", "grid.sample: 3 is not", "grid.sedes: unknown", "no activation 'rleu'"):
        assert message in found
    assert found.count("\n") == 3


def test_of_several_files_that_set_a_key_the_last_one_is_named(tmp_path):
    names = ["base.yaml", "one.yaml", "two.yaml"]
    for name, text in zip(names, ("a: {b: 1, c: 1}", "a: {b: 2}", "a: {b: 3}"), strict=True):
        (tmp_path / name).write_text(text)
    paths = [tmp_path / name for name in names]
    assert config.origin(["a", "b"], paths) == tmp_path / "two.yaml"
    assert config.origin(["a", "c"], paths) == tmp_path / "base.yaml"


@pytest.mark.parametrize(("name", "text", "message"), [
    ("a.yaml", "x: 1\ny: 2\nx: 3\n", r"a\.yaml: not valid YAML: the key 'x' is given twice .*line 3"),
    ("a.yaml", "x: 020\n", r"a\.yaml: not valid YAML: YAML reads 020 as another number"),
    ("a.yaml", "x: 1:20\n", r"a\.yaml: not valid YAML: YAML reads 1:20 as another number.*\"1:20\""),
    ("a.yaml", "x: 2023-99-99\n", r"a\.yaml: not valid YAML: month must be in 1\.\.12; correct it"),
    ("a.yaml", "[" * 3000 + "]" * 3000, r"a\.yaml: nested too deeply; flatten it"),
    ("a.yaml", "- " * 100_000, r"a\.yaml: nested too deeply; flatten it"),
    ("a.yaml", f"x: {'9' * 5000}\n", r"a\.yaml: not valid YAML: Exceeds the limit"),
    ("a.toml", f"x = {'[' * 3000}", r"a\.toml: nested too deeply; flatten it"),
    ("a.toml", f"x = {'9' * 5000}\n", r"a\.toml: not valid TOML: Exceeds the limit"),
])  # fmt: skip
def test_a_file_that_python_stumbles_over_is_one_line(tmp_path, monkeypatch, name, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(UserError, match=f"^{message}") as told:
        config.read(name)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("text", "message"), [
    ("[" * 100_000, "a.json: not valid JSON: nested too deeply; correct it"),
    ('["\\ud800"]', "a.json: not valid JSON: half of a character, .ud800; correct it"),
    ('{"a": NaN}', "a.json: not valid JSON: NaN is no number of JSON; correct it"), ("9" * 5000, "a.json: not valid JSON: Exceeds the limit"), ('{"a"}', "a.json:1: not valid JSON: "),
])  # fmt: skip
def test_so_is_a_json_file(tmp_path, monkeypatch, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UserError, match=f"^{message}"):
        config.read_json("a.json")


def test_a_merge_key_is_no_key_given_twice(tmp_path):
    (tmp_path / "a.yaml").write_text("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n")
    assert config.read(tmp_path / "a.yaml") == {"a": {"x": 1}, "b": {"x": 2}}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400])
def test_what_is_no_finite_number_is_none_for_a_schema(check, value):
    said = check("experiments", "grid", "learning_rate", value=value)
    assert "is no finite number" in said or "is not of type 'number'" in said


def test_a_count_is_a_whole_number_also_in_how_it_is_written(check):
    assert "experiments.grid.seeds: 2.0 is not of type 'integer'" in check(
        "experiments", "grid", "seeds", value=2.0
    )
    assert "write 1000)" in check("experiments", "grid", "seeds", value="1e3")
