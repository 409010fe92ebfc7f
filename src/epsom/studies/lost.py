"""Lost persons: who could not be carried to the end of a protocol, how far they came, and who exactly they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from epsom.body import balance
from epsom.body.balance import CONTENT, Body, Pools
from epsom.elementwise import Array
from epsom.quantities import quantity
from epsom.simulate.live import STATUS
from epsom.simulate.model import INDEX, LABELLED, records
from epsom.studies.living import Lived

LIVED = 0
ENDED = (
    "lived", "no steady state on what came before", "serum lower than a living person has before it began",
    *STATUS[1:], "a pool below zero",
)  # fmt: skip
"""How it ended for a virtual person."""

BELOW_ZERO = -1e-6  # mmol, or the unit of a regulator: further below zero than the solver's error
MOST_LISTED = 1000  # of an arm; the counts are complete
NEVER_NEGATIVE = [INDEX[pool] for pool in Pools._fields if pool != "dialysate"]
"""Pools and regulators alike; only a rich dialysate gives more than it takes."""


@dataclass(frozen=True)
class Lost:
    """A virtual person who could not be carried to the end: number, group, how it ended, and until which day it went.

    ``pools`` is what all pools held on that day, ``least`` the store that held least of what it held before, and
    ``left`` how much of it. ``parameters`` are the person's own on that day, by full name.
    """

    person: int
    group: int
    ended: str
    until: float
    least: str
    left: float
    pools: Mapping[str, float]
    parameters: Mapping[str, float]


def ended(lived: Lived) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """Return how it ended for each person, until which day it went well, and whose serum left what a living one has.

    The day is infinite for who lived to the end, and below zero for who never began. Nothing is clipped: a pool that
    is below zero at a look ends it for that person at the look before.
    """
    known, course = quantity("serum_magnesium"), lived.course
    status, reached = np.zeros(lived.persons, dtype=np.int64), np.zeros(lived.persons)
    beyond = np.zeros(lived.persons, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        if course is not None:
            below = (course.pools[:, NEVER_NEGATIVE] < BELOW_ZERO).any(axis=1)
            first = np.where(below.any(axis=0), np.argmax(below, axis=0), len(course.time))
            day = np.append(course.time, np.inf)
            sunk = day[first] <= course.reached
            status = np.where(sunk, len(ENDED) - 1, np.where(course.status > 0, course.status + 2, LIVED))
            reached = np.where(sunk, day[np.maximum(first - 1, 0)], course.reached)
            serum = course.each(balance.serum)
            beyond = ((serum < known.low) | (serum > known.high)).any(axis=0)
        never = np.isnan(lived.start).any(axis=0)
        too_low = balance.serum(Pools(*lived.start), lived.before) < known.low
    status = np.select([never, too_low], [1, 2], status).astype(np.int64)
    reached = np.select([status == LIVED, never | too_low], [np.inf, -1.0], reached)
    return status, reached, beyond & (status == LIVED)


def tracer(lived: Lived, pool: str) -> Array:
    """Return the label in a pool [mmol], shape (times, persons)."""
    if lived.course is None:
        raise ValueError("nobody has lived")
    return lived.course.pools[:, len(Pools._fields) + LABELLED.index(pool)]


def listed(
    lived: Lived, persons: NDArray[np.int64], group: int, status: NDArray[np.int64], reached: Array
) -> tuple[Lost, ...]:
    """Return the lost ones, who have lived once more and were looked at on the day they reached."""
    found: list[Lost] = []
    for place, person in enumerate(persons):
        until = float(reached[place])
        x, body = lived.start[:, place], lived.before
        if lived.course is not None and until >= 0:
            x = lived.course.pools[int(np.argmin(np.abs(lived.course.time - until))), : len(Pools._fields), place]
            body = next((phase.body for phase in lived.phases if phase.end > until), body)
        shares = {pool: float(x[INDEX[pool]] / lived.start[INDEX[pool], place]) for pool in CONTENT}
        least = min(shares, key=lambda pool: shares[pool])
        found.append(
            Lost(
                int(person), group, ENDED[int(status[place])], max(until, 0.0), least, shares[least],
                dict(zip(Pools._fields, map(float, x), strict=True)), _parameters(body, place),
            )
        )  # fmt: skip
    return tuple(found)


def _parameters(body: Body, place: int) -> dict[str, float]:
    return {name: float(np.asarray(value) if np.ndim(value) == 0 else value[place]) for name, value in records(body)}
