"""Absorption of an intake: the law of the gut, worked out by hand for a typical adult."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.plan.regimen.absorption import absorbed, gut_of, typical
from tests.plan.regimen.people import patient

ADULT = patient(weight=70.0, egfr=None)


def test_a_hundred_milligrams_of_citrate_by_hand():
    """4.1144 mmol: carrier 2.217 * 4.1144 / (2.695 + 4.1144) = 1.3396, leak 0.06466 * 4.1144 = 0.2660; 39.02 mg."""
    assert absorbed(100.0, 1.0, 0.0, gut_of(ADULT)) == pytest.approx(39.02, abs=0.01)


def test_a_hundred_milligrams_of_oxide_by_hand():
    """6 / (6 + 19.04) of it is washed on: 3.1286 mmol dissolve; 0.95 (2.217 * 0.53723 + 0.06466 * 3.1286); 32.17 mg."""
    assert absorbed(100.0, 0.95, 1.0, gut_of(ADULT)) == pytest.approx(32.17, abs=0.02)


def test_a_proton_pump_inhibitor_costs_oxide_more_than_citrate():
    taking = gut_of(patient(weight=70.0, egfr=None, medicines=("omeprazole",)))
    citrate = absorbed(100.0, 1.0, 0.0, taking) / absorbed(100.0, 1.0, 0.0, gut_of(ADULT))
    oxide = absorbed(100.0, 0.95, 1.0, taking) / absorbed(100.0, 0.95, 1.0, gut_of(ADULT))
    assert oxide < citrate < 1.0


def test_malabsorption_and_failing_kidneys_take_up_less():
    usual = absorbed(100.0, 1.0, 0.0, gut_of(ADULT))
    assert absorbed(100.0, 1.0, 0.0, gut_of(patient(weight=70.0, egfr=None, conditions=("coeliac disease",)))) < usual
    assert absorbed(100.0, 1.0, 0.0, gut_of(patient(weight=70.0, egfr=35.0))) < usual
    assert absorbed(100.0, 1.0, 0.0, gut_of(patient(weight=20.0, egfr=None))) < usual


def test_a_medicine_by_its_class_or_by_its_name_is_one_medicine():
    assert gut_of(patient(medicines=("omeprazole", "ppi"))) == gut_of(patient(medicines=("proton pump inhibitor",)))


@given(st.floats(0.1, 400.0), st.floats(0.5, 1.0), st.floats(0.0, 1.0))
def test_never_more_is_absorbed_than_taken_and_two_halves_give_more(milligrams, availability, slow):
    whole = absorbed(milligrams, availability, slow, typical())
    halves = 2.0 * absorbed(milligrams / 2.0, availability, slow, typical())
    assert 0.0 < whole < milligrams
    assert halves >= whole * (1.0 - 1e-12)


def test_arrays_are_the_same_law():
    amounts = np.array([10.0, 100.0, 300.0])
    each = [float(absorbed(amount, 1.0, 0.0, typical())) for amount in amounts]
    assert absorbed(amounts, 1.0, 0.0, typical()) == pytest.approx(each)
