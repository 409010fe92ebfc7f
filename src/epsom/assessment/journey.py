"""The journey, on one page: intake, cohort, life, labs.

intake of the record → draw the cohort for the person → simulate it through the intake → weight it by the labs.
The outcomes and the words are in views.py; what to do about it is in the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.assessment.eating import last_two_days, number, usual_diet
from epsom.assessment.viable import check, living
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.cohort.draw import Cohort, draw
from epsom.cohort.moves import stand_in
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.needs import Needs, needs
from epsom.person import Lab, Person
from epsom.plate.foods import Foods, box
from epsom.plate.intake import Intake, intake
from epsom.plate.record import FoodRecord, record
from epsom.simulate.live import Eating, Phase, TimeCourse, live, mixed_meals
from epsom.status.likelihood import Weighting, log_likelihood, softened, weighting

MEASURED = {"serum_magnesium": balance.serum, "urine_magnesium": balance.spilled}
DEFAULT_PERSONS = 2000
HOURLY_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Journey:
    """One cohort's way: what it eats, where it stands, what it lived through, and how much each person weighs.

    ``usual`` is the usual diet (record scaled to the habit, salts as told); ``now`` the pools of today; ``replete``
    those of the replete state; ``year`` the course to today; ``day`` the hours of the last recorded day, ``started``
    when that day began, in days.
    """

    person: Person
    seed: int
    persons: int
    needs: Needs
    foods: Foods
    record: FoodRecord
    as_eaten: Intake | None
    cohort: Cohort
    body: Body
    usual: Eating
    now: Array
    replete: Array
    year: TimeCourse
    day: TimeCourse
    last_day: Eating
    viable: NDArray[np.bool_]
    weighting: Weighting
    expected: tuple[Array, ...]
    chances: tuple[Array, ...]

    @property
    def prior(self) -> Array:
        """The weights before any lab, of all virtual persons who could live so, shape (persons,)."""
        return weighting(self.silent).weights

    @property
    def silent(self) -> Array:
        """The logarithm of how much each virtual person counts while no reading speaks, shape (persons,)."""
        return np.where(self.viable, self.cohort.log_prior, -np.inf)

    def without(self, lab: int) -> Array:
        """Return the weights that all readings but one give, shape (persons,): what the rest says of that one."""
        others = (chance for number_, chance in enumerate(self.chances) if number_ != lab)
        return weighting(sum(others, self.silent)).weights

    @property
    def salts_per_day(self) -> Array:
        """Magnesium of salts and supplements, as a mean of the recorded days [mmol/day], shape (persons,)."""
        if self.as_eaten is None:
            return np.zeros(self.persons)
        return np.sum(self.as_eaten.salt, axis=0) / max(self.record.days, 1)

    @property
    def deficit(self) -> Array:
        """Body content of the replete state less the present one [mmol], shape (persons,)."""
        return balance.content(Pools(*self.replete)) - balance.content(Pools(*self.now))


def walk(
    person: Person,
    *,
    persons: int = DEFAULT_PERSONS,
    seed: int = 1,
    foods: Foods | None = None,
    say: Callable[[str], None] = lambda stage: None,
) -> Journey:
    """Walk one person's whole journey; ``say`` is told each stage as it begins.

    Where the labs leave too few virtual persons that count, more are drawn, and some of them with a loss that nobody
    told of. Raises InputError for what the person's file has wrong.
    """
    say("reading the plate")
    stage = "pregnancy" if person.pregnancy_week is not None else "lactation" if person.lactating else "none"
    need = needs(person.age, person.sex, stage, person.authority, weight=person.weight)
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
    known = (foods or box()).with_own(person.foods, person.tap_water)
    told = record(person.record, person.supplements, known)
    say(f"drawing {persons} virtual persons")
    journey = _live(person, need, known, told, persons, seed, say, untold=False)
    if person.labs and journey.weighting.effective_size < number("enough_share") * persons:
        persons *= int(number("more_persons"))
        say(f"drawing {persons} virtual persons, some with a loss that nobody told of")
        journey = _live(person, need, known, told, persons, seed, say, untold=True)
    return _last_day(journey, say)


def _live(
    person: Person,
    need: Needs,
    foods: Foods,
    told: FoodRecord,
    persons: int,
    seed: int,
    say: Callable[[str], None],
    *,
    untold: bool,
) -> Journey:
    cohort = draw(person, persons=persons, seed=seed, untold=untold)
    body = cohort.body()
    as_eaten = intake(told, persons, seed) if told.servings else None
    usual = usual_diet(person, as_eaten, told.days, persons, seed)
    target = np.full(persons, units.mmol(need.target.value if need.target else 0.0))
    replete, well = living(cohort.replete, mixed_meals(target, int(number("replete_meals"))), persons)
    say("living through a year of the usual diet")
    span = number("year")
    began = person.today - timedelta(days=span)
    changes = sorted({m.since for m in person.medicines if m.since is not None and began < m.since <= person.today})
    ends = [float((day - person.today).days) for day in changes] + [0.0]
    before = cohort.body(began)
    bodies = [before, *(cohort.body(day) for day in changes)]
    start, alive = living(before, usual, persons)
    viable = np.all([well, alive, *(living(later, usual, persons)[1] for later in bodies[1:])], axis=0)
    check(viable, usual)
    if not viable.all():
        counted = np.where(viable, np.arange(persons), np.flatnonzero(viable)[0])
        start, usual, body, as_eaten = (stand_in(one, counted) for one in (start, usual, body, as_eaten))
        bodies = [stand_in(one, counted) for one in bodies]
    phases = [Phase(end, one, usual) for end, one in zip(ends, bodies, strict=True)]
    sampled = [_day_of(lab, person, span) for lab in person.labs]
    shown = map(float, np.arange(-span, 0.0, number("course_step")))
    year = live(start, -span, phases, sorted({*shown, *ends, *sampled, 0.0}))
    now = year.pools[-1]
    say("weighing by the labs")
    times = list(year.time)
    expected = tuple(
        MEASURED[lab.quantity](year.at(times.index(day)), year.bodies[times.index(day)])
        for lab, day in zip(person.labs, sampled, strict=True)
    )
    chances = tuple(log_likelihood(e, lab.told, lab.quantity) for e, lab in zip(expected, person.labs, strict=True))
    prior = np.where(viable, cohort.log_prior, -np.inf)
    weights = softened(sum(chances, np.zeros(persons)), prior, number("least_effective"))
    return Journey(
        person, seed, persons, need, foods, told, as_eaten, cohort, body, usual, now, replete, year, year, usual,
        viable, weights, expected, chances,
    )  # fmt: skip


def _day_of(lab: Lab, person: Person, span: float) -> float:
    return 0.0 if lab.date is None else float(max((lab.date - person.today).days, -span))


def _last_day(journey: Journey, say: Callable[[str], None]) -> Journey:
    """Return the journey with the last recorded day lived hour by hour, after the day before it."""
    say("living through the last day, hour by hour")
    stops, last = last_two_days(journey.as_eaten, journey.record.days, journey.usual)
    hours = [hour / 24 for hour in range(25)]
    day = live(journey.now, -1.0, [Phase(1.0, journey.body, stops=stops)], hours, tolerance=HOURLY_TOLERANCE)
    return replace(journey, day=day, last_day=last)
