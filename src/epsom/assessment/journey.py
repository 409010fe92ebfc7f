"""The journey, on one page: from what a person tells to what it lived through.

intake of the record → draw the cohort for the person → simulate it through the intake → weight it by the labs.
The life of the cohort is in life.py, the outcomes and the words in views.py; what to do about it is in the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from epsom import units
from epsom.assessment.eating import last_two_days, number
from epsom.assessment.life import Lived
from epsom.assessment.roads import Road, inferred
from epsom.body.gut import Meal
from epsom.cohort.moves import chosen
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.needs import Needs, needs
from epsom.needs.authorities import Stage
from epsom.person import Person
from epsom.plate.cookbook import kitchen
from epsom.plate.foods import Foods
from epsom.plate.record import FoodRecord, record
from epsom.simulate.live import Eating, Phase, TimeCourse, live

DEFAULT_PERSONS = int(number("usual_persons"))
HOURLY_TOLERANCE = 2e-4
SILENT = 1e-6  # all weights below this share of the largest are together worth less than a ten-thousandth


@dataclass(frozen=True)
class Journey(Lived):
    """One person's whole way: who, what is needed, what was told, and the life of the cohort.

    ``persons`` is how many virtual persons were lived with and ``asked`` how many were asked for; ``road`` is the way
    by which they were found; ``day`` is the last recorded day hour by hour, and ``last_day`` what was eaten on it.
    """

    person: Person
    seed: int
    asked: int
    persons: int
    road: Road
    needs: Needs
    foods: Foods
    record: FoodRecord
    day: TimeCourse
    last_day: Eating

    @property
    def salts_per_day(self) -> Array:
        """Magnesium of salts and supplements, as a mean of the recorded days [mmol/day], shape (persons,)."""
        if self.as_eaten is None:
            return np.zeros(self.persons)
        return np.sum(self.as_eaten.salt, axis=0) / max(self.record.days, 1)


def walk(
    person: Person,
    *,
    persons: int = DEFAULT_PERSONS,
    seed: int = 1,
    say: Callable[[str], None] = lambda stage: None,
) -> Journey:
    """Walk one person's whole journey; ``say`` is told each stage as it begins.

    Where the labs leave too few virtual persons that count, more are drawn, some of them with a loss that nobody told
    of, and at last led to the readings. Raises InputError for what the person's file has wrong, and for fewer than one
    virtual person.
    """
    if persons < 1:
        raise InputError(f"persons = {persons}: at least one virtual person is needed; {DEFAULT_PERSONS} are usual.")
    say("reading the plate")
    need, target = _needed(person)
    foods = kitchen(person)
    told = record(person.record, person.supplements, foods)
    life, road = inferred(person, told, target, persons=persons, seed=seed, say=say)
    say("living through the last day, hour by hour")
    stops, last_day = last_two_days(life.as_eaten, told, life.usual)
    day = _hour_by_hour(life, stops)
    life = replace(life, weighting=life.weighting.silenced(day.failed))
    return Journey(
        **vars(life),
        person=person,
        seed=seed,
        asked=persons,
        persons=life.cohort.chance.persons,
        road=road,
        needs=need,
        foods=foods,
        record=told,
        day=day,
        last_day=last_day,
    )


def stage(person: Person) -> Stage:
    """Return the stage of life by which needs are read: pregnancy before lactation, else none."""
    return "pregnancy" if person.pregnancy_week is not None else "lactation" if person.lactating else "none"


def _hour_by_hour(life: Lived, stops: list[tuple[float, Meal]]) -> TimeCourse:
    """Return the last day of a cohort; whoever counts for nothing has the day of somebody else."""
    hours, weights = [hour / 24 for hour in range(25)], life.weighting.weights
    counted = np.flatnonzero(weights > SILENT * weights.max())
    if len(counted) == len(weights) or not life.read:
        return live(life.now, -1.0, [Phase(1.0, life.body, stops=stops)], hours, tolerance=HOURLY_TOLERANCE)
    some = [(at, Meal(*(np.broadcast_to(row, (1, len(weights)))[:, counted] for row in meal))) for at, meal in stops]
    phase = Phase(1.0, chosen(life.body, counted), stops=some)
    day = live(life.now[:, counted], -1.0, [phase], hours, tolerance=HOURLY_TOLERANCE)
    whose = np.zeros(len(weights), dtype=np.int64)
    whose[counted] = np.arange(len(counted))
    silent = weights <= SILENT * weights.max()
    return TimeCourse(
        day.time, day.pools[:, :, whose], (life.body,) * len(day.time), np.where(silent, 0, day.status[whose]),
        day.attempts[whose], day.reached[whose],
    )  # fmt: skip


def _needed(person: Person) -> tuple[Needs, float]:
    """Return what the chosen authority says, and its target [mmol/day]; InputError where nothing can be said."""
    need = needs(person.age, person.sex, stage(person), person.authority, weight=person.weight)
    if need.target is None:
        raise InputError(
            f"authority = {need.authority!r} has no recommended intake for this person"
            f" ({' '.join(need.reasons)}), and the replete state needs one. Choose another authority.",
            at=("authority",),
        )
    if not person.record and person.age < number("intake_known_from"):
        raise InputError(
            f"age = {person.age:g}: what infants usually eat is not held, so nothing can be drawn for them."
            " Add a food record, or read this as not known.",
            at=("age",),
        )
    return need, units.mmol(need.target.value)
