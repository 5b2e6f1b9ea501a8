"""The figures of the report: each is made from what it shows, and from nothing else."""

import importlib
import re

import pytest
import yaml

from backprop.evaluation.readings import READINGS
from backprop.figures import exhibits
from backprop.study import config as study
from backprop.study.resolve import resolve
from shilu.figures import style


@pytest.fixture
def config(root):
    written = yaml.safe_load((root / "config/config.yaml").read_text())
    return resolve(study.inherit(written)) | {"results": "results"}


@pytest.fixture
def described(config):
    return exhibits.figures(config)


def test_each_figure_has_the_options_that_its_kind_takes(described):
    for name, figure in described.items():
        given = {word[2:] for word in figure["options"].split() if word.startswith("--")}
        taken = importlib.import_module(f"backprop.figures.kinds.{figure['kind']}").OPTIONS
        assert given == {*taken, "config"}, name


def test_a_figure_is_made_from_the_runs_that_it_shows_and_from_no_others(described):
    assert described["curves"]["inputs"] == [
        f"results/runs/first_reading/{dataset}/{activation}.npz"
        for dataset in ("linear", "xor", "chessboard")
        for activation in ("sigmoid", "relu", "leaky_relu", "silu")
    ]
    assert described["grid"]["inputs"] == ["results/tables/grid.csv"]
    assert described["dead"]["inputs"] == ["results/metrics/replicas.csv"]


def test_the_original_s_numbers_are_left_out_where_no_network_stands_beside_them(config):
    assert {reading.experiment for reading in READINGS.values()} == set(exhibits.READ)
    experiments = config["experiments"]
    for name in exhibits.READ:
        assert "numbers" in exhibits.figures(config | {"experiments": {name: experiments[name]}})
    others = {name: experiment for name, experiment in experiments.items() if name not in exhibits.READ}
    assert "numbers" not in exhibits.figures(config | {"experiments": others})
    for own in ({"datasets": ["ring"]}, {"activations": ["gelu"]}):
        assert "numbers" not in exhibits.figures(
            config | {"experiments": {"course": experiments["course"]}} | own
        )


def test_every_figure_stands_in_the_report_with_an_alt_text(root, described):
    template = (root / "report/report.zh-TW.md.j2").read_text(encoding="utf-8")
    for name in described:
        assert f"(figures/{name}.svg){{" in template, name


def test_no_figure_is_printed_smaller_than_it_is_drawn(root):
    # So its text is as large on paper as in the figure.
    template = (root / "report/report.zh-TW.md.j2").read_text(encoding="utf-8")
    left, right = (float(re.search(rf"{side}=([\d.]+)cm", template)[1]) for side in ("left", "right"))
    pictures = re.findall(r"\]\(figures/.*?\.svg\)\{(.*?)\}", template)
    assert pictures
    for options in pictures:
        share = float(re.search(r"width=([\d.]+)%", options)[1]) / 100
        assert share * (21 - left - right) >= style.WIDTH_CM, options


def test_every_experiment_of_the_config_is_shown_somewhere(root, config, described):
    prose = [root / "report" / name for name in ("report.zh-TW.md.j2", "claims.yaml")]
    shown = [
        *(file.read_text(encoding="utf-8") for file in prose),
        *(f["options"] for f in described.values()),
    ]
    assert study.unused(config, " ".join(shown)) == []
