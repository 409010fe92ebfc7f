"""The kidney: by hand, its laws, and what is known of it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.kidney import Kidney, excreted, filtered, reabsorbed, remembered, threshold
from epsom.cohort.draw import typical

BODY = typical()
TYPICAL, NORMAL = BODY.kidney, BODY.plasma.normal_serum
BY_HAND = Kidney(
    filtration_rate=100.0,
    transport_maximum=0.5,
    threshold_sharpness=0.01,
    tubular_leak=0.02,
    reset_exponent=0.5,
    reset_half_time=7.0,
)
free = st.floats(0, 5)
memories = st.floats(0.2, 3)


def test_filtered_by_hand():
    assert filtered(0.6, BY_HAND) == pytest.approx(60.0)


def test_threshold_by_hand():
    assert threshold(0.2, 0.8, BY_HAND) == pytest.approx(0.25)  # a quarter of normal, to the power of one half


@pytest.mark.parametrize(
    ("free", "urine"),
    [
        (0.5, 100 * (0.01 * math.log(2) + 0.02 * 0.5)),  # at the threshold half of the corner is open
        (1.0, 100 * (0.5 + 0.02 * 1.0)),  # far above: all that lies above it, and the leak
        (0.25, 100 * 0.02 * 0.25),  # far below: the leak alone
    ],
)
def test_excreted_by_hand(free, urine):
    assert excreted(free, 0.8, 0.8, BY_HAND) == pytest.approx(urine, abs=1e-8)


def test_remembered_by_hand():
    once = replace(BY_HAND, reset_half_time=math.log(2))  # so that the rate is one per day
    assert remembered(0.8, 0.6, once) == pytest.approx(-0.2)


@given(free, memories)
def test_what_is_filtered_is_excreted_or_given_back(free, memory):
    gone, back = excreted(free, memory, NORMAL, TYPICAL), reabsorbed(free, memory, NORMAL, TYPICAL)
    assert (gone + back)[0] == pytest.approx(filtered(free, TYPICAL)[0], abs=1e-9)
    assert gone[0] >= 0
    assert back[0] >= -1e-9


@given(free, free, memories)
def test_more_free_magnesium_is_never_less_urine(a, b, memory):
    low, high = sorted((a, b))
    assert excreted(low, memory, NORMAL, TYPICAL)[0] <= excreted(high, memory, NORMAL, TYPICAL)[0] + 1e-12


@given(free, memories, memories)
def test_a_kidney_that_remembers_low_serum_never_saves_more(free, a, b):
    low, high = sorted((a, b))
    assert threshold(low, NORMAL, TYPICAL)[0] <= threshold(high, NORMAL, TYPICAL)[0]
    assert excreted(free, low, NORMAL, TYPICAL)[0] >= excreted(free, high, NORMAL, TYPICAL)[0] - 1e-12


@given(memories, memories)
def test_memory_runs_towards_serum(memory, serum):
    change = remembered(memory, serum, TYPICAL)[0]
    assert np.sign(change) == np.sign(serum - memory)


def test_threshold_resets_with_remembered_serum():
    low = np.array([0.7])
    assert threshold(low, NORMAL, TYPICAL) < threshold(NORMAL, NORMAL, TYPICAL)
    assert threshold(NORMAL, NORMAL, TYPICAL) == TYPICAL.transport_maximum


def test_kidney_filters_about_a_hundred_mmol_and_gives_nearly_all_back():
    free = BODY.plasma.ultrafiltrable_fraction * NORMAL
    gone = excreted(free, NORMAL, NORMAL, TYPICAL)
    assert 95 < filtered(free, TYPICAL)[0] < 115
    assert gone[0] < 0.06 * filtered(free, TYPICAL)[0]


def test_far_above_the_threshold_urine_rises_with_filtration():
    """At 2 mmol/L and more the tubule is saturated: clearance of what is added tends to the filtered clearance."""
    rise = excreted(1.6, NORMAL, NORMAL, TYPICAL) - excreted(1.5, NORMAL, NORMAL, TYPICAL)
    assert rise[0] / 0.1 == pytest.approx(TYPICAL.filtration_rate[0] * (1 + TYPICAL.tubular_leak[0]), rel=1e-6)
