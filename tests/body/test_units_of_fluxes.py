"""The units of the balance: every row of the table, given quantities with units, yields the unit that it states."""

import numpy as np
import pint
import pytest

from epsom.body import balance
from epsom.body.balance import CONTENT, DRIFTS, FLUXES, GONE, GUT, ORGANS, REGULATORS, Body, Pools
from epsom.body.readings import READINGS
from epsom.cohort.draw import typical
from epsom.quantities import quantity
from tests.body.rooms import UNITS, record_with_units, unit

ROWS = {f"{flux.source_pool}-{flux.target_pool}": flux for flux in FLUXES} | {
    drift.regulator: drift for drift in DRIFTS
}
UNIT_OF = dict.fromkeys((*GUT, *CONTENT, *GONE), unit("mmol")) | {
    drift.regulator: unit(drift.unit) * UNITS.day for drift in DRIFTS
}

BODY = Body(**{organ: record_with_units(organ) for organ in ORGANS})
PLAIN = Pools(*(np.array([0.3 + 0.1 * place]) for place in range(len(Pools._fields))))
POOLS = Pools(*(UNITS.Quantity(getattr(PLAIN, name), UNIT_OF[name]) for name in Pools._fields))


def test_every_row_is_here_and_every_pool_has_a_unit():
    assert len(ROWS) == len(FLUXES) + len(DRIFTS)
    assert set(UNIT_OF) == set(Pools._fields)
    assert {drift.regulator for drift in DRIFTS} == set(REGULATORS)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_its_unit(name):
    row = ROWS[name]
    rate = row.rate(POOLS, BODY)
    assert rate.units == unit(row.unit)
    assert rate.magnitude == pytest.approx(row.rate(PLAIN, typical()), rel=1e-12)  # the units change no number


@pytest.mark.parametrize("name", ROWS)
def test_a_row_fills_its_pool_per_day(name):
    row = ROWS[name]
    filled = getattr(row, "target_pool", None) or row.regulator
    assert unit(row.unit) * UNITS.day == UNIT_OF[filled]


SEEN = {
    "around": "1",
    "free": "mmol/L",
    "serum": "mmol/L",
    "in_cells": "1",
    "heard": "1",
    "called": "1",
    "threshold": "mmol/L",
    "spilled": "mmol/day",
    "content": "mmol",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_the_organs_see_has_its_unit(name):
    assert getattr(balance, name)(POOLS, BODY).units == unit(SEEN[name])


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_has_the_unit_of_its_name(name):
    assert READINGS[name](POOLS, BODY).units == unit(quantity(name).unit)


def test_a_wrong_unit_would_be_seen():
    """The kidney compares what is free with a threshold: an amount where it wants a concentration must fail."""
    amount = POOLS._replace(plasma=POOLS.plasma * BODY.plasma.plasma_volume)
    with pytest.raises(pint.DimensionalityError):
        ROWS["plasma-urine"].rate(amount, BODY)
