"""Experiments: what the mean person of each arm lives on for good, and what changes on which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np

from epsom.body.gut import Meal
from epsom.interfaces.petab.lives import Life, baseline, life, numbers, servings
from epsom.interfaces.petab.points import SERVING, Said, UnsaidError, said, tried
from epsom.simulate.live import Phase
from epsom.studies.catalogue import Point, Study
from epsom.studies.living import SHIFTED
from epsom.studies.protocol import Arm

AT_ONCE = "two things happen at one moment, and what is swallowed would meet the gut of before"
BOTH = "single doses are taken, and the absorption of another serving is asked"
DAY_0, EMPTIED, SWALLOWED = "day_0", "collection_begins", "swallowed"
"""Conditions that all experiments share: nothing has changed yet, collecting anew, and a serving goes down."""


class Value(NamedTuple):
    """A number of the model, and the parameter that it is multiplied by in who is brought to a baseline serum."""

    number: float
    shift: str = ""


Changes = dict[str, Value]


@dataclass(frozen=True)
class Shift:
    """A parameter that brings people to their printed baseline serum: where that is read, and which value does it."""

    name: str
    study: str
    experiment: str
    serum: float
    value: float
    by: str

    def moves(self, known: str) -> bool:
        """Tell whether a number of the model hangs on it, by id."""
        return known in {f"{organ}_{name}" for organ, name in SHIFTED[self.by]}


@dataclass(frozen=True)
class Experiment:
    """What one person lives through: changes for good before day 0, and then on which days what changes.

    ``shared`` names, by day, conditions that are the same in all experiments.
    """

    name: str
    before: Changes
    later: tuple[tuple[float, Changes], ...] = ()
    shared: tuple[tuple[float, str], ...] = ((0.0, DAY_0),)


@dataclass(frozen=True)
class Measurement:
    """A number that a study read: when, in which experiment and by which observable."""

    study: Study
    point: Point
    said: Said
    experiment: str

    @property
    def time(self) -> float:
        """The day of the reading, on the last of its arm at the latest."""
        return _day(self.point, self.study.protocol.arm(self.point.arm))


@dataclass
class Told:
    """All experiments and measurements, the parameters of baselines, and what could not be said, with the reason.

    ``servings`` is how many the mean day of the model has, in all experiments alike.
    """

    servings: int = 1
    experiments: list[Experiment] = field(default_factory=list[Experiment])
    measurements: list[Measurement] = field(default_factory=list[Measurement])
    shifts: list[Shift] = field(default_factory=list[Shift])
    unsaid: list[tuple[Study, Point, str]] = field(default_factory=list[tuple[Study, Point, str]])


class _Part(NamedTuple):
    """What the points of one experiment have in common.

    The day from which urine is collected, the day on which it ends where something else begins there, and the serving.
    """

    starts: float
    ends: float
    meal: Meal | None


@dataclass(frozen=True)
class _Lived:
    """An arm, the life of its mean person, and what was read in it, by what the readings have in common."""

    study: Study
    arm: Arm
    life: Life
    parts: dict[_Part, list[tuple[Point, Said]]]

    def phases(self) -> tuple[Phase, ...]:
        return (self.life.before, *self.life.phases)


def told(studies: Sequence[Study]) -> Told:
    """Return the experiments of these studies, with all points that can be said."""
    found = Told()
    arms = [(study, arm) for study in studies for arm in study.protocol.arms]
    lives = [one for study, arm in arms if (one := _lived(found, study, arm)) is not None]
    found.servings = max((servings(phase) for one in lives for phase in one.phases()), default=1)
    for one in lives:
        shift = _shift(found, one.study, one.arm)
        parts = sorted(one.parts.items(), key=lambda item: item[0][:2])
        for number, (part, points) in enumerate(parts, start=1):
            name = _identifier(one.study.name, one.arm.name, str(number) if len(parts) > 1 else "")
            last = min(part.ends, max(_day(point, one.arm) for point, _ in points))
            found.experiments.append(_experiment(name, one.life, part, last, shift, found.servings))
            found.measurements += [Measurement(one.study, point, by, name) for point, by in points]
    return found


def _lived(found: Told, study: Study, arm: Arm) -> _Lived | None:
    """Return an arm with what can be said of it, if anything can; the rest is noted as unsaid."""
    points = [point for point in study.points if point.arm == arm.name]
    if not points:
        return None
    try:
        lived = tried(study, arm)
    except UnsaidError as reason:
        found.unsaid += [(study, point, str(reason)) for point in points]
        return None
    parts: dict[_Part, list[tuple[Point, Said]]] = {}
    for point in points:
        day = _day(point, arm)
        try:
            one = said(replace(point, day=day), study, arm)
            _check(day, lived, one)
        except UnsaidError as reason:
            found.unsaid.append((study, point, str(reason)))
        else:
            parts.setdefault(_part(day, one, lived), []).append((point, one))
    return _Lived(study, arm, lived, parts) if parts else None


def _check(last: float, lived: Life, one: Said) -> None:
    doses = [day for day, _ in lived.stops() if day < last]
    if doses and one.meal is not None:
        raise UnsaidError(BOTH)
    most = max(map(servings, (lived.before, *lived.phases)))
    changed = {day for day, change in _later(lived, last, most) if any(known.startswith("gut_") for known in change)}
    if changed & set(doses) or len(set(doses)) < len(doses):
        raise UnsaidError(AT_ONCE)


def _day(point: Point, arm: Arm) -> float:
    return min(float(point.day), arm.days)


def _part(day: float, one: Said, lived: Life) -> _Part:
    """Return what a point's experiment needs: it ends where it is read, if something else begins at that moment."""
    inside = day in (*lived.begins(), *(stop for stop, _ in lived.stops()))
    return _Part(one.starts, day if inside or day == 0 else inf, one.meal)


def _identifier(*words: str) -> str:
    text = "_".join(word for word in words if word)
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in text)


def _experiment(name: str, lived: Life, part: _Part, last: float, shift: Shift | None, most: int) -> Experiment:
    def shifted(changes: dict[str, float]) -> Changes:
        return {
            known: Value(number, shift.name if shift is not None and shift.moves(known) else "")
            for known, number in changes.items()
        }

    swallowed = [(day, dose) for day, dose in lived.stops() if day < last]
    first = part.meal if part.meal is not None else swallowed[0][1] if swallowed else None
    before = shifted(numbers(lived.before, most)) | _serving(first)
    later = [(day, shifted(change)) for day, change in _later(lived, last, most)]
    later += [(day, _serving(dose)) for (day, _), (_, dose) in pairwise(swallowed)]
    shared = [(0.0, DAY_0), *((day, SWALLOWED) for day, _ in swallowed)]
    if part.starts > 0:
        shared.append((part.starts, EMPTIED))
    return Experiment(name, before, tuple(later), tuple(shared))


def _later(lived: Life, last: float, most: int) -> list[tuple[float, dict[str, float]]]:
    """Return what changes on which day, before a last one."""
    found: list[tuple[float, dict[str, float]]] = []
    then = numbers(lived.before, most)
    for day, phase in zip(lived.begins(), lived.phases, strict=True):
        now = numbers(phase, most)
        if day < last and (change := {known: value for known, value in now.items() if value != then[known]}):
            found.append((day, change))
        then = now
    return found


def _serving(meal: Meal | None) -> Changes:
    if meal is None:
        return {}
    return {f"{SERVING}_{known}": Value(float(np.ravel(value)[0])) for known, value in meal._asdict().items()}


def _shift(found: Told, study: Study, arm: Arm) -> Shift | None:
    """Return the parameter of an arm's baseline, with an experiment in which that is read; None where none is told.

    A printed baseline is that of the arm with the least to change it, unless it is told of the arm itself.
    """
    if arm.serum is None:
        return None
    groups = arm.groups
    if not arm.own_serum:
        plain = min(study.protocol.arms, key=lambda one: sum(len(group.person.conditions) for group in one.groups))
        if len(plain.groups) == len(groups):
            groups = plain.groups
    lived = life(study.protocol, replace(arm, groups=groups, stretches=()))
    before = numbers(lived.before, found.servings)
    own = [shift for shift in found.shifts if shift.study == study.name]
    for known in own:
        there = next(one.before for one in found.experiments if one.name == known.experiment)
        alike = before == {name: value.number for name, value in there.items()}
        if alike and (known.serum, known.by) == (arm.serum, arm.serum_by):
            return known
    suffix = str(len(own) + 1) if own else ""
    value = baseline(lived.before, arm.serum, arm.serum_by)
    name = _identifier(study.name, "printed_baseline", suffix)
    shift = Shift(_identifier("shift", study.name, suffix), study.name, name, arm.serum, value, arm.serum_by)
    found.experiments.append(_experiment(name, lived, _Part(0.0, 0.0, None), 0.0, shift, found.servings))
    found.shifts.append(shift)
    return shift
