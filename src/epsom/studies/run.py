"""The runner: a study's people live through its protocol, and the prediction is laid beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from epsom import units
from epsom.body import balance
from epsom.body.balance import Body
from epsom.body.gut import Meal
from epsom.cohort.draw import draw
from epsom.cohort.scaling import fat_free_mass
from epsom.elementwise import Array
from epsom.person import Medicine
from epsom.simulate.live import Eating, Infusion, Phase, TimeCourse, infused, live, settled
from epsom.simulate.model import INDEX
from epsom.studies import protocol
from epsom.studies.protocol import Diet, Group, Point, Study

PERSONS = 400


@dataclass(frozen=True)
class Outcome:
    """One prediction beside one published number, as ``epsom studies`` prints it.

    ``z`` is the distance in standard errors of the study; ``fold_error`` is only for positive ratio-scale quantities.
    """

    study: str
    role: str
    quantity: str
    observed: float
    predicted: float
    low: float
    high: float
    inside: bool
    fold_error: float | None
    z: float
    mark: str
    tolerance_ours: bool


def run(names: Sequence[str] = (), *, persons: int = PERSONS, seed: int = 1) -> tuple[Outcome, ...]:
    """Simulate studies by name (all of them when none is named) and return a row per published number."""
    found: list[Outcome] = []
    for name in names or protocol.names():
        study = protocol.study(name)
        shares = [group.share for group in study.groups]
        parts = [_answers(study, group, persons, seed) for group in study.groups]
        for number, point in enumerate(study.points):
            predicted = float(sum(share * part[number] for share, part in zip(shares, parts, strict=True)))
            found.append(_outcome(study, point, predicted))
    return tuple(found)


def _outcome(study: Study, point: Point, predicted: float) -> Outcome:
    fold = None
    if point.kind in ("ratio", "level") and predicted > 0 and point.observed > 0:
        fold = max(predicted / point.observed, point.observed / predicted)
    error = (point.high - point.low) / (2 * protocol.NORMAL_95)
    inside = point.low <= predicted <= point.high
    return Outcome(
        study.name, point.role, point.label, point.observed, predicted, point.low, point.high, inside, fold,
        (predicted - point.observed) / error, point.mark, point.ours,
    )  # fmt: skip


def _answers(study: Study, group: Group, persons: int, seed: int) -> list[float]:
    body = _body(group, study.before, persons, seed)
    start = settled(body, eating(study.before, persons), persons)
    days = sorted({point.day for point in study.points})
    phases: list[Phase] = []
    end = 0.0
    for diet in study.phases:
        end += diet.days
        phases.append(Phase(end, _body(group, diet, persons, seed), eating(diet, persons)))
    if not phases:
        phases.append(Phase(max(*days, 1.0), body, eating(study.before, persons)))
    course = live(start, 0.0, phases, days)
    return [_answer(study, group, point, course, days.index(point.day), start, body) for point in study.points]


def _body(group: Group, diet: Diet, persons: int, seed: int) -> Body:
    """Return the people's bodies on what they take in a stretch of the study; the draws are the same in each."""
    taken = tuple(Medicine(name=name) for name in diet.taking)
    return draw(group.person.model_copy(update={"medicines": taken}), persons=persons, seed=seed).body()


def _answer(
    study: Study, group: Group, point: Point, course: TimeCourse, number: int, start: Array, before: Body
) -> float:
    body = course.bodies[number] if point.day > 0 else before
    if point.kind == "retention":
        return float(np.mean(retention(study, group, course.pools[number], body, _diet_on(study, point.day))))
    quantity = {"serum_magnesium": balance.serum, "urine_magnesium": balance.spilled}[point.quantity]
    now, then = quantity(course.at(number), body), quantity(balance.Pools(*start), before)
    if point.kind == "ratio":
        return float(np.mean(now) / np.mean(then))
    return float(np.mean(now) - np.mean(then) if point.kind == "difference" else np.mean(now))


def _diet_on(study: Study, day: float) -> Diet:
    """Return what a study's people eat on a day: the usual diet before it begins, then that of its stretch."""
    end = 0.0
    for diet in study.phases if day > 0 else ():
        end += diet.days
        if day <= end:
            return diet
    return study.before


def retention(study: Study, group: Group, pools: Array, body: Body, diet: Diet) -> Array:
    """Return the share of an infused load that does not appear in the urine above its baseline, (persons,)."""
    if study.load is None:
        raise ValueError(f"{study.name} asks for retention but describes no load")
    persons = pools.shape[1]
    person = group.person
    lean = fat_free_mass(person.sex, person.age, person.height, person.weight)
    dose = study.load.dose * (lean if study.load.lean else person.weight)
    hours, whole = study.load.hours / 24, study.load.collected / 24
    usual = eating(diet, persons)
    rate = np.full(persons, dose / hours)
    loaded = live(pools, 0.0, infused(0.0, Phase(whole, body, usual), [Infusion(0.0, hours, rate)]), [whole])
    control = live(pools, 0.0, [Phase(whole, body, usual)], [whole])
    extra = loaded.pools[-1, INDEX["urine"]] - control.pools[-1, INDEX["urine"]]
    return 1.0 - extra / dose


def eating(diet: Diet, persons: int) -> Eating:
    """Return a study's diet as servings: equal mixed meals, with the doses of a soluble salt in or between them."""
    rows = [units.mmol(diet.intake) / diet.meals] * diet.meals
    dose = units.mmol(diet.added) / diet.doses
    if diet.with_meals:
        rows = [meal + dose * (number < diet.doses) for number, meal in enumerate(rows)]
    elif dose:
        rows += [dose] * diet.doses
    amount = np.repeat(np.array(rows)[:, None], persons, axis=1)
    none = np.zeros_like(amount)
    return Eating(Meal(amount, np.ones_like(amount), none, none, none))
