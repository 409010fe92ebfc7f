"""Courses: how what a study read moves in the virtual persons between its readings, for the figure over its points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.studies.catalogue import Point, Study
from epsom.studies.living import MOST_LOST, Lived
from epsom.studies.measured import COLLECTED, CONTROLLED, Window, measured
from epsom.studies.protocol import Arm
from epsom.studies.run import PERSONS, Outcome, Trial, unlived

LOOKS = 60  # how often an arm is looked at
FEWEST = 4  # looks between two events, however many there are
BAND = (0.05, 0.95)
STILL = 0.02  # of the band, or of the value: what moves less stands still
COUNTED_UP = ("retention", "excreted_share")
"""What grows with the urine of a collection: the course is what a shorter collection would have given."""
OVER_DAYS = (*COLLECTED, "balance", "net_absorption", "fractional_excretion")
"""What is a mean over a collection, where there is one: the course is what a collection ending then would give."""


@dataclass(frozen=True)
class Course:
    """What a point read, all along: the mean of the people, and what 90 of 100 virtual persons lie between.

    On the scale of the point: a level, or the difference or ratio to before or to another arm, each person then against
    the same person; ``kind`` names the scale. ``day`` of the arm. A course ends early where too many
    could not be carried on.
    """

    kind: str
    day: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def steady(self) -> bool:
        """Tell whether nothing moves: a level is then all there is to draw."""
        moves = max(self.mean) - min(self.mean)
        wide = max(high - low for low, high in zip(self.low, self.high, strict=True))
        return moves <= STILL * max(wide, abs(self.mean[-1] - (1.0 if self.kind == "ratio" else 0.0)))


@dataclass(frozen=True)
class Beside:
    """A study laid beside the body: a row and a course for each of its points; no courses where nobody could live.

    ``persons`` is how many virtual persons stand for each group of its people, in each arm.
    """

    study: Study
    outcomes: tuple[Outcome, ...]
    courses: tuple[Course | None, ...]
    persons: int


def beside(study: Study, persons: int = PERSONS, seed: int = 1) -> Beside:
    """Return a study with its outcomes and the course of each."""
    followed = Followed(study, persons, seed)
    try:
        found = followed.outcomes()
    except InputError as fault:
        return Beside(study, unlived(study, fault.message), (None,) * len(study.points), followed.persons)
    return Beside(study, found, tuple(followed.course(point) for point in study.points), followed.persons)


def looks(arm: Arm, points: Sequence[Point] = ()) -> tuple[float, ...]:
    """Return about sixty days of an arm to look at it: alike many between any two events, dense after each.

    Events are where a stretch, an infusion, a dose or a session of dialysis begins or ends. Where sessions come every
    few days, the looks keep the hour of the week at which the points were read.
    """
    ends = _events(arm)
    each = max(FEWEST, LOOKS // max(len(ends) - 1, 1))
    found = {0.0, arm.days}
    for first, last in pairwise(ends):
        found |= {first + (last - first) * (k / each) ** 2 for k in range(1, each + 1)}
    return tuple(sorted({_of_week(arm, points, day) for day in found}))


def _events(arm: Arm) -> list[float]:
    found, now = {0.0}, 0.0
    for stretch in arm.stretches:
        hours = [one.hour for one in stretch.dose]
        hours += [hour for one in stretch.infusion for hour in (one.start_h, one.start_h + one.hours)]
        if stretch.dialysis is not None and not stretch.dialysis.per_week:
            hours += [stretch.dialysis.start_h, stretch.dialysis.start_h + stretch.dialysis.hours]
        found |= {min(now + hour / 24.0, now + stretch.days) for hour in hours}
        now += stretch.days
        found.add(now)
    return sorted(found)


def _of_week(arm: Arm, points: Sequence[Point], day: float) -> float:
    dialysis = arm.at(day).dialysis
    read = [point.day for point in points if point.day]
    if not read or not 0 < day < arm.days or dialysis is None or not dialysis.per_week:
        return day
    every = 7.0 / dialysis.per_week
    moved = read[-1] + every * round((day - read[-1]) / every)
    return min(max(moved, 0.0), arm.days)


class Followed(Trial):
    """A study on its way, looked at often enough to draw it."""

    def _times(self, arm: Arm) -> list[float]:
        found = set(super()._times(arm))
        for point in self.study.points:
            if arm.name in (point.arm, point.versus):
                for day in self._looks(point):
                    found |= {day, max(day - point.over_days, 0.0)}
        return sorted(found)

    def _looks(self, point: Point) -> list[float]:
        """Return the days at which a point's course is read: those of its arm, and its own."""
        arm = self.study.protocol.arm(point.arm)
        days = {*looks(arm, self.study.points), *(one.day for one in self.study.points if one.arm == arm.name)}
        other = self.study.protocol.arm(point.versus) if point.versus not in ("", "before") else arm
        return sorted(day for day in days if day <= min(arm.days, other.days) + 1e-3)

    def course(self, point: Point) -> Course | None:
        """Return the course of what a point read, on its scale; None where it cannot be read at all."""
        days, window = self._reading(point)
        own = self._values(point, point.arm, days, window)
        shares = [one.group.share for one in self.lived(point.arm)]
        if not point.versus:
            return _course(days, own, None, shares, point.kind)
        if point.versus == "before":
            base = [np.repeat(one, len(days), axis=0) for one in self._values(point, point.arm, [0.0], window)]
            return _course(days, own, base, shares, point.kind)
        base = self._values(point, point.versus, days, window)
        others = [one.group.share for one in self.lived(point.versus)]
        if others != shares:  # other people: each person against the other arm's mean
            base = [np.repeat(_mean(base, others)[:, None], one.shape[1], axis=1) for one in own]
        return _course(days, own, base, shares, point.kind)

    def _values(self, point: Point, name: str, days: Sequence[float], window: Callable[[float], Window]) -> list[Array]:
        """Return a point's reading by group of an arm, each of shape (days, persons)."""
        groups = self.lived(name)
        control = self.lived(name, control=True) if point.quantity in CONTROLLED else [None] * len(groups)
        return [
            np.array([_read(point, one, other, window(day)) for day in days])
            for one, other in zip(groups, control, strict=True)
        ]

    def _reading(self, point: Point) -> tuple[list[float], Callable[[float], Window]]:
        """Return the days on which a point's quantity is read for its course, and over which window on each."""
        looked = self._looks(point)
        ends = [0.0, looked[-1] or 1.0]
        whole = point.over_days or point.day
        if point.quantity == "magnesium_clearance":
            return ends, lambda _: Window(point.day, whole)
        if self.study.protocol.arm(point.arm).at(point.day).meal is not None:
            return ends, lambda _: Window(point.day)
        if point.quantity in COUNTED_UP:
            start = point.day - whole
            return [day for day in looked if start < day <= point.day], lambda day: Window(day, day - start)
        if point.quantity in OVER_DAYS:
            return looked, lambda day: Window(day, min(point.over_days, day))
        return looked if looked[-1] else ends, Window


def _read(point: Point, lived: Lived, control: Lived | None, window: Window) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray(measured(point.quantity, lived, control, window, corrected=point.corrected))
    return found[-1] if found.ndim == 2 else found


def _course(
    days: Sequence[float], own: list[Array], base: list[Array] | None, shares: Sequence[float], kind: str
) -> Course | None:
    """Return mean and band over all groups, by their shares; against ``base``, each person against the same person."""
    mean = _mean(own, shares)
    if base is not None:
        mean = _against(mean, _mean(base, shares), kind)
        own = [_against(one, other, kind) for one, other in zip(own, base, strict=True)]
    return _written(days, mean, own, shares, kind)


def _mean(values: list[Array], shares: Sequence[float]) -> Array:
    """Return the mean of who is still there, by shares of groups; not a number from where too many are lost."""
    whole = np.zeros(len(values[0]))
    for one, share in zip(values, shares, strict=True):
        there = ~np.isnan(one)
        left = np.mean(there, axis=1)
        means = np.sum(np.where(there, one, 0.0), axis=1) / np.maximum(np.sum(there, axis=1), 1)
        whole = whole + share * np.where(left < 1.0 - MOST_LOST, np.nan, means)
    return whole


def _against(value: Array, base: Array, kind: str) -> Array:
    return value / base if kind == "ratio" else value - base


def _written(
    days: Sequence[float], mean: Array, values: list[Array], shares: Sequence[float], kind: str
) -> Course | None:
    alive = [k for k in range(len(days)) if np.isfinite(mean[k])]
    if not alive:
        return None
    together = np.concatenate(values, axis=1)[alive]
    persons = [np.full(one.shape[1], share / one.shape[1]) for one, share in zip(values, shares, strict=True)]
    there = np.isfinite(together)
    weights = np.where(there, np.concatenate(persons), 0.0)
    low, high = np.quantile(np.where(there, together, 0.0), BAND, axis=1, weights=weights, method="inverted_cdf")
    found = [tuple(map(float, one)) for one in (np.asarray(days)[alive], mean[alive], low, high)]
    return Course(kind, *found)
