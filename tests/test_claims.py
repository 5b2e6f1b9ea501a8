"""Claims: the sentence that stands in the report is the one that the test allows."""

import copy

import numpy as np
import pytest
import yaml

from shilu import claims
from shilu.errors import UserError

CLAIM = {
    "id": "beta_flows_more",
    "title": "β flows more",
    "data": "flow",
    "where": {"head": "low"},
    "value": "flow",
    "compare": {"pump": "beta"},
    "against": {"pump": "alpha"},
    "direction": "above",
    "margin": 0.1,
    "paired": "day",
    "sentences": {"supported": "yes", "refuted": "no", "undecided": "who knows"},
}


def rows(**flows):
    """Return rows of the pumps' flows on as many days as are given."""
    return [
        {"head": "low", "pump": pump, "day": str(day), "flow": str(flow)}
        for pump, values in flows.items()
        for day, flow in enumerate(values)
    ]


def verdict(flow, **changes):
    claim = {**copy.deepcopy(CLAIM), **changes}
    (entry,) = claims.test([claim], {"flow": (flow, {"file": "flow.csv", "sha256": "0"})})
    return entry


NOISE = np.random.default_rng(1).normal(0, 0.02, 10)


def test_an_effect_above_the_margin_is_supported_with_its_sentence():
    entry = verdict(rows(alpha=1 + NOISE, beta=1.5 + NOISE[::-1]))
    assert (entry["verdict"], entry["sentence"]) == ("supported", "yes")
    assert entry["effect"] == pytest.approx(0.5)
    assert entry["n"] == 10


def test_an_effect_that_falls_short_of_the_margin_is_refuted_though_it_is_not_zero():
    entry = verdict(rows(alpha=1 + NOISE, beta=1.03 + NOISE[::-1]))
    assert entry["verdict"] == "refuted"


def test_pairs_too_few_for_the_level_are_undecided_with_the_number_needed():
    entry = verdict(rows(alpha=[1, 1, 1], beta=[9, 9, 9]))
    assert (entry["verdict"], entry["needed"]) == ("undecided", 6)


def test_scattered_pairs_are_undecided_with_the_number_that_would_probably_do():
    wide = np.random.default_rng(2).normal(0.4, 0.8, 10)
    entry = verdict(rows(alpha=np.ones(10), beta=1 + wide))
    assert entry["verdict"] == "undecided"
    assert entry["needed"] > 10


def test_one_against_each_of_the_others_holds_only_if_all_do():
    data = rows(alpha=1 + NOISE, beta=1.5 + NOISE[::-1], gamma=2 + NOISE)
    assert verdict(data, against="others")["verdict"] == "refuted"
    assert verdict(data, against="others", compare={"pump": "gamma"})["verdict"] == "supported"


def test_groups_against_a_constant():
    data = rows(alpha=1 + NOISE, beta=1.5 + NOISE)
    assert verdict(data, against=0.5, compare={"pump": "each"})["verdict"] == "supported"
    assert verdict(data, against=1.2, compare={"pump": "each"})["verdict"] == "refuted"
    assert verdict(data, against=1.2, compare={"pump": "beta"})["verdict"] == "supported"


def test_direction_below_turns_the_comparison_round():
    data = rows(alpha=1 + NOISE, beta=1.5 + NOISE)
    below = {"direction": "below", "compare": {"pump": "alpha"}, "against": {"pump": "beta"}}
    assert verdict(data, **below)["verdict"] == "supported"


def test_never_reached_counts_as_later_than_anything():
    data = rows(alpha=np.arange(10) + 50.0, beta=np.arange(10) + 10.0)
    data[3]["flow"] = ""
    options = {"direction": "below", "statistic": "median", "missing": "never", "margin": 5}
    assert verdict(data, **options)["verdict"] == "supported"


def test_more_claims_ask_for_more():
    data = {"flow": (rows(alpha=1 + NOISE[:6], beta=1.5 + NOISE[:6][::-1]), {"file": "f", "sha256": "0"})}
    many = [{**CLAIM, "id": f"claim_{number}"} for number in range(8)]
    assert claims.test(many[:1], data)[0]["verdict"] == "supported"
    assert {entry["verdict"] for entry in claims.test(many, data)} == {"undecided"}


GOOD = rows(alpha=1 + NOISE, beta=1.5 + NOISE)


@pytest.mark.parametrize(("changes", "data", "message"), [
    ({"where": {"head": "lwo"}}, GOOD, "beta_flows_more: no rows of flow have {'head': 'lwo'}"),
    ({"where": {"haed": "low"}}, GOOD, "beta_flows_more: flow has no column 'haed'; it has head, pump"),
    ({"compare": {"pmup": "beta"}}, GOOD, "flow has no column 'pmup'"),
    ({"value": "flwo"}, GOOD, "flow has no column 'flwo'"),
    ({"data": "replicas"}, GOOD, "no file 'replicas'; given: flow"),
    ({}, GOOD[:-1], "paired by day: no partner for 9"),
    ({}, [*GOOD, GOOD[-1]], "two rows with day 9; select one"),
    ({}, [{**GOOD[0], "flow": ""}, *GOOD[1:]], "flow of day 0 is empty .*missing: never"),
    ({}, [{**GOOD[0], "flow": "nan"}, *GOOD[1:]], "flow of day 0 is empty"),
    ({}, [{**GOOD[0], "flow": "much"}, *GOOD[1:]], "flow of day 0 is 'much', no number"),
    ({"margin": 9, "sentences": {"supported": "yes", "undecided": "?"}}, GOOD, "beta_flows_more: refuted, and has no sentence"),
])  # fmt: skip
def test_a_claim_that_cannot_be_tested_is_named_with_the_reason(changes, data, message):
    with pytest.raises(UserError, match=message):
        verdict(data, **changes)


@pytest.mark.parametrize(("text", "message"), [
    ("- id: [", "not YAML"),
    ("id: a", "a list of claims was expected"),
    (yaml.safe_dump([{**CLAIM, "margn": 1}]), "beta_flows_more: .*margn"),
    (yaml.safe_dump([{**CLAIM, "margin": "much"}]), "beta_flows_more: margin: 'much' .*; expected how much matters"),
    (yaml.safe_dump([{**CLAIM, "direction": "up"}]), "direction: 'up' .*; expected above or below"),
    (yaml.safe_dump([CLAIM, CLAIM]), "beta_flows_more: there are two claims with this id"),
])  # fmt: skip
def test_a_malformed_claims_file_is_named_with_claim_and_key(tmp_path, text, message):
    (tmp_path / "claims.yaml").write_text(text)
    with pytest.raises(UserError, match=message):
        claims.read(tmp_path / "claims.yaml")


def test_the_command_prints_the_ledger_and_writes_it(tmp_path, run):
    lines = ["head,pump,day,flow", *(",".join(row.values()) for row in GOOD)]
    (tmp_path / "flow.csv").write_text("\n".join(lines))
    (tmp_path / "claims.yaml").write_text(yaml.safe_dump([CLAIM]))
    options = (
        "--claims",
        tmp_path / "claims.yaml",
        "--data",
        tmp_path / "flow.csv",
        "--output",
        tmp_path / "c.json",
    )
    result = run("shilu.claims", *options)
    assert result.returncode == 0, result.stderr
    assert "supported" in result.stdout
    assert (tmp_path / "c.json").exists()
