"""Which parts of a document the lint reads: what a reader is shown or told, and no date of the front matter."""

import pytest

from shilu.lint import findings


def found(text):
    return [text[finding.start : finding.end] for finding in findings.lint(text, "in.md")]


@pytest.mark.parametrize("name", ["alt", "title", "aria-label", "fig-alt", "summary"])
def test_an_attribute_that_is_shown_or_read_aloud_is_linted(name):
    assert found(f'---\ntitle: 題\n---\n\n![說明](a.svg){{{name}="準確率 94.3 高"}}\n') == ["94.3"]


def test_an_attribute_that_nobody_sees_is_not():
    assert found('---\ntitle: 題\n---\n\n![說明](a.svg){width="94.3" data-x="94.3"}\n') == []


def test_a_date_or_a_year_of_the_front_matter_is_no_result_and_another_number_is():
    assert found("---\ntitle: 年度報告 2024\nsubtitle: 2024-03-05 的量測\n---\n\n文\n") == []
    assert found("---\ntitle: 準確率 94.3 的報告\nsubtitle: 快 3.5 秒\n---\n\n文\n") == ["94.3", "3.5"]
