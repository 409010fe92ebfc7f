"""Exposures: what changes in a person's magnesium, and what each row of evidence may look at of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from epsom.elementwise import Array, maximum, minimum
from epsom.errors import InputError
from epsom.outcomes.row import EvidenceRow, rules
from epsom.units import factor

DRAWS = 4000
FOOD, SUPPLEMENT, SERUM = "dietary_magnesium", "supplemental_magnesium", "serum_magnesium"
SERUM_UNIT = "mmol/L"
ASKED = ("plan", "example", "told")
LEAST = 0.5
"""A change of food smaller than this [mg/day] is none: it is told in whole milligrams."""


@dataclass(frozen=True)
class Exposures:
    """What changes: intakes in mg of magnesium per day, serum in mmol/L.

    ``supplement``: elemental magnesium of supplements told, 0 for none. ``diet_before`` and ``diet_after``: usual
    intake from food and drink without and with a change, a number or one value per virtual person; None: no change of
    food is looked at. ``serum`` is that of now and ``serum_after`` that with the change; arrays are in one order, with
    ``weights`` if they do not count alike. ``asked`` tells whose change of food it is: that of the plan, an example, or
    one that was told. ``by_serum``: a change acts through serum and no row of food is used; never both.
    """

    supplement: float = 0.0
    diet_before: float | Array | None = None
    diet_after: float | Array | None = None
    serum: float | Array | None = None
    serum_after: float | Array | None = None
    weights: Array | None = None
    asked: str = "plan"
    years: float = 10.0
    by_serum: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be: InputError names the value, the rule and the mend."""
        if self.asked not in ASKED:
            raise InputError(f"asked = {self.asked!r} is none of {', '.join(ASKED)}.")
        if not 0 <= self.supplement < math.inf:
            raise InputError(f"supplement = {self.supplement:g} mg/day: a dose is zero or more.")
        for name in ("diet_before", "diet_after", "serum", "serum_after"):
            if (told := getattr(self, name)) is not None and not np.all(np.isfinite(told)):
                raise InputError(f"{name} holds what is no number. Leave it out if it is not known.")
        if not 0 < self.years <= longest_years():
            raise InputError(f"years = {self.years:g}: say a number of years above 0, at most {longest_years():g}.")

    @property
    def with_example(self) -> Exposures:
        """Return the same with the example of more magnesium from food where no change of food is told."""
        if self.diet_before is None or self.diet_after is not None:
            return self
        more = float(rules()["asked"]["value"])
        return Exposures(
            self.supplement, self.diet_before, self.diet_before + more, self.serum, self.serum_after, self.weights,
            "example", self.years, self.by_serum,
        )  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A change as one row sees it: per draw in the row's unit, inside the studied range, and the means before that.

    ``told`` is the mean of what changes and ``used`` of what lies inside the range, both in the row's unit.
    """

    draws: Array
    told: float
    used: float

    @property
    def inside(self) -> bool:
        """Tell whether anything of the change lies inside the studied range."""
        return bool(np.any(self.draws))


def longest_years() -> float:
    """Return how many years ahead a rate of the past may be carried."""
    from epsom.outcomes.incidence import rules as of_rates

    return float(of_rates()["longest_years"]["value"])


def change_of_food(row: EvidenceRow, asked: Exposures, rng: np.random.Generator) -> Change | None:
    """Return the change of food as the row sees it, clamped to the studied range; None where none is looked at."""
    if asked.diet_before is None or asked.diet_after is None or row.exposure != FOOD or asked.by_serum:
        return None
    size = factor("mg/d", row.unit, "magnesium")
    return _clamped(row, asked.diet_before, asked.diet_after, size, asked.weights, rng)


def change_of_serum(row: EvidenceRow, asked: Exposures, rng: np.random.Generator) -> Change | None:
    """Return the change of serum as the row sees it, clamped to the studied range; None where none is looked at.

    A row that compares groups tells nothing of a step of serum.
    """
    if asked.serum is None or asked.serum_after is None or row.exposure != SERUM or not asked.by_serum:
        return None
    if row.contrast != "per_unit":
        return None
    size = factor(SERUM_UNIT, row.unit, "magnesium")
    return _clamped(row, asked.serum, asked.serum_after, size, asked.weights, rng)


def low_serum(row: EvidenceRow, asked: Exposures, rng: np.random.Generator) -> Array | None:
    """Return for each draw whether serum lies at or below the row's threshold (1) or above (0); None if not known."""
    if asked.serum is None or row.threshold is None:
        return None
    (now,) = _clouds((asked.serum,), asked.weights, rng)
    return (now <= threshold(row)).astype(float)


def threshold(row: EvidenceRow) -> float:
    """Return the threshold of a row [mmol/L]."""
    return float(row.threshold or 0.0) * factor(row.unit, SERUM_UNIT, "magnesium")


def studied_dose(row: EvidenceRow, asked: Exposures) -> bool:
    """Tell whether the dose told lies inside those of the trials; none told asks what the trials saw in others."""
    low, high = (milligrams(row) * end for end in valid(row))
    return asked.supplement == 0 or low <= asked.supplement <= high


def too_small(row: EvidenceRow, change: Change) -> bool:
    """Tell whether a change of food is too small to be told."""
    return abs(milligrams(row) * change.told) < LEAST


def seen(row: EvidenceRow, asked: Exposures, rng: np.random.Generator) -> float | Array | None:
    """Return what a row is worked out for: the change in its unit, 1 for a step or a threshold; None for nothing."""
    if row.exposure == SUPPLEMENT:
        return 1.0 if studied_dose(row, asked) else None
    if row.threshold is not None:
        return None if asked.serum is None else 1.0
    change = change_of_serum(row, asked, rng) if row.exposure == SERUM else change_of_food(row, asked, rng)
    if change is None or not change.inside or (row.exposure == FOOD and too_small(row, change)):
        return None
    return change.draws


def milligrams(row: EvidenceRow) -> float:
    """Return how many mg of magnesium a day the row's unit of intake is."""
    return factor(row.unit, "mg/d", "magnesium")


def valid(row: EvidenceRow) -> tuple[float, float]:
    """Return the range of exposure [unit of the row] that a row may be used for."""
    if row.valid_range is None:
        raise ValueError(f"{row.id} has no valid range.")
    return row.valid_range


def _clamped(
    row: EvidenceRow, before: float | Array, after: float | Array, size: float, weights: Array | None,
    rng: np.random.Generator,
) -> Change:  # fmt: skip
    low, high = valid(row)
    one, other = (size * cloud for cloud in _clouds((before, after), weights, rng))

    def inside(told: Array) -> Array:
        return maximum(minimum(told, high), low)

    whole, changed = (size * np.atleast_1d(np.asarray(told, float)) for told in (before, after))
    return Change(
        inside(other) - inside(one),
        _mean(changed - whole, weights),
        _mean(inside(changed) - inside(whole), weights),
    )


def _mean(told: Array, weights: Array | None) -> float:
    """Return the mean over the virtual persons themselves, so that each row tells of the same change."""
    return float(np.mean(told) if weights is None or np.size(told) == 1 else np.average(told, weights=weights))


def _clouds(told: tuple[float | Array, ...], weights: Array | None, rng: np.random.Generator) -> tuple[Array, ...]:
    """Return each of what was told for every draw, the same virtual person in all of them."""
    persons = max(np.size(one) for one in told)
    chance = None if weights is None or persons == 1 else weights / weights.sum()
    chosen = rng.choice(persons, DRAWS, p=chance)
    return tuple((np.zeros(persons) + one)[chosen] for one in told)
