"""Medicines that change how the body keeps magnesium, in medicines.toml; unmoved.toml has those known by name only."""

from __future__ import annotations

from epsom.cohort import effects
from epsom.cohort.effects import Cause

TABLE = "cohort/medicines.toml"
UNMOVED = "cohort/unmoved.toml"
"""Medicines that no row says to move a parameter; a timetable knows what hours they ask for."""


def medicine(name: str) -> Cause:
    """Return the medicine of this name or class; InputError with the nearest ones for an unknown name."""
    return effects.named((TABLE, UNMOVED), name, "medicine", "other_medicines")


def known() -> dict[str, tuple[str, ...]]:
    """Return every medicine or class that Epsom knows by name, with the names it goes by."""
    return {cause.name: cause.names for table in (UNMOVED, TABLE) for cause in effects.causes(table).values()}
