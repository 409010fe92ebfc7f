"""The effect: what a plan does in a year, as the difference between two lives of the same virtual persons.

Both begin today from the same pools, with the same bodies and the same chances; one goes on as usual, the other as the
plan has it. So the difference shown is the plan's and not chance's, and the same plan has the same digits twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from epsom import units
from epsom.assessment.eating import usual_diet
from epsom.assessment.journey import Journey
from epsom.assessment.views import equivalent_intake, exposures, probability
from epsom.body import balance, gut
from epsom.body.balance import Pools, Rate
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.outcomes.evidence import evidence
from epsom.outcomes.personal.exposures import FOOD, SUPPLEMENT
from epsom.outcomes.project import Exposures, Following, project
from epsom.plan.diet.nouns import DietPlan
from epsom.plan.diet.uptake import eaten
from epsom.plan.regimen.nouns import Intake, Regimen
from epsom.plate.intake import availability, intake
from epsom.plate.record import Serving
from epsom.plate.supplements import salts
from epsom.simulate.live import Eating, Phase, TimeCourse, live
from epsom.status import adequacy
from epsom.status.summary import Band, Estimate, band, estimate, mean

YEAR, WEEK, MONTH = 365.0, 7.0, 28.0
SEEN: dict[str, Rate] = {"serum": balance.serum, "stores": lambda pools, body: balance.content(pools),
                         "urine": balance.spilled}  # fmt: skip
"""What is compared: serum [mmol/L], all that the body holds [mmol], and urine [mmol/day]."""


@dataclass(frozen=True)
class Difference:
    """One quantity on a ``day`` ahead: without the plan, with it, and the difference person by person.

    ``mean`` is that of the difference; the middle of a difference need not be the difference of the middles.
    """

    day: float
    without: Estimate
    with_plan: Estimate
    change: Estimate
    mean: float


@dataclass(frozen=True)
class DoseLeft:
    """What one dose leaves in the gut [mg], taken away from meals: what draws water there and loosens the stool."""

    at: float
    milligrams: float
    left: Estimate


@dataclass(frozen=True)
class Effect:
    """What a plan does to the same virtual persons in a year, the plan followed on ``until`` [day].

    ``eaten`` and ``absorbed`` are what it adds a day [mg]. ``serum`` [mmol/L], ``stores`` [mmol] and ``urine``
    [mmol/day] are differences at the end of the plan and of the year, ``courses`` the differences in time. ``left`` is
    of each dose, empty for food. ``adequacy`` is the probability with the plan, None where there is none to reckon.
    ``outcomes`` are those for which a size was worked out from what the plan changes: food, or a supplement.
    """

    until: float
    eaten: Estimate
    absorbed: Estimate
    serum: tuple[Difference, ...]
    stores: tuple[Difference, ...]
    urine: tuple[Difference, ...]
    courses: dict[str, Band]
    left: tuple[DoseLeft, ...]
    adequacy: float | None
    outcomes: tuple[Following, ...]


@dataclass(frozen=True)
class Ahead:
    """A year to come on one way of eating: a journey that stands at its end, and the course to there from today."""

    journey: Journey
    course: TimeCourse


def ahead(
    journey: Journey, eating: Eating, until: float = YEAR, end: float = YEAR, after: Eating | None = None
) -> Ahead:
    """Live a journey's cohort ahead to the ``end`` [day]: ``eating`` so ``until`` a day, and as in ``after`` from then.

    The body is that of today throughout, with a medicine begun today; so a pregnancy or growth does not go on.
    """
    phases = [Phase(min(until, end), journey.ahead, eating)]
    if until < end:
        phases.append(Phase(end, journey.ahead, eating if after is None else after))
    course = live(journey.now, 0.0, phases, [*np.arange(0.0, end, MONTH), min(until, end), end])
    later = replace(
        journey, usual=phases[-1].eating or journey.usual, body=journey.ahead, now=course.pools[-1], year=course,
        weighting=journey.weighting.silenced(course.failed),
    )  # fmt: skip
    return Ahead(later, course)


def of_diet(journey: Journey, eating: Eating, usual: Ahead) -> Effect:
    """Return what another way of eating does in a year, beside the ``usual`` year of the same journey."""
    diet = units.milligrams(1.0) * (eating.per_day() - journey.salts_per_day)
    asked = exposures(journey, diet_after=diet)
    return _effect(journey, journey.usual, eating, YEAR, usual, asked, FOOD)


def of_regimen(journey: Journey, regimen: Regimen, plate: DietPlan | None = None) -> Effect:
    """Return what a regimen does: taken for its weeks at its hours beside the plate, then left off.

    ``plate`` is the plan for it where there is one; the same plate without the regimen is what it is compared with.
    """
    until = WEEK * regimen.weeks
    base = journey.usual if plate is None else plate.eating
    without = ahead(journey, base, until, max(YEAR, until))
    now = exposures(journey)
    asked = Exposures(supplement=now.supplement + regimen.per_day, serum=now.serum, weights=now.weights)
    eating = with_regimen(journey, regimen, plate)
    found = _effect(journey, base, eating, until, without, asked, SUPPLEMENT)
    return replace(found, left=_left(journey, regimen))


def with_regimen(journey: Journey, regimen: Regimen, plate: DietPlan | None = None) -> Eating:
    """Return how the cohort eats with a regimen: the plate with its salts at their hours, at the usual amounts.

    What falls within the same window as a meal shares the carrier with it, as it does for a person who tells it.
    """
    told = journey.record if plate is None else plate.record
    added = tuple(_serving(one, day) for day in range(max(told.days, 1)) for one in regimen.intakes)
    both = replace(told, servings=tuple(sorted((*told.servings, *added), key=lambda one: (one.day, one.hour))))
    if told.days:
        return eaten(journey, both)
    chance = journey.cohort.chance
    return usual_diet(journey.person, intake(both, chance.persons, chance), 0, chance)


def _serving(one: Intake, day: int) -> Serving:
    """Return an intake of a regimen as a line of a record, as if the person had told it."""
    salt = salts()[one.salt]
    told = f"{salt.label()} {one.milligrams:g} mg elemental"
    return Serving(told, day, one.at, "regimen", None, 0.0, salt, one.milligrams, "exact")


def _effect(
    journey: Journey, base: Eating, eating: Eating, until: float, usual: Ahead, asked: Exposures, through: str
) -> Effect:
    """Return the difference of two years, and the outcomes of one exposure that a size was worked out for."""
    changed = ahead(journey, eating, until, float(usual.course.time[-1]), base)
    w = changed.journey.weighting.silenced(usual.course.failed).weights
    adaptation = Pools(*journey.now).adaptation
    milligrams = units.milligrams(1.0)
    taken = [adequacy.absorbed_per_day(one, adaptation, journey.body) for one in (base, eating)]
    each = {name: (usual.course.each(rate), changed.course.each(rate)) for name, rate in SEEN.items()}
    days = tuple(dict.fromkeys((until, float(usual.course.time[-1]))))
    places = [int(np.flatnonzero(changed.course.time == day)[0]) for day in days]
    at = {
        name: tuple(_difference(float(changed.course.time[k]), one[k], other[k], w) for k in places)
        for name, (one, other) in each.items()
    }
    about = [one for one in evidence() if any(row.role == "primary" and row.exposure == through for row in one.rows)]
    found = project(journey.person, asked, journey.seed, about)
    return Effect(
        until=until,
        eaten=estimate(milligrams * (eating.per_day() - base.per_day()), w),
        absorbed=estimate(milligrams * (taken[1] - taken[0]), w),
        serum=at["serum"], stores=at["stores"], urine=at["urine"],
        courses={name: band(changed.course.time, other - one, w) for name, (one, other) in each.items()},
        left=(),
        adequacy=probability(journey, equivalent_intake(journey, eating))[1],
        outcomes=tuple(one for one in found if one.leading and one.leading.size and one.leading.exposure == through),
    )  # fmt: skip


def _difference(day: float, without: Array, with_plan: Array, w: Array) -> Difference:
    change = with_plan - without
    return Difference(day, estimate(without, w), estimate(with_plan, w), estimate(change, w), mean(change, w))


def _left(journey: Journey, regimen: Regimen) -> tuple[DoseLeft, ...]:
    """Return what each time of a regimen leaves in the gut of each virtual person, by the gut's own law."""
    persons, chance, w = journey.persons, journey.cohort.chance, journey.weighting.weights
    adaptation, found = Pools(*journey.now).adaptation, list[DoseLeft]()
    for at in sorted({one.at for one in regimen.intakes}):
        parts = [(one.milligrams, salts()[one.salt]) for one in regimen.intakes if one.at == at]
        amount = sum(milligrams for milligrams, _ in parts)
        usable = _sum([milligrams * availability(salt, persons, chance) for milligrams, salt in parts]) / amount
        slow = sum(milligrams * salt.slow for milligrams, salt in parts) / amount
        meal = Meal(np.full(persons, units.mmol(amount)), usable, np.full(persons, slow), 0.0, 0.0)
        up = units.milligrams(1.0) * gut.absorbed(meal, adaptation, journey.body.gut)
        found.append(DoseLeft(at, amount, estimate(amount - up, w)))
    return tuple(found)


def _sum(parts: Sequence[Array]) -> Array:
    return np.sum(np.array(parts), axis=0)
