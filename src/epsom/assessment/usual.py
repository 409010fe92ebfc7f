"""Usual intake of one person: the days told, pulled towards what people like them eat, and whether that is enough.

No body is simulated here: it is what a dietitian reckons from a diary, with its uncertainty. The whole assessment draws
the same usual intake and asks besides how much of it this body takes up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from epsom import units
from epsom.assessment.eating import number, usual_diet
from epsom.assessment.journey import DEFAULT_PERSONS, stage
from epsom.assessment.nouns import Assessment
from epsom.assessment.warn import sentences
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.needs import needs
from epsom.person import Person
from epsom.plate.chance import Chance
from epsom.plate.cookbook import kitchen
from epsom.plate.habit import band, days_with_food
from epsom.plate.intake import intake
from epsom.plate.record import FoodRecord, record
from epsom.status.summary import Estimate, estimate


@dataclass(frozen=True)
class UsualIntake:
    """What one person told of some days and usually takes in [mg/day]; estimates hold nine in ten of what may be.

    ``days`` is how many days were told and ``days_with_food`` on how many of them any food was: only those speak of
    the habit. ``eaten`` is what each day brought and ``mean`` their mean, None without a record, both with
    supplements; ``food`` and ``supplements`` are the usual parts and ``usual`` the two together. ``day_mean`` is what
    people of that age and sex eat on a day and ``day_sd`` how much one person's days differ, both from the survey that
    ``day_source`` names in sources.bib; ``nearest_age`` says that it has nobody of that age and the nearest stand in.

    ``adequacy`` is the probability that usual intake as drawn meets the need, ``adequacy_classical`` the confidence by
    the individual formula on the mean of the days told [iom2000], and ``adequacy_absorbed`` the probability by what
    this body takes up, from a whole assessment. None where the authority has no average requirement, or nothing was
    told. ``doubts`` say in plain words which lines of the record nobody has measured, or may be about another food;
    ``reasons`` what is missing or special of the need.
    """

    days: int
    days_with_food: int
    eaten: tuple[Estimate, ...]
    mean: Estimate | None
    food: Estimate
    supplements: Estimate
    usual: Estimate
    day_mean: float
    day_sd: float
    day_source: str
    nearest_age: bool
    authority: str
    requirement: float | None
    requirement_kind: str | None
    adequacy: float | None
    adequacy_classical: float | None
    adequacy_absorbed: float | None
    doubts: tuple[str, ...]
    reasons: tuple[str, ...]


def usual_intake(
    person: Person, *, persons: int = DEFAULT_PERSONS, seed: int = 1, assessed: Assessment | None = None
) -> UsualIntake:
    """Return the usual intake of a person, from so many draws; the same digits for the same seed.

    ``assessed`` is the person's assessment, if there is one, for adequacy by what is absorbed; labs weigh its virtual
    persons and none of these. InputError for what the person has wrong, for fewer than one draw, and for an infant
    without a record, of whose usual food nothing is held.
    """
    if persons < 1:
        raise InputError(f"persons = {persons}: at least one draw is needed; {DEFAULT_PERSONS} are usual.")
    if not person.record and person.age < number("intake_known_from"):
        raise InputError(
            f"age = {person.age:g}: what infants usually eat is not held, so nothing can be drawn for them."
            " Add a food record, or read this as not known.",
            at=("age",),
        )
    need = needs(person.age, person.sex, stage(person), person.authority, weight=person.weight)
    told = record(person.record, person.supplements, kitchen(person))
    chance = Chance(persons, seed)
    as_eaten = intake(told, persons, chance) if told.servings else None
    usual = units.milligrams(1.0) * usual_diet(person, as_eaten, told.days, chance).per_day()
    daily = None if as_eaten is None or not told.days else units.milligrams(1.0) * as_eaten.daily()
    salts = np.zeros(persons)
    if as_eaten is not None:
        salts = units.milligrams(1.0) * np.sum(as_eaten.salt, axis=0) / max(told.days, 1)
    who, nearest = band(person.age, person.sex)
    needed = need.requirement
    classical = None
    if needed is not None and daily is not None:
        classical = needed.classical_adequacy(float(np.quantile(daily.mean(axis=0), 0.5)), told.days, who.day_sd)
    return UsualIntake(
        days=told.days,
        days_with_food=0 if as_eaten is None else days_with_food(as_eaten.food_daily()),
        eaten=() if daily is None else tuple(_even(day) for day in daily),
        mean=None if daily is None else _even(daily.mean(axis=0)),
        food=_even(usual - salts),
        supplements=_even(salts),
        usual=_even(usual),
        day_mean=who.day_mean,
        day_sd=who.day_sd,
        day_source=who.source,
        nearest_age=nearest,
        authority=need.authority,
        requirement=None if needed is None else needed.value,
        requirement_kind=None if needed is None else needed.kind,
        adequacy=None if needed is None else float(np.mean(needed.probability_met(usual))),
        adequacy_classical=classical,
        adequacy_absorbed=None if assessed is None or needed is None else assessed.adequacy,
        doubts=_doubts(told),
        reasons=need.reasons,
    )


def _doubts(told: FoodRecord) -> tuple[str, ...]:
    asked = {"unknown_food": told.not_known(), "spelling": told.doubtful()}
    return tuple(sentences()[name].format(foods=", ".join(lines)) for name, lines in asked.items() if lines)


def _even(draws: Array) -> Estimate:
    """Return an estimate of draws that all count alike."""
    return estimate(draws, np.ones(len(draws)))
