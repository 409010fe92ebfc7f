"""Side limits: what a plan must leave no worse, always or where a condition, a medicine or the kidney asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from epsom.errors import TableError
from epsom.person import Person
from epsom.plan.diet.taste import number
from epsom.plate.composition import nutrients
from epsom.plate.food import Food
from epsom.plate.record import FoodRecord
from epsom.tables import check_source, sheet

LIMITS = "plan/diet/limits.csv"
OXALATE = "oxalate"  # stands with the food and not among its nutrients
Rule = Literal["not more", "steady"]


@dataclass(frozen=True)
class SideLimit:
    """One nutrient held: not more than now, or within ``slack`` (a share) of what it is now; ``ids`` are its rows."""

    nutrient: str
    rule: Rule
    slack: float
    words: str
    ids: tuple[str, ...]
    because: str

    @property
    def unit(self) -> str:
        """The unit of the nutrient's amount."""
        return "mg" if self.nutrient == OXALATE else nutrients()[self.nutrient].unit

    def holds(self, before: float, change: float) -> bool:
        """Tell whether a change of a day's amount keeps the limit; to rounding."""
        least = 1e-9 * max(1.0, abs(before))
        if self.rule == "not more":
            return change <= self.slack * before + least
        return abs(change) <= self.slack * before + least


def held(food: Food, nutrient: str) -> float | None:
    """Return what 100 g of a food hold of a nutrient, or its typical oxalate [mg]; None where nobody knows."""
    return food.oxalate if nutrient == OXALATE else food.composition[nutrient]


def eaten_now(record: FoodRecord, nutrient: str) -> float:
    """Return what a mean recorded day holds of a limited nutrient, of what is known of it."""
    eaten = (one.grams * (held(one.food, nutrient) or 0.0) / 100.0 for one in record.servings if one.food is not None)
    return sum(eaten) / max(record.days, 1)


def limits(person: Person) -> tuple[SideLimit, ...]:
    """Return the side limits that are active for a person, one for each nutrient, the strictest rule first."""
    found: dict[str, SideLimit] = {}
    for line, row in enumerate(sheet(LIMITS), start=2):
        asked = _asked(row, person, f"{LIMITS}:{line}")
        if asked is None:
            continue
        rule, earlier = cast(Rule, row["rule"]), found.get(row["nutrient"])
        if rule not in ("not more", "steady") or (earlier is not None and earlier.rule != rule):
            raise TableError(f"{LIMITS}:{line}: rule = {row['rule']!r} is none I know, or another than above.")
        ids = (*(earlier.ids if earlier else ()), row["id"])
        because = earlier.because if earlier else asked
        slack = min(float(row["slack"]), earlier.slack if earlier else 1.0)
        found[row["nutrient"]] = SideLimit(row["nutrient"], rule, slack, row["words"], ids, because)
    return tuple(found.values())


def _asked(row: dict[str, str], person: Person, place: str) -> str | None:
    """Return who asks for a row: everybody, a condition, a medicine or the kidney; None where nobody does."""
    check_source({**row, "because": row["where"]}, place)
    names = row["names"].split(";")
    if row["asked_by"] == "everybody":
        return "everybody"
    if row["asked_by"] == "egfr":
        least = number(row["names"])
        low = person.egfr is not None and person.egfr < least
        return f"eGFR below {least:g}" if low else None
    if row["asked_by"] == "condition":
        told = (*person.conditions, *person.other_conditions)
    elif row["asked_by"] == "medicine":
        told = (*(drug.name for drug in person.medicines), *person.other_medicines)
    else:
        raise TableError(f"{place}: asked_by = {row['asked_by']!r}. Say everybody, condition, medicine or egfr.")
    return next((word for word in told if any(name in word.casefold() for name in names)), None)
