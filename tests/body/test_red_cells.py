"""Red cells: by hand, their law, their unit, no idle parameter, table and record agree, and the lag of a witness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body import balance
from epsom.body.exchange import Store
from epsom.body.red_cells import RedCells, free_magnesium
from tests.body.lives import DAYS, REFERENCE, of, seen
from tests.body.rooms import differ, in_unit, moved, record_with_units, table_and_record_agree, unit

TYPICAL = REFERENCE.body.red_cells
BY_HAND = RedCells(Store(5.0, 30.0, 0.8), free_in_cells=0.2, free_exponent=0.5)
relative = st.floats(0.05, 5)


def test_free_magnesium_by_hand():
    assert free_magnesium(1.0, BY_HAND) == pytest.approx(0.2)
    assert free_magnesium(0.25, BY_HAND) == pytest.approx(0.1)


@given(relative, relative)
def test_more_around_is_never_less_free_inside_but_less_than_in_proportion(a, b):
    low, high = sorted((a, b))
    inside = free_magnesium(low, TYPICAL)[0], free_magnesium(high, TYPICAL)[0]
    assert inside[0] <= inside[1] <= inside[0] * high / low * (1 + 1e-12)


def test_free_magnesium_falls_as_in_three_weeks_of_depletion():
    """205 to 162 micromol/L while serum went from 0.80 to 0.61 mmol/L [fatemi1991]; tolerance ours: 5 %."""
    fall = free_magnesium(0.61 / 0.80, TYPICAL)[0] / free_magnesium(1.0, TYPICAL)[0]
    assert fall == pytest.approx(162 / 205, rel=0.05)


def test_the_total_lags_behind_serum_and_is_down_by_a_third_after_three_months():
    """Red cells at two thirds after three months [shils1964]; tolerance ours: a tenth of normal."""
    held = of(REFERENCE.depletion, "red_cells") / of(REFERENCE.depletion, "red_cells")[0]
    serum = seen(balance.serum, REFERENCE.depletion) / REFERENCE.serum
    assert np.all(held[1:] > serum[1:])
    assert held[DAYS.index(100.0)] == pytest.approx(2 / 3, abs=0.1)


def test_free_magnesium_has_its_unit():
    assert free_magnesium(in_unit(0.8, "1"), record_with_units("red_cells")).units == unit("mmol/L")


@pytest.mark.parametrize("name", ["free_in_cells", "free_exponent"])
def test_no_parameter_is_idle(name):
    """Those of its store are moved with the law of exchange, and with the whole body."""
    around = np.array([0.7])
    assert differ([free_magnesium(around, moved(TYPICAL, name))], [free_magnesium(around, TYPICAL)])


def test_table_and_record_agree():
    assert table_and_record_agree("red_cells")
