"""The intake: what each serving brings to the gut, and how unsure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.elementwise import Array, exp, log, where
from epsom.normal import ndtri
from epsom.plate.chance import Chance, chances
from epsom.plate.foods import Food
from epsom.plate.record import FoodRecord, Serving
from epsom.plate.supplements import Salt
from epsom.quantities import quantity
from epsom.tables import rows

TABLE = "plate/intake.toml"


@dataclass(frozen=True, eq=False)
class Intake:
    """Gut servings, each all that is eaten within two hours, for each virtual person.

    ``day`` (from 0) and ``hour`` (clock) have one value per serving and say when it began; the rest has the shape
    (servings, persons): magnesium of ``food`` and ``salt``, ``phytate`` and ``oxalate`` in mmol; ``availability`` as
    the mean over the serving's magnesium; ``slow``, the share of it that is in poorly soluble salts.
    """

    day: NDArray[np.int64]
    hour: Array
    days: int
    food: Array
    salt: Array
    availability: Array
    slow: Array
    phytate: Array
    oxalate: Array

    @property
    def meal(self) -> Array:
        """Magnesium of each serving, from food and salts together [mmol]."""
        return self.food + self.salt

    def daily(self) -> Array:
        """Return the magnesium of each day [mmol/day], shape (days, persons)."""
        return self._by_day(self.meal)

    def food_daily(self) -> Array:
        """Return the magnesium of each day from food and drink alone [mmol/day], shape (days, persons)."""
        return self._by_day(self.food)

    def _by_day(self, amount: Array) -> Array:
        totals = np.zeros((self.days, amount.shape[1]))
        for day in range(self.days):
            totals[day] = amount[self.day == day].sum(axis=0)
        return totals

    def scaled(self, factor: Array) -> Intake:
        """Return the intake with each person's food, and what comes with it, times ``factor``; salts stay."""
        food = self.food * factor
        meal = food + self.salt
        usable = food + self.availability * self.meal - self.food
        return replace(
            self,
            food=food,
            availability=_share(usable, meal, otherwise=1.0),
            slow=_share(self.slow * self.meal, meal, otherwise=0.0),
            phytate=self.phytate * factor,
            oxalate=self.oxalate * factor,
        )


def intake(record: FoodRecord, persons: int, seed: int | Chance) -> Intake:
    """Return what the servings of a record bring to the gut, for so many virtual persons.

    Each person has one draw per food and one per salt, so the same food twice is equally rich twice; a draw hangs on
    the seed and the food alone, and another food or a larger cohort does not change it. In place of a seed the chances
    of the persons may be told.
    """
    groups = list(_gut_servings(record.servings))
    shape = (len(groups), persons)
    food, salt, usable = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    slow, phytate, oxalate = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for i, group in enumerate(groups):
        for one in group:
            amount = magnesium(one, persons, seed)
            if one.food is not None:
                food[i] += amount
                usable[i] += amount
                phytate[i] += _inhibitor(one.food, "phytate", one.grams, persons, seed)
                oxalate[i] += _inhibitor(one.food, "oxalate", one.grams, persons, seed)
            elif one.salt is not None:
                salt[i] += amount
                usable[i] += amount * availability(one.salt, persons, seed)
                slow[i] += amount * one.salt.slow
    meal = food + salt
    return Intake(
        day=np.array([group[0].day for group in groups], dtype=np.int64),
        hour=np.array([group[0].hour for group in groups], dtype=np.float64),
        days=record.days, food=food, salt=salt, availability=_share(usable, meal, otherwise=1.0),
        slow=_share(slow, meal, otherwise=0.0), phytate=phytate, oxalate=oxalate,
    )  # fmt: skip


def magnesium(serving: Serving, persons: int, seed: int | Chance) -> Array:
    """Return the magnesium of one line of a record [mmol], the same draws that ``intake`` adds up."""
    if serving.food is None:
        return np.full(persons, units.mmol(serving.elemental))
    return content(serving.food, persons, seed) * (serving.grams / 100.0 * units.mmol(1.0))


def content(food: Food, persons: int, seed: int | Chance) -> Array:
    """Return the magnesium of a food [mg/100 g] for each virtual person.

    Log-normal around the table's value, which is a mean of samples; without a value, even over its range.
    """
    chance = chances(persons, seed)

    def drawn() -> Array:
        if food.magnesium is None:
            return food.magnesium_low + (food.magnesium_high - food.magnesium_low) * chance.even(food.id, "magnesium")
        return food.magnesium * exp(food.spread * chance.normal(food.id, "magnesium") - food.spread**2 / 2.0)

    return chance.kept((food.id, food.magnesium, food.magnesium_low, food.magnesium_high, food.spread), drawn)


def availability(salt: Salt, persons: int, seed: int | Chance) -> Array:
    """Return how well the carrier can use a salt, for each virtual person (food is 1).

    Log-normal around the typical value, without its tails and never above what any form of magnesium has shown.
    """
    reach = exp(_tail_score() * salt.availability_spread)
    high = min(salt.availability * reach, quantity("availability").high)
    chance = chances(persons, seed).even(salt.name, "availability")
    return _between(chance, salt.availability / reach, salt.availability, high)


def _inhibitor(food: Food, name: str, grams: float, persons: int, seed: int | Chance) -> Array:
    """Return the phytate or oxalate of so many grams of a food [mmol]."""
    if name == "phytate":
        held, mass = (food.phytate_low, food.phytate, food.phytate_high), "phytic_acid_molar_mass"
    else:
        held, mass = (food.oxalate_low, food.oxalate, food.oxalate_high), "oxalic_acid_molar_mass"
    chance = chances(persons, seed)
    drawn = chance.kept((food.id, name, held), lambda: _between(chance.even(food.id, name), *held))
    return drawn * (grams / 100.0 / rows(TABLE)[mass].value)


def _between(chance: Array, low: float, typical: float, high: float) -> Array:
    """Return a log-normal around ``typical`` that reaches from ``low`` to ``high``, from even chances in [0, 1).

    Each side has its own width; low and high are quantiles (range_tail) beyond which nothing is drawn. A low of zero
    has no logarithm: then the upper side's width serves for both. A typical zero is even over its range.
    """
    if typical <= 0.0:
        return low + (high - low) * chance
    tail = rows(TABLE)["range_tail"].value
    score = ndtri(tail + (1.0 - 2.0 * tail) * chance)
    above = log(high / typical) / _tail_score()
    below = log(typical / low) / _tail_score() if low > 0.0 else above
    return typical * exp(score * where(score > 0.0, above, below))


@cache
def _tail_score() -> float:
    return float(-ndtri(rows(TABLE)["range_tail"].value))


def _gut_servings(servings: Sequence[Serving]) -> Iterator[list[Serving]]:
    """Yield what reaches the gut together: all of a day that was eaten within the window from its first item."""
    window = rows(TABLE)["serving_window"].value
    group: list[Serving] = []
    for one in sorted(servings, key=lambda one: (one.day, one.hour)):
        if group and (one.day != group[0].day or one.hour - group[0].hour > window):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _share(part: Array, whole: Array, *, otherwise: float) -> Array:
    """Return part of whole, and ``otherwise`` where there is no magnesium to share."""
    return where(whole > 0.0, part / where(whole > 0.0, whole, 1.0), otherwise)
