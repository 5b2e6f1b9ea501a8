"""The config taken apart: each stage gets the part that it depends on, no more."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from backprop.study import check
from backprop.study import config as study
from backprop.study.resolve import resolve
from shilu import config as schema
from shilu.errors import UserError


@pytest.fixture
def config(root):
    return resolve(study.inherit(yaml.safe_load((root / "config/config.yaml").read_text())))


@pytest.mark.parametrize("name", ["quick", "long"])
def test_the_other_configs_fit_over_the_default_one_as_snakemake_merges_them(root, name):
    files = [root / f"config/{each}.yaml" for each in ("config", name)]
    merged, over = (yaml.safe_load(file.read_text()) for file in files)
    update_config(merged, over)
    written = study.inherit(merged)
    assert schema.problems(written, root / "workflow/schemas/config.schema.yaml", files) == []
    assert check.problems(written, sound=True) == []
    assert merged["results"] == f"results/{name}"


def test_the_recipe_for_linear_is_in_the_long_study_alone(root, config):
    merged = yaml.safe_load((root / "config/config.yaml").read_text())
    update_config(merged, yaml.safe_load((root / "config/long.yaml").read_text()))
    long = resolve(study.inherit(merged))
    recipes = [job for job in study.jobs(long) if job[0].startswith("recipe_linear")]
    assert recipes == [
        *(("recipe_linear", "linear", name) for name in ("relu", "leaky_relu")),
        *(("recipe_linear_smooth", "linear", name) for name in ("sigmoid", "silu")),
    ]
    assert not {job[0] for job in study.jobs(config)} & {"recipe_linear", "recipe_linear_smooth"}


def test_lists_of_hyper_parameters_are_crossed(config):
    levels = study.levels(
        {**config["experiments"]["grid"], "momentum": [0.0, 0.9], "kaiming": [True, False]}, "relu"
    )
    assert [(level["momentum"], level["kaiming"]) for level in levels] == [
        (0.0, True),
        (0.0, False),
        (0.9, True),
        (0.9, False),
    ]


def test_one_value_is_one_level(config):
    assert len(study.levels(config["experiments"]["first_reading"], "relu")) == 1


def test_a_change_of_one_experiment_changes_the_settings_of_no_other(config):
    changed = copy.deepcopy(config)
    changed["experiments"]["grid"]["batch"] = 64
    changed["experiments"]["grid"]["title"] = "x"
    changed["author"] = "x"
    differ = {
        job for job in study.jobs(config) if study.training(config, *job) != study.training(changed, *job)
    }
    assert {name for name, *_ in differ} == {"grid"}
    assert len(differ) == len(config["datasets"]) * len(config["activations"])


def test_another_number_of_seeds_leaves_the_data_alone(config):
    changed = copy.deepcopy(config)
    changed["experiments"]["first_reading"]["seeds"] -= 1
    assert study.sample(changed, "course", "xor") == study.sample(config, "course", "xor")


def test_a_damaged_config_is_named_with_the_way_to_get_it_back(tmp_path):
    (tmp_path / "config.json").write_text('{"results":')
    with pytest.raises(UserError, match=r"config\.json: not JSON .*; the next `snakemake` writes it again"):
        study.read(tmp_path / "config.json")


def test_what_an_experiment_does_not_say_is_as_in_its_base():
    config = {
        "experiments": {
            "a": {"title": "A", "learning_rate": 0.1, "momentum": 0.9, "seeds": 3},
            "b": {"base": "a", "seeds": 5},
            "c": {"base": "b", "effective_rate": 1.0},
        }
    }
    found = study.inherit(config)["experiments"]
    assert found["b"] == {"base": "a", "learning_rate": 0.1, "momentum": 0.9, "seeds": 5}
    assert found["c"] == {"base": "b", "effective_rate": 1.0, "momentum": 0.9, "seeds": 5}


@pytest.mark.parametrize(("experiments", "message"), [
    ({"a": {"base": "z"}}, r"experiments\.a\.base: there is no experiment 'z'; known: a"),
    ({"a": {"base": "b"}, "b": {"base": "a"}}, r"experiments\.b\.base: a -> b -> a is a circle"),
    ({"a": {"base": "a"}}, r"experiments\.a\.base: a -> a is a circle"),
])  # fmt: skip
def test_a_base_that_leads_nowhere_is_named(experiments, message):
    with pytest.raises(UserError, match=message):
        study.inherit({"experiments": experiments})


def test_the_effective_rate_is_the_learning_rate_over_one_less_momentum(config):
    levels = study.levels(config["experiments"]["momentum_matched"], "relu")
    assert [(level["momentum"], level["learning_rate"]) for level in levels] == [
        (0.0, 1.0), (0.5, 0.5), (0.7, 0.3), (0.8, 0.2), (0.9, 0.1), (0.95, 0.05),
    ]  # fmt: skip


def test_a_setting_may_differ_between_activations(config):
    assert study.levels(config["experiments"]["robust"], "sigmoid")[0]["learning_rate"] == 0.4
    assert study.training(config, "robust", "xor", "silu")["scale"] == 4


@pytest.mark.parametrize("setting", ["learning_rate", "momentum", "weight_decay", "kaiming"])
def test_a_list_for_one_activation_makes_levels_of_that_one_and_the_experiment_varies_it(config, setting):
    values = [True, False] if setting == "kaiming" else [0.1, 0.2]
    experiment = config["experiments"]["first_reading"] | {setting: {"relu": values, "silu": values[0]}}
    assert [level[setting] for level in study.levels(experiment, "relu")] == values
    assert len(study.levels(experiment, "silu")) == 1
    assert study.varied(experiment) == [setting]
    assert study.varied(experiment | {setting: {"relu": values[0], "silu": values[1]}}) == []


def test_the_seeds_of_all_data_start_from_the_first_seed(config):
    assert config["first_seed"] > 100  # those below were looked at
    assert study.sample(config, "course", "xor")["first_seed"] == config["first_seed"]
    training = study.training(config, "robust", "xor", "relu")
    assert training["sample"]["first_seed"] == config["first_seed"]


def test_an_experiment_trains_the_datasets_and_activations_that_it_names(config):
    jobs = [job for job in study.jobs(config) if job[0] == "small_rate"]
    assert jobs == [("small_rate", "chessboard", "sigmoid"), ("small_rate", "chessboard", "silu")]


def test_an_experiment_that_nothing_shows_is_found(config):
    text = "accuracy.first_reading and --experiments robust momentum"
    assert "grid" in study.unused(config, text)
    assert not {"first_reading", "robust", "momentum"} & set(study.unused(config, text))
