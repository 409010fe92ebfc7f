"""Filtration: how fast the kidneys filter, as a laboratory estimates it from creatinine, cystatin C or both."""

from __future__ import annotations

from typing import Any

from epsom import tables, units
from epsom.elementwise import Array, maximum, minimum, where
from epsom.quantities import quantity

TABLE = "labs/filtration.toml"
EQUATION = "CKD-EPI 2021"
"""What the field calls the equation."""
CYSTATIN, BOTH = "CKD-EPI cystatin C 2012", "CKD-EPI creatinine and cystatin C 2021"
"""What the field calls the other two."""


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


def filtration_by_cystatin(cystatin: Any, sex: Any, age: Any) -> Array:
    """Filtration rate per standard body surface [mL/min/1.73m2], from cystatin C [mg/L], sex and age [year].

    A power of cystatin C, steeper above a knee that both sexes share, and a fall with age [inker2012]. Holds for adults
    with a standardised assay; thyroid disease, steroids, inflammation and smoking move cystatin C by themselves.
    """
    ratio = cystatin / _number("cystatin_knee")
    below = minimum(ratio, 1.0) ** _number("cystatin_power_below")
    above = maximum(ratio, 1.0) ** _number("cystatin_power_above")
    of_sex = where(sex == "female", _number("cystatin_female_factor"), 1.0)
    return _number("cystatin_scale") * below * above * _number("cystatin_age_factor") ** age * of_sex


def filtration_by_both(creatinine: Any, cystatin: Any, sex: Any, age: Any) -> Array:
    """Filtration rate per standard body surface [mL/min/1.73m2], from creatinine [umol/L] and cystatin C [mg/L].

    The product of a power of each, with the knees of the single equations, and a fall with age [inker2021]. Holds as
    they do; where one of the two misleads, it misleads half as far.
    """
    female = sex == "female"
    knee = where(female, _number("creatinine_knee_female"), _number("creatinine_knee_male"))
    muscle, other = creatinine * _milligrams_per_decilitre() / knee, cystatin / _number("cystatin_knee")
    low = where(female, _number("both_creatinine_power_below_female"), _number("both_creatinine_power_below_male"))
    of_creatinine = minimum(muscle, 1.0) ** low * maximum(muscle, 1.0) ** _number("both_creatinine_power_above")
    below = minimum(other, 1.0) ** _number("both_cystatin_power_below")
    above = maximum(other, 1.0) ** _number("both_cystatin_power_above")
    ageing = _number("both_age_factor") ** age
    of_sex = where(female, _number("both_female_factor"), 1.0)
    return _number("both_scale") * of_creatinine * below * above * ageing * of_sex


def least_age() -> float:
    """Return the age from which filtration may be estimated from creatinine so [year]: adults made the equation."""
    return _number("creatinine_least_age")


def _number(name: str) -> float:
    return tables.number(TABLE, name)


def _milligrams_per_decilitre() -> float:
    """Return one umol/L of creatinine in the unit that the knees are published in."""
    return units.factor(quantity("creatinine").unit, quantity("creatinine_knee_male").unit, "creatinine")
