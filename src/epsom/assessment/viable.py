"""Who could live so: virtual persons for whom a way of eating, with what they have and take, has a steady state."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

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
from epsom.simulate.live import Eating, TimeCourse, settled


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
    eaten = units.milligrams(float(np.quantile(usual.per_day(), 0.5)))
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
    persons = _stand_ins(viable)
    servings = Meal(*(column[:, persons] for column in usual.servings))
    return start[:, persons], Eating(servings, usual.days), [chosen(body, persons) for body in bodies]


def carried(
    year: TimeCourse, usual: Eating, bodies: list[Body], viable: NDArray[np.bool_]
) -> tuple[TimeCourse, Eating, list[Body]]:
    """Return a course, eating and bodies in which somebody who was carried through stands in for each who was not.

    The course still tells by its ``status`` who it was.
    """
    persons = _stand_ins(viable)
    _, usual, bodies = stood_in(year.pools[-1], usual, bodies, viable)
    pools, seen = year.pools[:, :, persons], tuple(chosen(body, persons) for body in year.bodies)
    return replace(year, pools=pools, bodies=seen), usual, bodies


def parameters(record: Any, persons: NDArray[np.int64], prefix: str = "") -> dict[str, Array]:
    """Return every parameter of a body by name, such as ``kidney.transport_maximum``, for the persons of these numbers.

    Whoever looks into a simulation that failed learns from it which virtual bodies did; it holds nothing of the person.
    """
    found: dict[str, Array] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        name = f"{prefix}{field.name}"
        found |= parameters(value, persons, f"{name}.") if is_dataclass(value) else {name: np.asarray(value)[persons]}
    return found


def _stand_ins(viable: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.where(viable, np.arange(len(viable)), int(np.argmax(viable)))
