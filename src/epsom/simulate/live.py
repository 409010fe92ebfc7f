"""Living through the intake: a cohort carried through days of mean intake, or meal by meal through hours.

This is the one door to the solver: everything outside gives pools, phases and the times it wants to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from epsom.body import gut
from epsom.body.balance import Body, Pools, Rate
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.simulate import steady
from epsom.simulate.elimination import Elimination
from epsom.simulate.rosenbrock import FIRST, Solver
from epsom.simulate.system import INDEX, System

RELATIVE_TOLERANCE = 1e-4
STEADY_TOLERANCE = 1e-9


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

    ``stops`` are servings eaten at a time: pairs of day and Meal with a single row.
    """

    end: float
    body: Body
    eating: Eating | None = None
    stops: Sequence[tuple[float, Meal]] = ()
    infusion: Any = 0.0

    def system(self) -> System:
        """Return the equations of this stretch."""
        if self.eating is None:
            return System(self.body, infusion=self.infusion)
        return System(self.body, self.eating.servings, self.eating.days, self.infusion)


@dataclass(frozen=True)
class TimeCourse:
    """Pools in time: ``time`` [day] of shape (times,), ``pools`` of shape (times, pools, persons), bodies by time."""

    time: Array
    pools: Array
    bodies: tuple[Body, ...] = field(repr=False)

    def at(self, number: int) -> Pools:
        """Return the pools at one of the times."""
        return Pools(*self.pools[number])

    def each(self, quantity: Rate) -> Array:
        """Return a quantity such as ``balance.serum`` at all times, shape (times, persons)."""
        return np.array([quantity(self.at(k), self.bodies[k]) for k in range(len(self.time))])


def settled(body: Body, eating: Eating, persons: int, infusion: Any = 0.0) -> Array:
    """Return the steady state of a cohort on a diet, shape (pools, persons); nan where a person has none."""
    system = System(body, eating.servings, eating.days, infusion)
    start = steady.normal(body, persons)
    return steady.steady_state(system, _elimination(system, start), start, tolerance=STEADY_TOLERANCE)


def live(
    start: Array,
    begin: float,
    phases: Sequence[Phase],
    times: Sequence[float],
    *,
    tolerance: float = RELATIVE_TOLERANCE,
) -> TimeCourse:
    """Return the time course of a cohort that starts at ``begin`` [day] with these pools.

    Servings fall exactly at their times; ``times`` must lie between ``begin`` and the end of the last phase. What is
    asked for at the moment of a serving is the state just before it. ``tolerance`` is the relative error per step: at
    1e-4 serum is right to 1e-6 mmol/L, at 1e-3 to 2e-5. Raises StepError.
    """
    x, now = np.array(start), begin
    wanted = sorted(set(times))
    if not (begin <= wanted[0] and wanted[-1] <= phases[-1].end):
        raise ValueError(f"times must lie between {begin:g} and {phases[-1].end:g}, the end of the last phase")
    scale = np.maximum(np.abs(start).mean(axis=1, keepdims=True), 0.01)
    solver = Solver(_elimination(phases[0].system(), start), scale, tolerance)
    seen: list[Array] = []
    bodies: list[Body] = []
    for phase in phases:
        system = phase.system()
        bites = sorted((stop for stop in phase.stops if now <= stop[0] < phase.end), key=lambda stop: stop[0])
        marks = sorted({time for time, _ in bites} | {t for t in wanted if now <= t <= phase.end} | {phase.end})
        for mark in marks:
            x = solver.advance(system, x, now, mark)
            now = mark
            if mark in wanted and len(seen) < len(wanted) and wanted[len(seen)] == mark:
                seen.append(x)
                bodies.append(phase.body)
            for time, meal in bites:
                if time == mark:
                    x = eaten(x, meal, phase.body)
                    solver.step = FIRST
        solver.step = FIRST
    return TimeCourse(np.array(wanted), np.array(seen), tuple(bodies))


def eaten(x: Array, meal: Meal, body: Body) -> Array:
    """Return the pools just after a serving: its magnesium is in the gut, split by what will be absorbed."""
    x = np.array(x)
    for pool, amount in gut.swallowed(meal, x[INDEX["adaptation"]], body.gut).items():
        x[INDEX[pool]] += amount
    return x


def mixed_meals(per_day: Array, meals: int) -> Eating:
    """Return so many equal mixed meals without inhibitors that give ``per_day`` [mmol/day]; the yardstick of needs."""
    share = np.repeat(np.asarray(per_day, dtype=float)[None, :] / meals, meals, axis=0)
    none = np.zeros_like(share)
    return Eating(Meal(share, np.ones_like(share), none, none, none))


def _elimination(system: System, start: Array) -> Elimination:
    pattern = frozenset(system.jacobian(np.where(start == 0, 1.0, start)))
    return Elimination(pattern, len(Pools._fields))
