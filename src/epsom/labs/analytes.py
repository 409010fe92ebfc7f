"""Analytes: what a laboratory measures of magnesium, and how far a reading strays from the person's own level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from epsom import tables

TABLE = "labs/analytes.toml"


@dataclass(frozen=True)
class Analyte:
    """One kind of reading: its quantity, and the spreads (log scale) of assay and of the person from day to day."""

    quantity: str
    heading: str
    assay_spread: float
    within_person_spread: float

    @property
    def reading_spread(self) -> float:
        """Spread of one reading around the person's own level, log scale: assay and day to day together."""
        return (self.assay_spread**2 + self.within_person_spread**2) ** 0.5


@cache
def analytes() -> dict[str, Analyte]:
    """Return the analytes that weigh the cohort, by quantity."""
    rows = tables.rows(TABLE)
    return {
        quantity: Analyte(quantity, heading, rows[f"{short}_assay_spread"].value, rows[f"{short}_daily_spread"].value)
        for quantity, heading, short in (
            ("serum_magnesium", "Serum magnesium", "serum"),
            ("urine_magnesium", "Magnesium in 24-hour urine", "urine"),
        )
    }


def analyte(quantity: str) -> Analyte:
    """Return one analyte; KeyError for a quantity that no laboratory row describes."""
    return analytes()[quantity]
