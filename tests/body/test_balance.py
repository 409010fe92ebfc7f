"""The balance: the flux table conserves magnesium, names only what exists, and the organs obey it."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables
from epsom.body import exchange, gut, kidney, plasma
from epsom.body.balance import CONTENT, DRIFTS, FLUXES, GONE, GUT, ORGANS, REGULATORS, Pools
from epsom.body.exchange import Store
from epsom.body.gut import Meal
from epsom.cohort.draw import typical
from epsom.quantities import quantities

BODY = typical()


def pools(seed=0, size=1.0):
    rng = np.random.default_rng(seed)
    return Pools(*(size * rng.uniform(0.1, 5.0, 1) for _ in Pools._fields))


def test_every_flux_goes_from_a_pool_to_another_and_has_a_source():
    for flux in FLUXES:
        assert flux.source_pool in Pools._fields
        assert flux.target_pool in Pools._fields
        assert flux.source_pool != flux.target_pool
        assert flux.source in tables.sources()
    assert {drift.regulator for drift in DRIFTS} == set(REGULATORS)
    assert all(drift.source in tables.sources() for drift in DRIFTS)


def test_every_pool_is_live():
    """Design rule: no pool is frozen; each that holds magnesium both fills and empties, or gathers what is lost."""
    left, entered = {f.source_pool for f in FLUXES}, {f.target_pool for f in FLUXES}
    for pool in (*CONTENT, *GUT):
        assert pool in left, f"{pool} never empties"
        assert pool in entered or pool == "solid", f"{pool} never fills"
    assert set(GONE) <= entered
    assert not set(GONE) & left


def test_pools_are_all_accounted_for():
    assert {*GUT, *CONTENT, *REGULATORS, *GONE} == set(Pools._fields)


@given(st.floats(0, 40), st.floats(0, 1), st.floats(0.6, 1.5))
def test_what_is_swallowed_is_all_in_the_gut(amount, slow, adaptation):
    one = np.array([[1.0]])
    meal = Meal(amount * one, one, slow * one, 0 * one, 0 * one)
    parts = gut.swallowed(meal, np.array([adaptation]), BODY.gut)
    assert sum(parts.values())[0] == pytest.approx(amount, abs=1e-12)
    assert all(part[0] >= -1e-12 for part in parts.values())


def test_a_store_at_normal_magnesium_stays_at_its_content():
    store = Store(np.array([40.0]), np.array([2.0]), np.array([0.3]))
    assert exchange.taken_up(1.0, store) == exchange.released(40.0, store)


def test_exchange_and_mobilisation_are_two_things():
    """Design rule: a store with mobilisation zero is fully exchangeable by a tracer and gives nothing in deficiency."""
    fixed = Store(np.array([40.0]), np.array([2.0]), np.array([0.0]))
    assert exchange.taken_up(0.3, fixed) == exchange.taken_up(1.0, fixed)
    assert exchange.released(40.0, fixed) > 0


def test_threshold_resets_with_remembered_serum():
    low, normal = np.array([0.7]), BODY.plasma.normal_serum
    assert kidney.threshold(low, normal, BODY.kidney) < kidney.threshold(normal, normal, BODY.kidney)
    assert kidney.threshold(normal, normal, BODY.kidney) == BODY.kidney.transport_maximum


def test_kidney_filters_about_a_hundred_mmol_and_gives_nearly_all_back():
    free = BODY.plasma.ultrafiltrable_fraction * BODY.plasma.normal_serum
    filtered = kidney.filtered(free, BODY.kidney)
    excreted = kidney.excreted(free, BODY.plasma.normal_serum, BODY.plasma.normal_serum, BODY.kidney)
    assert 95 < filtered[0] < 115
    assert (
        excreted + kidney.reabsorbed(free, BODY.plasma.normal_serum, BODY.plasma.normal_serum, BODY.kidney) == filtered
    )
    assert excreted[0] < 0.06 * filtered[0]


def test_far_above_the_threshold_urine_rises_with_filtration():
    """At 2 mmol/L and more the tubule is saturated: clearance of what is added tends to the filtered clearance."""
    k, normal = BODY.kidney, BODY.plasma.normal_serum
    rise = kidney.excreted(1.6, normal, normal, k) - kidney.excreted(1.5, normal, normal, k)
    assert rise[0] / 0.1 == pytest.approx(k.filtration_rate[0] * (1 + k.tubular_leak[0]), rel=1e-6)


def test_plasma_and_interstitium_are_at_rest_with_each_other_at_normal_serum():
    p = BODY.plasma
    held = p.interstitial_volume * p.ultrafiltrable_fraction * p.normal_serum
    assert plasma.filtered_out(p.plasma_volume * p.normal_serum, p) == pytest.approx(plasma.returned(held, p))
    assert plasma.relative_magnesium(held, p) == pytest.approx(1.0)


def _names(record, prefix=""):
    for field in fields(record):
        if field.type in ("Store", Store):
            yield from _names(Store, f"{field.name}_")
        else:
            yield prefix + field.name


@pytest.mark.parametrize("organ", ORGANS)
def test_table_and_record_agree(organ):
    record, table = ORGANS[organ]
    names = set(_names(record))
    assert set(tables.rows(table)) == names
    assert names <= set(quantities())


def _parameters():
    return [(organ, name) for organ, (record, _) in ORGANS.items() for name in _names(record)]


@pytest.mark.parametrize(("organ", "name"), _parameters())
def test_no_parameter_is_idle(organ, name):
    from dataclasses import replace

    from epsom.cohort.moves import moved

    def rates(body):
        states = [pools(seed)._replace(memory_of_serum=np.array([m])) for seed, m in ((1, 0.8), (2, 0.01), (3, 3.0))]
        states.append(states[0]._replace(plasma=BODY.plasma.plasma_volume * 0.8, memory_of_serum=np.array([0.83])))
        one = np.array([[1.0]])
        meals = [Meal(a * one, one, 0.3 * one, 0.2 * one, 0.5 * one) for a in (0.02, 5.0)]
        meals.append(Meal(0.02 * one, one, 0 * one, 0 * one, 0 * one))
        values = [np.atleast_1d(f.rate(x, body)) for x in states for f in (*FLUXES, *DRIFTS)]
        values += [part for meal in meals for part in gut.swallowed(meal, np.array([1.0]), body.gut).values()]
        return np.concatenate(values)

    factor = 0.8
    body = BODY
    if (organ, name) == ("offspring", "transfer"):
        body = replace(BODY, offspring=replace(BODY.offspring, transfer=np.array([0.2])))
    assert not np.array_equal(rates(moved(body, organ, name, factor)), rates(body))
