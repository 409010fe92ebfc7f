"""The life of a cohort: a year of the usual diet up to today, and how much the readings make each person count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from epsom.assessment.eating import number, usual_diet
from epsom.assessment.viable import check, living, stood_in
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.cohort.draw import Cohort, draw
from epsom.elementwise import Array
from epsom.person import Lab, Person
from epsom.plate.intake import Intake, intake
from epsom.plate.record import FoodRecord
from epsom.simulate.live import Eating, Phase, TimeCourse, live, mixed_meals
from epsom.status.likelihood import Weighting, log_likelihood, softened, weighting

MEASURED = {"serum_magnesium": balance.serum, "urine_magnesium": balance.spilled}


@dataclass(frozen=True)
class Lived:
    """What one cohort eats, where it stands, what it lived through, and how much each virtual person weighs.

    ``body`` is how the persons are today and ``ahead`` how they are from today on, with a medicine begun today.
    ``usual`` is the usual diet (record scaled to the habit, salts as told); ``now`` the pools of today; ``replete``
    those of the replete state; ``year`` the course to today; ``expected`` what each reading would be, ``chances`` its
    log likelihood, both by virtual person.
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
        others = (chance for k, chance in enumerate(self.chances) if k != lab)
        return weighting(sum(others, self.silent)).weights

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
    say: Callable[[str], None],
) -> Lived:
    """Draw a cohort for a person, let it live the year to today, and weigh it by the labs.

    ``told`` is the record, ``target`` the recommended intake [mmol/day] of the replete state; with ``untold`` half of
    the cohort has a loss that nobody told of. Raises InputError where nobody could live so.
    """
    cohort = draw(person, persons=persons, seed=seed, untold=untold)
    as_eaten = intake(told, persons, seed) if told.servings else None
    usual = usual_diet(person, as_eaten, told.days, persons, seed)
    replete, well = living(cohort.replete, mixed_meals(np.full(persons, target), int(number("replete_meals"))), persons)
    say("living through a year of the usual diet")
    span, today = number("year"), person.today
    began = today - timedelta(days=span)
    begun = sorted({m.since for m in person.medicines if m.since is not None})
    changes = [day for day in begun if began < day < today]
    bodies = [cohort.body(day) for day in (began, *changes, today)]  # the last one is for the days ahead
    start, alive = living(bodies[0], usual, persons)
    viable = np.all([well, alive, *(living(later, usual, persons)[1] for later in bodies[1:] if begun)], axis=0)
    check(viable, usual, bool(person.record))
    start, usual, bodies = stood_in(start, usual, bodies, viable)
    ends = [float((day - today).days) for day in changes] + [0.0]
    phases = [Phase(end, body, usual) for end, body in zip(ends, bodies[:-1], strict=True)]
    sampled = [_day_of(lab, person, span) for lab in person.labs]
    shown = map(float, np.arange(-span, 0.0, number("course_step")))
    year = live(start, -span, phases, sorted({*shown, *ends, *sampled, 0.0}))
    say("weighing by the labs")
    times = list(year.time)
    expected = tuple(
        MEASURED[lab.quantity](year.at(times.index(day)), year.bodies[times.index(day)])
        for lab, day in zip(person.labs, sampled, strict=True)
    )
    chances = tuple(log_likelihood(e, lab.told, lab.quantity) for e, lab in zip(expected, person.labs, strict=True))
    prior = np.where(viable, cohort.log_prior, -np.inf)
    return Lived(
        cohort=cohort,
        body=bodies[-2],
        ahead=bodies[-1],
        as_eaten=as_eaten,
        usual=usual,
        now=year.pools[-1],
        replete=replete,
        year=year,
        viable=viable,
        expected=expected,
        chances=chances,
        weighting=softened(sum(chances, np.zeros(persons)), prior, number("least_effective")),
    )


def _day_of(lab: Lab, person: Person, span: float) -> float:
    return 0.0 if lab.date is None else float(max((lab.date - person.today).days, -span))
