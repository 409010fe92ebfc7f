"""What the tests of the cohort share: virtual persons at rest on a diet, and what can be read off them."""

from dataclasses import dataclass

import numpy as np

from epsom import units
from epsom.body.balance import Body, Pools
from epsom.body.readings import READINGS
from epsom.cohort.draw import draw
from epsom.person import Person
from epsom.simulate.live import mixed_meals, settled

N = 400
USUAL = 320.0  # mg/day: an ordinary diet
MAN = {"age": 30, "sex": "male", "height": "175 cm", "weight": "70 kg"}
WOMAN = {"age": 30, "sex": "female", "height": "168 cm", "weight": "64 kg"}


@dataclass(frozen=True, eq=False)
class Rest:
    """Virtual persons at their steady state; who could not live so is not a number."""

    body: Body
    pools: Pools

    def each(self, reading):
        return np.broadcast_to(READINGS[reading](self.pools, self.body), np.shape(self.pools.plasma))

    def median(self, reading):
        return float(np.nanmedian(self.each(reading)))


def rest(mg=USUAL, persons=N, seed=1, **who):
    return at_rest(draw(Person(**who), persons=persons, seed=seed).body(), mg, persons)


def at_rest(body, mg=USUAL, persons=N):
    """The steady state of these bodies on a diet."""
    return Rest(body, Pools(*settled(body, mixed_meals(np.full(persons, units.mmol(mg)), 3), persons)))


def change(one, other, reading):
    """How much lower or higher a reading is in the other than in the one, person by person, who live in both."""
    found = other.each(reading) - one.each(reading)
    return found[np.isfinite(found)]


def direction(found):
    """-1, 0 or 1: the way in which most persons go, at least three of four; ranges of effects may cross nothing."""
    return int(np.mean(found > 0.0) >= 0.75) - int(np.mean(found < 0.0) >= 0.75)
