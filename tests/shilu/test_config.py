"""A mistake in the config is one line that names the file, the key and what was expected."""

import copy

import pytest
import yaml

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
        config.check(settings, root / "workflow/schemas/config.schema.yaml", files)
        study.check(settings)

    return check


@pytest.mark.parametrize(("path", "value", "message"), [
    (("datasets",), ["xor", "spiral"], "datasets.1: 'spiral' is unknown; Known: linear, xor, chessboard"),
    (("activations",), ["reluu"], "activations.0: 'reluu' is unknown; did you mean 'relu'"),
    (("experiments", "grid", "sedes"), 3, "experiments.grid.sedes: unknown key; did you mean 'seeds'"),
    (("experiments", "grid", "seeds"), -3, "experiments.grid.seeds: -3 is less than .*whole number, 1 or more"),
    (("experiments", "grid", "epochs", "xor"), "many", "experiments.grid.epochs.xor: 'many' is not of type"),
    (("experiments", "grid", "learning_rate"), "1e-3", r"write 1\.0e-3"),
    (("experiments", "grid", "momentum"), [], "experiments.grid.momentum: .*a list of such"),
    (("experiments", "grid", "momentum"), [0.9, 0.9], "experiments.grid.momentum: .*non-unique"),
    (("experiments", "grid", "sample"), "corse", "experiments.grid.sample: there is no sample 'corse'; known: course"),
    (("experiments", "robust", "learning_rate"), {"sigmoid": 0.4}, "robust.learning_rate.relu: missing; give it"),
    (("experiments", "robust", "scale"), {"sigmoid": 0}, "experiments.robust.scale.sigmoid: 0 is less than or equal"),
    (("experiments", "kaiming", "kaiming"), [True, True], "experiments.kaiming.kaiming: .*non-unique"),
    (("experiments", "grid", "seeds"), 50, "samples.course.seeds is 20; raise that one or lower this one"),
    (("samples", "course"), {"seeds": 20}, "samples.course.linear: missing; give train and held_out"),
    (("experiments", "grid", "epochs"), {"linear": 1}, "experiments.grid.epochs.xor: missing"),
    (("network",), {}, "network.hidden: missing"),
    (("experiments", "Grid 2"), {}, "experiments.Grid 2: not a name"),
])  # fmt: skip
def test_a_mistake_is_named_with_its_key_and_the_remedy(check, path, value, message):
    with pytest.raises(UserError, match=message):
        check(*path, value=value)


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
    assert set(keys(quick)) - {("results",)} < set(keys(study.inherit(full)))


def test_the_schema_knows_the_datasets_and_activations_that_the_code_has(root):
    from backprop.network.activations import ACTIVATIONS
    from backprop.stages.data import DATASETS

    schema = yaml.safe_load((root / "workflow/schemas/config.schema.yaml").read_text())["properties"]
    assert schema["datasets"]["items"]["enum"] == list(DATASETS)
    assert schema["activations"]["items"]["enum"] == list(ACTIVATIONS)
