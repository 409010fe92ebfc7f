"""Excretion: how much of what the kidney filtered is in the urine, as the clinic's formula has it."""

from __future__ import annotations

from typing import Any

from epsom import tables
from epsom.elementwise import Array

TABLE = "labs/excretion.toml"


def fractional_excretion(urine: Any, serum: Any, filtration: Any) -> Array:
    """Share of the filtered magnesium that is excreted [1], from urine [mmol/day], serum [mmol/L], filtration [L/day].

    The clinic's formula counts 0.7 of serum as filterable [elisaf1997] and creatinine's clearance as filtration.
    Of one spot it may stand for a litre of urine: urine [mmol/L], and urine over serum creatinine as filtration.
    Holds for a steady state; after a meal and in a day's urine it is higher than in a fasting spot.
    """
    return urine / (tables.number(TABLE, "formula_filterable_share") * serum * filtration)
