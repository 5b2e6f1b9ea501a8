import numpy as np
import pytest

from backprop.trainer.schedule import SCHEDULES


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("steps", [1, 2, 3, 10, 999])
def test_every_step_learns_at_some_share_of_the_rate(name, steps):
    factors = SCHEDULES[name](steps)
    assert factors.shape == (steps,)
    assert ((factors > 0) & (factors <= 1)).all()


def test_one_cycle_warms_up_in_a_tenth_of_the_steps_and_falls_along_a_cosine():
    factors = SCHEDULES["one_cycle"](1000)
    np.testing.assert_allclose(factors[:100], np.arange(1, 101) / 100)
    assert factors.argmax() == 99
    assert (np.diff(factors[99:]) < 0).all()
    middle = 100 + 901 / 2  # of the fall, counted in steps from 1
    assert np.interp(middle, np.arange(1, 1001), factors) == pytest.approx(0.5)
    assert factors[-1] < 1e-5


def test_the_constant_schedule_changes_nothing():
    assert SCHEDULES["constant"](4).tolist() == [1, 1, 1, 1]
