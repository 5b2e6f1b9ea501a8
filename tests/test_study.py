"""The config taken apart: each stage gets the part that it depends on, no more."""

import copy

import pytest
import yaml

from backprop import study
from shilu.errors import UserError


@pytest.fixture
def config(root):
    return yaml.safe_load((root / "config/config.yaml").read_text())


def test_lists_of_hyper_parameters_are_crossed(config):
    levels = study.levels({**config["experiments"]["grid"], "momentum": [0.0, 0.9], "kaiming": [True, False]})
    assert [(level["momentum"], level["kaiming"]) for level in levels] == [
        (0.0, True),
        (0.0, False),
        (0.9, True),
        (0.9, False),
    ]


def test_one_value_is_one_level(config):
    assert len(study.levels(config["experiments"]["as_reported"])) == 1


def test_a_change_of_one_experiment_changes_the_settings_of_no_other(config):
    changed = copy.deepcopy(config)
    changed["experiments"]["grid"]["batch"] = 64
    changed["author"] = "x"
    differ = {
        job for job in study.jobs(config) if study.training(config, *job) != study.training(changed, *job)
    }
    assert {name for name, *_ in differ} == {"grid"}
    assert len(differ) == len(config["datasets"]) * len(config["activations"])


def test_more_seeds_of_an_experiment_leave_the_data_alone(config):
    changed = copy.deepcopy(config)
    changed["experiments"]["as_reported"]["seeds"] += 1
    assert study.sample(changed, "course", "xor") == study.sample(config, "course", "xor")


def test_a_damaged_config_is_named_with_the_way_to_get_it_back(tmp_path):
    (tmp_path / "config.json").write_text('{"results":')
    with pytest.raises(UserError, match=r"config\.json: not JSON .*; the next `snakemake` writes it again"):
        study.read(tmp_path / "config.json")
