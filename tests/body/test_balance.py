"""The balance: the flux table conserves magnesium, names only what exists, and the organs obey it."""

import inspect
import re
from dataclasses import fields
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from epsom import tables
from epsom.body import balance, exchange, gut
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


def _cited(docstring):
    return set(re.findall(r"\[([a-z_]+\d{4}[a-z]*)\]", docstring or ""))


def _second_sentence(function):
    return re.split(r"(?<=[.!?])\s+", inspect.getdoc(function) or "")[1]


def _called(rate):
    """The functions of organ modules that a rate calls, read off the names in its code."""
    names = rate.__code__.co_names
    modules = [thing for name in names if isinstance(thing := vars(balance).get(name), ModuleType)]
    return [
        function
        for module in modules
        for name in names
        if inspect.isfunction(function := vars(module).get(name)) and function.__module__ == module.__name__
    ]


def _record(rate):
    """The record of the organ whose store a rate hands to the law of exchange."""
    return next(ORGANS[name][0] for name in rate.__code__.co_names if name in ORGANS)


ARROWS = [*FLUXES, *DRIFTS]


@pytest.mark.parametrize(
    "arrow", ARROWS, ids=lambda a: getattr(a, "regulator", "") or f"{a.source_pool}-{a.target_pool}"
)
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


DEFINITIONS = {"serum_magnesium", "relative_magnesium"}
"""Content over volume, and its ratio to normal: nobody's finding."""


@pytest.mark.parametrize("name", [*ORGANS, "exchange"])
def test_every_equation_of_an_organ_names_a_source(name):
    module = import_module(f"epsom.body.{name}")
    for title, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not title.startswith("_") and title not in DEFINITIONS:
            cited = _cited(_second_sentence(function))
            assert cited, title
            assert cited <= set(tables.sources())


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
