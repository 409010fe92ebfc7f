"""Rules between the entries of one person: pregnancy, milk, size, filtration, and days that were lived."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic import ValidationInfo

from epsom.errors import InputError, InputErrors, Place
from epsom.labs.filtration import CYSTATIN, EQUATION, least_age
from epsom.quantities import quantity
from epsom.units import Told


def week_told(value: object, info: ValidationInfo) -> object:
    """Return the completed weeks of a pregnancy told as ``{week: 20}``; sex and age are known by then."""
    if value is None:
        return None
    week, at = value, cast(Place, ())
    if isinstance(value, Mapping):
        entry = dict(cast(Mapping[str, object], value))
        week, at = entry.pop("week", None), ("week",)
        if entry:
            raise InputError(f"{next(iter(entry))!r} is no key I know here. Nearest: week.", at=(next(iter(entry)),))
    if isinstance(week, bool) or not isinstance(week, int):
        raise InputError("pregnancy wants its week. Write it like this: pregnancy: {week: 20}.", at=at)
    what = quantity("pregnancy_week")
    if not what.low <= week <= what.high:
        raise InputError(
            f"pregnancy week {week}: weeks run from {what.low:g} to {what.high:g}. Check the number.", at=at
        )
    if info.data.get("sex") == "male":
        raise InputError("pregnancy is told of a person whose sex is male. Mend sex, or remove pregnancy.")
    age, fertile = info.data.get("age"), quantity("age_at_pregnancy")
    if age is not None and not fertile.low <= age <= fertile.high:
        raise InputError(
            f"pregnancy at age {age:g}: Epsom knows it from {fertile.low:g} to {fertile.high:g} years. "
            "Check age, or remove pregnancy."
        )
    return week


def milk(value: bool, info: ValidationInfo) -> bool:
    """Return whether this person gives milk; InputError where sex or age exclude it."""
    if value and info.data.get("sex") == "male":
        raise InputError("lactating is told of a person whose sex is male. Mend sex, or write lactating: false.")
    age, fertile = info.data.get("age"), quantity("age_at_pregnancy")
    if value and age is not None and age < fertile.low:
        raise InputError(f"lactating at age {age:g}: Epsom knows it from {fertile.low:g} years on. Check age.")
    return value


def _day_lived(value: datetime.date | None, at: Place, data: Mapping[str, Any]) -> InputError | None:
    today: datetime.date | None = data.get("today")
    if value is None or today is None:
        return None
    if value > today:
        mend = "Check the year and the order of month and day"
        return InputError(f"{value} lies in the future: today is {today}. {mend}.", at=at)
    if data.get("age") is not None and (today - value).days > (data["age"] + 1) * 366:
        return InputError(f"{value} lies before this person was born, at age {data['age']:g}. Check the year.", at=at)
    return None


def lived(key: str) -> Callable[[tuple[Any, ...], ValidationInfo], tuple[Any, ...]]:
    """Return a check that no entry has a date after today or before birth."""

    def check(values: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        faults = [_day_lived(getattr(entry, key), (place, key), info.data) for place, entry in enumerate(values)]
        if found := [fault for fault in faults if fault is not None]:
            raise InputErrors(found)
        return values

    return check


def each_once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the medicines as they are; InputError if one is named twice, because it would count twice."""
    names = [str(value.name).casefold() for value in values]
    faults = [
        InputError(f"{value.name!r} stands twice. Remove one of them.", at=(place, "name"))
        for place, value in enumerate(values)
        if names[place] in names[:place]
    ]
    if faults:
        raise InputErrors(faults)
    return values


def in_order(days: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the recorded days as they are; InputError for a date told twice, or before the one above it."""
    faults: list[InputError] = []
    before: datetime.date | None = None
    for place, day in enumerate(days):
        if day.date is not None and before is not None and day.date <= before:
            twice = f"{day.date} stands twice. Put all meals of one day under one date"
            late = f"{day.date} stands after {before}. Write the days in order, the earliest first"
            faults.append(InputError(f"{twice if day.date == before else late}.", at=(place, "date")))
        before = day.date or before
    if faults:
        raise InputErrors(faults)
    return days


def size(weight: float, info: ValidationInfo) -> float:
    """Return the weight; InputError where it cannot go with the height."""
    height = info.data.get("height")
    what = quantity("body_mass_index")
    if height and not what.low <= weight / height**2 <= what.high:
        raise InputError(
            f"weight = {weight:g} kg at height {height:g} m is {weight / height**2:.3g} {what.unit}; a living person "
            f"has {what.low:g} to {what.high:g}. Check both numbers and their units."
        )
    return weight


def estimates(name: str) -> Callable[[Told | None, ValidationInfo], Told | None]:
    """Return a check that filtration follows from creatinine or cystatin C, and that no egfr is told as well."""
    equation, word = (EQUATION, "creatinine") if name == "creatinine" else (CYSTATIN, "cystatin C")

    def check(found: Told | None, info: ValidationInfo) -> Told | None:
        if found is None:
            return None
        told, mend = f"{name} = {found.text}", f"Tell egfr if it was measured, or leave {name} out"
        egfr, age, week = (info.data.get(key) for key in ("egfr_told", "age", "pregnancy_week"))
        if egfr is not None:
            raise InputError(
                f"{told} and egfr = {egfr:g} {quantity('egfr').unit} both tell the filtration rate, and it can be only"
                " one. Keep egfr if it was measured or printed, and remove the other."
            )
        if age is not None and age < least_age():
            raise InputError(
                f"{told} at age {age:g}: filtration is estimated from {word} by an equation for adults ({equation}),"
                f" from {least_age():g} years on. {mend}."
            )
        if week is not None:
            raise InputError(
                f"{told} in week {week} of pregnancy: the equation that estimates filtration from {word} ({equation})"
                f" does not hold in pregnancy. {mend}."
            )
        return found

    return check
