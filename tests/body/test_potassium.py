"""Potassium: by hand, its laws, its unit, no idle parameter, table and record agree, and what depletion does to it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.potassium import Potassium, potassium_changed
from tests.body.lives import DAYS, REFERENCE, of
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

TYPICAL = REFERENCE.body.potassium
BY_HAND = Potassium(
    normal_potassium=4.0,
    potassium_share_lost=0.5,
    potassium_gate_half=0.5,
    potassium_gate_steepness=2.0,
    potassium_half_time=math.log(2),  # so that the rate is one per day
)
cells = st.floats(0, 1)


def level(cell, kit=TYPICAL):
    """Where potassium comes to rest: its change is a straight line of itself, which crosses zero there."""
    at_zero, at_one = potassium_changed(0.0, cell, kit), potassium_changed(1.0, cell, kit)
    return (at_zero / (at_zero - at_one))[0]


def test_potassium_changed_by_hand():
    """The gate at its half is open by 0.625, so the level is 4 * (1 - 0.5 * 0.375) = 3.25 mmol/L."""
    assert potassium_changed(4.0, 0.5, BY_HAND) == pytest.approx(3.25 - 4.0)
    assert potassium_changed(4.0, 0.0, BY_HAND) == pytest.approx(2.0 - 4.0)


def test_potassium_is_at_rest_where_magnesium_is_normal():
    assert potassium_changed(TYPICAL.normal_potassium, 1.0, TYPICAL)[0] == pytest.approx(0.0, abs=1e-12)


@given(cells)
def test_potassium_rests_between_what_is_kept_without_magnesium_and_normal(cell):
    normal, lost = TYPICAL.normal_potassium[0], TYPICAL.potassium_share_lost[0]
    assert normal * (1 - lost) * (1 - 1e-9) <= level(cell) <= normal * (1 + 1e-9)


@given(cells, cells)
def test_less_magnesium_in_the_cell_is_never_more_potassium(a, b):
    low, high = sorted((a, b))
    assert level(low) <= level(high) * (1 + 1e-12)


def test_potassium_falls_with_the_magnesium_of_cells_and_hypokalaemia_comes_with_severe_depletion():
    """Shils' people came to 3.0-3.4 mmol/L in severe depletion; three weeks cost little. Tolerance ours: 0.2 mmol/L."""
    potassium = of(REFERENCE.depletion, "potassium")
    assert np.all(np.diff(potassium[DAYS.index(7.0) :]) < 0)
    assert potassium[DAYS.index(21.0)] > 0.95 * TYPICAL.normal_potassium[0]
    assert potassium[DAYS.index(200.0)] < 3.6


def test_potassium_changed_has_its_unit():
    change = potassium_changed(in_unit(4.0, "mmol/L"), in_unit(0.5, "1"), record_with_units("potassium"))
    assert change.units == unit("mmol/L/day")


@pytest.mark.parametrize("name", names(Potassium))
def test_no_parameter_is_idle(name):
    def everything(kit):
        return [potassium_changed(4.0, 0.4, kit)]

    assert differ(everything(moved(TYPICAL, name)), everything(TYPICAL))


def test_table_and_record_agree():
    assert table_and_record_agree("potassium")
