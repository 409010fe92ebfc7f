"""The law of exchange: by hand, its laws, and for every store of the typical body."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.exchange import LN2, Store, released, taken_up
from epsom.cohort.draw import typical

BODY = typical()
STORES = {
    "red_cells.all": BODY.red_cells.all,
    "muscle.fast": BODY.muscle.fast,
    "muscle.slow": BODY.muscle.slow,
    "soft_tissue.fast": BODY.soft_tissue.fast,
    "soft_tissue.slow": BODY.soft_tissue.slow,
    "bone.fast": BODY.bone.fast,
    "bone.slow": BODY.bone.slow,
}
stores = st.builds(Store, content=st.floats(0.1, 2000), half_time=st.floats(0.005, 400), mobilisation=st.floats(0, 2))
relative = st.floats(0.05, 5)


def test_the_constant_is_the_logarithm_of_two():
    assert math.log(2) == LN2


def test_taken_up_by_hand():
    """With a half-time of ln 2 days the rate is one per day; a quarter to the power of one half is a half."""
    assert taken_up(0.25, Store(40.0, LN2, 0.5)) == pytest.approx(20.0)


def test_released_by_hand():
    assert released(30.0, Store(40.0, LN2, 0.5)) == pytest.approx(30.0)
    assert released(30.0, Store(40.0, 10 * LN2, 0.5)) == pytest.approx(3.0)


@pytest.mark.parametrize("name", STORES)
def test_a_store_at_normal_magnesium_stays_at_its_content(name):
    store = STORES[name]
    assert taken_up(1.0, store) == pytest.approx(released(store.content, store))


@given(relative, stores)
def test_a_store_rests_at_its_content_times_a_power_of_what_is_around(relative, store):
    rest = store.content * relative**store.mobilisation
    assert taken_up(relative, store) == pytest.approx(released(rest, store))


@given(relative, relative, stores)
def test_more_around_is_never_less_taken_up(a, b, store):
    low, high = sorted((a, b))
    assert taken_up(low, store) <= taken_up(high, store) * (1 + 1e-12)


@given(st.floats(0, 2000), stores)
def test_half_of_a_label_is_left_after_a_half_time(held, store):
    """Released is a rate times what is held; left alone for a half-time, that rate leaves one half."""
    rate = released(1.0, store)
    assert released(held, store) == pytest.approx(rate * held)
    assert math.exp(-rate * store.half_time) == pytest.approx(0.5)


@given(relative, stores)
def test_exchange_and_mobilisation_are_two_things(relative, store):
    """Design rule: a store with mobilisation zero is fully exchangeable by a tracer and gives nothing in deficiency."""
    fixed = Store(store.content, store.half_time, 0.0)
    assert taken_up(relative, fixed) == taken_up(1.0, fixed)
    assert released(fixed.content, fixed) == released(store.content, store) > 0
