"""Filtration: how fast the kidneys filter, as a laboratory estimates it from creatinine."""

from __future__ import annotations

from typing import Any

from epsom import tables, units
from epsom.elementwise import Array, maximum, minimum, where
from epsom.quantities import quantity

TABLE = "labs/filtration.toml"
EQUATION = "CKD-EPI 2021"
"""What the field calls the equation."""


def estimated_filtration(creatinine: Any, sex: Any, age: Any) -> Array:
    """Filtration rate per standard body surface [mL/min/1.73m2], from serum creatinine [umol/L], sex and age [year].

    A power of creatinine, steeper above a knee that is higher in men, and a fall with age; race-free [inker2021].
    Holds for adults outside pregnancy while creatinine is steady; where there is little muscle it reads too high.
    """
    female = sex == "female"
    knee = where(female, _number("creatinine_knee_female"), _number("creatinine_knee_male"))
    ratio = creatinine * _milligrams_per_decilitre() / knee
    power_below = where(female, _number("creatinine_power_below_female"), _number("creatinine_power_below_male"))
    below = minimum(ratio, 1.0) ** power_below
    above = maximum(ratio, 1.0) ** _number("creatinine_power_above")
    ageing = _number("creatinine_age_factor") ** age
    of_sex = where(female, _number("creatinine_female_factor"), 1.0)
    return _number("creatinine_scale") * below * above * ageing * of_sex


def least_age() -> float:
    """Return the age from which filtration may be estimated from creatinine so [year]: adults made the equation."""
    return _number("creatinine_least_age")


def _number(name: str) -> float:
    return tables.number(TABLE, name)


def _milligrams_per_decilitre() -> float:
    """Return one umol/L of creatinine in the unit that the knees are published in."""
    return units.factor(quantity("creatinine").unit, quantity("creatinine_knee_male").unit, "creatinine")
