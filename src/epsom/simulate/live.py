"""Living through the intake: a cohort carried through days of mean intake, or meal by meal through hours.

This is the one door to the solver: everything outside gives pools, phases and the times it wants to see. Behind it are
three ways to run with one meaning: vector kernels, NumPy, and (for teaching and tests, in ``single``) scipy.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom.body import gut
from epsom.body.balance import Body, Pools, Rate
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.simulate import batch, keeping, lanes, steady
from epsom.simulate.compiled import Compiled, NoKernels, compiled
from epsom.simulate.model import INDEX, LABELLED, trace
from epsom.simulate.schedule import Eating, Infusion, Phase, infused, scheduled

RELATIVE_TOLERANCE = 1e-5
STEADY_TOLERANCE = 1e-9
WAYS = ("auto", "vector", "numpy")
STATUS = ("done", "no step was short enough", "too many steps")

__all__ = ["Eating", "Infusion", "Phase", "TimeCourse", "eaten", "infused", "live", "mixed_meals", "settled", "way"]


@dataclass(frozen=True)
class TimeCourse:
    """Pools in time: ``time`` [day] of shape (times,), ``pools`` of shape (times, pools, persons), bodies by time.

    ``status`` says how it ended for each person (a number into ``STATUS``), ``attempts`` how many steps were tried and
    ``reached`` until when [day] it went well, all of shape (persons,).
    """

    time: Array
    pools: Array
    bodies: tuple[Body, ...] = field(repr=False)
    status: NDArray[np.int64]
    attempts: NDArray[np.int64]
    reached: Array

    def at(self, number: int) -> Pools:
        """Return the pools at one of the times."""
        return Pools(*self.pools[number][: len(Pools._fields)])

    def tracer(self, number: int) -> dict[str, Array]:
        """Return the labelled magnesium [mmol] by pool at one of the times; empty where nothing was labelled."""
        return dict(zip(LABELLED, self.pools[number][len(Pools._fields) :], strict=False))

    def each(self, quantity: Rate) -> Array:
        """Return a quantity such as ``balance.serum`` at all times, shape (times, persons)."""
        return np.array([quantity(self.at(k), self.bodies[k]) for k in range(len(self.time))])

    @property
    def failed(self) -> NDArray[np.int64]:
        """The numbers of the persons who could not be carried to the end."""
        return np.flatnonzero(self.status)


def live(
    start: Array,
    begin: float,
    phases: Sequence[Phase],
    times: Sequence[float],
    *,
    tolerance: float = RELATIVE_TOLERANCE,
    way: str | None = None,
    threads: int | None = None,
    labelled: bool = False,
) -> TimeCourse:
    """Return the time course of a cohort that starts at ``begin`` [day] with these pools, shape (pools, persons).

    Servings fall exactly at their times; ``times`` must lie between ``begin`` and the end of the last phase. What is
    asked for at the moment of a serving is the state just before it. ``tolerance`` is the relative error per step and
    person: at 1e-5 a year's serum is right to 3e-6 mmol/L in the worst of thousands of persons, and to 1e-6 in most. A
    person who cannot be carried to the end has a status and not-a-number from there on; the others go on. ``way`` and
    ``threads`` are those of this process unless told. ``labelled`` follows a tracer through every pool as well, always
    in NumPy. InputError for phases out of order.
    """
    start, wanted = np.asarray(start, dtype=float), np.array(sorted(set(times)))
    model = trace(labelled=labelled)
    if len(start) < model.size:
        start = np.concatenate([start, np.zeros((model.size - len(start), start.shape[1]))])
    schedule = scheduled(model, begin, phases, start.shape[1])
    if not (begin <= wanted[0] and wanted[-1] <= phases[-1].end):
        raise ValueError(f"times must lie between {begin:g} and {phases[-1].end:g}, the end of the last phase")
    everything = np.arange(model.size)
    if not labelled and (ready := _kernels(way)):
        pools, told = lanes.live(ready, start, schedule, wanted, everything, tolerance, threads)
    else:
        pools, told = batch.live(model, start, schedule, wanted, everything, tolerance)
    ends = np.array([phase.end for phase in phases])
    bodies = tuple(phases[int(number)].body for number in np.atleast_1d(np.searchsorted(ends, wanted)))
    status, attempts = told[:, :2].T.astype(np.int64)
    return TimeCourse(wanted, pools, bodies, status, attempts, told[:, 2])


def settled(
    body: Body,
    eating: Eating,
    persons: int,
    infusion: Any = 0.0,
    *,
    way: str | None = None,
    threads: int | None = None,
) -> Array:
    """Return the steady state of a cohort on a diet, shape (pools, persons); nan where a person has none."""
    model = trace()
    schedule = scheduled(model, 0.0, [Phase(1.0, body, eating, infusion=infusion)], persons)
    start = steady.normal(body, persons)
    if ready := _kernels(way):
        return lanes.settle(ready, start, schedule, tolerance=STEADY_TOLERANCE, threads=threads)[0]
    return steady.steady_state(model, schedule, start, tolerance=STEADY_TOLERANCE)[0]


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


def way(*, build: bool = False) -> str:
    """Return how this process simulates: ``vector`` where the kernels are ready, else ``numpy``.

    ``EPSOM_WAY`` may say ``vector`` (build the kernels now and wait) or ``numpy``; ``build`` waits for them as well,
    where nothing speaks against it. Otherwise, while kernels are not ready, they are built in the background for the
    next time, and NumPy gives the answer now. Once chosen, a process keeps to its way, so that all of an answer comes
    from one.
    """
    told = os.environ.get("EPSOM_WAY", "auto")
    if told not in WAYS:
        raise InputError(f"EPSOM_WAY = {told!r} is no way to simulate. Say {', '.join(WAYS[:-1])} or {WAYS[-1]}.")
    return _chosen(told, build or told == "vector")


@cache
def _chosen(told: str, build: bool) -> str:
    if told == "numpy":
        return told
    try:
        if compiled(trace(), build=build) is not None:
            return "vector"
    except NoKernels as reason:
        if told == "vector":
            raise InputError(f"EPSOM_WAY = 'vector', but {reason}. Leave it out to simulate in NumPy.") from None
        return "numpy"
    warnings.warn(
        "The first run on this machine simulates in NumPy, while faster kernels are built for the next one.",
        keeping.KernelNote,
        stacklevel=3,
    )
    subprocess.Popen(
        [sys.executable, "-m", "epsom.simulate"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    return "numpy"


def _kernels(told: str | None) -> Compiled | None:
    """Return the kernels where they are to be used."""
    return compiled(trace()) if (told or way()) == "vector" else None
