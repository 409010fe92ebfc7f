"""How a person eats: the usual diet behind a record, and the last day meal by meal."""

from __future__ import annotations

from functools import partial

import numpy as np

from epsom import tables
from epsom.body.gut import Meal
from epsom.person import Person
from epsom.plate.chance import Chance
from epsom.plate.habit import usual_food
from epsom.plate.intake import Intake
from epsom.plate.record import FoodRecord
from epsom.simulate.live import Eating, mixed_meals

TABLE = "assessment/journey.toml"
number = partial(tables.number, TABLE)


def eating_of(eaten: Intake, days: float) -> Eating:
    """Return an intake's servings as a mean day."""
    return Eating(Meal(eaten.meal, eaten.availability, eaten.slow, eaten.phytate, eaten.oxalate), days)


def usual_diet(person: Person, as_eaten: Intake | None, days: int, chance: Chance) -> Eating:
    """Return the usual diet: the recorded foods at usual amounts, or mixed meals drawn by age and sex; salts as told.

    The amounts of a record are drawn towards what people of the same age and sex eat, the more so the fewer its days.
    """
    recorded = as_eaten.food_daily() if as_eaten is not None and days else None
    food = usual_food(recorded, person.age, person.sex, chance, chance.persons)
    if as_eaten is not None and recorded is not None:
        mean = recorded.mean(axis=0)
        return eating_of(as_eaten.scaled(food / np.where(mean > 0, mean, np.inf)), days)
    meals = mixed_meals(food, int(number("replete_meals")))
    if as_eaten is None:
        return meals
    both = (np.concatenate(pair) for pair in zip(meals.servings, eating_of(as_eaten, 1.0).servings, strict=True))
    return Eating(Meal(*both))


def last_two_days(as_eaten: Intake | None, told: FoodRecord, usual: Eating) -> tuple[list[tuple[float, Meal]], Eating]:
    """Return the servings of the day before and of the last day as stops in time [day], and the last day as a whole.

    The last day begins at 0. The recorded day before it stands for the day before, unless their dates say otherwise;
    then, and with one recorded day, the last day stands for both. Without any, the usual diet is eaten on both, meals
    at hours that nobody told and salts at theirs.
    """
    if as_eaten is None or not told.days:
        hours = list(as_eaten.hour) if as_eaten is not None else []
        meals = usual.servings.amount.shape[0] - len(hours)
        clock = [(number("first_meal_hour") + number("meal_gap") * k) % 24 for k in range(meals)]
        today = list(enumerate([*clock, *map(float, hours)]))
        yesterday, servings = today, usual.servings
    else:
        servings = eating_of(as_eaten, 1.0).servings
        today = _hours(as_eaten, told.days - 1)
        yesterday = _hours(as_eaten, told.days - 2) if _follow(told) else today
    stops = [(start + hour / 24, row(servings, k)) for start, of in ((-1, yesterday), (0, today)) for k, hour in of]
    chosen = [k for k, _ in today]
    return stops, Eating(Meal(*(column[chosen] for column in servings)))


def _follow(told: FoodRecord) -> bool:
    """Tell whether the last two recorded days may follow each other: their dates do, or nobody told them."""
    if told.days < 2:
        return False
    before, last = told.dates[-2:]
    return before is None or last is None or (last - before).days == 1


def row(servings: Meal, k: int) -> Meal:
    """Return one serving of several, still with its first axis, as a stop in time wants it."""
    return Meal(*(column[k : k + 1] for column in servings))


def _hours(eaten: Intake, day: int) -> list[tuple[int, float]]:
    return [(k, float(eaten.hour[k])) for k in range(len(eaten.hour)) if eaten.day[k] == day]
