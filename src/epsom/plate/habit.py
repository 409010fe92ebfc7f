"""Habit: how much magnesium a person usually eats, told from a few days and from what people of that age eat.

The logarithm of a day's food magnesium varies between persons around a centre, and from day to day around the
person's own middle; both spreads come from a survey that asked the same people twice [nhanes_2013_2016].
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from epsom import tables, units
from epsom.elementwise import Array, exp, log
from epsom.errors import TableError
from epsom.plate.chance import Chance, chances
from epsom.quantities import quantity

TABLE = "plate/habit.csv"


@dataclass(frozen=True)
class Band:
    """What people of one sex, from ``age_lo`` to below ``age_hi`` years, eat on a day: ln(mg of food magnesium).

    ``centre`` is the mean of the logarithm, ``between`` and ``within`` its standard deviations between persons and
    from day to day.
    """

    sex: str
    age_lo: float
    age_hi: float
    centre: float
    between: float
    within: float
    source: str
    mark: str

    @property
    def day_mean(self) -> float:
        """Return the mean of all persons and days [mg/day]."""
        return math.exp(self.centre + (self.between**2 + self.within**2) / 2)

    @property
    def day_sd(self) -> float:
        """Return the standard deviation from day to day of a person who eats the band's mean [mg/day]."""
        return self.day_mean * math.sqrt(math.expm1(self.within**2))


@cache
def bands() -> tuple[Band, ...]:
    """Return the survey's bands; TableError for a gap, an overlap or a spread that is none."""
    found: list[Band] = []
    for number, row in enumerate(tables.sheet(TABLE), start=2):
        tables.check_source(dict(row), f"{TABLE}:{number}")
        ages, logs = (float(row["age_lo"]), float(row["age_hi"])), (float(row["centre"]), float(row["between"]))
        found.append(Band(row["sex"], *ages, *logs, float(row["within"]), row["source"], row["mark"]))
        ok = found[-1].between > 0 and found[-1].within > 0 and ages[0] < ages[1]
        if not ok or not quantity("age").low <= ages[0]:
            raise TableError(f"{TABLE}:{number}: ages or spreads make no sense.")
    for one, other in pairwise(found):
        if one.sex == other.sex and one.age_hi != other.age_lo:
            raise TableError(f"{TABLE}: the bands of {one.sex} do not join at {one.age_hi:g} years.")
    if {one.sex for one in found} != {"male", "female"}:
        raise TableError(f"{TABLE}: rows for male and female are needed.")
    return tuple(found)


def band(age: float, sex: str) -> tuple[Band, bool]:
    """Return the band of a person, and whether the age [years] lies outside the survey's bands (nearest one taken)."""
    own = [one for one in bands() if one.sex == sex]
    for one in own:
        if one.age_lo <= age < one.age_hi:
            return one, False
    return (own[0] if age < own[0].age_lo else own[-1]), True


def days_with_food(eaten_per_day: Array) -> int:
    """Return on how many of the recorded days any food magnesium was told; only these speak about the habit."""
    return int(np.count_nonzero(np.any(eaten_per_day > 0, axis=1)))


def usual_food(
    eaten_per_day: Array | None, age: float, sex: str, seed: int | np.random.Generator | Chance, persons: int
) -> Array:
    """Return one draw per virtual person of the usual magnesium from food [mmol/day], shape (persons,).

    ``eaten_per_day`` is mmol of food magnesium by recorded day and virtual person, shape (days, persons), or None.
    A person's middle u on the log scale has the band as prior, N(centre, between²); every recorded day is one reading,
    N(u, within²); the draw is from the conjugate posterior. The usual intake is the mean of all the person's days,
    which for log-normal days is exp(u + within²/2) and not exp(u): so the mean of a long record is kept.
    A day without any food magnesium is a day on which no food was told; it is no reading. A true day of fasting is
    thus left out too, and the usual intake comes out high. Ages outside the bands take the nearest band: see ``band``.
    In place of a seed the chances of the persons may be told, or a generator.
    """
    who, _ = band(age, sex)
    if isinstance(seed, np.random.Generator):
        chance = seed.standard_normal(persons)
    else:
        chance = chances(persons, seed).normal("habit")
    centre = who.centre - math.log(units.milligrams(1.0))
    total, days = np.zeros(persons), np.zeros(persons)
    if eaten_per_day is not None and eaten_per_day.size:
        told = eaten_per_day > 0
        total = np.where(told, log(np.where(told, eaten_per_day, 1.0)), 0.0).sum(axis=0)
        days = told.sum(axis=0)
    middle, precision = posterior(centre, who.between, who.within, total, days)
    return exp(middle + chance / np.sqrt(precision) + who.within**2 / 2)


def posterior(centre: float, between: float, within: float, total: Array, days: Array) -> tuple[Array, Array]:
    """Return where persons stand given some days of each: mean and precision (1 / variance), shape (persons,) each.

    Persons differ around ``centre`` by ``between`` and their days around them by ``within``, standard deviations on a
    scale on which both are normal; ``total`` is the sum of a person's days on it and ``days`` how many there are, none
    included. Conjugate, so nothing is drawn.
    """
    precision = between**-2 + days * within**-2
    return (centre * between**-2 + total * within**-2) / precision, precision
