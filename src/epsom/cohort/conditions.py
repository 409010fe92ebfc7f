"""Conditions that change how the body keeps magnesium, or what magnesium may mean; the rows are in conditions.toml."""

from __future__ import annotations

from epsom.cohort import effects
from epsom.cohort.effects import Cause

TABLE = "cohort/conditions.toml"


def condition(name: str) -> Cause:
    """Return the condition of this name; InputError with the nearest ones for an unknown name."""
    return effects.named((TABLE,), name, "condition", "other_conditions")


def known() -> dict[str, tuple[str, ...]]:
    """Return every condition Epsom has a row for, with the names it goes by."""
    return {cause.name: cause.names for cause in effects.causes(TABLE).values()}
