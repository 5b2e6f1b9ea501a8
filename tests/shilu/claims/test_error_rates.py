"""No test is wrong more often than its level says, on values that try to mislead it.

Small here; `make bench WHAT=error_rates` prints the same at full size.
"""


def test_an_effect_that_is_none_is_found_no_more_often_than_the_level(error_rates, null):
    studies = 250
    for level, rate in zip(error_rates.LEVELS, error_rates.rates(null, studies), strict=True):
        assert rate <= error_rates.bound(level, studies)


def test_an_interval_lies_beside_the_effect_no_more_often_than_it_says(error_rates, case):
    studies = 80
    assert error_rates.missed(case, studies) <= error_rates.bound(0.05, studies)
