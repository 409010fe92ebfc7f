"""Who could live so: virtual persons for whom a way of eating, with what they have and take, has a steady state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.assessment.eating import number
from epsom.body import balance
from epsom.body.balance import Body, Pools
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


def check(viable: NDArray[np.bool_], usual: Eating) -> None:
    """Raise InputError where too few virtual persons could live so: then what was told is more likely wrong."""
    if np.mean(viable) >= number("least_viable"):
        return
    eaten = units.milligrams(float(np.median(usual.per_day())))
    raise InputError(
        f"record: on about {eaten:.0f} mg a day, with the medicines and conditions told, nobody lives for good."
        " Check the amounts of the record, and what is told beside it.",
        at=("record",),
    )
