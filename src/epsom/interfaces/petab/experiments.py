"""Experiments: what the mean person of each arm lives on for good, and what changes on which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import NamedTuple

from epsom.body.gut import Meal
from epsom.interfaces.petab.lives import Life, baseline, life, numbers, servings
from epsom.interfaces.petab.points import SERVING, Said, Unsaid, said, tried
from epsom.studies.catalogue import Point, Study
from epsom.studies.living import SHIFTED
from epsom.studies.protocol import Arm

AT_ONCE = "two things happen at once, the gut changes and something is swallowed"
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
    """A number that a study read, in which experiment and by which observable; ``size`` as the fit has it."""

    study: Study
    point: Point
    said: Said
    experiment: str


@dataclass
class Told:
    """All experiments and measurements, the parameters of baselines, and what could not be said, with the reason."""

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


def told(studies: Sequence[Study]) -> Told:
    """Return the experiments of these studies, with all points that can be said."""
    found, lives = Told(), list[tuple[Study, Arm, Life, dict[_Part, list[tuple[Point, Said]]]]]()
    for study in studies:
        for arm in study.protocol.arms:
            points = [point for point in study.points if point.arm == arm.name]
            if not points:
                continue
            try:
                lived = tried(study, arm)
            except Unsaid as reason:
                found.unsaid += [(study, point, str(reason)) for point in points]
                continue
            parts: dict[_Part, list[tuple[Point, Said]]] = {}
            for point in points:
                try:
                    one = said(point, study, arm, lived)
                    _check(point, lived, one)
                except Unsaid as reason:
                    found.unsaid.append((study, point, str(reason)))
                else:
                    parts.setdefault(_part(point, one, lived), []).append((point, one))
            if parts:
                lives.append((study, arm, lived, parts))
    most = max((servings(phase) for *_, lived, _ in lives for phase in (lived.before, *lived.phases)), default=1)
    for study, arm, lived, parts in lives:
        shift = _shift(found, study, arm, most)
        for number, (part, points) in enumerate(_merged(parts).items(), start=1):
            name = _identifier(study.name, arm.name, str(number) if len(parts) > 1 else "")
            last = max(point.day for point, _ in points)
            found.experiments.append(_experiment(name, lived, part, min(part.ends, last), shift, most))
            found.measurements += [Measurement(study, point, one, name) for point, one in points]
    return found


def most_servings(found: Told) -> int:
    """Return how many servings the mean day of the model has, in all experiments alike."""
    suffix = "_amount"
    return sum(known.startswith("eaten_") and known.endswith(suffix) for known in found.experiments[0].before)


def _check(point: Point, lived: Life, one: Said) -> None:
    doses = [day for day, _ in lived.stops() if day < point.day]
    if doses and one.meal is not None:
        raise Unsaid(BOTH)
    most = max(map(servings, (lived.before, *lived.phases)))
    changed = {day for day, change in _later(lived, point.day, most) if any(known.startswith("gut_") for known in change)}
    if changed & set(doses):
        raise Unsaid(AT_ONCE)


def _part(point: Point, one: Said, lived: Life) -> _Part:
    """Return what a point's experiment needs: it ends where it is read, if something else begins at that moment."""
    inside = point.day in (*lived.begins(), *(day for day, _ in lived.stops()))
    return _Part(one.starts, point.day if inside or point.day == 0 else inf, one.meal)


def _merged(parts: dict[_Part, list[tuple[Point, Said]]]) -> dict[_Part, list[tuple[Point, Said]]]:
    """Return the parts, those that collect nothing with the first one that goes on like them."""
    return dict(sorted(parts.items(), key=lambda item: item[0][:2]))


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
    later += [(day, _serving(dose)) for (day, _), (_, dose) in zip(swallowed, swallowed[1:], strict=False)]
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
    return {f"{SERVING}_{known}": Value(float(_first(value))) for known, value in meal._asdict().items()}


def _first(value: float | Sequence[float]) -> float:
    while isinstance(value, Sequence) or hasattr(value, "__len__"):
        value = value[0]  # pyright: ignore[reportIndexIssue, reportUnknownVariableType]
    return value  # pyright: ignore[reportUnknownVariableType]


def _shift(found: Told, study: Study, arm: Arm, most: int) -> Shift | None:
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
    before = numbers(lived.before, most)
    for known in found.shifts:
        experiment = next(one for one in found.experiments if one.name == known.experiment)
        if (known.serum, known.by) == (arm.serum, arm.serum_by) and before == {
            name: value.number for name, value in experiment.before.items()
        }:
            return known
    number = str(sum(known.experiment.startswith(study.name) for known in found.shifts) + 1)
    suffix = "" if number == "1" else number
    value = baseline(lived.before, arm.serum, arm.serum_by)
    name = _identifier(study.name, "baseline", suffix)
    shift = Shift(_identifier("shift", study.name, suffix), name, arm.serum, value, arm.serum_by)
    found.experiments.append(_experiment(name, lived, _Part(0.0, 0.0, None), 0.0, shift, most))
    found.shifts.append(shift)
    return shift
