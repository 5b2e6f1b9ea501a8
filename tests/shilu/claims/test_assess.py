"""Claims: the sentence that stands in the report is the one that the test allows."""

import hashlib
import json
import re

import numpy as np
import pytest
import yaml

from shilu import cli
from shilu.claims import assess
from shilu.claims import claims_file as claims
from shilu.claims import select as samples
from shilu.errors import UserError
from shilu.values.record import PLACEHOLDER

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
NOISE = np.random.default_rng(1).normal(0, 0.02, 10)


@pytest.fixture
def judge(tmp_path):
    """Return a function that writes claims and flows (a list for each pump, a day each) and tests them."""

    def judge(*changes, also="", looks=1, families=None, **flows):
        lines = [f"low,{pump},{day},{x}" for pump, values in flows.items() for day, x in enumerate(values)]
        (tmp_path / "flow.csv").write_text("\n".join(["valve,pump,day,flow", *lines, also]))
        (tmp_path / "claims.yaml").write_text(yaml.safe_dump([{**CLAIM, **change} for change in changes]))
        read = claims.read_claims(tmp_path / "claims.yaml")
        data = samples.read_samples([tmp_path / "flow.csv"])
        how = {"level": 0.05, "confidence": 0.95, "looks": looks, "families": families}
        return assess.assess(read, data, file="claims.yaml", **how)

    return judge


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Return the folder where a test's commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shilu(capsys):
    """Return a function that runs a command within the test: its exit code, output and error."""

    def shilu(command, *arguments):
        capsys.readouterr()
        try:
            cli.main([command, *map(str, arguments)])
            code = 0
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return shilu


def test_an_effect_above_the_margin_is_supported_with_its_sentence_and_what_it_rests_on(judge, tmp_path):
    (entry,) = judge({}, alpha=1 + NOISE, beta=1.5 + NOISE[::-1])
    assert (entry["verdict"], entry["sentence"], entry["needed"]) == ("supported", "yes", None)
    assert entry["effect"] == pytest.approx(0.5)
    assert entry["interval"][0] < 0.5 < entry["interval"][1]
    assert (entry["n"], entry["p"], entry["p_corrected"]) == (10, 2**-10, 2**-9)
    assert entry["test"] == "permutation of signs, if symmetric about the margin"
    digest = hashlib.sha256((tmp_path / "flow.csv").read_bytes()).hexdigest()
    assert entry["data"]["sha256"] == digest


def test_an_effect_that_falls_short_of_the_margin_is_refuted_though_it_is_not_zero(judge):
    (entry,) = judge({}, alpha=1 + NOISE, beta=1.03 + NOISE[::-1])
    assert (entry["verdict"], entry["sentence"]) == ("refuted", "no")


def test_pairs_too_few_for_the_level_are_undecided_with_the_number_needed(judge):
    (entry,) = judge({}, alpha=[1, 1, 1], beta=[9, 9, 9])
    assert (entry["verdict"], entry["needed"]) == ("undecided", 6)
    assert entry["note"] == "too few for any verdict; fresh ones"


def test_independent_values_too_few_are_undecided_with_the_number_needed(judge):
    (entry,) = judge({"paired": False}, alpha=[1], beta=[9])
    assert (entry["verdict"], entry["needed"]) == ("undecided", 4)  # 1 of C(8, 4) = 70 reaches 0.05 / 2


def test_scattered_pairs_are_undecided_with_the_number_that_would_probably_do(judge):
    (entry,) = judge({}, alpha=np.ones(10), beta=1 + np.random.default_rng(2).normal(0.4, 0.8, 10))
    assert entry["verdict"] == "undecided"
    assert 10 < entry["needed"] < 1000


def test_a_difference_that_no_number_of_days_would_show_says_so(judge):
    (entry,) = judge({"margin": 0}, alpha=[1, 2] * 5, beta=[2, 1] * 5)
    assert (entry["needed"], entry["note"]) == (None, "1000 would probably not decide it")


def test_one_against_each_of_the_others_holds_only_if_all_do(judge):
    flows = {"alpha": 1 + NOISE, "beta": 1.5 + NOISE[::-1], "gamma": 2 + NOISE}
    middle, highest = judge(
        {"against": "others"}, {"id": "g", "against": "others", "compare": {"pump": "gamma"}}, **flows
    )
    assert (middle["verdict"], highest["verdict"]) == ("refuted", "supported")
    # Shown is the comparison that decided: the one it loses, or the narrowest that it wins.
    assert middle["effect"] == pytest.approx(-0.5, abs=0.02)
    assert highest["effect"] == pytest.approx(0.5, abs=0.02)
    assert [entry["second"] for entry in middle["comparisons"]] == [{"pump": "alpha"}, {"pump": "gamma"}]
    assert middle["test"].endswith(", all of 2")


def test_each_group_against_a_number(judge):
    entries = judge(
        {"id": "low", "against": 0.5, "compare": {"pump": "each"}},
        {"id": "between", "against": 1.2, "compare": {"pump": "each"}},
        {"id": "one", "against": 1.2, "compare": {"pump": "beta"}},
        alpha=1 + NOISE,
        beta=1.5 + NOISE,
    )
    assert [entry["verdict"] for entry in entries] == ["supported", "refuted", "supported"]


def test_groups_that_differ_in_several_columns(judge):
    change = {
        "where": {},
        "compare": {"pump": "beta", "valve": "low"},
        "against": {"pump": "beta", "valve": "high"},
    }
    high = "\n".join(f"high,beta,{day},{x}" for day, x in enumerate(1 + NOISE))
    (entry,) = judge(change, beta=1.5 + NOISE[::-1], also=high)
    assert entry["verdict"] == "supported"


@pytest.mark.parametrize("statistic", ["mean", "median", "share"])
@pytest.mark.parametrize("paired", [True, False])
def test_direction_below_turns_the_comparison_round(judge, statistic, paired):
    change = {"direction": "below", "compare": {"pump": "alpha"}, "against": {"pump": "beta"}}
    (entry,) = judge({**change, "statistic": statistic, "paired": paired}, alpha=1 + NOISE, beta=1.5 + NOISE)
    assert entry["verdict"] == "supported"
    assert entry["effect"] == pytest.approx(1 if statistic == "share" else 0.5, abs=0.03)


def test_pairs_are_made_by_their_repetition_not_by_the_order_of_rows(judge):
    drift = np.arange(10) * 10.0
    shuffled = "\n".join(
        f"low,beta,{day},{drift[day] + 1 + NOISE[day]}" for day in (3, 9, 0, 7, 2, 5, 1, 8, 6, 4)
    )
    (entry,) = judge({}, alpha=drift, also=shuffled)
    assert entry["verdict"] == "supported"


LATE = {"direction": "below", "statistic": "median", "missing": "highest", "margin": 5}
EARLY = [10, 11, 12, 13, 14, 15, 16, 17]


def test_never_reached_is_no_earlier_than_anything_that_was(judge):
    (entry,) = judge(LATE, alpha=[50, 51, 52, "", 54, 55, 56, 57], beta=EARLY)
    assert (entry["verdict"], entry["effect"]) == ("supported", 40)
    (entry,) = judge(LATE, alpha=[57, *[""] * 7], beta=EARLY)
    assert (entry["verdict"], entry["effect"]) == ("supported", 43.5)
    # How much later than 17 is not known, so of some pairs not whether by more than 5; earlier they are not.
    (entry,) = judge(LATE, alpha=[""] * 8, beta=EARLY)
    assert entry["verdict"] == "undecided"
    (entry,) = judge(LATE, alpha=EARLY, beta=[""] * 8)
    assert (entry["verdict"], entry["effect"]) == ("refuted", -3.5)


def test_too_small_to_be_measured_is_no_larger_than_anything_that_was(judge):
    small = {**LATE, "direction": "above", "missing": "lowest"}
    (entry,) = judge(small, alpha=[-57, *[""] * 7], beta=[-early for early in EARLY])
    assert (entry["verdict"], entry["effect"]) == ("supported", 43.5)
    (entry,) = judge(small, alpha=[-early for early in EARLY], beta=[""] * 8)
    assert (entry["verdict"], entry["effect"]) == ("refuted", -3.5)


def test_of_two_that_never_arrived_none_is_the_earlier(judge):
    for margin in (0, 5):
        (entry,) = judge({**LATE, "margin": margin}, alpha=[""] * 20, beta=[""] * 20)
        assert (entry["verdict"], entry["effect"], entry["p"]) == ("undecided", None, 1)


def test_a_verdict_rests_on_no_number_that_nobody_measured(judge):
    """One arrived at 690, the other not by 700: by how much it is later may be 15 as well as 300."""
    late = {**LATE, "margin": 30}
    for told in ("highest", {"at_least": 700}):
        (entry,) = judge({**late, "missing": told}, beta=[690] * 20, alpha=[""] * 20)
        assert entry["verdict"] == "undecided"
    (entry,) = judge({**late, "missing": {"at_least": 721}}, beta=[690] * 20, alpha=[""] * 20)
    assert (entry["verdict"], entry["effect"], entry["interval"]) == ("supported", 31, [31, None])
    (entry,) = judge({**late, "missing": {"at_least": 700}}, beta=[""] * 20, alpha=[690] * 20)
    assert entry["verdict"] == "refuted"


@pytest.mark.parametrize("missing", [{"at_least": "until"}, {"at_least": 40}])
def test_a_bound_is_a_number_or_the_column_that_has_it(here, missing):
    rows = [
        f"{pump},{day},{flow},{until}"
        for pump, flow, until in (("a", "", 40), ("b", 10, 90))
        for day in range(8)
    ]
    (here / "flow.csv").write_text("\n".join(["pump,day,flow,until", *rows]))
    change = {
        **LATE,
        "where": {},
        "compare": {"pump": "b"},
        "against": {"pump": "a"},
        "missing": missing,
        "margin": 29,
    }
    (here / "claims.yaml").write_text(yaml.safe_dump([{**CLAIM, **change}]))
    data = samples.read_samples(["flow.csv"])
    (entry,) = assess.assess(claims.read_claims("claims.yaml"), data, level=0.05, confidence=0.95)
    assert (entry["verdict"], entry["effect"]) == ("supported", 30)


@pytest.mark.parametrize("paired", [True, False])
def test_what_is_missing_of_a_range_may_be_either_end_of_it(judge, paired):
    bounded = {"range": [0, 2], "margin": 0, "paired": paired}
    (entry,) = judge(bounded, alpha=np.full(60, 0.2), beta=["", *np.full(59, 1.8)])
    assert (entry["verdict"], entry["effect"]) == ("supported", pytest.approx(1.6 - 1.8 / 60))
    (entry,) = judge(bounded, alpha=np.full(60, 0.2), beta=[*[""] * 45, *np.full(15, 1.8)])
    assert entry["verdict"] == "undecided"


def test_a_mean_in_a_range_is_tested_by_betting_and_needs_no_fresh_repetitions(judge):
    (sure,) = judge({"range": [0, 2]}, alpha=0.2 + NOISE.repeat(4), beta=1.8 + NOISE.repeat(4))
    assert (sure["verdict"], sure["test"]) == ("supported", "betting on the mean, in its range")
    (unsure,) = judge({"range": [0, 2]}, alpha=1 + NOISE, beta=1.5 + NOISE[::-1])
    assert (unsure["verdict"], unsure["note"]) == ("undecided", "power 0.8; these and more")
    assert unsure["needed"] > 10
    assert unsure["interval"][0] < 0.1 < unsure["effect"]


def test_of_two_looks_each_has_half_the_level_but_betting_has_it_whenever(judge):
    flows = {"alpha": 1 + NOISE[:6], "beta": 1.5 + NOISE[:6][::-1]}
    (once,) = judge({}, **flows)
    (twice,) = judge({}, looks=2, **flows)
    assert (once["verdict"], once["p_corrected"]) == ("supported", 2**-5)
    assert (twice["verdict"], twice["p_corrected"], twice["p"]) == ("undecided", 2**-4, 2**-6)
    assert (twice["needed"], twice["note"]) == (7, "too few for any verdict; at a planned look")
    bounded, flows = {"range": [0, 2]}, {"alpha": 0.2 + NOISE, "beta": 1.8 + NOISE}
    whenever = judge(bounded, looks=9, **flows)[0]["p_corrected"]
    assert judge(bounded, **flows)[0]["p_corrected"] == whenever < 0.05


def test_claims_of_a_family_are_corrected_together_and_others_apart(judge):
    flows = {"alpha": 1 + NOISE[:8], "beta": 1.5 + NOISE[:8][::-1]}
    many = [{"id": f"claim_{number}"} for number in range(8)]
    assert {entry["verdict"] for entry in judge(*many, **flows)} == {"undecided"}
    families = {"small": ["claim_0", "claim_3"]}
    entries = judge(*many, families=families, **flows)
    assert [entry["id"] for entry in entries] == [change["id"] for change in many]
    assert [entry["family"] for entry in entries] == [*("small", None, None, "small"), *[None] * 4]
    assert [entry["p_corrected"] for entry in entries] == [
        2**-8 * tests for tests in (4, 12, 12, 4, 12, 12, 12, 12)
    ]
    assert [entry["verdict"] for entry in entries[:3]] == ["supported", "supported", "supported"]


def test_more_claims_ask_for_more(judge):
    flows = {"alpha": 1 + NOISE[:6], "beta": 1.5 + NOISE[:6][::-1]}
    assert judge({}, **flows)[0]["verdict"] == "supported"
    many = judge(*({"id": f"claim_{number}"} for number in range(8)), **flows)
    assert {(entry["verdict"], entry["needed"]) for entry in many} == {("undecided", 9)}  # 2⁻⁹ < 0.05 / 16


def test_what_is_needed_allows_for_the_claims_that_are_decided(judge):
    sure = [{"id": f"sure_{number}"} for number in range(3)]
    few = {"id": "few", "compare": {"pump": "gamma"}, "against": 0}
    *decided, entry = judge(*sure, few, alpha=1 + NOISE, beta=1.5 + NOISE[::-1], gamma=[1, 1, 1])
    assert {each["verdict"] for each in decided} == {"supported"}
    # Eight tests less the three that are decided: 2⁻⁷ < 0.05 / 5 < 2⁻⁶.
    assert (entry["verdict"], entry["needed"]) == ("undecided", 7)


def test_a_refuted_claim_without_a_sentence_for_it_is_named(judge):
    change = {"margin": 9, "sentences": {"supported": "yes", "undecided": "?"}}
    with pytest.raises(
        UserError, match=r"claims\.yaml: beta_flows_more: refuted, .* write sentences\.refuted"
    ):
        judge(change, alpha=1 + NOISE, beta=1.5 + NOISE)


@pytest.mark.parametrize(("change", "beta", "message"), [
    ({"where": {"valve": "lwo"}}, NOISE, "have valve: lwo; did you mean 'low'"),
    ({"compare": {"pmup": "beta"}}, NOISE, "no column 'pmup'"),
    ({"compare": {"pump": "gamma"}, "against": "others"}, NOISE, "have pump: gamma"),
    ({"value": "flwo"}, NOISE, "no column 'flwo'"),
    ({"over": "seed"}, NOISE, "no column 'seed'"),
    ({"data": "flows"}, NOISE, "data: no file 'flows' was given; did you mean 'flow'"),
    ({}, NOISE[:-1], "day 9 has no partner in pump beta or pump alpha; run it there too"),
    ({}, ["much", *NOISE[1:]], "flow: 'much' is no number"),
    ({"against": {"pump": "beta"}}, NOISE, "against: .*flow.csv:12 is a row of both pump beta and pump beta; name groups"),
    ({"against": {"valve": "low"}}, NOISE, "against: .*flow.csv:12 is a row of both pump beta and valve low"),
    ({"missing": {"at_least": 2, "at_most": 1}}, [*NOISE[:9], ""], "missing: day 9 would be at least 2 and at most 1; correct the bounds"),
    ({"missing": {"at_least": 2}, "range": [-1, 1]}, ["", *NOISE[1:]], "missing: day 0 would be at least 2 and at most 1"),
    ({"missing": {"at_least": "untl"}}, ["", *NOISE[1:]], "no column 'untl'"),
    ({"range": [-1, 1]}, [*NOISE[:4], 1.01, *NOISE[5:]], "flow.csv:16: flow: 1.01 lies outside of the range from -1 to 1; correct"),
    ({"where": {"pump": "beta"}, "against": "others"}, NOISE, "against: no others than 'beta' in column 'pump'"),
])  # fmt: skip
def test_a_claim_that_cannot_be_tested_is_named_with_the_reason(judge, change, beta, message):
    with pytest.raises(UserError, match=f"^claims.yaml: beta_flows_more: .*{message}"):
        judge(change, alpha=NOISE, beta=beta)


MEDIAN = {"statistic": "median"}


@pytest.mark.parametrize("empty", ["", "nan"])
@pytest.mark.parametrize("change", [MEDIAN, {"statistic": "share"}, {"statistic": "share", "paired": False}])
def test_one_that_is_missing_stops_nothing_and_is_counted_on_its_side(judge, change, empty):
    lost, whole = [empty, *(1.5 + NOISE[1:])], 1 + NOISE
    entries = judge(
        {**change, "id": "first"},
        {**change, "id": "second", "compare": {"pump": "alpha"}, "against": {"pump": "beta"}},
        alpha=whole,
        beta=lost,
    )
    assert [entry["verdict"] for entry in entries] == ["supported", "refuted"]
    assert [entry["n"] for entry in entries] == [10, 10]
    assert entries[0]["missing"] == {"compare": 1, "against": 0}
    assert entries[1]["missing"] == {"compare": 0, "against": 1}
    assert entries[0]["comparisons"][0]["missing"] == {"first": 1, "second": 0}


@pytest.mark.parametrize("direction", ["above", "below"])
@pytest.mark.parametrize("shift", [-0.5, 0.5])
def test_no_verdict_is_owed_to_what_is_missing(judge, direction, shift):
    """Four of ten diverged; of the others alone the verdict would be clear, whichever way."""
    change = {**MEDIAN, "direction": direction, "margin": 0}
    flows = {"alpha": [1.0] * 10, "beta": 1 + shift + NOISE}
    (whole,) = judge(change, **flows)
    (lost,) = judge(change, **flows | {"beta": [*flows["beta"][:6], *[""] * 4]})
    (left_out,) = judge(change, **{pump: values[:6] for pump, values in flows.items()})
    assert (
        whole["verdict"]
        == left_out["verdict"]
        == ("supported" if (shift > 0) == (direction == "above") else "refuted")
    )
    assert (lost["verdict"], lost["missing"]["compare"]) == ("undecided", 4)
    assert lost["needed"] > 10


@pytest.mark.parametrize("change", [{}, {"paired": False}, {"against": 0.5, "compare": {"pump": "beta"}}])
def test_a_mean_of_which_one_is_missing_is_undecided_and_says_what_to_write(judge, change):
    (entry,) = judge(change, alpha=NOISE, beta=["", *(1.5 + NOISE[1:])])
    assert (entry["verdict"], entry["p"], entry["needed"]) == ("undecided", 1, None)
    assert (entry["effect"], entry["interval"]) == (None, [None, None])
    assert "the mean has no bound where values are missing; write statistic: " in entry["note"]


def test_a_mean_of_what_has_no_bound_is_undecided(judge):
    (entry,) = judge({}, alpha=NOISE, beta=["inf", *(1.5 + NOISE[1:])])
    assert (entry["verdict"], entry["missing"]) == ("undecided", {"compare": 0, "against": 0})


@pytest.mark.parametrize("statistic", ["mean", "median", "share"])
@pytest.mark.parametrize("paired", [True, False])
def test_a_claim_of_which_all_values_are_missing_is_undecided(judge, statistic, paired):
    change = {"statistic": statistic, "paired": paired}
    (entry,) = judge(change, alpha=NOISE, beta=[""] * 10)
    assert (entry["verdict"], entry["effect"], entry["interval"]) == ("undecided", None, [None, None])
    assert entry["missing"] == {"compare": 10, "against": 0}
    assert (entry["needed"], entry["note"]) == (None, "all values are missing, of a group or of each pair")


def test_what_is_missing_on_either_side_is_counted_once_for_each_group(judge):
    flows = {"alpha": [*NOISE[:9], ""], "beta": ["", "", *(1.5 + NOISE[2:])], "gamma": ["", *NOISE[1:]]}
    others, each, stated = judge(
        {**MEDIAN, "against": "others"},
        {**MEDIAN, "id": "each", "compare": {"pump": "each"}, "against": 0},
        {**MEDIAN, "id": "stated", "missing": "lowest"},
        **flows,
    )
    assert others["missing"] == {"compare": 2, "against": 2}
    assert each["missing"] == {"compare": 4, "against": 0}
    assert stated["missing"] == {"compare": 2, "against": 1}


@pytest.mark.parametrize(("text", "message"), [
    ("- id: [", "not valid YAML: .*line 2"),
    ("", "a list was expected"),
    ("id: a", "a list was expected"),
    ("- id: 5", "claim 1 has no name"),
    ("- margin: 5", "claim 1 has no name"),
    (b"- id: \xff", "not UTF-8"),
])  # fmt: skip
def test_a_file_that_is_no_list_of_claims_is_named(tmp_path, text, message):
    file = tmp_path / "claims.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError, match=rf"claims\.yaml: {message}"):
        claims.read_claims(file)


@pytest.mark.parametrize(("changes", "message"), [
    ([{"margn": 1}], r"beta_flows_more\.margn: unknown key; did you mean 'margin'\?"),
    ([{"margin": "much"}], r"beta_flows_more\.margin: 'much' .*; expected the difference that matters"),
    ([{"margin": -1}], r"beta_flows_more\.margin: -1 .*; expected the difference that matters, 0 or more"),
    ([{"margin": float("nan")}], r"beta_flows_more\.margin: nan is no finite number"),
    ([{"against": float("inf")}], r"beta_flows_more\.against: inf is no finite number"),
    ([{"where": {"flow": float("inf")}}], r"beta_flows_more\.where\.flow: inf is no finite number"),
    ([{"direction": "abvoe"}], r"beta_flows_more\.direction: 'abvoe' is unknown; did you mean 'above'\?"),
    ([{"statistic": "mode"}], r"beta_flows_more\.statistic: 'mode' is unknown"),
    ([{"where": {"valve": ["low"]}}], r"beta_flows_more\.where\.valve: .*; expected a text, a number"),
    ([{"compare": {}}], r"beta_flows_more\.compare: .*; expected a group"),
    ([{"sentences": {"supported": "yes"}}], r"beta_flows_more\.sentences\.undecided: missing"),
    ([{"sentences": {**CLAIM["sentences"], "refuted": ""}}], r"sentences\.refuted: .*; expected a sentence"),
    ([{"id": "Beta flows"}], "Beta flows: not a name; expected an id"),
    ([{}, {}], "beta_flows_more: two claims have this id; rename one"),
    ([{"against": "alpha"}], r"beta_flows_more\.against: .* write others, a group in braces, or a number"),
    ([{"compare": {"pump": "each"}}], r"beta_flows_more\.compare: each goes with a number"),
    ([{"compare": {"pump": "beta", "valve": "low"}, "against": "others"}], r"\.compare: one column"),
    ([{"against": 1.0, "paired": False}], r"beta_flows_more\.paired: a number has no pairs; leave it out"),
    ([{"missing": "highset"}], r"beta_flows_more\.missing: 'highset' .*; expected what is known of an empty cell"),
    ([{"missing": {"at_lest": 7}}], r"\.missing: .*; expected what is known of an empty cell: highest"),
    ([{"missing": {"at_least": float("nan")}}], r"\.missing: \{'at_least': nan\} is not valid"),
    ([{"range": [0]}], r"\.range: .*; expected the lowest and the highest value"),
    ([{"range": [0, float("inf")]}], r"\.range\.1: inf is no finite number"),
    ([{"range": [1, 0]}], r"\.range: the lowest value was expected first"),
    ([{"range": [0, 1], "margin": 1}], r"\.margin: no values of this range differ by so much"),
    ([{"range": [0, 1], "against": 1}], r"\.range: .* known without any test"),
    ([{"range": [0, 1], "against": 0.05, "direction": "below"}], r"\.range: .* known without any test"),
])  # fmt: skip
def test_a_wrong_entry_is_named_with_file_claim_key_and_remedy(tmp_path, changes, message):
    file = tmp_path / "claims.yaml"
    file.write_text(yaml.safe_dump([{**CLAIM, **change} for change in changes]))
    with pytest.raises(UserError, match=rf"claims\.yaml: .*{message}") as raised:
        claims.read_claims(file)
    assert "\n" not in str(raised.value)


def test_a_missing_key_is_named(tmp_path):
    file = tmp_path / "claims.yaml"
    file.write_text(yaml.safe_dump([{key: value for key, value in CLAIM.items() if key != "margin"}]))
    with pytest.raises(UserError, match=r"beta_flows_more\.margin: missing"):
        claims.read_claims(file)


def test_a_report_may_have_no_claims(judge):
    assert judge(alpha=[1]) == []


def test_the_command_prints_the_ledger_and_writes_it_the_same_each_time(judge, tmp_path, run, shilu):
    never = {"id": "never", "missing": "highest", "statistic": "median", "against": {"pump": "gamma"}}
    judge({}, never, alpha=1 + NOISE, beta=1.5 + NOISE[::-1], gamma=[""] * 10)
    options = ("--claims", tmp_path / "claims.yaml", "--data", tmp_path / "flow.csv")
    result = run("shilu", "claims", *options, "--output", tmp_path / "claims.json")
    assert result.returncode == 0, result.stderr
    header, first, second = (line.split() for line in result.stdout.splitlines())
    assert header == ["verdict", "effect", "margin", "p", "p", "corr.", "n", "missing", "needs", "claim"]
    # 2⁻¹⁰; Holm's factor is 4 for both, since the second may not fall below the first.
    assert first[:3] == ["supported", "0.500", "±"]
    assert first[4:] == ["0.1", "<", "0.001", "0.0039", "10", "beta_flows_more"]
    assert (second[0], second[2]) == ("refuted", "[—,")  # how much later than the latest, nobody knows
    assert second[4:] == ["0.1", "<", "0.001", "0.0039", "10", "0", "+", "10", "never"]
    written = (tmp_path / "claims.json").read_bytes()
    content = json.loads(written, parse_constant=pytest.fail)  # neither Infinity nor NaN is JSON
    assert (content["level"], content["correction"]) == (0.05, "Holm")
    assert [entry["id"] for entry in content["claims"]] == ["beta_flows_more", "never"]
    assert shilu("claims", *options, "--output", tmp_path / "again.json") == (0, result.stdout, "")
    assert (tmp_path / "again.json").read_bytes() == written


def test_the_command_goes_on_where_a_value_is_missing_and_says_so(judge, tmp_path, shilu):
    judge({}, {**MEDIAN, "id": "median"}, alpha=1 + NOISE, beta=["", *(1.5 + NOISE[1:])])
    options = ("--claims", tmp_path / "claims.yaml", "--data", tmp_path / "flow.csv")
    code, out, err = shilu("claims", *options, "--output", tmp_path / "claims.json")
    assert (code, err) == (0, "")
    _, mean, median = out.splitlines()
    assert "1 + 0" in mean
    assert mean.endswith(
        "(the mean has no bound where values are missing; write statistic: median or share, or the range)"
    )
    assert median.split()[0] == "supported"
    assert median.endswith("1 + 0         median")


@pytest.mark.parametrize(("change", "rows", "message"), [
    ({"margn": 1}, "", "claims.yaml: beta_flows_more.margn: unknown key; did you mean 'margin'? Known: against, compare,"),
    ({"where": {"valve": "lwo"}}, "", "claims.yaml: beta_flows_more: no rows of flow.csv have valve: lwo; did you mean 'low'? Known: low"),
    ({}, "low,beta,1,much", "claims.yaml: beta_flows_more: flow.csv:4: flow: 'much' is no number; select another column or row"),
    ({}, "low,beta,0,2", "claims.yaml: beta_flows_more: flow.csv:4: day 0 is there twice, in line 3 too; narrow the selection to one row each"),
    ({}, "low,beta,1", "flow.csv:4: 3 cells, the header has 4; write empty ones too, or make it again"),
    ({}, "low,beta,1,2", "claims.yaml: beta_flows_more: day 1 has no partner in pump beta or pump alpha; run it there too, "),
    ({"direction": "abvoe"}, "", "claims.yaml: beta_flows_more.direction: 'abvoe' is unknown; did you mean 'above'? Known: above, below"),
])  # fmt: skip
def test_bad_input_is_one_line_an_exit_code_and_nothing_written(here, shilu, change, rows, message):
    (here / "flow.csv").write_text(f"valve,pump,day,flow\nlow,alpha,0,1\nlow,beta,0,2\n{rows}\n")
    (here / "claims.yaml").write_text(yaml.safe_dump([{**CLAIM, **change}]))
    code, out, err = shilu(
        "claims", "--claims", "claims.yaml", "--data", "flow.csv", "--output", "claims.json"
    )
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1
    assert not (here / "claims.json").exists()


@pytest.fixture
def tested(judge, here, shilu):
    """Return a function that tests two claims by what a project file says."""

    def tested(said):
        judge({}, {"id": "again"}, alpha=1 + NOISE, beta=1.5 + NOISE[::-1])
        paths = '[report]\nclaims = "claims.yaml"\n[claims]\ndata = "flow.csv"\n'
        (here / "shilu.toml").write_text(paths + said)
        return shilu("claims", "--output", "claims.json")

    return tested


def test_a_project_says_how_often_it_looks_and_which_claims_are_a_family(tested, here):
    assert tested('looks = 3\n[claims.families]\nsmall = ["again"]\n')[0] == 0
    content = json.loads((here / "claims.json").read_text())
    assert (content["looks"], content["families"]) == (3, {"small": ["again"]})
    # Two tests each, by themselves, at three looks.
    assert [(entry["family"], entry["p_corrected"]) for entry in content["claims"]] == [
        (None, 6 * 2**-10),
        ("small", 6 * 2**-10),
    ]


@pytest.mark.parametrize(("said", "message"), [
    ("looks = 0", "shilu.toml: claims.looks: 0 is less than the minimum of 1; expected a number of looks"),
    ("looks = 1.5", "shilu.toml: claims.looks: 1.5 is not of type 'integer'; expected a number of looks"),
    ('[claims.families]\nsmall = ["agian"]', "shilu.toml: claims.families.small: no claim 'agian'; did you mean 'again'? Known: beta_flows_more, again"),
    ('[claims.families]\nsmall = ["again"]\nlarge = ["again"]', "shilu.toml: claims.families.large: again is in small too; name it once"),
    ('[claims.families]\nsmall = "again"', "shilu.toml: claims.families.small: 'again' is not of type 'array'; expected a list of claims' ids"),
])  # fmt: skip
def test_looks_or_families_that_cannot_be_are_one_line_with_file_and_key(tested, here, said, message):
    code, _, err = tested(said)
    assert code == 2
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1
    assert not (here / "claims.json").exists()


@pytest.mark.parametrize(("option", "message"), [
    ("--data", "none: no such file or folder: check the name"),
    ("--claims", "none: no such file or folder: check the name"),
])  # fmt: skip
def test_a_file_that_is_not_there_is_named(judge, tmp_path, shilu, option, message):
    judge({}, alpha=NOISE, beta=NOISE)
    options = {"--claims": tmp_path / "claims.yaml", "--data": tmp_path / "flow.csv"} | {option: "none"}
    result = shilu("claims", *(part for pair in options.items() for part in pair))
    assert result == (2, "", f"error: {message}\n")


@pytest.fixture
def told(judge, here, shilu):
    """Return a function that tests a claim with a sentence, and fills a template with it."""

    def told(template, sentence="yes"):
        change = {"sentences": {**CLAIM["sentences"], "supported": sentence}}
        judge(change, alpha=1 + NOISE, beta=1.5 + NOISE[::-1])
        (here / "t.md").write_text(template)
        shilu("claims", "--claims", "claims.yaml", "--data", "flow.csv", "--output", "claims.json")
        options = ("--tables", "flow.csv", "--claims", "claims.json", "--values", "v.json")
        (here / "flow.csv").write_text("pump,flow\nbeta,1.5\n")
        code, _, err = shilu("fill", "t.md", *options, "--output", "r.md")
        return code, err or (here / "r.md").read_text()

    return told


def test_a_sentence_may_bind_the_numbers_of_its_own_claim(told):
    code, markdown = told('{{ claim("beta_flows_more") }}', "by {{ claims.beta_flows_more.margin }}")
    assert code == 0
    assert re.match(rf"by {PLACEHOLDER.pattern}\^\[○\]", markdown)


@pytest.mark.parametrize(("template", "sentence", "message"), [
    ("nothing", "yes", "t.md: claim 'beta_flows_more' is tested and never told; tell or drop it"),
    ('{{ claim("beta_flows_more") }}\n\n{{ claim("beta_flows_more") }}', "yes", "t.md:3: claim 'beta_flows_more' is told twice; tell it once"),
    ('{{ claim("beta") }}', "yes", "t.md:1: ledger: unknown claim 'beta'; nearest: beta_flows_more"),
    ('\n{{ claim("beta_flows_more") }}', "{{ flwo.beta.flow }}", "claims.yaml: beta_flows_more.sentences.supported:1: template: unknown name 'flwo'; nearest: flow, "),
    ('\n{{ claim("beta_flows_more") }}', "{{ flow.bta.flow }}", "claims.yaml: beta_flows_more.sentences.supported:1: flow: unknown key 'bta'; nearest: beta"),
    ('\n{{ claim("beta_flows_more") }}', "{% if %}", "claims.yaml: beta_flows_more.sentences.supported:1: Expected an expression"),
])  # fmt: skip
def test_a_claim_told_wrongly_is_one_line_with_the_file_to_mend(told, here, template, sentence, message):
    code, err = told(template, sentence)
    assert code == 2
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1
    assert not (here / "r.md").exists()


def test_the_report_s_own_claims_are_well_formed_and_have_a_sentence_for_each_verdict(root):
    read = claims.read_claims(root / "report/claims.yaml")
    assert read
    assert all(set(claim["sentences"]) == {"supported", "refuted", "undecided"} for claim in read)
    compared = [claim[key] for claim in read for key in ("where", "compare", "against")]
    assert not any(group.get("experiment") == "grid" for group in compared if isinstance(group, dict))


@pytest.mark.parametrize("wanted", [100, "100", "100.0"])
def test_the_others_of_a_number_leave_out_the_group_itself_however_it_is_written(tmp_path, wanted):
    # pandas writes 100.0 for what the claim calls 100.
    pairs = {("0.0", "0"): 1 + NOISE, ("100.0", "100"): 1.5 + NOISE[::-1]}
    lines = [
        f"low,{spelt[day % 2]},{day},{flow}"
        for spelt, flows in pairs.items()
        for day, flow in enumerate(flows)
    ]
    (tmp_path / "flow.csv").write_text("\n".join(["valve,load,day,flow", *lines]))
    change = {"compare": {"load": wanted}, "against": "others"}
    (tmp_path / "claims.yaml").write_text(yaml.safe_dump([{**CLAIM, **change}]))
    data = samples.read_samples([tmp_path / "flow.csv"])
    (entry,) = assess.assess(claims.read_claims(tmp_path / "claims.yaml"), data, level=0.05, confidence=0.95)
    assert [(pair["first"], pair["second"]) for pair in entry["comparisons"]] == [
        ({"load": 100}, {"load": 0})
    ]
    assert entry["verdict"] == "supported"
