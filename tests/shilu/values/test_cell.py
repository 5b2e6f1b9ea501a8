"""What a cell holds, and when it is what is wanted."""

import math

import pytest

from shilu.values.cell import parse, same


@pytest.mark.parametrize(("text", "value"), [
    ("5", 5), ("-5", -5), ("+5", 5), ("−5", -5), ("0.50", 0.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1E-3", 0.001), ("−1.5e−3", "−1.5e−3"),
    ("inf", math.inf), ("-Infinity", -math.inf), ("", None), ("nan", None), ("NaN", None), ("NA", None),
    ("True", True), ("TRUE", True), ("false", False), ("1_000", "1_000"), ("１２", "１２"), ("1,5", "1,5"), ("98.5%", "98.5%"), ("Na", "Na"), ("0x1F", "0x1F"),
])  # fmt: skip
def test_a_cell_is_a_number_a_truth_missing_or_text(text, value):
    assert parse(text) == value
    assert type(parse(text)) is type(value)


def test_an_integer_of_thousands_of_digits_is_no_finite_number():
    assert parse("9" * 5000) == math.inf


@pytest.mark.parametrize(("cell", "wanted"), [
    ("0.0", 0), ("100.0", 100), ("1e2", 100), ("−5", -5), ("relu", "relu"), ("True", True), ("TRUE", True), ("", None), ("nan", None), ("0", "0"),
])  # fmt: skip
def test_numbers_are_the_same_as_numbers_and_text_to_the_letter(cell, wanted):
    assert same(cell, wanted)


@pytest.mark.parametrize(("cell", "wanted"), [
    ("0.1", 0), ("1", True), ("True", 1), ("relu", "ReLU"), ("0.0", "0"), ("", 0), ("much", 1), ("", "nan"),
])  # fmt: skip
def test_what_only_looks_alike_is_not_the_same(cell, wanted):
    assert not same(cell, wanted)
