"""The ledger of claims: a table with the digits that the data supports, and the same as text."""

import json

import pytest

from shilu.claims import ledger
from shilu.errors import UserError
from shilu.values import rows as cells

CLAIM = {
    "id": "more",
    "file": "claims.yaml",
    "title": "β flows more",
    "verdict": "supported",
    "sentence": "yes",
    "test": "sign test, exact",
    "statistic": "median",
    "effect": 0.512345,
    "interval": [0.49, 0.53],
    "margin": 0.125,
    "p": 2.0e-5,
    "p_corrected": 0.04231,
    "n": 20,
    "needed": None,
    "note": None,
    "family": None,
    "level": 0.05,
    "missing": {"compare": 2, "against": 1},
    "groups": {"compare": {"pump": "beta"}, "against": {"pump": "alpha"}},
    "comparisons": [{"first": {"pump": "beta"}, "second": {"pump": "alpha"}}],
    "data": {"file": "flow.csv", "sha256": "", "where": {}},
}


@pytest.fixture
def table(tmp_path):
    """Return a function that gives the table of a claim with some changes."""

    def table(**changes):
        (tmp_path / "claims.json").write_text(json.dumps({"claims": [{**CLAIM, **changes}]}))
        return ledger.rows(tmp_path / "claims.json", ledger.read_ledger(tmp_path / "claims.json"))["more"]

    return table


@pytest.mark.parametrize(("column", "shown"), [
    ("title", "β flows more"), ("effect", "0.512"), ("margin", "0.125"), ("p", "< 0.001"), ("p_corrected", "0.042"),
    ("n", "20"), ("needed", "—"), ("low", "0.49"), ("high", "0.53"), ("family", "—"), ("level", "0.05"), ("missing", "3"), ("missing_compare", "2"), ("missing_against", "1"), ("against", "—"),
])  # fmt: skip
def test_a_cell_is_shown_with_the_digits_that_it_has(table, column, shown):
    assert table()[column].shown == shown


def test_behind_what_is_shown_is_the_number_itself(table):
    assert [table()[column].raw for column in ("effect", "p", "p_corrected")] == [0.512345, 2e-5, 0.04231]


@pytest.mark.parametrize("interval", [[None, None], [0.512345, 0.512345]])
def test_an_effect_without_an_interval_has_three_digits(table, interval):
    assert table(interval=interval)["effect"].shown == "0.512"
    assert " 0.512 " in ledger.text([{**CLAIM, "interval": interval}])


def test_the_number_that_a_claim_compares_with_can_be_told(table):
    assert table(groups={"compare": {"pump": "each"}, "against": 0.99})["against"].shown == "0.99"


def test_an_effect_that_is_not_known_is_a_dash(table):
    unknown = {"effect": None, "interval": [None, None]}
    assert table(**unknown)["effect"].shown == "—"
    assert " — " in ledger.text([{**CLAIM, **unknown}])


def test_as_text_each_claim_is_a_line_of_the_same_columns():
    whole = {**CLAIM, "missing": {"compare": 0, "against": 0}, "verdict": "undecided"}
    entries = [
        {**CLAIM, "interval": [0.492345, 0.532345]},
        {**whole, "needed": 43, "note": "power 0.8; fresh ones"},
        {**whole, "note": "1000 would probably not decide it", "interval": [0.2, None]},
    ]
    assert ledger.text(entries).splitlines() == [
        "verdict                      effect    margin        p  p corr.     n  missing  needs  claim",
        "supported             0.512 ± 0.020     0.125  < 0.001    0.042    20    2 + 1         more",
        "undecided      0.512 [0.490, 0.530]     0.125  < 0.001    0.042    20              43  more",
        "undecided            0.512 [0.2, —]     0.125  < 0.001    0.042    20                  more (1000 would probably not decide it)",
        "needs: fresh repetitions; those that were looked at do not count, unless claims.looks planned it",
    ]


@pytest.mark.parametrize("note", ["power 0.8; at a planned look", "power 0.8; these and more"])
def test_what_is_needed_is_told_to_be_at_a_look_or_with_what_there_is(note):
    *_, last = ledger.text([{**CLAIM, "needed": 43, "note": note}]).splitlines()
    assert last == f"needs: {ledger.NEEDS[note.removeprefix('power 0.8; ')]}"
    assert "fresh" not in last


def test_an_interval_that_is_open_on_one_side_has_no_half_width(table):
    row = table(interval=[0.49, None])
    assert [row[column].shown for column in ("low", "high", "half_width", "effect")] == [
        "0.49",
        "—",
        "—",
        "0.512",
    ]


def test_a_ledger_may_be_empty(tmp_path):
    (tmp_path / "claims.json").write_text('{"claims": []}')
    assert ledger.read_ledger(tmp_path / "claims.json") == []
    assert list(cells.leaves(ledger.rows(tmp_path / "claims.json", []))) == []
    assert ledger.text([]).startswith("verdict")


@pytest.mark.parametrize(
    "content", ["[]", "{", "3", '{"claims": 3}', '{"claims": [3]}', '{"claims": [{"id": "a"}]}']
)
def test_a_file_of_another_kind_is_named(tmp_path, content):
    (tmp_path / "claims.json").write_text(content)
    with pytest.raises(
        UserError, match=r"claims\.json: not what shilu claims writes \(.+\); test the claims again$"
    ):
        ledger.read_ledger(tmp_path / "claims.json")
