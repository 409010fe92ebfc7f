"""Needs and limits by authority, chosen by profile; each kind of reference value is its own type."""

from epsom.needs.authorities import DEFAULT, Needs, authorities, known_authority, needs
from epsom.needs.kinds import (
    AdequateIntake,
    Limit,
    LowerThreshold,
    Recommended,
    Reference,
    Requirement,
    Target,
)
from epsom.needs.printed import NeedRow, rows

__all__ = [
    "DEFAULT", "AdequateIntake", "Limit", "LowerThreshold", "NeedRow", "Needs", "Recommended", "Reference",
    "Requirement", "Target", "authorities", "known_authority", "needs", "rows",
]  # fmt: skip
