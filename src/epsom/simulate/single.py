"""One person through scipy, on the plain flux functions: for teaching, and as an oracle that shares no code.

No graph, no kernel and no solver of ours: what the organs say is added up as it stands and given to LSODA.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from epsom.body import gut
from epsom.body.balance import DRIFTS, FLUXES, Body, Pools
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.simulate.model import INDEX
from epsom.simulate.schedule import Eating, Phase, check

PLAIN = len(Meal._fields)  # what a labelled meal has more is not followed here


def rates(x: Array, body: Body, eating: Eating | None = None, infusion: Any = 0.0) -> Array:
    """Return the rate of change of every pool [mmol/day], in the shape of ``x``, (pools,) or (pools, persons)."""
    pools = Pools(*x)
    dx: list[Any] = [0.0 * x[0] for _ in x]
    for flux in FLUXES:
        rate = flux.rate(pools, body)
        dx[INDEX[flux.source_pool]] = dx[INDEX[flux.source_pool]] - rate
        dx[INDEX[flux.target_pool]] = dx[INDEX[flux.target_pool]] + rate
    for drift in DRIFTS:
        dx[INDEX[drift.regulator]] = dx[INDEX[drift.regulator]] + drift.rate(pools, body)
    dx[INDEX["plasma"]] = dx[INDEX["plasma"]] + infusion
    if eating is not None:
        for pool, amount in gut.swallowed(eating.servings, pools.adaptation, body.gut).items():
            dx[INDEX[pool]] = dx[INDEX[pool]] + amount / eating.days
    return np.array(dx)


def live(
    start: Array, begin: float, phases: Sequence[Phase], times: Sequence[float], *, tolerance: float = 1e-8
) -> Array:
    """Return the pools of one person at the times, shape (times, pools); ``start`` has shape (pools,).

    The meaning is that of ``live.live``: servings fall at exact stops, and what is asked for at one comes before it.
    """
    from scipy.integrate import solve_ivp  # pyright: ignore[reportUnknownVariableType]

    check(begin, phases)
    found: dict[float, Array] = {}
    x: Array = np.array(start, dtype=float)[:, None]
    now = begin
    for phase in phases:
        bites = sorted((stop for stop in phase.stops if now <= stop[0] < phase.end), key=lambda stop: stop[0])
        for mark in sorted({time for time, _ in bites} | {phase.end}):
            inside = [t for t in times if now <= t <= mark]
            if mark > now:

                def slope(_: float, y: Array, phase: Phase = phase) -> Array:
                    return rates(y[:, None], phase.body, phase.eating, phase.infusion)[:, 0]

                part = cast(Any, solve_ivp)(
                    slope,
                    (now, mark), x[:, 0], method="LSODA", rtol=tolerance, atol=tolerance * 1e-3,
                    t_eval=sorted({*inside, mark}),
                )  # fmt: skip
                for k, t in enumerate(part.t):
                    found.setdefault(float(t), part.y[:, k].copy())
                x, now = part.y[:, -1:], mark
            else:
                found.setdefault(mark, x[:, 0].copy())
            for time, meal in bites:
                if time == mark:
                    for pool, amount in gut.swallowed(
                        Meal(*meal[:PLAIN]), x[INDEX["adaptation"]], phase.body.gut
                    ).items():
                        x[INDEX[pool]] += amount
    return np.array([found[t] for t in times])
