"""The steady state of a whole cohort, found by a root finder and not by waiting twelve years for deep bone.

Newton's method with the exact Jacobian, started as a walk in pseudo-time so that it cannot overshoot: each step is
an implicit one of growing length, and in the end the length is so large that the step is Newton's own. A step that
would empty the blood is not made, and the person goes on in shorter ones. Nobody waits for anybody.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom.body.balance import GONE, Body, Pools
from epsom.elementwise import Array
from epsom.simulate.arrays import Routine, stacked
from epsom.simulate.model import INDEX, Model, normal_pools
from epsom.simulate.schedule import Schedule

LARGEST_DROP = 0.8
ITERATIONS = 80
LONGER, SHORTER, LONGEST, BEGIN = 8.0, 0.1, 1e12, 1.0
POWERS = ("plasma", "interstitium", "soft_fast", "memory_of_serum", "calcium", "parathyroid_hormone", "osteoclasts")
SENSED = [INDEX[name] for name in POWERS]  # powers are taken of these
ALIVE = np.array([name not in GONE for name in Pools._fields])
KINDS = np.array([1 if not alive else 2 if number in SENSED else 0 for number, alive in enumerate(ALIVE)])


def normal(body: Body, persons: int) -> Array:
    """Return the pools of a body at its normal serum with an empty gut, shape (pools, persons): where to start."""
    pools = normal_pools(body)
    return np.array([np.broadcast_to(np.asarray(held, dtype=float), (persons,)) for held in pools])


def steady_state(
    model: Model, schedule: Schedule, start: Array, *, tolerance: float, iterations: int = ITERATIONS
) -> tuple[Array, Array]:
    """Return the pools at which nothing changes, shape (pools, persons), and how many steps it took; in NumPy.

    The constants are those of the first phase. ``tolerance`` is the largest imbalance left in any pool [mmol/day];
    cumulative losses are zero. A virtual person for whom no steady state is found, because nobody could live so for
    good, has nan in every pool.
    """
    rates = Routine(model, model.rates, (*model.pools, *model.constants, *model.per_serving))
    factors = Routine(model, model.factors, (*model.pools, model.shift, *model.constants, *model.per_serving))
    solution = Routine(model, model.solution, (*model.entries, *model.right))
    found, steps = np.full(start.shape, np.nan), np.zeros(start.shape[1])
    persons: NDArray[np.int64] = np.flatnonzero(np.ones(start.shape[1]))
    x = np.where(ALIVE[:, None], start, 0.0)
    length = np.full(len(persons), BEGIN)
    for _ in range(iterations + 1):
        given: dict[int, Any] = dict(zip(model.constants, schedule.constants[0][:, persons], strict=True))
        given |= dict(zip(model.per_serving, schedule.served[0][:, :, persons].transpose(1, 0, 2), strict=True))
        given |= dict(zip(model.pools, x, strict=True))
        rate = stacked(rates(given), len(persons))
        steady = np.all(np.abs(rate[ALIVE]) <= tolerance, axis=0)
        found[:, persons[steady]] = x[:, steady]
        entries = factors(given | {model.shift: 1.0 / length})
        right = dict(zip(model.right, rate, strict=True)) | dict(zip(model.entries, entries, strict=True))
        move = np.where(ALIVE[:, None], stacked(solution(right), len(persons)), 0.0)
        with np.errstate(invalid="ignore"):
            kept = np.all(-move[SENSED] <= LARGEST_DROP * x[SENSED], axis=0)
        x = np.where(kept, x + move, x)
        length = np.where(kept, np.minimum(length * LONGER, LONGEST), length * SHORTER)
        steps[persons[~steady]] += 1
        persons, x, length = persons[~steady], x[:, ~steady], length[~steady]
        if not len(persons):
            break
    return found, steps
