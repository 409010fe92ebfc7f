"""The posterior: what readings leave of a person's stores, kidney and gut, each as it was before and as it is after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol as Shape

import numpy as np

from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.elementwise import Array
from epsom.simulate.live import Eating
from epsom.status.adequacy import absorbed_per_day
from epsom.status.summary import Estimate, estimate


class Known(Shape):
    """A cohort as it stands today, and as it was drawn; a ``Lived`` is one."""

    @property
    def body(self) -> Body: ...  # noqa: D102
    @property
    def now(self) -> Array: ...  # noqa: D102
    @property
    def replete(self) -> Array: ...  # noqa: D102
    @property
    def usual(self) -> Eating: ...  # noqa: D102
    @property
    def prior(self) -> Array: ...  # noqa: D102
    @property
    def drawn(self) -> Known: ...  # noqa: D102


@dataclass(frozen=True)
class Learned:
    """A quantity before any reading and after all of them: 5, 50 and 95 % of the weighted virtual persons."""

    prior: Estimate
    posterior: Estimate

    @property
    def narrowed(self) -> float:
        """By what share the band that holds nine in ten became narrower [1]; below zero where it became wider."""
        before, after = self.prior.high - self.prior.low, self.posterior.high - self.posterior.low
        return 1.0 - after / before if before > 0 else 0.0


def learned(life: Known, weights: Array, of: Callable[[Known], Array]) -> Learned:
    """Return a quantity of virtual persons before the readings, and after them with these weights (persons,)."""
    return Learned(estimate(of(life.drawn), life.drawn.prior), estimate(of(life), weights))


def deficit(life: Known) -> Array:
    """Body content of the replete state less the present one [mmol], shape (persons,)."""
    return balance.content(Pools(*life.replete)) - balance.content(Pools(*life.now))


def of_pools(*pools: str) -> Callable[[Known], Array]:
    """Return what these pools hold more than in the replete state [mmol]."""

    def gained(life: Known) -> Array:
        now, full = Pools(*life.now), Pools(*life.replete)
        return np.sum([getattr(now, pool) - getattr(full, pool) for pool in pools], axis=0)

    return gained


def renal_threshold(life: Known) -> Array:
    """Free magnesium up to which the kidney takes nearly all back [mmol/L], shape (persons,)."""
    return balance.threshold(Pools(*life.now), life.body)


def absorption(life: Known) -> Array:
    """Share of the usual diet's magnesium that the gut takes up [1], shape (persons,)."""
    taken = absorbed_per_day(life.usual, Pools(*life.now).adaptation, life.body)
    return taken / life.usual.per_day()


QUANTITIES: dict[str, Callable[[Known], Array]] = {
    "deficit": deficit,
    **{store: of_pools(*pools) for store, pools in balance.STORES.items()},
    "red cells": of_pools("red_cells"),
    "renal threshold": renal_threshold,
    "absorption": absorption,
}
"""What is told of a posterior: deficit and what stores hold beyond the replete state [mmol], renal threshold [mmol/L], absorption [1]."""


def posterior(life: Known, weights: Array) -> dict[str, Learned]:
    """Return all that is told of a posterior, by name."""
    return {name: learned(life, weights, of) for name, of in QUANTITIES.items()}
