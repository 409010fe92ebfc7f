"""Plasma and the fluid between cells: by hand, and their laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.plasma import Plasma, filtered_out, relative_magnesium, returned, serum_magnesium, ultrafiltrable
from epsom.cohort.draw import typical

TYPICAL = typical().plasma
BY_HAND = Plasma(
    plasma_volume=3.0,
    interstitial_volume=12.0,
    ultrafiltrable_fraction=0.7,
    interstitial_exchange=1000.0,
    normal_serum=0.8,
)
held = st.floats(0, 50)


def test_concentrations_by_hand():
    assert serum_magnesium(2.4, BY_HAND) == pytest.approx(0.8)
    assert ultrafiltrable(2.4, BY_HAND) == pytest.approx(0.56)
    assert relative_magnesium(3.36, BY_HAND) == pytest.approx(0.5)  # 0.28 mmol/L around the cells, 0.56 is normal


def test_crossing_by_hand():
    assert filtered_out(2.4, BY_HAND) == pytest.approx(560.0)
    assert returned(6.0, BY_HAND) == pytest.approx(500.0)


@given(held)
def test_what_is_free_is_part_of_all(plasma):
    assert 0 <= ultrafiltrable(plasma, TYPICAL)[0] <= serum_magnesium(plasma, TYPICAL)[0]


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
