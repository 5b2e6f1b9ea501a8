"""The settings as a table, which the prose binds like results."""

import importlib
import json

import pytest

from backprop.stages.settings_table import settings
from shilu.values.rows import Rows
from shilu.values.table import read_table


def test_settings_have_every_number_of_the_config_and_what_follows_from_it(small_config):
    values = settings(small_config).set_index("name")["value"]
    assert values["network.hidden"] == "3、2"
    assert (values["network.hidden.count"], values["network.hidden.1"]) == ("2", "3")
    # 2 → 3 → 2 → 1 with a bias for each unit: 9 + 8 + 3.
    assert values["network.parameters"] == "20"
    assert values["experiments.one.epochs.xor"] == "9"
    assert values["experiments.many.momentum"] == "0、0.9"
    # Two activations on one dataset: 4 seeds at one level, 2 seeds at two.
    assert (values["experiments.one.networks"], values["networks"]) == ("8", "16")
    assert values["activations"] == "ReLU、SiLU"
    assert "results" not in values


def test_a_setting_that_differs_between_activations_is_given_joined_and_for_each(small_config):
    experiment = small_config["experiments"]["one"] | {"learning_rate": {"relu": 0.1, "silu": 0.2}}
    values = settings(small_config | {"experiments": {"one": experiment}}).set_index("name")["value"]
    assert values["experiments.one.learning_rate"] == "0.1（ReLU）；0.2（SiLU）"
    assert values["experiments.one.learning_rate.silu"] == "0.2"


def test_those_that_share_a_setting_are_named_together_in_the_order_of_the_report(small_config):
    experiment = small_config["experiments"]["one"] | {
        "kaiming": {"silu": True, "relu": True, "sigmoid": False}
    }
    values = settings(small_config | {"experiments": {"one": experiment}}).set_index("name")["value"]
    assert values["experiments.one.kaiming"] == "關（Sigmoid）；開（ReLU、SiLU）"


def test_the_levels_of_activations_that_have_not_the_same_number_are_given_for_each(small_config):
    rates = {"relu": [0.1, 0.2, 0.3], "silu": 0.2}
    experiment = small_config["experiments"]["one"] | {"learning_rate": rates}
    values = settings(small_config | {"experiments": {"one": experiment}}).set_index("name")["value"]
    assert values["experiments.one.levels"] == "3（ReLU）；1（SiLU）"
    assert values["experiments.one.networks"] == "16"


def test_an_experiment_counts_the_levels_of_its_own_activations(small_config):
    own = {"activations": ["silu"], "momentum": {"silu": [0.0, 0.9]}}
    experiments = {"one": small_config["experiments"]["one"] | own}
    values = settings(small_config | {"experiments": experiments}).set_index("name")["value"]
    assert (values["experiments.one.levels"], values["experiments.one.networks"]) == ("2", "8")


def test_settings_carry_their_unit_and_a_title(small_config):
    row = settings(small_config).set_index("name").loc["experiments.one.epochs.xor"]
    assert (row["unit"], row["title"]) == ("epoch", "訓練週期數・XOR")


def test_the_report_reaches_a_setting_that_the_command_wrote(run, tmp_path, small_config):
    (tmp_path / "config.json").write_text(json.dumps(small_config))
    result = run(
        "backprop.stages.settings_table",
        "--config",
        tmp_path / "config.json",
        "--output",
        tmp_path / "settings.csv",
    )
    assert result.returncode == 0, result.stderr
    seeds = Rows(read_table(tmp_path / "settings.csv"))["experiments.one.seeds"]["value"]
    assert (seeds.raw, seeds.unit) == (4, "seed")


@pytest.mark.parametrize(("name", "module", "constant"), [
    ("constant_span", "failures", "CONSTANT_SPAN"), ("most_dead", "failures", "MOST_DEAD"),
    ("late_drop", "failures", "DROP"), ("smoothed", "failures", "SMOOTHED"), ("unsure", "borders", "UNSURE"),
    ("border_distance", "borders", "BORDER_DISTANCE"), ("saturated", "signals", "SATURATED"),
])  # fmt: skip
def test_each_threshold_that_a_measure_uses_can_be_cited(small_config, name, module, constant):
    used = getattr(importlib.import_module(f"backprop.evaluation.{module}"), constant)
    row = settings(small_config).set_index("name").loc[f"evaluation.{name}"]
    assert float(row["value"]) == used
    assert row["title"] != f"evaluation.{name}"
