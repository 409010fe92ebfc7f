"""Plasma and the fluid between cells: by hand, laws, units, no idle parameter, table and record agree, fractions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.plasma import (
    Plasma,
    bound,
    filtered_out,
    ionised,
    relative_magnesium,
    returned,
    serum_magnesium,
    ultrafiltrable,
)
from epsom.cohort.draw import typical
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

TYPICAL = typical().plasma
BY_HAND = Plasma(
    plasma_volume=3.0,
    interstitial_volume=12.0,
    ultrafiltrable_fraction=0.7,
    ionised_share=0.9,
    interstitial_exchange=1000.0,
    normal_serum=0.8,
)
held = st.floats(0, 50)


def test_concentrations_by_hand():
    assert serum_magnesium(2.4, BY_HAND) == pytest.approx(0.8)
    assert ultrafiltrable(2.4, BY_HAND) == pytest.approx(0.56)
    assert ionised(2.4, BY_HAND) == pytest.approx(0.504)
    assert bound(2.4, BY_HAND) == pytest.approx(0.24)
    assert relative_magnesium(3.36, BY_HAND) == pytest.approx(0.5)  # 0.28 mmol/L around the cells, 0.56 is normal


def test_crossing_by_hand():
    assert filtered_out(2.4, BY_HAND) == pytest.approx(560.0)
    assert returned(6.0, BY_HAND) == pytest.approx(500.0)


@given(held)
def test_what_is_free_is_part_of_all(plasma):
    all_of_it, free = serum_magnesium(plasma, TYPICAL)[0], ultrafiltrable(plasma, TYPICAL)[0]
    assert 0 <= ionised(plasma, TYPICAL)[0] <= free <= all_of_it
    assert bound(plasma, TYPICAL)[0] + free == pytest.approx(all_of_it)


@given(st.floats(0.1, 10))
def test_plasma_and_interstitium_are_at_rest_when_what_is_free_is_the_same(serum):
    plasma = TYPICAL.plasma_volume * serum
    between = TYPICAL.interstitial_volume * TYPICAL.ultrafiltrable_fraction * serum
    assert filtered_out(plasma, TYPICAL)[0] == pytest.approx(returned(between, TYPICAL)[0])
    assert relative_magnesium(between, TYPICAL)[0] == pytest.approx(serum / TYPICAL.normal_serum[0])


@given(held, held)
def test_a_label_crosses_as_the_rest_does(a, b):
    both = filtered_out(a, TYPICAL) + filtered_out(b, TYPICAL)
    assert filtered_out(a + b, TYPICAL)[0] == pytest.approx(both[0], abs=1e-9)
    both = returned(a, TYPICAL) + returned(b, TYPICAL)
    assert returned(a + b, TYPICAL)[0] == pytest.approx(both[0], abs=1e-9)


def test_fractions_are_those_of_the_literature():
    """Ionised 60-66 %, complexed 7-10 %, bound 25-31 % of serum; a point more on each side is ours."""
    plasma = TYPICAL.plasma_volume * TYPICAL.normal_serum
    all_of_it, free, ion = (f(plasma, TYPICAL)[0] for f in (serum_magnesium, ultrafiltrable, ionised))
    assert 0.59 <= ion / all_of_it <= 0.67
    assert 0.06 <= (free - ion) / all_of_it <= 0.11
    assert 0.24 <= bound(plasma, TYPICAL)[0] / all_of_it <= 0.32
    assert 0.52 <= ion <= 0.67  # 0.54-0.67 mmol/L, the reference interval of ionised magnesium; 0.02 is ours


def test_values_have_their_units():
    kit, amount = record_with_units("plasma"), in_unit(2.4, "mmol")
    for level in (serum_magnesium, ultrafiltrable, ionised, bound):
        assert level(amount, kit).units == unit("mmol/L")
    assert filtered_out(amount, kit).units == returned(amount, kit).units == unit("mmol/day")
    assert relative_magnesium(amount, kit).units == unit("1")


@pytest.mark.parametrize("name", names(Plasma))
def test_no_parameter_is_idle(name):
    def everything(kit):
        plasma = np.array([2.4])
        return [f(plasma, kit) for f in (ionised, bound, filtered_out, returned, relative_magnesium)]

    assert differ(everything(moved(TYPICAL, name)), everything(TYPICAL))


def test_table_and_record_agree():
    assert table_and_record_agree("plasma")
