"""The balance: the flux table conserves magnesium, names only what exists, and the organs obey it."""

import dis
import inspect
import re
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from epsom import tables
from epsom.body import balance, exchange, gut
from epsom.body.balance import CONTENT, DRIFTS, FLUXES, GONE, GUT, ORGANS, REGULATORS, Pools
from epsom.body.gut import Meal
from epsom.body.readings import READINGS
from epsom.cohort import moves
from epsom.cohort.draw import typical
from epsom.quantities import quantities
from tests.body.lives import put
from tests.body.rooms import differ, names, table_and_record_agree

BODY = typical()


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


def _cited(docstring):
    return set(re.findall(r"\[([a-z_]+\d{4}[a-z]*)\]", docstring or ""))


def _second_sentence(function):
    return re.split(r"(?<=[.!?])\s+", inspect.getdoc(function) or "")[1]


def _called(rate):
    """The functions of organs that a rate calls, the outermost first; seen through the balance's own helpers."""
    found, last = [], None
    for step in dis.get_instructions(rate):
        thing = vars(balance).get(step.argval) if step.opname == "LOAD_GLOBAL" else None
        if isinstance(last, ModuleType) and step.opname in ("LOAD_METHOD", "LOAD_ATTR"):
            found.append(getattr(last, step.argval))
        elif inspect.isfunction(thing):
            found += _called(thing)
        last = thing
    return found


def _record(rate):
    """The record of the organ whose store a rate hands to the law of exchange."""
    return next(ORGANS[name][0] for name in rate.__code__.co_names if name in ORGANS)


DEFINITIONS = {"serum_magnesium", "relative_magnesium"}
"""Content over volume, and its ratio to normal: nobody's finding."""

ARROWS = [*FLUXES, *DRIFTS]


def _id(arrow):
    return getattr(arrow, "regulator", "") or f"{arrow.source_pool}-{arrow.target_pool}"


@pytest.mark.parametrize("arrow", ARROWS, ids=_id)
def test_the_equation_of_a_flux_names_its_source(arrow):
    """In the second sentence of its function; where a store obeys the common law, in the record of its organ."""
    called = _called(arrow.rate)
    assert called
    if called[0].__module__ == exchange.__name__:
        assert arrow.source in _cited(_record(arrow.rate).__doc__)
    else:
        assert arrow.source in _cited(_second_sentence(called[0]))
    if inspect.isfunction(vars(balance).get(arrow.rate.__name__)):
        assert arrow.source in _cited(_second_sentence(arrow.rate))
    for function in called:
        assert function.__name__ in DEFINITIONS or _cited(_second_sentence(function)), function.__name__


def test_what_a_rate_calls_is_seen_through_the_helpers_of_the_balance():
    rates = {drift.regulator: drift.rate for drift in DRIFTS} | {"urine": balance.spilled}
    names = {name: [function.__name__ for function in _called(rate)] for name, rate in rates.items()}
    assert names["urine"] == ["excreted", "ultrafiltrable", "threshold"]
    assert names["gland"] == ["gland_changed", "called_for", "serum_magnesium"]
    assert names["memory_of_serum"] == ["remembered", "serum_magnesium"]


@pytest.mark.parametrize("name", [*ORGANS, "exchange", "gates"])
def test_every_equation_of_an_organ_names_a_source(name):
    module = import_module(f"epsom.body.{name}")
    for title, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not title.startswith("_") and title not in DEFINITIONS:
            cited = _cited(_second_sentence(function))
            assert cited, title
            assert cited <= set(tables.sources())


@pytest.mark.parametrize("organ", ORGANS)
def test_table_and_record_agree(organ):
    assert table_and_record_agree(organ)
    assert set(names(ORGANS[organ][0])) <= set(quantities())


def _everything_given():
    """The reference adult with a child, a growing body and a dialyser, so that no parameter stands at zero."""
    body = put(BODY, "offspring", transfer=0.2)
    body = put(body, "growth", accretion=0.3)
    return put(body, "dialysis", dialyser_clearance=150.0)


def _states():
    """Pools that reach every branch of the equations, and the curve of the kidney's corner."""

    def pools(seed, **told):
        rng = np.random.default_rng(seed)
        drawn = Pools(*(rng.uniform(0.1, 5.0, 1) for _ in Pools._fields))
        return drawn._replace(**{name: np.atleast_1d(value) for name, value in told.items()})

    normal = BODY.plasma.normal_serum
    corner = BODY.plasma.plasma_volume * 0.8  # where what is free lies beside the threshold
    return [
        pools(1, memory_of_serum=0.9 * normal, calcitriol=0.9),  # the memory below normal, adaptation unbounded
        pools(1, memory_of_serum=1.05 * normal, calcitriol=1.1),  # and above
        pools(2, memory_of_serum=0.01, calcitriol=3.0),  # adaptation at its ceiling
        pools(3, memory_of_serum=3.0, calcitriol=0.1),  # and at its floor, the reset at its ceiling
        pools(1, memory_of_serum=normal, plasma=corner, calcium=1.2),
        pools(4, memory_of_serum=normal, interstitium=12.0),  # more magnesium around the cells than normal
    ]


STATES = _states()
ONE = np.array([[1.0]])
MEALS = [
    Meal(0.02 * ONE, ONE, 0 * ONE, 0 * ONE, 0 * ONE),  # so little that the ceiling binds
    Meal(0.02 * ONE, ONE, 0.3 * ONE, 0.2 * ONE, 0.5 * ONE),
    Meal(5.0 * ONE, ONE, 0.3 * ONE, 0.2 * ONE, 0.5 * ONE),
]


def _values(body):
    """Every rate and every reading in every state, and where every meal enters the gut."""
    rates = [*(arrow.rate for arrow in ARROWS), *READINGS.values()]
    values = [rate(x, body) for x in STATES for rate in rates]
    return values + [part for meal in MEALS for part in gut.swallowed(meal, np.array([1.0]), body.gut).values()]


WHOLE = _everything_given()
VALUES = _values(WHOLE)


def test_the_states_reach_both_sides_of_normal():
    memory = [x.memory_of_serum > BODY.plasma.normal_serum for x in STATES]
    assert any(memory)
    assert not all(memory)


LISTENS = {
    "memory_of_serum": {"plasma"},
    "adaptation": {"memory_of_serum", "calcitriol"},
    "calcium": {"bone_calcium", "parathyroid_hormone", "soft_fast", "calcitriol", "interstitium"},
    "bone_calcium": {"calcium", "parathyroid_hormone", "soft_fast"},
    "gland": {"calcium", "plasma", "soft_fast"},
    "parathyroid_hormone": {"gland", "calcium", "plasma", "soft_fast"},
    "hydroxylase": {"parathyroid_hormone", "soft_fast"},
    "calcitriol": {"hydroxylase"},
    "potassium": {"soft_fast"},
    "osteoclasts": {"parathyroid_hormone", "soft_fast"},
    "osteoblasts": {"osteoclasts"},
    "bone_density": {"osteoclasts", "osteoblasts"},
    "interstitium-bone_deep": {"osteoblasts"},
    "bone_deep-interstitium": {"osteoclasts"},
    "plasma-urine": {"memory_of_serum", "calcium"},
    "plasma-sweat": {"interstitium"},
    "plasma-colon": {"interstitium"},
    "plasma-red_cells": {"interstitium"},
}
"""What an arrow hears besides its own pool; other fluxes hear the pool that they leave, and a child hears nobody."""


def _moves(rate, pool):
    """Whether a rate hears a pool, in any of the states."""
    return any(
        not np.array_equal(rate(x._replace(**{pool: 1.001 * getattr(x, pool)}), WHOLE), rate(x, WHOLE)) for x in STATES
    )


@pytest.mark.parametrize("arrow", ARROWS, ids=_id)
def test_an_arrow_hears_what_it_should_and_nothing_else(arrow):
    heard = {pool for pool in Pools._fields if _moves(arrow.rate, pool)}
    wanted = LISTENS.get(_id(arrow), set())
    own = getattr(arrow, "regulator", "") or arrow.source_pool
    assert heard - {own} == wanted
    silent = {"plasma-sweat", "plasma-colon", "plasma-red_cells", "plasma-child"}
    assert (own in heard) == (_id(arrow) not in silent)


def test_bone_and_kidney_hear_the_hormone_through_the_gate_of_their_resistance():
    deaf = moves.moved(WHOLE, "hormones", "resistance_half", 1.2)
    hears = {drift.regulator for drift in DRIFTS if any(drift.rate(x, deaf) != drift.rate(x, WHOLE) for x in STATES)}
    assert hears == {"calcium", "bone_calcium", "hydroxylase", "osteoclasts"}


@pytest.mark.parametrize(
    ("organ", "name"), [(organ, name) for organ, (record, _) in ORGANS.items() for name in names(record)]
)
def test_no_parameter_is_idle(organ, name):
    told = _values(moves.moved(WHOLE, organ, name, 0.8))
    assert differ(told, VALUES)
