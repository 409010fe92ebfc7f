"""What the tests of the rooms share: the record of an organ at its typical numbers, with units, or with one moved."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pint

from epsom import tables
from epsom.body.balance import ORGANS
from epsom.body.exchange import Store
from epsom.quantities import quantity

UNITS = pint.UnitRegistry()


def unit(text: str) -> Any:
    """A unit of quantities.toml as the registry has it."""
    return UNITS.Unit("" if text == "1" else text)


def in_unit(value: Any, text: str) -> Any:
    """A quantity for a virtual person."""
    return UNITS.Quantity(np.atleast_1d(np.asarray(value, dtype=float)), unit(text))


def names(record: type, prefix: str = "") -> list[str]:
    """The parameters of an organ as its table names them."""
    found: list[str] = []
    for field in fields(record):
        if field.type in ("Store", Store):
            found += names(Store, f"{field.name}_")
        else:
            found.append(prefix + field.name)
    return found


def record_with_units(organ: str) -> Any:
    """The organ at the values of its table, each in the unit of quantities.toml."""

    def filled(kind: type, prefix: str = "") -> Any:
        values: dict[str, Any] = {}
        for field in fields(kind):
            if field.type in ("Store", Store):
                values[field.name] = filled(Store, f"{field.name}_")
            else:
                row = rows[prefix + field.name]
                values[field.name] = in_unit(row.value, quantity(row.name).unit)
        return kind(**values)

    kind, table = ORGANS[organ]
    rows = tables.rows(table)
    return filled(kind)


def moved(record: Any, name: str, factor: float = 0.8) -> Any:
    """The same record with one number multiplied."""
    return replace(record, **{name: getattr(record, name) * factor})


def differ(one: list[Any], other: list[Any]) -> bool:
    """Whether any of these values is another one."""
    return any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def table_and_record_agree(organ: str) -> bool:
    """Every row of the table is used, and every field of the record is sourced."""
    kind, table = ORGANS[organ]
    return set(tables.rows(table)) == set(names(kind))
