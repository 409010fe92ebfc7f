"""Calcium: by hand, its laws, its units, no idle parameter, table and record agree, and what depletion does to it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.calcium import (
    Calcium,
    calcium_absorbed,
    calcium_changed,
    calcium_excreted,
    calcium_lent,
    lendable_changed,
    total,
)
from tests.body.lives import DAYS, REFERENCE, of
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

TYPICAL = REFERENCE.body.calcium
NORMAL = TYPICAL.normal_calcium
BY_HAND = Calcium(
    normal_calcium=1.0,
    ionised_calcium_share=0.5,
    calcium_turnover=5.0,
    calcium_volume=10.0,
    calcitriol_share=0.6,
    calcium_excretion_exponent=2.0,
    calcium_threshold_exponent=0.5,
    calcium_magnesium_share=0.25,
    calcium_magnesium_exponent=2.0,
    calcium_bone_exchange=50.0,
    calcium_without_hormone=0.5,
    calcium_bone_exponent=0.5,
    lendable_calcium=100.0,
    calcium_refill_half_time=math.log(2),  # so that the rate is one per day
)
levels = st.floats(0.6, 1.8)
relative = st.floats(0.05, 5)


def test_calcium_absorbed_by_hand():
    assert calcium_absorbed(1.0, BY_HAND) == pytest.approx(5.0)
    assert calcium_absorbed(0.5, BY_HAND) == pytest.approx(5.0 * (0.4 + 0.3))


def test_calcium_excreted_by_hand():
    """Twice the threshold is four times the urine; four times the hormone doubles it; magnesium at twice adds 3/4."""
    assert calcium_excreted(2.0, 1.0, 1.0, BY_HAND) == pytest.approx(20.0)
    assert calcium_excreted(2.0, 4.0, 1.0, BY_HAND) == pytest.approx(5.0)
    assert calcium_excreted(2.0, 1.0, 2.0, BY_HAND) == pytest.approx(35.0)


def test_calcium_lent_by_hand():
    """Four times the hormone doubles the half that hangs on it; a surface that is half empty holds half of it."""
    assert calcium_lent(1.0, 1.0, 4.0, BY_HAND) == pytest.approx(25.0)
    assert calcium_lent(1.0, 0.5, 1.0, BY_HAND) == pytest.approx(-25.0)


def test_changes_by_hand():
    """At a level of 0.9 with half the calcitriol: 3.5 absorbed and 5 lent, less 5 * 0.81 excreted, in 10 L."""
    assert calcium_changed(0.9, 1.0, 1.0, 0.5, 1.0, BY_HAND) == pytest.approx((3.5 + 5.0 - 4.05) / 10)
    assert lendable_changed(0.9, 0.8, 1.0, BY_HAND) == pytest.approx(0.2 - 50 * (0.8 - 0.9) / 100)


def test_total_by_hand_and_as_laboratories_print_it():
    """Half of the total is ionised; 1.2 mmol/L of it stands for a total inside the usual 2.1-2.6 mmol/L."""
    assert total(1.2, BY_HAND) == pytest.approx(2.4)
    assert 2.1 < total(NORMAL, TYPICAL)[0] < 2.6


def test_normal_calcium_is_at_rest():
    assert calcium_changed(NORMAL, 1.0, 1.0, 1.0, 1.0, TYPICAL)[0] == pytest.approx(0.0, abs=1e-12)
    assert lendable_changed(NORMAL, 1.0, 1.0, TYPICAL)[0] == pytest.approx(0.0, abs=1e-12)


@given(levels, relative, relative, relative, relative)
def test_what_the_surface_lends_reaches_the_blood(ionised, lendable, hormone, a, b):
    """Calcium that gut and kidney do not explain has come from the surface, and is missing there."""
    lent = calcium_lent(ionised, lendable, hormone, TYPICAL)
    elsewhere = calcium_absorbed(a, TYPICAL) - calcium_excreted(ionised, hormone, b, TYPICAL)
    change = calcium_changed(ionised, lendable, hormone, a, b, TYPICAL) * TYPICAL.calcium_volume
    assert change[0] == pytest.approx((elsewhere + lent)[0], rel=1e-9, abs=1e-9)
    held = TYPICAL.calcium_without_hormone
    called = held + (1 - held) * hormone**TYPICAL.calcium_bone_exponent
    without = lendable_changed(NORMAL * called * lendable, lendable, hormone, TYPICAL)
    missing = (without - lendable_changed(ionised, lendable, hormone, TYPICAL)) * TYPICAL.lendable_calcium
    assert missing[0] == pytest.approx(lent[0], rel=1e-6, abs=1e-6)


@given(levels, relative, relative, relative)
def test_more_hormone_never_means_less_calcium(ionised, lendable, a, b):
    """Parathyroid hormone saves calcium in the kidney and raises what bone holds; so resistance to it costs calcium."""
    low, high = sorted((a, b))
    gone = [calcium_excreted(ionised, hormone, 1.0, TYPICAL)[0] for hormone in (low, high)]
    assert gone[1] <= gone[0] * (1 + 1e-12)
    changes = [calcium_changed(ionised, lendable, hormone, 1.0, 1.0, TYPICAL)[0] for hormone in (low, high)]
    assert changes[0] <= changes[1] + 1e-9


@given(levels, relative, relative, relative)
def test_more_magnesium_around_never_saves_calcium(ionised, hormone, a, b):
    """They compete for reabsorption: women on magnesium sulphate lose calcium [cruikshank1981]."""
    low, high = sorted((a, b))
    gone = [calcium_excreted(ionised, hormone, magnesium, TYPICAL)[0] for magnesium in (low, high)]
    assert gone[0] <= gone[1] * (1 + 1e-12)


@given(levels, levels, relative, relative, relative)
def test_calcium_defends_itself(a, b, lendable, hormone, calcitriol):
    """More calcium is more spilled and less lent: what is too high falls, what is too low rises."""
    low, high = sorted((a, b))
    changes = [calcium_changed(level, lendable, hormone, calcitriol, 1.0, TYPICAL)[0] for level in (low, high)]
    assert changes[1] <= changes[0]


@given(relative, relative)
def test_more_calcitriol_is_never_less_absorbed(a, b):
    low, high = sorted((a, b))
    assert 0 <= calcium_absorbed(low, TYPICAL)[0] <= calcium_absorbed(high, TYPICAL)[0]


def test_three_weeks_of_depletion_hardly_move_calcium_and_severe_depletion_brings_hypocalcaemia():
    """Total calcium fell by 2 % in Fatemi's three weeks; Shils saw hypocalcaemia once serum magnesium was very low."""
    fall = 1 - of(REFERENCE.depletion, "calcium") / of(REFERENCE.depletion, "calcium")[0]
    assert abs(fall[DAYS.index(21.0)]) < 0.03
    assert fall[DAYS.index(200.0)] > 0.05
    assert np.all(np.diff(fall[DAYS.index(60.0) :]) > 0)


def test_rates_have_their_units():
    kit, level, bare = record_with_units("calcium"), in_unit(1.1, "mmol/L"), in_unit(0.8, "1")
    assert calcium_absorbed(bare, kit).units == unit("mmol/day")
    assert calcium_excreted(level, bare, bare, kit).units == unit("mmol/day")
    assert calcium_lent(level, bare, bare, kit).units == unit("mmol/day")
    assert calcium_changed(level, bare, bare, bare, bare, kit).units == unit("mmol/L/day")
    assert lendable_changed(level, bare, bare, kit).units == unit("1/day")
    assert total(level, kit).units == unit("mmol/L")


@pytest.mark.parametrize("name", names(Calcium))
def test_no_parameter_is_idle(name):
    def everything(kit):
        changes = [calcium_changed(1.1, 0.9, 0.7, 0.6, 1.3, kit), lendable_changed(1.1, 0.9, 0.7, kit)]
        return [*changes, total(1.1, kit)]

    assert differ(everything(moved(TYPICAL, name)), everything(TYPICAL))


def test_table_and_record_agree():
    assert table_and_record_agree("calcium")
