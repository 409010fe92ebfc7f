"""Uptake: what a change on the plate adds to the magnesium that a body takes up, serving by serving.

The gut's own law is put to a few versions of the person, evenly from those who get least of their diet to those who
get most; what each option alone would add to each of them is exact for them, so spreading over servings counts. The
target becomes one straight line: the mean gain that the versions near the requirement want. A plan found with it is
put to all versions before anybody sees it, and where it falls short the line is drawn anew along that plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.assessment.eating import eating_of, number
from epsom.assessment.journey import Journey
from epsom.assessment.views import equivalent_intake, probability
from epsom.body import gut
from epsom.body.balance import Pools
from epsom.body.gut import Gut, Meal
from epsom.elementwise import Array
from epsom.needs.kinds import Requirement
from epsom.normal import ndtr
from epsom.plan.diet.options import Option
from epsom.plan.diet.taste import number as plan_number
from epsom.plate.food import Food
from epsom.plate.intake import intake
from epsom.plate.intake import rows as intake_rows
from epsom.plate.record import FoodRecord
from epsom.simulate.schedule import Eating
from epsom.status import adequacy

STEEP, SMOOTH = 0.02, 0.1
"""Shares of an intake over which the step of an adequate intake, and then the line, are smooth; for the reckoning."""
CROWD = 1.5  # mmol that a usual change brings: the size at which the loss of two at one meal is taken
LEAST = 1e-9  # keeps a share above zero
MOST_SHIFT = 40.0  # mmol/day absorbed beyond which no food brings anybody; where a search for the shift ends


@dataclass(frozen=True)
class Versions:
    """Some versions of a person, and what they eat now, serving by serving; every array has versions last.

    ``absorbed`` is what they take up [mmol/day], ``habit`` how much their usual amounts exceed the recorded ones.
    """

    gut: Gut
    unhindered: Gut
    adaptation: Array
    servings: Meal
    habit: Array
    absorbed: Array
    days: int
    needed: Callable[[Array], Array]

    @property
    def meals(self) -> int:
        """How many mixed meals the equivalent intake is counted in."""
        return int(number("replete_meals"))

    def probability(self, more: Array) -> float:
        """Return the probability that the need is met when so much more is absorbed [mmol/day]."""
        return float(np.mean(self.needed(self.equivalent(more))))

    def equivalent(self, more: Array) -> Array:
        """Return the absorbed-equivalent intake [mmol/day] when so much more is absorbed."""
        taken = np.maximum(self.absorbed + more, 1e-9)
        return self.meals * gut.plain_meal(taken / self.meals, self.adaptation, self.unhindered)


def versions(journey: Journey) -> Versions:
    """Return a few versions of a person that stand for all: evenly by what their usual diet is worth to them."""
    now, body = Pools(*journey.now), journey.body
    absorbed = adequacy.absorbed_per_day(journey.usual, now.adaptation, body)
    order = np.argsort(equivalent_intake(journey, journey.usual), kind="stable")
    share = np.asarray(np.cumsum(journey.weighting.weights[order]), dtype=np.float64)
    many = int(plan_number("versions"))
    wanted = (np.arange(many) + 0.5) / many * share[-1]
    spot: NDArray[np.int64] = np.asarray(share.searchsorted(wanted), dtype=np.int64)
    who = order[np.minimum(spot, len(order) - 1)]
    servings = Meal(
        *(np.broadcast_to(column, journey.usual.servings.amount.shape)[:, who] for column in journey.usual.servings)
    )
    return Versions(
        gut=_of(body.gut, who), unhindered=_of(journey.cohort.replete.gut, who), adaptation=now.adaptation[who],
        servings=servings, habit=habit(journey)[who], absorbed=absorbed[who], days=journey.record.days,
        needed=_needed(journey),
    )  # fmt: skip


def _of(whole: Gut, who: NDArray[np.int64]) -> Gut:
    """Return the parameters of some of the persons."""
    values = {item.name: getattr(whole, item.name) for item in fields(whole)}
    return replace(whole, **{name: x[who] if np.ndim(x) else x for name, x in values.items()})


def _needed(journey: Journey) -> Callable[[Array], Array]:
    """Return the chance that an intake [mmol/day] meets the need, smooth where the authority has only a step."""
    requirement, target = journey.needs.requirement, journey.needs.target
    if isinstance(requirement, Requirement):
        return lambda intake: requirement.probability_met(units.milligrams(1.0) * intake)
    value = units.mmol(target.value) if target is not None else 0.0
    return lambda intake: np.asarray(ndtr((intake - value) / (STEEP * value)))


def habit(journey: Journey) -> Array:
    """Return how much the usual amounts exceed the recorded ones, (persons,): the same for the plan's plate."""
    if journey.as_eaten is None:
        return np.ones(journey.persons)
    return (journey.usual.per_day() - journey.salts_per_day) / journey.as_eaten.food_daily().mean(axis=0)


def eaten(journey: Journey, record: FoodRecord) -> Eating:
    """Return how the whole cohort would eat with another record, at its usual amounts."""
    after = intake(record, journey.persons, journey.cohort.chance)
    return eating_of(after.scaled(habit(journey)), record.days)


def reached(journey: Journey, eating: Eating) -> float:
    """Return the probability of adequacy of the whole cohort on a way of eating; 0 where none can be said."""
    return probability(journey, equivalent_intake(journey, eating))[1] or 0.0


def gains(journey: Journey, some: Versions, bundles: Sequence[Sequence[Option]]) -> Array:
    """Return what each bundle of options adds to what is absorbed [mmol/day], shape (bundles, versions)."""
    place = _servings_of(journey)
    parts = [(k, one, line) for k, bundle in enumerate(bundles) for one in bundle for line in one.lines]
    found = np.zeros((len(bundles), len(some.habit)))
    if not parts:
        return found
    at = np.array([(k, place[line]) for k, _, line in parts]).T
    change = np.array(
        [
            np.subtract(_content(one.new, one.grams), _content(one.old, journey.record.servings[line].grams))
            for _, one, line in parts
        ]
    )
    merged, spot = np.unique(at, axis=1, return_inverse=True)
    together = np.zeros((merged.shape[1], change.shape[1]))
    np.add.at(together, np.ravel(spot), change)
    now = gut.absorbed(some.servings, some.adaptation, some.gut)
    more = gut.absorbed(_changed(some, merged[1], together), some.adaptation, some.gut) - now[merged[1]]
    np.add.at(found, merged[0], more / some.days)
    return found


@dataclass(frozen=True)
class Crowding:
    """What options at one meal lose to each other: ``amount`` of each [mmol/day], the meal of each by its number, and
    the loss of each meal as ``loss`` times the square of what is added to it, minus that of each alone [day/mmol].

    To second order, without what the inhibitors of one take from another.
    """

    amount: Array
    meal: NDArray[np.int64]
    loss: Array


def crowding(journey: Journey, some: Versions, slope: Array, options: Sequence[Option]) -> Crowding:
    """Return how much options at one meal lose to each other, as it counts for the target's line."""
    meals = {name: k for k, name in enumerate(dict.fromkeys(one.meal for one in options))}
    place, days = _servings_of(journey), some.days
    loss = np.zeros(len(meals))
    now = gut.absorbed(some.servings, some.adaptation, some.gut)
    for name, k in meals.items():
        at = np.array(sorted({place[line] for one in options if one.meal == name for line in one.lines}))
        once, twice = (
            gut.absorbed(_changed(some, at, np.tile([size * CROWD, 0.0, 0.0], (len(at), 1))), some.adaptation, some.gut)
            for size in (1.0, 2.0)
        )
        lost = np.maximum(2.0 * once - twice - now[at], 0.0).sum(axis=0) / days  # of two changes of that size at once
        loss[k] = float(slope @ lost) / (2.0 * (CROWD * len(at) / days) ** 2)
    amount = np.array([units.mmol(one.magnesium) for one in options])
    return Crowding(amount, np.array([meals[one.meal] for one in options], dtype=np.int64), loss)


def _changed(some: Versions, serving: NDArray[np.int64], change: Array) -> Meal:
    """Return servings with so much more magnesium, phytate and oxalate [mmol] of food; salts in them stay."""
    now = Meal(*(column[serving] for column in some.servings))
    more = change[:, :, None] * some.habit
    amount = np.maximum(now.amount + more[:, 0], 0.0)
    whole = np.where(amount > 0.0, amount, 1.0)
    return Meal(
        amount,
        np.clip((now.availability * now.amount + more[:, 0]) / whole, 0.0, None),
        np.clip(now.slow * now.amount / whole, 0.0, 1.0),
        np.maximum(now.phytate + more[:, 1], 0.0),
        np.maximum(now.oxalate + more[:, 2], 0.0),
    )


def _content(food: Food | None, grams: float) -> tuple[float, float, float]:
    """Return the typical magnesium, phytate and oxalate [mmol] of so many grams of a food."""
    if food is None:
        return 0.0, 0.0, 0.0
    mass = intake_rows("plate/intake.toml")
    magnesium = food.magnesium if food.magnesium is not None else 0.5 * (food.magnesium_low + food.magnesium_high)
    share = grams / 100.0
    return (
        share * units.mmol(1.0) * magnesium,
        share * food.phytate / mass["phytic_acid_molar_mass"].value,
        share * food.oxalate / mass["oxalic_acid_molar_mass"].value,
    )


def _servings_of(journey: Journey) -> list[int]:
    """Return for each line of the record the number of the gut serving it belongs to."""
    assert journey.as_eaten is not None
    day, hour = journey.as_eaten.day, journey.as_eaten.hour
    return [int(np.flatnonzero((day == one.day) & (hour <= one.hour))[-1]) for one in journey.record.servings]


@dataclass(frozen=True)
class Line:
    """The target as one straight line: how much each version counts, and how much is ``wanted`` [mmol/day absorbed]."""

    slope: Array
    wanted: float

    def along(self, gain: Array) -> Array:
        """Return gains, shape (..., versions), as they count for the line [mmol/day absorbed]."""
        return gain @ self.slope


def line(some: Versions, profile: Array, target: float) -> Line:
    """Return the target as a line through the point where it is met, if what is added is shared as in a profile."""
    profile = np.maximum(profile, 0.0) + LEAST
    profile = profile / profile.mean()
    size = _size(some, profile, target)
    step = SMOOTH * float(some.absorbed.mean())  # broad enough that more than one version counts
    above, below = ((size + side) * profile for side in (step, -step))
    slope = (some.needed(some.equivalent(above)) - some.needed(some.equivalent(below))) / profile
    slope = np.maximum(slope, 0.0) + LEAST
    slope = slope / slope.sum()
    return Line(slope, size * float(slope @ profile))


def _size(some: Versions, profile: Array, chance: float) -> float:
    """Return how many times the profile must be added until the probability is reached, by halving."""
    low, high = 0.0, MOST_SHIFT
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if some.probability(middle * profile) < chance else (low, middle)
    return high
