"""The schedule: what happens to a cohort and when, as phases with one body, one way of eating and one infusion each.

Servings, doses, infusions, medicines begun and sessions of dialysis all become exact stops: no step crosses one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom.body.balance import Body
from epsom.body.gut import LabelledMeal, Meal
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.simulate import arrays
from epsom.simulate.model import Model

NEXT_PHASE = -1


@dataclass(frozen=True)
class Eating:
    """How a cohort eats: the servings of ``days`` days as a mean, which enters evenly through the day."""

    servings: Meal
    days: float = 1.0

    def per_day(self) -> Array:
        """Return what is eaten [mmol/day], shape (persons,)."""
        return np.sum(self.servings.amount, axis=0) / self.days


@dataclass(frozen=True)
class Phase:
    """A stretch of time up to ``end`` [day] with one body, one way of eating and one infusion [mmol/day].

    ``stops`` are servings eaten at a time: pairs of day and Meal with a single row. ``labelled`` is the part of the
    infusion that is a tracer [mmol/day].
    """

    end: float
    body: Body
    eating: Eating | None = None
    stops: Sequence[tuple[float, Meal | LabelledMeal]] = ()
    infusion: Any = 0.0
    labelled: Any = 0.0


@dataclass(frozen=True)
class Infusion:
    """Magnesium given into a vein from ``start`` to ``end`` [day], at ``rate`` [mmol/day]; ``labelled``: its tracer."""

    start: float
    end: float
    rate: Any
    labelled: Any = 0.0


@dataclass(frozen=True)
class Schedule:
    """Phases as the solvers read them: moments in order, and what each person brings to them.

    ``stops`` are the moments [day], ``kinds`` what happens there: the number of a serving, or ``NEXT_PHASE``; the last
    one ends it. ``constants`` has shape (phases, constants, persons); ``served``, of the mean day's servings, (phases,
    servings, constants by serving, persons), filled with zeros where a phase has fewer; ``bites``, of servings eaten at
    a stop, (bites, constants by serving, persons).
    """

    begin: float
    stops: Array
    kinds: NDArray[np.int64]
    constants: Array
    served: Array
    bites: Array

    @property
    def persons(self) -> int:
        """Number of persons."""
        return self.constants.shape[-1]

    def of(self, persons: slice) -> Schedule:
        """Return the same schedule for some of the persons."""
        return Schedule(
            self.begin, self.stops, self.kinds, self.constants[..., persons], self.served[..., persons],
            self.bites[..., persons],
        )  # fmt: skip


def scheduled(model: Model, begin: float, phases: Sequence[Phase], persons: int) -> Schedule:
    """Return the phases as the solvers read them; InputError for an order that makes no sense."""
    check(begin, phases)
    stops: list[float] = []
    kinds: list[int] = []
    bites: list[Array] = []
    by_phase: list[tuple[Array, Array]] = []
    now = begin
    for phase in phases:
        eating = phase.eating
        servings, days = (None, 1.0) if eating is None else (eating.servings, eating.days)
        by_phase.append(arrays.bound(model, phase.body, servings, persons, days, phase.infusion, phase.labelled))
        inside = sorted((stop for stop in phase.stops if now <= stop[0] < phase.end), key=lambda stop: stop[0])
        if inside:
            stops += [time for time, _ in inside]
            kinds += range(len(bites), len(bites) + len(inside))
            bites += list(arrays.bound(model, phase.body, _together([meal for _, meal in inside], persons), persons)[1])
        stops.append(phase.end)
        kinds.append(NEXT_PHASE)
        now = phase.end
    most = max(served.shape[0] for _, served in by_phase)
    served = np.zeros((len(phases), most, len(model.per_serving), persons))
    for row, (_, found) in zip(served, by_phase, strict=True):
        row[: found.shape[0]] = found
    constants = np.array([constants for constants, _ in by_phase])
    eaten = np.array(bites) if bites else np.zeros((0, len(model.per_serving), persons))
    _refuse(constants, served, eaten)
    return Schedule(begin, np.array(stops), np.array(kinds, dtype=np.int64), constants, served, eaten)


def _together(meals: Sequence[Meal | LabelledMeal], persons: int) -> Meal | LabelledMeal:
    """Return servings as rows of one, so that what the persons decide is worked out once for all of them."""
    kind, told = Meal, [tuple(meal) for meal in meals]
    if any(isinstance(meal, LabelledMeal) for meal in meals):
        kind, told = LabelledMeal, [(*meal, 0.0) if isinstance(meal, Meal) else tuple(meal) for meal in meals]
    return kind(
        *(np.concatenate([np.broadcast_to(row, (1, persons)) for row in rows]) for rows in zip(*told, strict=True))
    )


def _refuse(constants: Array, served: Array, bites: Array) -> None:
    """Let nobody live with a constant that is no number: a comparison may hide one, so all of theirs become none."""
    lost = np.any([np.isnan(part).any(axis=tuple(range(part.ndim - 1))) for part in (constants, served, bites)], axis=0)
    constants[..., lost] = np.nan


def check(begin: float, phases: Sequence[Phase]) -> None:
    """Raise InputError unless every phase ends after the one before it and its servings have a time."""
    now = begin
    for number, phase in enumerate(phases, start=1):
        if not phase.end > now:
            raise InputError(
                f"phase {number} ends on day {phase.end:g}, not after day {now:g} on which it begins."
                " Give the phases in order of time."
            )
        if lost := [time for time, _ in phase.stops if not np.isfinite(time)]:
            raise InputError(f"phase {number} has a serving at day {lost[0]:g}. Give each serving a time.")
        now = phase.end


def infused(begin: float, plain: Phase, infusions: Sequence[Infusion]) -> tuple[Phase, ...]:
    """Return a phase cut into stretches with and without infusion; InputError where infusions overlap.

    Each infusion begins and ends at an exact stop. The servings and the way of eating of ``plain`` go on throughout.
    """
    now = begin
    found: list[Phase] = []

    def until(end: float, rate: Any, labelled: Any) -> None:
        found.append(Phase(end, plain.body, plain.eating, plain.stops, rate, labelled))

    for one in sorted(infusions, key=lambda one: one.start):
        if not one.start < one.end:
            raise InputError(f"an infusion from day {one.start:g} to day {one.end:g} lasts no time. Check its times.")
        if one.start < now:
            what = "overlaps the one before it" if found else f"begins before day {begin:g}"
            raise InputError(
                f"the infusion from day {one.start:g} to day {one.end:g} {what}."
                " Cut them at the overlap, and give the stretch in between the sum of their rates."
            )
        if one.end > plain.end:
            raise InputError(f"the infusion to day {one.end:g} goes beyond day {plain.end:g}, the end of the schedule.")
        if np.any(np.asarray(one.rate, dtype=float) < 0):
            raise InputError("an infusion cannot take magnesium away: its rate must not be below zero.")
        if one.start > now:
            until(one.start, plain.infusion, plain.labelled)
        until(one.end, plain.infusion + one.rate, plain.labelled + one.labelled)
        now = one.end
    if now < plain.end:
        until(plain.end, plain.infusion, plain.labelled)
    return tuple(found)
