"""The units of the balance: every row of the table, given quantities with units, yields the unit that it states."""

from dataclasses import fields

import numpy as np
import pint
import pytest

from epsom import tables
from epsom.body.balance import CONTENT, DRIFTS, FLUXES, GONE, GUT, ORGANS, Body, Pools, around, content, free, serum
from epsom.body.exchange import Store
from epsom.cohort.draw import typical
from epsom.quantities import quantity

UNITS = pint.UnitRegistry()
ROWS = {f"{flux.source_pool}-{flux.target_pool}": flux for flux in FLUXES} | {
    drift.regulator: drift for drift in DRIFTS
}
UNIT_OF = {**dict.fromkeys((*GUT, *CONTENT, *GONE), "mmol"), "memory_of_serum": "mmol/L", "adaptation": ""}


def unit(text):
    return UNITS.Unit("" if text == "1" else text)


def record(kind, table, prefix=""):
    """One organ or store with the values of its table in the units of quantities.toml."""
    values = {}
    for field in fields(kind):
        if field.type in ("Store", Store):
            values[field.name] = record(Store, table, f"{field.name}_")
        else:
            row = tables.rows(table)[prefix + field.name]
            values[field.name] = UNITS.Quantity(np.array([row.value]), unit(quantity(row.name).unit))
    return kind(**values)


BODY = Body(**{organ: record(kind, table) for organ, (kind, table) in ORGANS.items()})
PLAIN = Pools(*(np.array([0.3 + 0.1 * place]) for place in range(len(Pools._fields))))
POOLS = Pools(*(UNITS.Quantity(getattr(PLAIN, name), unit(UNIT_OF[name])) for name in Pools._fields))


def test_every_row_is_here_and_every_pool_has_a_unit():
    assert len(ROWS) == len(FLUXES) + len(DRIFTS)
    assert set(UNIT_OF) == set(Pools._fields)


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
    assert unit(row.unit) * UNITS.day == unit(UNIT_OF[filled])


@pytest.mark.parametrize(("what", "text"), [(around, "1"), (free, "mmol/L"), (serum, "mmol/L"), (content, "mmol")])
def test_what_the_organs_see_has_its_unit(what, text):
    assert what(POOLS, BODY).units == unit(text)


def test_a_wrong_unit_would_be_seen():
    """The kidney compares what is free with a threshold: an amount where it wants a concentration must fail."""
    amount = POOLS._replace(plasma=POOLS.plasma * BODY.plasma.plasma_volume)
    with pytest.raises(pint.DimensionalityError):
        ROWS["plasma-urine"].rate(amount, BODY)
