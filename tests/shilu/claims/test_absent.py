"""A claim on what a study leaves out is left out, and one with a slip of the pen is an error."""

import json

import pytest
import yaml

from shilu import cli
from shilu.claims import absent
from shilu.errors import UserError
from shilu.template import fill

CLAIM = {
    "id": "beta_flows_more",
    "title": "β flows more",
    "data": "flow",
    "where": {"valve": "low"},
    "value": "flow",
    "compare": {"pump": "beta"},
    "against": {"pump": "alpha"},
    "direction": "above",
    "margin": 0.1,
    "over": "day",
    "sentences": {"supported": "yes", "refuted": "no", "undecided": "who knows"},
}
ROWS = [
    f"low,{pump},{day},{flow + day / 100}" for pump, flow in (("alpha", 1), ("beta", 2)) for day in range(9)
]


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Return a function that tests a claim with some changes: the claims file's content, or the error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flow.csv").write_text("\n".join(["valve,pump,day,flow", *ROWS]))

    def told(*arguments, **changes):
        (tmp_path / "claims.yaml").write_text(yaml.safe_dump([CLAIM | changes]))
        words = [
            "claims",
            "--claims",
            "claims.yaml",
            "--data",
            "flow.csv",
            "--output",
            "claims.json",
            *arguments,
        ]
        try:
            cli.main(words)
        except SystemExit:
            return capsys.readouterr().err
        return json.loads((tmp_path / "claims.json").read_text()) | {"text": capsys.readouterr().out}

    return told


@pytest.mark.parametrize("changes", [
    {"where": {"pump": "gamma"}}, {"compare": {"pump": "gamma"}}, {"against": {"pump": "gamma"}},
    {"where": {"valve": "high", "pump": "gamma"}},
])  # fmt: skip
def test_a_claim_that_names_what_is_left_out_is_left_out_with_the_reason(told, changes):
    found = told("--absent", "pump=gamma", "pump=delta", **changes)
    reason = "pump gamma is not in the study"
    assert found["claims"] == []
    assert found["left_out"] == [{"id": "beta_flows_more", "title": "β flows more", "reason": reason}]
    assert f"left out: beta_flows_more ({reason})" in found["text"]


def test_a_claim_on_what_is_there_is_tested(told):
    found = told("--absent", "pump=gamma")
    assert [claim["verdict"] for claim in found["claims"]] == ["supported"]
    assert found["left_out"] == []


@pytest.mark.parametrize("arguments", [(), ("--absent", "pump=gamma"), ("--absent", "valve=gmma")])
def test_a_name_that_nothing_has_stays_an_error(told, arguments):
    assert "no rows of flow.csv have pump: gmma" in told(*arguments, compare={"pump": "gmma"})


def test_a_claim_against_the_others_is_left_out_where_they_are(told):
    one = {"compare": {"valve": "low"}, "where": {"pump": "beta"}, "against": "others"}
    found = told("--absent", "valve=high", **one)
    assert found["left_out"][0]["reason"] == "valve low is the only one in the study"
    assert "no others than 'low'" in told(**one)


def test_a_word_that_is_no_column_and_value_is_named():
    with pytest.raises(
        UserError, match="--absent gamma: a column and a value were expected, such as pump=beta"
    ):
        absent.parse(["gamma"])


def test_in_the_prose_nothing_stands_in_its_place():
    markdown, bound, *_ = fill.fill('a{{ claim("gone") }}b', names={}, left_out=["gone"])
    assert (markdown, bound) == ("ab", [])


def test_the_report_is_filled_from_a_file_with_a_claim_that_is_left_out(told, run, tmp_path):
    told("--absent", "pump=beta")
    (tmp_path / "report.md").write_text('流量{{ claim("beta_flows_more") }}。\n')
    files = [
        "--tables",
        "flow.csv",
        "--claims",
        "claims.json",
        "--output",
        "out.md",
        "--values",
        "values.json",
    ]
    (tmp_path / "flow.csv").write_text("pump,flow\nalpha,1\n")
    result = run("shilu", "fill", "report.md", *files, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out.md").read_text() == "流量。\n"
