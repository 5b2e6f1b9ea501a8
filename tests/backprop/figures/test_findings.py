"""The words of titles: lines that fit, ties that are told, and nothing said of what is not there."""

from itertools import pairwise

import numpy as np
import pytest

from backprop.figures import findings
from shilu.figures import style

pytestmark = pytest.mark.filterwarnings("error")

LONG = "左寬於右的比例最高的是「課程設定，每個週期重新洗牌」（40 個中 38 個）；" * 4


@pytest.mark.parametrize(
    "words", [LONG, "，".join(f"Dataset{at} 是 LeakyReLU（99.{at} %）" for at in range(9))]
)
def test_a_long_title_is_broken_after_marks_of_its_own_and_fits_the_figure(words):
    figure = style.figure(5)
    figure.subplots()
    findings.write(figure, words)
    figure.draw_without_rendering()
    box = figure._suptitle.get_window_extent()
    assert (box.x0 >= 0, box.x1 <= figure.bbox.x1) == (True, True)
    lines = figure.get_suptitle().split("\n")
    assert len(lines) > 1
    assert "".join(lines) == words
    for line, _ in pairwise(lines):
        assert line[-1] in "，；："
        assert line.count("「") == line.count("」")


def test_a_short_title_is_one_line():
    assert findings.wrapped("訓練結束時，中位數：99.5 %") == "訓練結束時，中位數：99.5 %"


def test_all_that_are_level_are_the_extreme_and_what_is_no_number_is_none():
    values = {"a": 1.0, "b": np.nan, "c": 2.0, "d": 2.0}
    assert findings.extremes(values, max) == ["c", "d"]
    assert findings.extremes(values, min) == ["a"]
    assert findings.extremes({"b": np.nan}, max) == []


def test_names_are_listed_and_more_than_three_are_counted():
    assert findings.listed(["ReLU"]) == "ReLU"
    assert findings.listed(["ReLU", "SiLU"]) == "ReLU 與 SiLU"
    assert findings.listed(["「甲」", "「乙」", "「丙」"]) == "「甲」、「乙」與「丙」"
    assert findings.listed(["ReLU", "SiLU", "Sigmoid", "ELU"]) == "並列的 4 個"


def test_what_looks_the_same_is_the_same():
    assert findings.displayed(0.99512) == findings.displayed(0.99488) == pytest.approx(0.995)
    assert findings.percent(0.99512) == "99.5 %"
    assert np.isnan(findings.displayed(np.nan))
