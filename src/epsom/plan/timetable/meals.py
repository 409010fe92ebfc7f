"""Meals: when this person usually eats, as the record tells it, and what that moves of the usual hours of things."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from statistics import median

from epsom import tables
from epsom.person import MealTold, Person

number = partial(tables.number, "plan/timetable/hours.toml")
Meals = tuple[tuple[str, float], ...]
"""Meals that the record tells, by name, with their usual clock hour [h]; a meal that it does not tell is left out."""
NAMED = {"breakfast": "breakfast", "lunch": "lunch", "dinner": "dinner", "supper": "dinner"}
EATEN = ("breakfast", "lunch", "dinner")


@cache
def usual() -> dict[str, float]:
    """Return the clock hours [h] of three meals and of bedtime where nobody told any."""
    return {name: number(f"{name}_hour") for name in (*EATEN, "bedtime")}


def meals(person: Person) -> Meals:
    """Return the usual hours [h] of the meals in a person's record: of each the median over the days, to half-hours.

    A meal goes by its name, or without one by the usual meal that is near its hour; of two on a day the first counts.
    Where the hours found are not in the order of the day, or leave it, nothing is taken from the record.
    """
    found: dict[str, list[float]] = {}
    for day in person.record:
        today: dict[str, float] = {}
        for told in sorted(day.meals, key=lambda meal: meal.at):
            name = _name(told)
            if name is not None:
                today.setdefault(name, told.at.hour + told.at.minute / 60)
        for name, hour in today.items():
            found.setdefault(name, []).append(hour)
    step = number("clock_step")
    hours = tuple((name, step * round(median(found[name]) / step)) for name in EATEN if name in found)
    every = [{**usual(), **dict(hours)}[name] for name in EATEN]
    sound = number("waking_from") <= every[0] < every[1] < every[2] <= number("waking_to")
    return hours if sound else ()


def _name(told: MealTold) -> str | None:
    if told.name is not None:
        return NAMED.get(told.name.strip().casefold())
    hour = told.at.hour + told.at.minute / 60
    near = min(EATEN, key=lambda name: abs(usual()[name] - hour))
    return near if abs(usual()[near] - hour) <= number("meal_reach") else None


@lru_cache(maxsize=4096)
def moved(hours: tuple[float, ...], told: Meals) -> tuple[float, ...]:
    """Return usual clock hours [h] as they are in a day with these meals: an hour between two meals goes with both.

    Bedtime stays where it is. Where two hours would become one, all of them stay.
    """
    found = tuple(_between(hour, told) for hour in hours)
    return found if len(set(found)) == len(found) else hours


def _between(hour: float, told: Meals) -> float:
    at = usual()
    shifts = [(at[name], dict(told).get(name, at[name]) - at[name]) for name in at]
    before = max((each for each in shifts if each[0] <= hour), default=shifts[0])
    after = min((each for each in shifts if each[0] >= hour), default=shifts[-1])
    share = 0.0 if before[0] >= after[0] else (hour - before[0]) / (after[0] - before[0])
    step = number("clock_step")
    return step * round((hour + before[1] + share * (after[1] - before[1])) / step)


@lru_cache(maxsize=4096)
def windows(usual_windows: tuple[tuple[float, float], ...], told: Meals) -> tuple[tuple[float, float], ...]:
    """Return windows [h] that go by meals in a day with these: each end goes with the meal it is nearest to.

    What leaves the waking hours is cut off; where nothing would be left, the windows stay as they are.
    """
    low, high = number("waking_from"), number("waking_to")
    ends = [(max(low, _with(first, told)), min(high, _with(last, told))) for first, last in usual_windows]
    return tuple(each for each in ends if each[0] <= each[1]) or usual_windows


def _with(hour: float, told: Meals) -> float:
    at = usual()
    near = min(at, key=lambda name: abs(at[name] - hour))
    return hour + dict(told).get(near, at[near]) - at[near]


def said(told: Meals) -> str:
    """Return in words which meals are the person's own and which are only usual; nothing where none is told."""
    if not told:
        return ""
    own = ", ".join(f"{name} {_clock(hour)}" for name, hour in told)
    rest = ", ".join(f"{name} {_clock(hour)}" for name, hour in usual().items() if name not in dict(told))
    return f"Meals as the record tells them: {own}. Assumed, since not told: {rest}."


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"
