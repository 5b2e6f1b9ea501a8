"""Arithmetic in a template: what is computed is bound, and as uncertain as its repetitions, or refused."""

import json
import math

import numpy as np
import pytest
from scipy import stats

from shilu.errors import UserError
from shilu.template import fill
from shilu.template.names import load

RNG = np.random.default_rng(7)
COMMON = RNG.normal(size=8)
RUNS = {
    "alpha": 5 + COMMON + RNG.normal(scale=0.1, size=8),
    "beta": 4 + COMMON + RNG.normal(scale=0.1, size=8),
}
HALF = {pump: stats.t.ppf(0.975, 7) * flows.std(ddof=1) / math.sqrt(8) for pump, flows in RUNS.items()}


@pytest.fixture
def write(tmp_path):
    """Return a function that writes the pumps' table, its runs and its schema."""

    def write(change=lambda _schema: None, halves=HALF, skip=None):
        rows = [f"{pump},{flows.mean():.9f},{halves[pump]:.9f},3" for pump, flows in RUNS.items()]
        (tmp_path / "flow.csv").write_text("pump,mean,half,count\n" + "\n".join(rows) + "\n")
        runs = [
            f"{pump},{day},{flow:.9f}"
            for pump, flows in RUNS.items()
            for day, flow in enumerate(flows)
            if (pump, day) != skip
        ]
        (tmp_path / "days").mkdir(exist_ok=True)
        (tmp_path / "days" / "runs.csv").write_text("pump,day,flow\n" + "\n".join(runs) + "\n")
        schema = {
            "fields": [
                {"name": "mean", "unit": "L/s", "uncertainty": "half", "mean_of": "flow"},
                {"name": "count", "type": "integer"},
            ],
            "source": {"table": "days/runs.csv", "on": ["pump"], "over": "day"},
        }
        change(schema)
        (tmp_path / "flow.schema.json").write_text(json.dumps(schema))
        return load([tmp_path])

    return write


def bound(names, expression):
    """Return the record of what a template computes."""
    return fill.fill(f"{{{{ {expression} }}}}", names=names, file="t.md").values[0]


def interval(values):
    return stats.ttest_1samp(values, 0).confidence_interval(0.95)


def test_the_half_width_of_a_difference_is_that_of_the_paired_differences(write):
    value = bound(write(), "flow.alpha.mean - flow.beta.mean")
    expected = interval(RUNS["alpha"] - RUNS["beta"])
    assert value["raw"] == pytest.approx((expected.low + expected.high) / 2)
    assert value["uncertainty"] == pytest.approx((expected.high - expected.low) / 2, rel=1e-4)
    assert value["uncertainty"] < 0.3 * math.hypot(*HALF.values())  # what independence would say
    assert value["unit"] == "L/s"


def test_so_is_that_of_a_sum_which_is_wider_than_independence_says(write):
    value = bound(write(), "flow.alpha.mean + flow.beta.mean")
    expected = interval(RUNS["alpha"] + RUNS["beta"])
    assert value["uncertainty"] == pytest.approx((expected.high - expected.low) / 2, rel=1e-4)


def test_a_ratio_has_the_half_width_of_the_tangent_and_no_unit(write):
    value = bound(write(), "(flow.alpha.mean / flow.beta.mean) | percent")
    (alpha, beta) = RUNS.values()
    tangent = alpha / beta.mean() - beta * alpha.mean() / beta.mean() ** 2
    half = stats.t.ppf(0.975, 7) * tangent.std(ddof=1) / math.sqrt(8)
    assert value["raw"] == pytest.approx(alpha.mean() / beta.mean())
    assert value["uncertainty"] == pytest.approx(half, rel=1e-4)
    assert (value["unit"], value["text"][-2:]) == ("", " %")


def test_of_one_cell_it_follows_from_that_cell_s(write):
    names = write(lambda schema: schema.pop("source"))
    assert bound(names, "flow.alpha.mean / 1000")["uncertainty"] == pytest.approx(HALF["alpha"] / 1000)
    assert bound(names, "1 - flow.alpha.mean")["uncertainty"] == pytest.approx(HALF["alpha"])
    assert bound(names, "flow.alpha.mean * 2 - flow.alpha.mean")["uncertainty"] == pytest.approx(
        HALF["alpha"]
    )
    assert bound(names, "flow.alpha.mean - flow.alpha.mean")["uncertainty"] == 0
    assert bound(names, "-flow.alpha.mean")["uncertainty"] == pytest.approx(HALF["alpha"])
    assert bound(names, "flow.alpha.mean / flow.alpha.count")["unit"] == "L/s"


def test_rows_that_share_nothing_add_their_squares(write):
    names = write(lambda schema: schema["source"].update(independent=True))
    value = bound(names, "flow.alpha.mean - flow.beta.mean")
    assert value["uncertainty"] == pytest.approx(math.hypot(*HALF.values()))


@pytest.mark.parametrize(("given", "reason"), [
    ({"change": lambda schema: schema.pop("source")}, "flow.csv says no source.over of mean"),
    ({"change": lambda schema: schema["fields"][0].pop("mean_of")}, "flow.csv says no mean_of of mean"),
    ({"change": lambda schema: schema["fields"][0].update(mean_of="day")}, "where the mean of day in"),
    ({"change": lambda schema: schema["source"].update(table="gone.csv")}, "gone.csv: its repetitions are not here"),
    ({"halves": HALF | {"beta": 2 * HALF["beta"]}}, "their half-widths are not of one confidence"),
    ({"skip": ("beta", 3)}, "where the mean of flow in"),
])  # fmt: skip
def test_what_is_not_known_to_vary_together_is_refused_with_what_to_write(write, given, reason):
    with pytest.raises(
        UserError, match=r"^t\.md:1: flow/alpha/mean - flow/beta/mean: half-widths do not"
    ) as told:
        bound(write(**given), "flow.alpha.mean - flow.beta.mean")
    assert reason in str(told.value)
    assert "mean_of" in str(told.value)


@pytest.mark.parametrize(("expression", "message"), [
    ("flow.alpha.mean + 95.2", "95.2 beside + is bound to nothing"), ("100 - flow.alpha.count", "100 beside - is bound to nothing"),
    ("flow.alpha.mean - flow.alpha.pump", "- wants numbers, this is 'alpha'"), ("flow.alpha.mean + 'a'", "+ wants a cell or a number"),
    ("flow.alpha.mean / 0", "a division by zero"), ("flow.alpha.mean ** 2", r"** of these is not worked out"),
    ("(flow.alpha.mean * flow.alpha.mean) + flow.alpha.mean", "is in L/s·L/s, flow/alpha/mean in L/s; convert one"),
    ("flow.alpha.mean | round(1)", "write | decimals(n)"), ("flow.alpha.mean | unit('g') > flow.beta.mean", "is in g, flow/beta/mean in L/s"),
])  # fmt: skip
def test_what_makes_no_value_is_told_in_the_author_s_words(write, expression, message):
    with pytest.raises(UserError, match=r"^t\.md:1: ") as told:
        bound(write(), expression)
    assert message in str(told.value)


def test_what_was_computed_says_how_and_leads_to_all_its_cells(write):
    value = bound(write(), "(flow.alpha.count + flow.beta.count) / (flow.beta.count * 2)")
    assert value["name"] == "(flow/alpha/count + flow/beta/count) / (flow/beta/count * 2)"
    assert value["written"] == "(flow.alpha.count + flow.beta.count) / (flow.beta.count * 2)"
    assert (value["text"], len(value["sources"])) == ("1", 3)


def test_values_are_compared_as_numbers_by_every_sign(write):
    names = write()
    for question, answer in {
        "flow.alpha.mean >= flow.beta.mean": "yes", "flow.alpha.count <= flow.beta.count": "yes", "4 < flow.alpha.mean": "yes",
        "flow.alpha.mean | float >= 4": "yes", "flow.alpha.count != 3": "no", "flow.beta.mean > flow.alpha.mean": "no",
    }.items():  # fmt: skip
        filled = fill.fill(f"{{% if {question} %}}yes{{% else %}}no{{% endif %}}", names=names)
        assert filled.markdown == answer, question
