"""Arranging: the cheapest hours for all doses that keep every gap, on a day that is a circle.

The hours of a day are the bits of one number, and each dose has those that are open to it; what a person told has
taken its share of them before the search begins (searching.py), which is exact. Nothing is random: the same things have
the same hours, and of arrangements that cost the same it is the first that the search comes to.

The day is a circle, because tomorrow is like today: a gap of eight hours after magnesium at 23:00 ends at 07:00.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from epsom.plan.timetable.doses import ENDLESS, Dose, Meeting
from epsom.plan.timetable.meals import usual
from epsom.plan.timetable.nouns import Thing
from epsom.plan.timetable.searching import Search
from epsom.plan.timetable.things import number

DAY = 24 * 60
Gaps = Mapping[tuple[int, int], tuple[int, int]]
"""Between two things by their places: least minutes from a dose of the first to the next of the second, and back."""


def minutes(hour: float) -> int:
    """Return clock hours as whole minutes."""
    return round(hour * 60)


def arrange(things: Sequence[Thing], gaps: Gaps, any_will_do: bool = False) -> tuple[tuple[int, ...], ...] | None:
    """Return the minutes of the day of each thing's doses that keep all gaps at the least cost; None where none do.

    The cost of a dose is its distance from its usual hour in half-hours, more for a medicine than for magnesium, and
    more at an hour that is no meal. ``any_will_do`` asks only whether there is one.
    """
    places: list[tuple[int, int]] = [
        (place, dose) for place, thing in enumerate(things) if not thing.told for dose in range(thing.times)
    ]
    masks = _left_by_told(things, gaps)
    if masks is None:
        return None
    search = Search(
        [_doses(things[place])[dose] for place, dose in places],
        [
            {
                other: meeting
                for other, there in enumerate(places)
                if other != own and (meeting := _between(things, gaps, here, there)) is not None
            }
            for own, here in enumerate(places)
        ],
        any_will_do,
    )
    every = tuple(range(len(places)))
    left = [masks[place] for place, _ in places]
    found = search.together(every, left, ENDLESS) if search.agreed(left, every, list(every)) else None
    if found is None:
        return None
    hours: list[list[int]] = [sorted(map(minutes, thing.hours)) if thing.told else [] for thing in things]
    for own, (place, _) in enumerate(places):
        hours[place].append(_grid()[found[1][own]])
    return tuple(tuple(sorted(each)) for each in hours)


@lru_cache(maxsize=1)
def _grid() -> tuple[int, ...]:
    first, last, step = (minutes(number(name)) for name in ("waking_from", "waking_to", "clock_step"))
    return tuple(range(first, last + 1, step))


def _left_by_told(things: Sequence[Thing], gaps: Gaps) -> list[int] | None:
    """Return the hours open to each thing beside what was told, as bits; None where told hours meet each other."""
    masks = [0 if thing.told else _open(thing) for thing in things]
    for (one, other), (forth, back) in gaps.items():
        if things[one].told and things[other].told:
            if any(_too_close(minutes(first), minutes(second), forth, back)
                   for first in things[one].hours for second in things[other].hours):  # fmt: skip
                return None
        elif things[one].told:
            for hour in things[one].hours:
                masks[other] &= _beside(minutes(hour), forth, back)
        elif things[other].told:
            for hour in things[other].hours:
                masks[one] &= _beside(minutes(hour), back, forth)
    return masks


def _too_close(first: int, second: int, forth: int, back: int) -> bool:
    return (second - first) % DAY < forth or (first - second) % DAY < back


@lru_cache(maxsize=65536)
def _beside(told: int, forth: int, back: int) -> int:
    """Return the hours, as bits, that are ``forth`` after a minute of the day and ``back`` before it."""
    return sum(1 << value for value, at in enumerate(_grid()) if not _too_close(told, at, forth, back))


@lru_cache(maxsize=4096)
def _open(thing: Thing) -> int:
    """Return the hours that a thing may be moved to, as bits."""
    windows = [(minutes(low), minutes(high)) for low, high in thing.windows] or [(0, DAY)]
    return sum(1 << value for value, at in enumerate(_grid()) if any(low <= at <= high for low, high in windows))


@lru_cache(maxsize=4096)
def _doses(thing: Thing) -> tuple[Dose, ...]:
    """Return the doses of a thing as the search sees them, in the order of the day."""
    meals = set(map(minutes, {**usual(), **dict(thing.meals)}.values()))
    weight = 1 if thing.magnesium else int(number("weight_of_medicine"))
    step, odd = minutes(number("clock_step")), int(number("weight_of_odd_hour"))
    found: list[Dose] = []
    for wanted in sorted(map(minutes, thing.hours)):
        costs = tuple(
            weight * -(-abs(at - wanted) // step) + (odd if at != wanted and at not in meals else 0) for at in _grid()
        )
        found.append(Dose(costs, tuple(sorted(range(len(costs)), key=lambda value: costs[value]))))
    return tuple(found)


def _between(things: Sequence[Thing], gaps: Gaps, here: tuple[int, int], there: tuple[int, int]) -> Meeting | None:
    """Return how two doses meet, by place and number: of one thing one after another, of two by their gap."""
    (one, first), (other, second) = here, there
    if one == other:
        gap = max(1, -(-minutes(things[one].gap) // minutes(number("clock_step"))))
        return _after(gap * (second - first)) if first < second else _before(gap * (first - second))
    if (one, other) in gaps:
        return _apart(*gaps[one, other])
    if (other, one) in gaps:
        return _apart(*reversed(gaps[other, one]))
    return None


@lru_cache(maxsize=4096)
def _apart(forth: int, back: int) -> Meeting | None:
    return Meeting(tuple(_beside(at, forth, back) for at in _grid())) if forth or back else None


@lru_cache(maxsize=256)
def _after(steps: int) -> Meeting:
    every = range(len(_grid()))
    return Meeting(tuple(sum(1 << value for value in every if value >= first + steps) for first in every))


@lru_cache(maxsize=256)
def _before(steps: int) -> Meeting:
    every = range(len(_grid()))
    return Meeting(tuple(sum(1 << value for value in every if value <= first - steps) for first in every))
