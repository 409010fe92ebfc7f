"""The numbers of a document: every parameter by its id, what is eaten and given, and what changes when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from epsom.body.balance import DRIFTS, ORGANS, Body, Pools
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.quantities import quantity
from epsom.simulate.model import records
from epsom.simulate.schedule import Eating, Phase, check
from epsom.tables import Row, rows

CLOCK = 9
"""Decimals of a day to which two hours of the clock are the same."""

UNIT_OF = {drift.regulator: drift.unit.removesuffix("/day") for drift in DRIFTS}
"""Units of the regulators, by the rate of each; every other pool holds magnesium, in mmol."""

SERVING = {
    "amount": quantity("meal").unit,
    "availability": quantity("availability").unit,
    "slow": "1",
    "phytate": quantity("phytate").unit,
    "oxalate": quantity("oxalate").unit,
}
"""Units of what a serving brings, by the names of Meal."""

MEANING = {
    "amount": "magnesium",
    "availability": "availability of its forms to the carrier",
    "slow": "share of its magnesium in poorly soluble salts",
    "phytate": "phytic acid",
    "oxalate": "oxalic acid",
}


@dataclass(frozen=True)
class Number:
    """A parameter of the document: unit, meaning, one value per virtual person, and the row it comes from."""

    unit: str
    meaning: str
    values: Array
    row: Row | None = None


@dataclass(frozen=True)
class Stop:
    """A serving eaten at a time [day], and then ``times`` in all, every so many days; ``meal`` begins its ids."""

    meal: str
    first: float
    every: float = 1.0
    times: int = 1


@dataclass(frozen=True)
class Script:
    """What the persons of a cohort live through, as a document tells it; times [day] count from its beginning.

    ``numbers`` are all parameters by id; ``eaten`` is how many servings a mean day has. ``changes`` has, for every
    later phase, its time and which parameter takes the value of which other one.
    """

    numbers: dict[str, Number]
    eaten: int
    changes: tuple[tuple[float, dict[str, str]], ...]
    stops: tuple[Stop, ...]

    @property
    def changing(self) -> frozenset[str]:
        """The parameters that some event changes."""
        counters = (counter(place) for place, stop in enumerate(self.stops) if stop.times > 1)
        return frozenset((*(name for _, change in self.changes for name in change), *counters))


def script(phases: Sequence[Phase], persons: int, begin: float) -> Script:
    """Return the phases as a document tells them; InputError for an order that makes no sense."""
    check(begin, phases)
    eaten = max(0 if phase.eating is None else len(phase.eating.servings.amount) for phase in phases)
    by_phase = [
        {
            **_of_body(phase.body, persons),
            **_of_eating(phase.eating, eaten, persons),
            "infusion": Number("mmol/day", "magnesium given into a vein", _wide(phase.infusion, persons)),
        }
        for phase in phases
    ]
    numbers, changes = dict(by_phase[0]), list[tuple[float, dict[str, str]]]()
    for place, (before, now) in enumerate(pairwise(by_phase)):
        day = phases[place].end - begin
        change: dict[str, str] = {}
        for name, number in now.items():
            if not np.array_equal(number.values, before[name].values):
                change[name] = f"phase_{place + 2}_{name}"
                meaning = f"{number.meaning}, from day {day:g}"
                numbers[change[name]] = Number(number.unit, meaning, number.values, number.row)
        changes.append((day, change))
    served, stops = _served(phases, persons, begin)
    return Script(numbers | served, eaten, tuple(changes), stops)


def values(start: Array, phases: Sequence[Phase], person: int = 0, begin: float = 0.0) -> dict[str, float]:
    """Return every number of one person's document by its id, pools included.

    Documents of one cohort and one schedule differ in nothing else, so a simulator may load one and be given the
    numbers of all others.
    """
    held = dict(zip(Pools._fields, np.asarray(start, dtype=float)[:, person], strict=True))
    told = script(phases, np.shape(start)[1], begin).numbers
    return {name: float(value) for name, value in held.items()} | {
        name: float(number.values[person]) for name, number in told.items()
    }


def _of_body(body: Body, persons: int) -> dict[str, Number]:
    found: dict[str, Number] = {}
    for full, value in records(body):
        organ, _, name = full.partition(".")
        what = quantity(name)
        row = rows(ORGANS[organ][1])[name]
        found[f"{organ}_{name}"] = Number(what.unit, what.meaning, _wide(value, persons), row)
    return found


def _of_eating(eating: Eating | None, most: int, persons: int) -> dict[str, Number]:
    """Return the servings of a mean day; where a phase has fewer than another, the rest hold nothing."""
    if not most:
        return {}
    days = _wide(1.0 if eating is None else eating.days, persons)
    found = {"eaten_days": Number("day", "days of which the servings are", days)}
    for k in range(most):
        there = eating is not None and k < len(eating.servings.amount)
        one = (column[k] for column in eating.servings) if eating is not None and there else (0.0,) * len(Meal._fields)
        found |= _serving(f"eaten_{k + 1}", f"serving {k + 1} of the mean day", one, persons)
    return found


def _served(phases: Sequence[Phase], persons: int, begin: float) -> tuple[dict[str, Number], tuple[Stop, ...]]:
    """Return the servings eaten at a time, each kind once, and when each is eaten."""
    numbers: dict[str, Number] = {}
    known: dict[bytes, str] = {}
    times: dict[tuple[str, float], list[float]] = {}
    now = begin
    for phase in phases:
        for time, meal in phase.stops:
            if now <= time < phase.end:
                one = [_wide(column[0], persons) for column in meal]
                key = np.array(one).tobytes()
                if key not in known:
                    known[key] = f"meal_{len(known) + 1}"
                    numbers |= _serving(known[key], f"meal {len(known)}", one, persons)
                times.setdefault((known[key], round(time % 1.0, CLOCK)), []).append(time - begin)
        now = phase.end
    found = [stop for (meal, _), eaten in times.items() for stop in _in_turn(meal, sorted(eaten))]
    for place, stop in enumerate(found):
        if stop.times > 1:
            numbers[counter(place)] = Number("1", f"how often {stop.meal} was eaten at its hour", np.zeros(persons))
    return numbers, tuple(found)


def counter(place: int) -> str:
    """Return the id of the parameter that counts how often a stop has come, by its place among the stops."""
    return f"eating_{place + 1}_times"


def _in_turn(meal: str, times: list[float]) -> list[Stop]:
    """Return as one stop what comes every day, or every so many, at the same hour."""
    gaps = {round(later - earlier) for earlier, later in pairwise(times)}
    if len(times) > 1 and len(gaps) == 1 and gaps != {0}:
        return [Stop(meal, times[0], float(gaps.pop()), len(times))]
    return [Stop(meal, time) for time in times]


def _serving(prefix: str, bearer: str, one: Any, persons: int) -> dict[str, Number]:
    return {
        f"{prefix}_{name}": Number(SERVING[name], f"{MEANING[name]} of {bearer}", _wide(value, persons))
        for name, value in zip(Meal._fields, one, strict=True)
    }


def _wide(value: Any, persons: int) -> Array:
    return np.broadcast_to(np.asarray(value, dtype=float), (persons,))
