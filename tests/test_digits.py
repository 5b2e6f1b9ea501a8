"""Digits: as many as the uncertainty supports, as the Particle Data Group rounds."""

import pytest

from shilu import digits


@pytest.mark.parametrize(("number", "uncertainty", "shown"), [
    # The examples of the Review of Particle Physics: 0.827 +- 0.119, 0.827 +- 0.367 and 0.827 +- 0.967.
    (0.827, 0.119, "0.83"),
    (0.827, 0.367, "0.8"),
    (0.8271, 0.0119, "0.827"),
    (14.8, 9.67, "15"),
    (0.98512, 0.00412, "0.985"),
    (0.98512, 0.00354, "0.9851"),
    (0.98512, 0.00355, "0.985"),
    (0.98512, 0.0000949, "0.98512"),
    (0.985124, 0.0000955, "0.98512"),
    (1234.5, 120.0, "1230"),
    (1234.5, 400.0, "1200"),
    (-0.04, 0.011, "−0.040"),
    (-0.0004, 0.011, "0.000"),
])  # fmt: skip
def test_a_number_is_rounded_by_its_uncertainty(number, uncertainty, shown):
    assert digits.show(number, digits.decimals(uncertainty)) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(0.1, "0.1"), (1500, "1500"), (1e-05, "1e−05"), (0.1 + 0.2, "0.3")]
)
def test_an_exact_number_is_shown_in_full(number, shown):
    assert digits.exact(number) == shown
