"""Digits: as many as the uncertainty supports, as the Particle Data Group rounds."""

import pytest

from shilu.values import digits


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


@pytest.mark.parametrize(("p", "shown"), [
    (1.0, "1"), (0.04231, "0.042"), (0.001, "0.001"), (0.000999, "< 0.001"), (2e-5, "< 0.001"),
])  # fmt: skip
def test_a_p_value_has_two_digits_and_a_lower_end(p, shown):
    assert digits.p_value(p) == shown


def test_a_number_of_unknown_uncertainty_has_three_digits():
    assert [digits.rough(x) for x in (0.13333333, -225.4, 1234567)] == ["0.133", "−225", "1230000"]
