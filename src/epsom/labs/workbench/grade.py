"""Grades: serum magnesium as an adverse event of trials, by the unit in which the laboratory reported it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from epsom import tables, units
from epsom.errors import InputError
from epsom.labs.intervals import alerts
from epsom.labs.workbench.answer import Answer, answer, maybe, warning
from epsom.quantities import told
from epsom.units import Told

TABLE = "labs/workbench/grades.csv"
UNITS = ("mg/dL", "mmol/L")
"""The units that have grades; in any other one mmol/L counts."""


@dataclass(frozen=True)
class Grade:
    """A grade in one direction: 1 to 4, 0 for none; ``sure`` is False where only the laboratory's limit would tell."""

    direction: str
    grade: int
    sure: bool = True

    def __str__(self) -> str:
        """Say it in a few words."""
        if not self.sure:
            return "grade 1 or none"
        return f"grade {self.grade} {self.direction}" if self.grade else "no grade"


@cache
def limits(direction: str, unit: str) -> tuple[tuple[int, float], ...]:
    """Return the grades of one direction in one unit with the value at which each ends, mildest first."""
    for row in tables.sheet(TABLE):
        tables.check_source(dict(row), f"{TABLE} {row['direction']} {row['grade']}")
    rows = [row for row in tables.sheet(TABLE) if row["direction"] == direction and row["unit"] == unit]
    return tuple((int(row["grade"]), float(row["limit"])) for row in rows)


def graded(value: float, unit: str, lower: float | None = None, upper: float | None = None) -> Grade:
    """Return the grade of serum magnesium by one unit [ctcae5]; the laboratory's own limits are in the same unit.

    A value at a limit has the milder grade. Without the limits, grade 1 cannot be told from none.
    """
    for direction, own in (("low", lower), ("high", upper)):
        found = _reached(value, direction, unit)
        if found > 1:
            return Grade(direction, found)
        beyond = own is not None and (value < own if direction == "low" else value > own)
        if beyond:
            return Grade(direction, 1)
    return Grade("none", 0, sure=lower is not None and upper is not None)


def grade(serum_magnesium: object, *, lower_limit: object = None, upper_limit: object = None) -> Answer:
    """Return the grade of serum magnesium in the unit reported, with the other unit's beside it where they disagree."""
    serum = told("serum_magnesium", serum_magnesium)
    own = maybe("serum_magnesium", lower_limit), maybe("serum_magnesium", upper_limit)
    if own[0] is not None and own[1] is not None and not own[0].value < own[1].value:
        raise InputError(
            f"lower limit = {own[0].text} does not lie below upper limit = {own[1].text}. Check which is which."
        )
    reported = unit_of(serum.text)
    used = reported if reported in UNITS else "mmol/L"
    by = {unit: _by(serum, own, unit) for unit in UNITS}
    warnings: list[str] = []
    if used != reported:
        warnings.append(warning("grade", "other", unit=reported))
    if by["mg/dL"] != by["mmol/L"]:
        warnings.append(warning("grade", "disagree", by_mg=by["mg/dL"], by_mmol=by["mmol/L"]))
    ends = [graded(_in(end, used), used, *_own(own, used)) for end in (serum.low, serum.high)]
    if ends[0] != ends[1]:
        given = {"low": f"{_in(serum.low, used):.4g}", "high": f"{_in(serum.high, used):.4g}", "unit": used}
        warnings.append(warning("grade", "rounding", first=ends[0], second=ends[1], **given))
    reached = (one for one in alerts("serum_magnesium", serum.value) if one.level != "note")
    warnings += [f"{one.words[0].upper()}{one.words[1:]} [{one.id}]." for one in reached]
    one = by[used]
    return answer(
        "grade",
        ("one_or_no" if not one.sure else one.direction),
        value=float(one.grade) if one.sure else None,
        unit="grade",
        warnings=tuple(warnings),
        beside=tuple((f"by {unit}", f"{_in(serum.value, unit):.3g} {unit}: {by[unit]}") for unit in UNITS),
        fill={"grade": one.grade, "unit": used},
    )


def unit_of(text: str) -> str:
    """Return the unit that a value was told in, spelt as the grades spell it."""
    unit = text.strip().lstrip("<>≤≥+-0123456789.eE ").strip()
    return next((one for one in UNITS if _same(unit, one)), unit)


def _same(unit: str, other: str) -> bool:
    try:
        return units.factor(unit, other) == 1.0
    except (KeyError, ValueError):
        return False


def _by(serum: Told, own: tuple[Told | None, Told | None], unit: str) -> Grade:
    return graded(_in(serum.value, unit), unit, *_own(own, unit))


def _own(own: tuple[Told | None, Told | None], unit: str) -> tuple[float | None, float | None]:
    lower, upper = (None if one is None else _in(one.value, unit) for one in own)
    return lower, upper


def _in(value: float, unit: str) -> float:
    """Return mmol/L in a unit, without the last digits that only binary numbers have."""
    return round(value * units.factor("mmol/L", unit, "magnesium"), 10)


def _reached(value: float, direction: str, unit: str) -> int:
    """Return the highest grade beyond whose milder end a value lies; 1 stands for 'not beyond grade 1'."""
    found = 1
    for grade_, limit in limits(direction, unit):
        if value < limit if direction == "low" else value > limit:
            found = {"low": grade_ + 1, "high": 3 if grade_ == 1 else 4}[direction]
    return found
