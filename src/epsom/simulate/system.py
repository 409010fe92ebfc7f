"""The equations of a cohort: the flux table of the body, bound to parameters and to what flows in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from epsom.body import gut
from epsom.body.balance import DRIFTS, FLUXES, Body, Pools
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.simulate.derivative import Dual

INDEX = {pool: number for number, pool in enumerate(Pools._fields)}
Jacobian = dict[tuple[int, int], Any]


@dataclass(frozen=True)
class System:
    """A cohort's rates of change.

    ``mean_meals`` holds the servings of a mean day that enter evenly (None: nothing is eaten but at stops), weighted
    by ``1 / days``; ``infusion`` is what enters plasma [mmol/day].
    """

    body: Body
    mean_meals: Meal | None = None
    days: float = 1.0
    infusion: Any = 0.0

    def rates(self, x: Array) -> Array:
        """Return the rate of change of every pool [mmol/day], shape (pools, persons)."""
        pools = Pools(*x)
        dx = np.zeros_like(x)
        for flux in FLUXES:
            rate = flux.rate(pools, self.body)
            dx[INDEX[flux.source_pool]] -= rate
            dx[INDEX[flux.target_pool]] += rate
        for drift in DRIFTS:
            dx[INDEX[drift.regulator]] += drift.rate(pools, self.body)
        for pool, rate in self._entering(pools).items():
            dx[INDEX[pool]] += rate
        return dx

    def jacobian(self, x: Array) -> Jacobian:
        """Return the slopes of the rates, only where a slope exists; exact, from the flux functions themselves."""
        pools = Pools(*(Dual(value, {number: 1.0}) for number, value in enumerate(x)))
        found: Jacobian = {}

        def add(row: int, rate: Any, sign: float) -> None:
            for column, slope in getattr(rate, "slopes", {}).items():
                found[row, column] = found.get((row, column), 0.0) + sign * slope

        for flux in FLUXES:
            rate = flux.rate(pools, self.body)
            add(INDEX[flux.source_pool], rate, -1.0)
            add(INDEX[flux.target_pool], rate, 1.0)
        for drift in DRIFTS:
            add(INDEX[drift.regulator], drift.rate(pools, self.body), 1.0)
        for pool, rate in self._entering(pools).items():
            add(INDEX[pool], rate, 1.0)
        return found

    def _entering(self, pools: Pools) -> dict[str, Any]:
        entering: dict[str, Any] = {"plasma": self.infusion}
        if self.mean_meals is not None:
            for pool, amount in gut.swallowed(self.mean_meals, pools.adaptation, self.body.gut).items():
                entering[pool] = amount / self.days
        return entering

    def eaten_per_day(self) -> Array:
        """Return what enters from outside [mmol/day], gut and infusion together."""
        if self.mean_meals is None:
            return np.asarray(self.infusion, dtype=float)
        return np.sum(self.mean_meals.amount, axis=0) / self.days + self.infusion
