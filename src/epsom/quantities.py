"""Quantities: every name once, with its unit, the range a living person can have, and what it means."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import units
from epsom.errors import InputError, TableError


@dataclass(frozen=True)
class Quantity:
    """A name that carries a number: unit, possible range (both ends included) and meaning in one line.

    ``bearer`` is who or what has it, as a message says it.
    """

    name: str
    unit: str
    low: float
    high: float
    meaning: str
    substance: str | None = None
    accepts: tuple[str, ...] = ()
    bearer: str = "a living person"


@cache
def quantities() -> dict[str, Quantity]:
    """Return all quantities by name, as quantities.toml has them."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(files("epsom").joinpath("quantities.toml").read_text("utf-8"))
    found: dict[str, Quantity] = {}
    for name, row in rows.items():
        if extra := set(row) - {"unit", "range", "meaning", "substance", "accepts", "bearer"}:
            raise TableError(f"quantities.toml [{name}]: unknown key {sorted(extra)[0]!r}.")
        low, high = row["range"]
        accepts = tuple(row.get("accepts", (row["unit"],)))
        bearer = row.get("bearer", "a living person")
        found[name] = Quantity(name, row["unit"], low, high, row["meaning"], row.get("substance"), accepts, bearer)
    return found


def quantity(name: str) -> Quantity:
    """Return one quantity; TableError for a name that quantities.toml does not have."""
    if name not in quantities():
        near = get_close_matches(name, quantities(), n=1)
        hint = f" Nearest: {near[0]}." if near else ""
        raise TableError(f"{name!r} is no quantity in quantities.toml.{hint}")
    return quantities()[name]


def told(name: str, text: object) -> units.Told:
    """Read a measured quantity as a person wrote it, and refuse what no living person has."""
    what = quantity(name)
    value = units.read(text, name=name, unit=what.unit, accepts=what.accepts, substance=what.substance)
    if not what.low <= value.value <= what.high:
        size, unit = (100.0, "%") if what.unit == "1" and "%" in what.accepts else (1.0, what.unit)
        raise InputError(
            f"{name} = {value.text!r} is {size * value.value:.4g} {unit}; {what.bearer} has "
            f"{size * what.low:g} to {size * what.high:g} {unit}. Check the number and its unit."
        )
    return value
