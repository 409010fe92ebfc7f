"""Hormones: by hand, their laws, their units, no idle parameter, table and record agree.

What depletion does to them stands in test_hormones_in_depletion.py.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.gates import gate
from epsom.body.hormones import (
    Hormones,
    calcitriol_changed,
    called_for,
    gland_changed,
    heard,
    hormone_changed,
    hormone_secreted,
    hydroxylase_changed,
)
from tests.body.lives import REFERENCE
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

TYPICAL = REFERENCE.body.hormones
NORMAL_CALCIUM = REFERENCE.body.calcium.normal_calcium
BY_HAND = Hormones(
    set_point=1.0,
    secretion_steepness=2.0,
    secretion_floor=0.1,
    secretion_range=4.0,
    magnesium_potency=0.5,
    gland_size=2.0,
    gland_reserve=3.0,
    gland_rate=10.0,
    hormone_loss=100.0,
    secretion_gate_half=0.5,
    secretion_gate_steepness=2.0,
    resistance_half=0.5,
    resistance_steepness=2.0,
    hydroxylase_capacity=0.8,
    hydroxylase_half_time=math.log(2),  # so that the rate is one per day
    hydroxylase_exponent=0.5,
    hydroxylase_gate_half=0.5,
    hydroxylase_gate_steepness=2.0,
    vitamin_d=0.5,
    calcitriol_half_time=math.log(2),
)
calcium_levels = st.floats(0.7, 1.7)
cells = st.floats(0, 3)
relative = st.floats(0, 5)
HALF_OPEN = 0.625  # a gate of half 0.5 and steepness 2 where cells hold half of normal


def test_called_for_by_hand():
    """A calcium of 1.2 with 0.4 mmol/L magnesium missing is read as 1.0, the set point: half of the range."""
    assert called_for(1.2, -0.4, BY_HAND) == pytest.approx(0.1 + 2.0)


def test_secreted_and_changed_by_hand():
    assert hormone_secreted(1.5, 2.0, 0.5, BY_HAND) == pytest.approx(100 * 2 * 1.5 * HALF_OPEN * 2)
    assert hormone_changed(3.0, 1.5, 2.0, 0.5, BY_HAND) == pytest.approx(375.0 - 300.0)


def test_gland_by_hand():
    """Half of its room is left; made at 10 * 1.5 * 1/2, let go at 10 * 1.5 * 0.625 * 2."""
    assert gland_changed(2.0, 1.5, 0.5, BY_HAND) == pytest.approx(7.5 - 18.75)


def test_heard_by_hand():
    assert heard(2.0, 0.5, BY_HAND) == pytest.approx(2.0 * HALF_OPEN)


def test_calcitriol_by_hand():
    """Four times the hormone is twice the enzyme, of 0.8 of the tissue, through the gate; half of the vitamin D."""
    assert hydroxylase_changed(0.9, 4.0, 0.5, BY_HAND) == pytest.approx(0.8 * 2 * HALF_OPEN - 0.9)
    assert calcitriol_changed(0.9, 1.2, BY_HAND) == pytest.approx(0.6 - 0.9)


def test_normal_glands_are_at_rest():
    """At normal calcium and magnesium the glands are asked for one, and give one: the scale means what it says."""
    called = called_for(NORMAL_CALCIUM, 0.0, TYPICAL)
    assert called[0] == pytest.approx(1.0, abs=0.01)
    assert hormone_changed(called, called, 1.0, 1.0, TYPICAL)[0] == pytest.approx(0.0, abs=1e-9)
    assert gland_changed(1.0, called, 1.0, TYPICAL)[0] == pytest.approx(0.0, abs=1e-12)
    assert hydroxylase_changed(1.0, 1.0, 1.0, TYPICAL)[0] == pytest.approx(0.0, abs=1e-12)
    assert calcitriol_changed(1.0, 1.0, TYPICAL)[0] == 0.0


@given(calcium_levels, calcium_levels, st.floats(-0.8, 2))
def test_more_calcium_never_calls_for_more(a, b, magnesium):
    low, high = sorted((a, b))
    called = [called_for(level, magnesium, TYPICAL)[0] for level in (low, high)]
    assert called[1] <= called[0]
    floor = TYPICAL.secretion_floor[0]
    assert floor <= called[1]
    assert called[0] <= floor + TYPICAL.secretion_range[0]


@given(calcium_levels, st.floats(0.01, 2))
def test_magnesium_is_read_as_a_weaker_calcium(ionised, more):
    """Magnesium calls for less, as calcium does; a mmol of it counts for at most half of a mmol of calcium."""
    rest = called_for(ionised, 0.0, TYPICAL)[0]
    assert called_for(ionised + 0.5 * more, 0.0, TYPICAL)[0] <= called_for(ionised, more, TYPICAL)[0] <= rest


@given(st.floats(0.1, 4), st.floats(0, 1), cells)
def test_the_store_of_the_glands_stays_between_empty_and_full(called, share, cell):
    """An empty gland only fills and a full one only empties, whatever is called for."""
    reserve = TYPICAL.gland_reserve[0]
    assert gland_changed(0.0, called, cell, TYPICAL)[0] > 0
    assert gland_changed(reserve, called, cell, TYPICAL)[0] <= 0
    assert gland_changed(share * reserve, called, 0.0, TYPICAL)[0] >= 0  # a closed gate fills it


@given(st.floats(0.1, 4), st.floats(0.05, 0.99))
def test_a_gate_that_closes_fills_the_gland(called, cell):
    """Where the gland rests: room left = what the gate lets go. Depletion holds more in it than normal."""
    opened = gate(cell, TYPICAL.secretion_gate_half, TYPICAL.secretion_gate_steepness)
    reserve = TYPICAL.gland_reserve
    rest = reserve / (1 + opened * (reserve - 1))
    assert gland_changed(rest, called, cell, TYPICAL)[0] == pytest.approx(0.0, abs=1e-9)
    assert rest[0] > 1
    assert opened * rest < 1  # and yet it lets go less than it was asked for


@given(relative, cells, cells)
def test_targets_resist_without_magnesium(hormone, a, b):
    low, high = sorted((a, b))
    assert heard(hormone, low, TYPICAL)[0] <= heard(hormone, high, TYPICAL)[0] * (1 + 1e-12)
    assert heard(hormone, 0.0, TYPICAL)[0] == 0.0
    assert heard(hormone, 1.0, TYPICAL)[0] == pytest.approx(hormone)


@given(st.floats(0.05, 5), st.floats(0.05, 5), st.floats(0.05, 1), st.floats(0.05, 1))
def test_less_hormone_or_magnesium_or_tissue_never_makes_more_enzyme(a, b, cell, other):
    low, high = sorted((a, b))
    less, more = sorted((cell, other))
    best = hydroxylase_changed(1.0, high, more, TYPICAL)[0]
    assert hydroxylase_changed(1.0, low, more, TYPICAL)[0] <= best
    assert hydroxylase_changed(1.0, high, less, TYPICAL)[0] <= best
    assert hydroxylase_changed(1.0, high, more, moved(TYPICAL, "hydroxylase_capacity", 0.3))[0] < best


def test_calcitriol_is_half_of_what_it_was_with_half_the_vitamin_d():
    assert calcitriol_changed(0.5, 1.0, moved(TYPICAL, "vitamin_d", 0.5))[0] == pytest.approx(0.0, abs=1e-12)


def test_rates_have_their_units():
    kit, bare, level = record_with_units("hormones"), in_unit(0.8, "1"), in_unit(1.1, "mmol/L")
    assert called_for(level, in_unit(-0.2, "mmol/L"), kit).units == unit("1")
    assert heard(bare, bare, kit).units == unit("1")
    for rate in (
        hormone_secreted(bare, bare, bare, kit),
        hormone_changed(bare, bare, bare, bare, kit),
        gland_changed(bare, bare, bare, kit),
        hydroxylase_changed(bare, bare, bare, kit),
        calcitriol_changed(bare, bare, kit),
    ):
        assert rate.units == unit("1/day")


@pytest.mark.parametrize("name", names(Hormones))
def test_no_parameter_is_idle(name):
    def everything(kit):
        return [
            called_for(np.array([1.1]), -0.2, kit),
            hormone_changed(0.7, 1.4, 1.3, 0.6, kit),
            gland_changed(1.3, 1.4, 0.6, kit),
            heard(0.7, 0.6, kit),
            hydroxylase_changed(0.8, 0.7, 0.6, kit),
            calcitriol_changed(0.8, 0.9, kit),
        ]

    assert differ(everything(moved(TYPICAL, name)), everything(TYPICAL))


def test_table_and_record_agree():
    assert table_and_record_agree("hormones")
