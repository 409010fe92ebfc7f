"""The reference adult and variants of that body, living through what people in studies lived through.

One virtual person each and NumPy, so that nothing is compiled and a life takes a fraction of a second.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from epsom import units
from epsom.body import balance
from epsom.body.balance import Body, Pools, Rate
from epsom.cohort.draw import typical
from epsom.simulate.live import Eating, Infusion, Phase, TimeCourse, infused, live, mixed_meals, settled
from epsom.simulate.model import INDEX

USUAL = 350.0  # mg/day, as the reference adult of the physiology eats
LOW = 12.0  # mg/day: less than 1 mEq, the diet of the depletion studies
MORE = 350.0  # mg/day of a supplement, with meals
DAYS = (0.0, 1.0, 7.0, 21.0, 60.0, 100.0, 180.0, 200.0)


def diet(mg: float, meals: int = 3) -> Eating:
    return mixed_meals(np.array([units.mmol(mg)]), meals)


def put(body: Body, organ: str, **values: Any) -> Body:
    """The same body with other numbers in one organ."""
    arrays = {name: np.atleast_1d(value) if np.isscalar(value) else value for name, value in values.items()}
    return replace(body, **{organ: replace(getattr(body, organ), **arrays)})


def seen(quantity: Rate, found: TimeCourse) -> np.ndarray:
    """A quantity such as ``balance.serum`` at all times of a life."""
    return found.each(quantity)[:, 0]


def of(found: TimeCourse, pool: str) -> np.ndarray:
    """A pool or a regulator at all times of a life."""
    return found.pools[:, INDEX[pool], 0]


@dataclass(frozen=True, eq=False)
class Life:
    """A body, and what becomes of it."""

    body: Body

    def settled(self, eating: Eating) -> np.ndarray:
        return settled(self.body, eating, 1, way="numpy")

    def lived(self, start: np.ndarray, phases: list[Phase], times: Any) -> TimeCourse:
        found = live(start, 0.0, phases, times, way="numpy")
        assert not len(found.failed)
        return found

    @cached_property
    def rest(self) -> np.ndarray:
        """The pools at which it comes to rest on the usual diet."""
        return self.settled(diet(USUAL))

    @cached_property
    def serum(self) -> float:
        return float(balance.serum(Pools(*self.rest), self.body)[0])

    @cached_property
    def depletion(self) -> TimeCourse:
        """Two hundred days with hardly any magnesium, after a life on the usual diet."""
        return self.lived(self.rest, [Phase(DAYS[-1], self.body, diet(LOW))], DAYS)

    def left(self, day: float) -> float:
        """Serum on a day of depletion, relative to what it was."""
        return float(seen(balance.serum, self.depletion)[DAYS.index(day)]) / self.serum

    def on_day(self, day: float) -> np.ndarray:
        return self.depletion.pools[DAYS.index(day)]

    @cached_property
    def supplemented(self) -> TimeCourse:
        """Twenty weeks of a supplement."""
        return self.lived(self.rest, [Phase(140.0, self.body, diet(USUAL + MORE))], (0.0, 1.0, 14.0, 140.0))

    def loaded(self, start: np.ndarray, mg: float, dose: float, hours: float, times: Any) -> TimeCourse:
        """A dose [mmol] into a vein over so many hours, on a diet that goes on for a day."""
        end = hours / 24
        drip = [Infusion(0.0, end, np.array([dose / end]))] if dose else []
        return self.lived(start, list(infused(0.0, Phase(1.0, self.body, diet(mg)), drip)), times)

    def retained(self, start: np.ndarray, mg: float, dose: float = 7.0, hours: float = 4.0) -> float:
        """The share of an infused load that is not in the urine of 24 hours, above what would be there without it."""
        urine = [of(self.loaded(start, mg, given, hours, [1.0]), "urine")[0] for given in (dose, 0.0)]
        return float(1.0 - (urine[0] - urine[1]) / dose)


REFERENCE = Life(typical())
