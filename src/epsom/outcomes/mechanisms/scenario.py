"""Scenario: calcium, hormones and bone of a body through time, never without the badge of what they are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from epsom.body.readings import READINGS
from epsom.elementwise import Array
from epsom.outcomes.mechanisms.badges import Badge, badges, shown
from epsom.quantities import quantity
from epsom.simulate.live import TimeCourse

RISES, FALLS, STILL = "rises", "falls", "no clear change"
FIRST_RISES, FIRST_FALLS = "rises, then falls", "falls, then rises"


@dataclass(frozen=True)
class Band:
    """The middle of the virtual persons at each time, and the ends between which most of them lie."""

    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Reading:
    """One reading through time: unit and meaning from quantities.toml, where it goes, and the band.

    ``band`` is None where the direction is all that may be shown.
    """

    name: str
    unit: str
    meaning: str
    direction: str
    band: Band | None


@dataclass(frozen=True)
class Scenario:
    """What a block of the body would do, with its badge; ``days`` are the times [day]."""

    badge: Badge
    days: tuple[float, ...]
    readings: tuple[Reading, ...]


def scenarios(course: TimeCourse) -> tuple[Scenario, ...]:
    """Return the blocks of the body that are hypotheses, read off a time course and labelled as such.

    A course from some first time to a last one; ValueError where a virtual person was not carried to the end, because a
    band without those who failed would be a band of the wrong persons.
    """
    if len(course.failed):
        raise ValueError(f"{len(course.failed)} virtual persons were not carried to the end; no scenario of the rest.")
    if len(course.time) < 2:
        raise ValueError("A scenario needs two times or more: it shows where something goes.")
    days = tuple(float(day) for day in course.time)
    return tuple(
        Scenario(each, days, tuple(_reading(name, course, each.shown == "course") for name in each.readings))
        for each in badges().values()
        if each.readings
    )


def direction(values: Array) -> str:
    """Tell where the middle of the virtual persons goes from where it began; shape of values (times, persons).

    A hormone that rises in a mild lack and fails in a deep one does both: its ends alone would hide that.
    """
    middle = np.median(values, axis=1)
    change, still = middle / middle[0] - 1.0, shown()["still"]["value"]
    up, down = bool(np.max(change) > still), bool(np.min(change) < -still)
    if up and down:
        return FIRST_RISES if np.argmax(change) < np.argmin(change) else FIRST_FALLS
    return RISES if up else FALLS if down else STILL


def _reading(name: str, course: TimeCourse, whole: bool) -> Reading:
    what, values = quantity(name), course.each(READINGS[name])
    return Reading(name, what.unit, what.meaning, direction(values), _band(values) if whole else None)


def _band(values: Array) -> Band:
    outside = (1.0 - shown()["band"]["value"]) / 2
    low, middle, high = np.quantile(values, (outside, 0.5, 1.0 - outside), axis=1)
    return Band(tuple(map(float, low)), tuple(map(float, middle)), tuple(map(float, high)))
