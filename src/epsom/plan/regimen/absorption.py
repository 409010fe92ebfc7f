"""Absorption: what a typical gut takes up of an intake, by the law of the gut and with this patient's medicines.

The law is the body's own; here it serves to choose between salts and doses. What a plan does to a person is told by
the cohort that lives through it, not by this.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any

from epsom import tables, units
from epsom.body import gut
from epsom.body.gut import Gut, Meal
from epsom.cohort import conditions, effects, medicines
from epsom.cohort.scaling import number as scaling
from epsom.plan.regimen.nouns import Patient
from epsom.plan.regimen.rules import number

ADAPTED = 1.0
"""A gut at rest; the guess that it opens in deficiency is left to the cohort."""


@cache
def typical() -> Gut:
    """Return the gut of a typical adult, the middle of every number of the gut's table."""
    held = tables.rows(gut.TABLE)
    middle: dict[str, Any] = {one.name: held[one.name].value for one in fields(Gut)}
    return Gut(**middle)


@lru_cache(maxsize=65536)
def _changed(present: tuple[str, ...], taken: tuple[str, ...]) -> Gut:
    """Return the typical gut with the middle effect of each condition and medicine that the cohort has a row for."""
    changed = typical()
    for table, names in ((conditions.TABLE, present), (medicines.TABLE, taken)):
        spelled = _spelled(table)
        for cause in dict.fromkeys(spelled[name] for name in (n.strip().casefold() for n in names) if name in spelled):
            for effect in effects.causes(table)[cause].effects:
                if effect.organ == "gut":
                    value: Any = getattr(changed, effect.parameter)
                    changed = replace(changed, **{effect.parameter: value * effect.scale[1]})
    return changed


@cache
def _spelled(table: str) -> dict[str, str]:
    return {
        name.casefold(): cause.name for cause in effects.causes(table).values() for name in (cause.name, *cause.names)
    }


@lru_cache(maxsize=256)
def gut_of(patient: Patient) -> Gut:
    """Return the gut that is typical of a patient.

    The carrier goes with body surface, taken from weight alone, and with kidney tissue; what half fills it goes with
    the surface in those smaller than the reference, as in the cohort. Holds as the scaling of the cohort does.
    """
    own = _changed(patient.conditions, patient.medicines)
    surface = 1.0 if patient.weight is None else (patient.weight / number("O9")) ** number("O8")
    tissue = 1.0 if patient.egfr is None else min(patient.egfr / scaling("enough_filtration"), 1.0)
    tissue = max(tissue, scaling("least_uptake_share")) ** scaling("carrier_kidney_exponent")
    return replace(
        own,
        carrier_capacity=own.carrier_capacity * surface * tissue,
        half_saturation=own.half_saturation * min(surface, 1.0),
    )


def absorbed(milligrams: Any, availability: Any, slow: Any, own: Gut) -> Any:
    """Magnesium of one intake that a gut takes up [mg], from elemental ``milligrams`` taken away from meals.

    The law of the gut for one serving [fine1991]: all salts of one intake share the carrier, so a combination is the
    sum of its magnesium with its mean availability and its share of slowly dissolving salts.
    Holds for intakes up to 40 mmol in healthy adults; above that it extrapolates.
    """
    meal = Meal(milligrams * units.mmol(1.0), availability, slow, 0.0, 0.0)
    return gut.absorbed(meal, ADAPTED, own) * units.milligrams(1.0)  # pyright: ignore[reportArgumentType]
