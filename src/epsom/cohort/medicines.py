"""Medicines that change how the body keeps magnesium; the rows are in medicines.toml."""

from __future__ import annotations

from epsom.cohort import effects
from epsom.cohort.effects import Cause

TABLE = "cohort/medicines.toml"


def medicine(name: str) -> Cause:
    """Return the medicine of this name or class; InputError with the nearest ones for an unknown name."""
    return effects.named(TABLE, name, "medicine", "other_medicines")


def known() -> dict[str, tuple[str, ...]]:
    """Return every medicine class Epsom has rows for, with the names it goes by."""
    return {cause.name: cause.names for cause in effects.causes(TABLE).values()}
