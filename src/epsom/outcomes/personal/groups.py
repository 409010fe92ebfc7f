"""Groups: of which printed rates a person's own goes by, where a rate hangs on more than age, sex and country.

The only group asked for is the blood pressure at the start. Groups of race are not asked for and never picked.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epsom.errors import TableError
from epsom.outcomes.incidence import COUNTRIES, RULES, bands, rules
from epsom.outcomes.personal.whom import PersonView, Pressure
from epsom.outcomes.personal.wording import say


def group_of(outcome: str, person: PersonView) -> tuple[str, str]:
    """Return the group of an outcome's rates that is this person's, and in words why there is none.

    Exactly one of the two is told, or neither where the rates of the country know no group. Without a pressure told
    there is no group, and none is taken for usual; a pressure as high as the outcome itself is for review.
    """
    if outcome not in rules()["pressure_group"]["of"]:
        return "", ""
    printed = {
        one.group for one in bands()
        if (one.outcome, one.country, one.role) == (outcome, person.country, "apply") and one.group
    }  # fmt: skip
    told = person.blood_pressure
    if told is None:
        country = COUNTRIES.get(person.country or "", person.country)
        return "", say("events.no_pressure", outcome=outcome, country=country) if printed else ""
    group = pressure_group(told)
    if group == outcome:
        return "", say(
            "events.high_pressure", told=f"{told.systolic:g}/{told.diastolic:g}", outcome=outcome, above=_highest()
        )
    return (group, "") if group in printed else ("", "")


def pressure_group(told: Pressure) -> str:
    """Return the group of a blood pressure: the last one whose upper or lower value is reached [vasan2001]."""
    names, systolic, diastolic = _groups()
    reached = [
        name for name, upper, lower in zip(names, systolic, diastolic, strict=True)
        if told.systolic >= upper or told.diastolic >= lower
    ]  # fmt: skip
    return reached[-1]


def _highest() -> str:
    _, systolic, diastolic = _groups()
    return f"{systolic[-1]:g}/{diastolic[-1]:g}"


def _groups() -> tuple[Sequence[str], Sequence[float], Sequence[float]]:
    entry = rules()["pressure_group"]
    names, systolic, diastolic = entry["value"], entry["systolic"], entry["diastolic"]
    for bounds in (systolic, diastolic):
        if len(bounds) != len(names) or bounds[0] != 0 or not all(one < other for one, other in pairwise(bounds)):
            raise TableError(f"{RULES} [pressure_group]: a bound for each group, from 0 and rising.")
    return names, systolic, diastolic
