"""The life of a cohort: a year of the usual diet up to today, and how much the readings make each person count."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from epsom.assessment.eating import number, usual_diet
from epsom.assessment.laboratory import uses
from epsom.assessment.viable import carried, check, living, parameters, stood_in
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.cohort.draw import Cohort, drawn
from epsom.elementwise import Array
from epsom.person import Person
from epsom.plate.chance import Chance
from epsom.plate.intake import Intake, intake
from epsom.plate.record import FoodRecord
from epsom.simulate.live import Eating, Phase, TimeCourse, live, mixed_meals
from epsom.status.likelihood import Weighting, weighed, weighting
from epsom.status.observing import Moment, Sample, read
from epsom.status.readings import Reading, nearest, strained, surprise_among, together

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lived:
    """What one cohort eats, where it stands, what it lived through, and how much each virtual person weighs.

    ``body`` is how the persons are today and ``ahead`` how they are from today on, with a medicine begun today.
    ``usual`` is the usual diet (record scaled to the habit, salts as told); ``now`` the pools of today; ``replete``
    those of the replete state; ``year`` the course to today. ``read`` are the readings that count, ``places`` where
    each stands in the person's labs, and ``expected`` what each would be by virtual person; ``readings`` is their log
    likelihood together, shape (persons,). ``viable`` is who could live so and was carried through. ``before`` is the
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
    read: tuple[Reading, ...]
    places: tuple[int, ...]
    expected: tuple[Array, ...]
    readings: Array
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

    def without(self, k: int) -> Array:
        """Return the weights that all readings but this one give, shape (persons,): what the rest says of it."""
        return self._without(k, self.read)

    def _without(self, k: int, read: Sequence[Reading]) -> Array:
        others = [j for j in range(len(read)) if j != k]
        rest = together([read[j] for j in others], [self.expected[j] for j in others], len(self.viable))
        return weighting(rest + self.silent).weights if np.any(np.isfinite(rest + self.silent)) else self.prior

    def surprise(self, k: int) -> float:
        """Return how rarely people whom the other readings describe would be read so far out as reading k, 0 to 1.

        By the errors that readings usually have, also where a contradiction made them count for less.
        """
        told = [one.as_told for one in self.read]
        return surprise_among(k, told, self.expected, self._without(k, told))

    def nearest(self, k: int) -> float | None:
        """Return the level that comes nearest to reading k, where no virtual person can be read so; else None."""
        return nearest(self.read[k], self.expected[k], self.viable, number("unreached_spreads"))

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
    oftener: bool = False,
    say: Callable[[str], None] = lambda stage: None,
) -> Lived:
    """Draw a cohort for a person, let it live the year to today, and weigh it by the labs.

    ``told`` is the record, ``target`` the recommended intake [mmol/day] of the replete state; with ``untold`` half of
    the cohort has a loss that nobody told of, and with ``oftener`` half of it is of each rare class whom a medicine
    hits hard. Raises InputError where nobody could live so.
    """
    chance = Chance(persons, seed)
    cohort = drawn(person, chance, untold=untold, oftener=oftener)
    say("living through a year of the usual diet")
    return through(cohort, told, target, course())


def course() -> tuple[float, ...]:
    """Return the days of the year to today that are shown [day]."""
    return tuple(map(float, np.arange(-number("year"), 0.0, number("course_step"))))


def through(
    cohort: Cohort,
    told: FoodRecord,
    target: float,
    shown: tuple[float, ...],
    read_as: tuple[Reading, ...] | None = None,
) -> Lived:
    """Let a cohort live the year to today, and weigh it by the labs; ``shown`` are the days [day] to be seen too.

    Whoever could not live so, or could not be carried through, has somebody else's course and no weight. ``read_as``
    are the readings with the errors that another cohort of the same person found them to have.
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
    counted = [(use, use.reading) for use in uses(person) if use.reading is not None]
    sampled = {one.day for _, one in counted}
    times = sorted({*shown, *ends, *sampled, 0.0})
    still = cohort.untold is not None and len(phases) == 1
    year = _unchanged(start, phases[0].body, times) if still else live(start, -span, phases, times)
    if year.status.any():
        viable = viable & (year.status == 0)
        if chance.origin is None:
            check(viable, usual, bool(person.record))
        _log.info("could not be carried through: %s", parameters(cohort.body(), year.failed))
        year, usual, bodies = carried(year, usual, bodies, viable)
    expected = tuple(_expected(use.lab.quantity, one.day, use.sample, year, usual, person) for use, one in counted)
    silent = np.where(viable, cohort.log_prior, -np.inf)
    readings = read_as
    if readings is None:
        readings = strained([one for _, one in counted], expected, weighting(silent).weights, number("rare_reading"))
    fit = together(readings, expected, chance.persons)
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
        read=readings,
        places=tuple(use.place for use, _ in counted),
        expected=expected,
        readings=fit,
        weighting=weighed(fit + silent) if readings else weighting(silent),
        before=None,
    )


def _unchanged(start: Array, body: Body, times: list[float]) -> TimeCourse:
    """Return the year of a cohort that stands in its steady state and in whose year nothing changes.

    A root of the rates stays where it is, to a billionth of a mmol a day: many are drawn, and nothing is solved for.
    """
    persons, days = start.shape[1], np.array(times, dtype=float)
    pools = np.broadcast_to(start, (len(times), *start.shape))
    none = np.zeros(persons, dtype=np.int64)
    return TimeCourse(days, pools, (body,) * len(times), none, none, np.zeros(persons) + times[-1])


def _expected(name: str, day: float, sample: Sample, year: TimeCourse, usual: Eating, person: Person) -> Array:
    k = list(year.time).index(day)
    return read(name, Moment(year.pools[k], year.bodies[k], usual, person, sample))
