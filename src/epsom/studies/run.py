"""The runner: a study's people live through its protocol, and the prediction is laid beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite, nan

import numpy as np

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.plate.chance import Chance
from epsom.studies import catalogue
from epsom.studies.catalogue import NORMAL_95, Point, Study
from epsom.studies.living import MOST_LOST, Lived, live_through
from epsom.studies.measured import CONTROLLED, Window, measured
from epsom.studies.protocol import Arm

PERSONS = 400
MOST = 1200


@dataclass(frozen=True)
class Outcome:
    """One prediction beside one published number, as ``epsom studies`` prints it.

    ``z`` is the distance in standard errors of the study; ``fold_error`` is only for positive ratio-scale quantities.
    ``tolerance_ours`` points are counted apart. ``fault`` says why there is no prediction where there is none; the
    predicted number is then not a number, and lies outside.
    """

    study: str
    role: str
    quantity: str
    observed: float
    predicted: float
    low: float
    high: float
    inside: bool
    fold_error: float | None
    z: float
    group: str
    measured: str
    kind: str
    mark: str
    tolerance_ours: bool
    hypothesis: bool
    tier: str
    batch: int
    fault: str = ""


def run(names: Sequence[str] = (), *, persons: int = PERSONS, seed: int = 1) -> tuple[Outcome, ...]:
    """Simulate studies by name (all of them when none is named) and return a row per published number.

    Each study has as many virtual persons as people, so often that there are at least ``persons``.
    """
    return tuple(one for name in names or catalogue.names() for one in outcomes(catalogue.study(name), persons, seed))


def outcomes(study: Study, persons: int = PERSONS, seed: int = 1) -> tuple[Outcome, ...]:
    """Simulate one study and return a row per published number, without predictions where nobody lives through it."""
    try:
        return Trial(study, persons, seed).outcomes()
    except InputError as fault:
        return unlived(study, fault.message)


def unlived(study: Study, fault: str) -> tuple[Outcome, ...]:
    """Return the rows of a study that nobody could live through, and why."""
    return tuple(_outcome(study, point, nan, fault) for point in study.points)


def _outcome(study: Study, point: Point, predicted: float, fault: str = "") -> Outcome:
    fold = None
    ratio_scale = point.kind != "difference" and point.quantity != "balance"
    if ratio_scale and not (point.kind == "peak" and point.versus) and predicted > 0 and point.observed > 0:
        fold = max(predicted / point.observed, point.observed / predicted)
    error = (point.high - point.low) / (2 * NORMAL_95)
    inside = point.low <= predicted <= point.high
    return Outcome(
        study.name, point.role, point.label, point.observed, predicted, point.low, point.high, inside, fold,
        (predicted - point.observed) / error, study.group, point.quantity, point.kind, point.mark, point.ours,
        point.hypothesis, study.tier, study.batch, fault,
    )  # fmt: skip


class Trial:
    """A study on its way: its arms live once, and every point is read off them."""

    def __init__(self, study: Study, persons: int = PERSONS, seed: int = 1) -> None:
        self.study, self.seed = study, seed
        people = max(study.people, 1)
        self.persons = min(people * ceil(persons / people), MOST)
        self._lived: dict[tuple[str, bool], list[Lived]] = {}

    def lived(self, name: str, *, control: bool = False) -> list[Lived]:
        """Return the groups of an arm after it, or of its control without infusions and single doses."""
        key = (name, control)
        if key not in self._lived:
            arm = self.study.protocol.arm(name)
            self._lived[key] = [
                live_through(
                    self.study.protocol, arm, group, self._times(arm), Chance(self.persons, self.seed),
                    infusions=not control,
                )
                for group in arm.groups
            ]  # fmt: skip
        return self._lived[key]

    def _times(self, arm: Arm) -> list[float]:
        found: set[float] = set()
        for point in self.study.points:
            if arm.name in (point.arm, point.versus):
                found |= {point.day, max(point.day - (point.over_days or point.day), 0.0)}
                found |= set(_window(point).times()) | set(Window(point.day, point.over_days or point.day).times())
        return sorted(found)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return a row per published number; InputError where nobody can live through an arm."""
        found = [(point, self.predicted(point)) for point in self.study.points]
        return tuple(_outcome(self.study, point, value, self._fault(value)) for point, value in found)

    def _fault(self, value: float) -> str:
        if isfinite(value):
            return ""
        courses = [one.course for groups in self._lived.values() for one in groups if one.course is not None]
        lost = max((len(course.failed) for course in courses), default=0)
        if not lost:
            return "what was read is not defined in this protocol"
        return f"{lost} of {self.persons} virtual persons could not be carried to the end of an arm"

    def predicted(self, point: Point) -> float:
        """Return what the study's mean would have been."""
        value = self.mean(point, point.arm)
        if not point.versus:
            return value
        if point.versus == "before":
            then = self.mean(replace(point, day=0.0), point.arm)
        else:
            then = self.mean(point, point.versus)
        return value / then if point.kind == "ratio" else value - then

    def mean(self, point: Point, name: str) -> float:
        """Return the mean over an arm's people of what a point asks for, by their shares."""
        groups = self.lived(name)
        control = self.lived(name, control=True) if point.quantity in CONTROLLED else [None] * len(groups)
        return float(
            sum(one.group.share * self._read(point, one, other) for one, other in zip(groups, control, strict=True))
        )

    def _read(self, point: Point, lived: Lived, control: Lived | None) -> float:
        with np.errstate(invalid="ignore", divide="ignore"):  # what is not defined is no number, and says so
            found = np.asarray(measured(point.quantity, lived, control, _window(point), corrected=point.corrected))
        lost = np.isnan(np.atleast_2d(found)).any(axis=0).mean()
        if lost > MOST_LOST:
            raise InputError(
                f"{self.study.name}: {100 * lost:.0f} % of the virtual persons of arm {lived.arm.name!r} could not be"
                " carried to the end. Check its protocol."
            )
        if found.ndim == 2:
            means: Array = np.nanmean(found, axis=1)
            return float(np.max(means) if point.kind == "peak" else np.mean(means))
        return float(np.nanmean(found))


def _window(point: Point) -> Window:
    over = point.over_days or (point.day if point.kind == "peak" else 0.0)
    return Window(point.day, over)
