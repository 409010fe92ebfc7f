"""The life of a cohort: a year of the usual diet up to today, and how much the readings make each person count."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from epsom.assessment.eating import number, usual_diet
from epsom.assessment.viable import carried, check, living, parameters, stood_in
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.cohort.draw import Cohort, drawn
from epsom.elementwise import Array
from epsom.person import Lab, Person
from epsom.plate.chance import Chance
from epsom.plate.intake import Intake, intake
from epsom.plate.record import FoodRecord
from epsom.simulate.live import Eating, Phase, TimeCourse, live, mixed_meals
from epsom.status.likelihood import Weighting, log_likelihood, weighed, weighting

_log = logging.getLogger(__name__)
MEASURED = {"serum_magnesium": balance.serum, "urine_magnesium": balance.spilled}


@dataclass(frozen=True)
class Lived:
    """What one cohort eats, where it stands, what it lived through, and how much each virtual person weighs.

    ``body`` is how the persons are today and ``ahead`` how they are from today on, with a medicine begun today.
    ``usual`` is the usual diet (record scaled to the habit, salts as told); ``now`` the pools of today; ``replete``
    those of the replete state; ``year`` the course to today; ``expected`` what each reading would be, ``chances`` its
    log likelihood, both by virtual person; ``viable`` who could live so and was carried through. ``before`` is the
    cohort as it was drawn, where this one was led from it to the readings.
    """

    cohort: Cohort
    body: Body
    ahead: Body
    as_eaten: Intake | None
    usual: Eating
    now: Array
    replete: Array
    year: TimeCourse
    viable: NDArray[np.bool_]
    expected: tuple[Array, ...]
    chances: tuple[Array, ...]
    weighting: Weighting
    before: Lived | None

    @property
    def drawn(self) -> Lived:
        """The cohort as it was drawn, which knows what was expected before any reading."""
        return self if self.before is None else self.before

    @property
    def prior(self) -> Array:
        """The weights before any lab, of all virtual persons who could live so, shape (persons,)."""
        return weighting(self.silent).weights

    @property
    def silent(self) -> Array:
        """The logarithm of how much each virtual person counts while no reading speaks, shape (persons,)."""
        return np.where(self.viable, self.cohort.log_prior, -np.inf)

    @property
    def readings(self) -> Array:
        """The log likelihood of all readings together, shape (persons,)."""
        return sum(self.chances, np.zeros(len(self.viable)))

    def without(self, lab: int) -> Array:
        """Return the weights that all readings but one give, shape (persons,): what the rest says of that one."""
        others = (chance for k, chance in enumerate(self.chances) if k != lab)
        return weighting(sum(others, self.silent)).weights

    @property
    def lost(self) -> dict[str, Array]:
        """The parameters, by name, of the virtual persons who could not be carried through the year."""
        return parameters(self.cohort.body(), self.year.failed)

    @property
    def deficit(self) -> Array:
        """Body content of the replete state less the present one [mmol], shape (persons,)."""
        return balance.content(Pools(*self.replete)) - balance.content(Pools(*self.now))


def lived(
    person: Person,
    told: FoodRecord,
    target: float,
    *,
    persons: int,
    seed: int,
    untold: bool,
    say: Callable[[str], None] = lambda stage: None,
) -> Lived:
    """Draw a cohort for a person, let it live the year to today, and weigh it by the labs.

    ``told`` is the record, ``target`` the recommended intake [mmol/day] of the replete state; with ``untold`` half of
    the cohort has a loss that nobody told of. Raises InputError where nobody could live so.
    """
    chance = Chance(persons, seed)
    cohort = drawn(person, chance, untold=untold)
    say("living through a year of the usual diet")
    return through(cohort, told, target, course())


def course() -> tuple[float, ...]:
    """Return the days of the year to today that are shown [day]."""
    return tuple(map(float, np.arange(-number("year"), 0.0, number("course_step"))))


def through(cohort: Cohort, told: FoodRecord, target: float, shown: tuple[float, ...]) -> Lived:
    """Let a cohort live the year to today, and weigh it by the labs; ``shown`` are the days [day] to be seen too.

    Whoever could not live so, or could not be carried through, has somebody else's course and no weight.
    """
    person, chance = cohort.person, cohort.chance
    as_eaten = intake(told, chance.persons, chance) if told.servings else None
    usual = usual_diet(person, as_eaten, told.days, chance)
    meals = mixed_meals(np.full(chance.persons, target), int(number("replete_meals")))
    replete, well = living(cohort.replete, meals, chance.persons)
    span, today = number("year"), person.today
    began = today - timedelta(days=span)
    begun = sorted({m.since for m in person.medicines if m.since is not None and began < m.since <= today})
    bodies = [cohort.body(day) for day in (began, *begun)]
    start, alive = living(bodies[0], usual, chance.persons)
    viable = np.all([well, alive, *(living(later, usual, chance.persons)[1] for later in bodies[1:])], axis=0)
    if chance.origin is None:
        check(viable, usual, bool(person.record))
    start, usual, bodies = stood_in(start, usual, bodies, viable)
    ends = [float((day - today).days) for day in begun if day < today] + [0.0]
    phases = [Phase(end, body, usual) for end, body in zip(ends, bodies, strict=False)]
    sampled = [_day_of(lab, person, span) for lab in person.labs]
    year = live(start, -span, phases, sorted({*shown, *ends, *sampled, 0.0}))
    if year.status.any():
        viable = viable & (year.status == 0)
        if chance.origin is None:
            check(viable, usual, bool(person.record))
        _log.info("could not be carried through: %s", parameters(cohort.body(), year.failed))
        year, usual, bodies = carried(year, usual, bodies, viable)
    times = list(year.time)
    expected = tuple(
        MEASURED[lab.quantity](year.at(times.index(day)), year.bodies[times.index(day)])
        for lab, day in zip(person.labs, sampled, strict=True)
    )
    chances = tuple(log_likelihood(e, lab.told, lab.quantity) for e, lab in zip(expected, person.labs, strict=True))
    silent = np.where(viable, cohort.log_prior, -np.inf)
    return Lived(
        cohort=cohort,
        body=bodies[len(phases) - 1],
        ahead=bodies[-1],
        as_eaten=as_eaten,
        usual=usual,
        now=year.pools[-1],
        replete=replete,
        year=year,
        viable=viable,
        expected=expected,
        chances=chances,
        weighting=weighed(sum(chances, silent)) if chances else weighting(silent),
        before=None,
    )


def _day_of(lab: Lab, person: Person, span: float) -> float:
    return 0.0 if lab.date is None else float(max((lab.date - person.today).days, -span))
