"""Who could live so: virtual persons for whom a way of eating, with what they have and take, has a steady state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.assessment.eating import number
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.body.gut import Meal
from epsom.cohort.moves import chosen
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.quantities import quantity
from epsom.simulate import steady
from epsom.simulate.live import Eating, settled


def living(body: Body, eating: Eating, persons: int) -> tuple[Array, NDArray[np.bool_]]:
    """Return the steady states, and who lives in them; who does not stands at a normal body and will not count."""
    found = settled(body, eating, persons)
    with np.errstate(invalid="ignore"):
        alive = balance.serum(Pools(*found), body) >= quantity("serum_magnesium").low
    return np.where(alive, found, steady.normal(body, persons)), alive


def check(viable: NDArray[np.bool_], usual: Eating, recorded: bool) -> None:
    """Raise InputError where too few virtual persons could live so: then what was told is more likely wrong."""
    if np.mean(viable) >= number("least_viable"):
        return
    eaten = units.milligrams(float(np.median(usual.per_day())))
    few = f"only {np.mean(viable):.0%} of the virtual persons could live for good"
    raise InputError(
        f"On about {eaten:.0f} mg a day, with the medicines and conditions told, {few}."
        f" Check {'the amounts of the record, and ' if recorded else ''}what is told of medicines and conditions.",
        at=("record",) if recorded else ("medicines",),
    )


def stood_in(
    start: Array, usual: Eating, bodies: list[Body], viable: NDArray[np.bool_]
) -> tuple[Array, Eating, list[Body]]:
    """Return pools, eating and bodies in which somebody who lives stands in for each who could not.

    Nobody is simulated to death; whoever is stood in for has no weight.
    """
    if viable.all():
        return start, usual, bodies
    persons = np.where(viable, np.arange(len(viable)), np.flatnonzero(viable)[0])
    servings = Meal(*(column[:, persons] for column in usual.servings))
    return start[:, persons], Eating(servings, usual.days), [chosen(body, persons) for body in bodies]
