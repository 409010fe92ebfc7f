"""What is given: an arm's servings, doses, infusions and sessions of dialysis as the solver reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from epsom import units
from epsom.body.balance import Body
from epsom.body.gut import LabelledMeal, Meal
from epsom.cohort.scaling import fat_free_mass
from epsom.simulate.live import Eating, Infusion, Phase, infused
from epsom.studies.protocol import Arm, Group, Stretch, Taken, form


def eating(stretch: Stretch, persons: int) -> Eating:
    """Return a stretch's diet as servings: equal mixed meals, the added doses in the first of them or between them."""
    meals = np.full(stretch.meals, units.mmol(stretch.intake_mg) / stretch.meals)
    dose = units.mmol(stretch.added_mg) / stretch.doses
    rows = [[meal, 0.0, stretch.phytate_mmol / stretch.meals, stretch.oxalate_mmol / stretch.meals] for meal in meals]
    if dose and stretch.with_meals:
        for number in range(stretch.doses):
            rows[number % len(rows)][1] += dose
    elif dose:
        rows += [[0.0, dose, 0.0, 0.0] for _ in range(stretch.doses)]
    found = [serving(food, salt, stretch.salt, phytate, oxalate) for food, salt, phytate, oxalate in rows]
    return Eating(together(found, persons))


def serving(food: float, salt: float, name: str, phytate: float = 0.0, oxalate: float = 0.0) -> tuple[float, ...]:
    """Return one serving of food and a salt [mmol] as the numbers of a Meal; availability by their shares."""
    kind = form(name)
    availability, slow = (1.0, 0.0) if kind is None else (kind.availability, float(kind.slow))
    amount = food + salt
    share = salt / amount if amount else 0.0
    return amount, 1.0 - share + share * availability, share * slow, phytate, oxalate


def together(servings: Sequence[tuple[float, ...]], persons: int) -> Meal:
    """Return servings as one Meal, a row each, the same for all persons."""
    amount, *others = (np.repeat(column[:, None], persons, axis=1) for column in np.array(servings).T)
    return Meal(amount, *others)


def _swallowed(one: Taken, persons: int) -> Meal | LabelledMeal:
    """Return a dose with the food beside it; a label is mixed with all of its magnesium."""
    dose = serving(units.mmol(one.with_mg), units.mmol(one.mg), one.salt, one.phytate_mmol, one.oxalate_mmol)
    plain = together([dose], persons)
    if not one.labelled or not one.mg:
        return plain
    share = one.labelled * one.mg / (one.mg + one.with_mg)
    return LabelledMeal(*plain, np.full_like(plain.amount, share))


def dose_mmol(arm: Arm, group: Group, over: float) -> float:
    """Return what an arm's infusions and single doses bring to one person [mmol], or what is added over some days."""
    if not any(stretch.infusion or stretch.dose for stretch in arm.stretches):
        return units.mmol(arm.stretches[-1].added_mg) * over
    infusions = sum(_amount(one.mmol, one.mmol_per_kg, one.lean, group) for s in arm.stretches for one in s.infusion)
    return infusions + sum(units.mmol(one.mg) for s in arm.stretches for one in s.dose)


def labelled_mmol(arm: Arm, group: Group) -> float:
    """Return the labelled part of all that an arm's infusions and single doses bring to one person [mmol]."""
    given = [(one, _amount(one.mmol, one.mmol_per_kg, one.lean, group)) for s in arm.stretches for one in s.infusion]
    taken = [(one, units.mmol(one.mg)) for s in arm.stretches for one in s.dose]
    return sum(one.labelled * mmol for one, mmol in (*given, *taken))


def moments(arm: Arm) -> list[float]:
    """Return the days on which something begins or ends in an arm: a stretch, an infusion, a dose, a session."""
    found, now = {0.0}, 0.0
    for stretch in arm.stretches:
        end = now + stretch.days
        found |= {now + one.hour / 24.0 for one in stretch.dose}
        found |= {now + hour / 24.0 for one in stretch.infusion for hour in (one.start_h, one.start_h + one.hours)}
        found |= {moment for session in _times_of_sessions(stretch, now, end) for moment in session}
        found.add(end)
        now = end
    return sorted({min(moment, arm.days) for moment in found})


def _amount(mmol: float, per_kg: float, lean: bool, group: Group) -> float:
    person = group.person
    weight = fat_free_mass(person.sex, person.age, person.height, person.weight) if lean else person.weight
    return mmol + per_kg * weight


def phases(
    stretch: Stretch, group: Group, body: Body, now: float, persons: int, *, infusions: bool = True
) -> tuple[Phase, ...]:
    """Return a stretch that begins ``now`` [day] as phases of the solver, without infusions and doses where told so."""
    end = now + stretch.days
    if not infusions:
        stretch = replace(stretch, added_mg=0.0)
    beside = sum(one.with_mg for one in stretch.dose)
    diet = replace(stretch, intake_mg=max(stretch.intake_mg - beside / stretch.days, 0.0))
    if infusions:
        stops = [(now + one.hour / 24.0, _swallowed(one, persons)) for one in stretch.dose]
    else:
        without = [replace(one, mg=0.0, phytate_mmol=0.0, oxalate_mmol=0.0) for one in stretch.dose if one.with_mg]
        stops = [(now + one.hour / 24.0, _swallowed(one, persons)) for one in without]
    plain = Phase(end, body, eating(diet, persons), stops)
    given = [
        Infusion(
            now + one.start_h / 24.0,
            min(now + (one.start_h + one.hours) / 24.0, end),
            np.full(persons, (amount := _amount(one.mmol, one.mmol_per_kg, one.lean, group)) * 24.0 / one.hours),
            np.full(persons, amount * one.labelled * 24.0 / one.hours),
        )
        for one in (stretch.infusion if infusions else ())
    ]
    cut = infused(now, plain, given)
    begins = [now, *(one.end for one in cut)]
    return tuple(
        part for phase, begin in zip(cut, begins, strict=False) for part in _sessions(phase, begin, stretch, now)
    )


def _times_of_sessions(stretch: Stretch, start: float, end: float) -> Iterator[tuple[float, float]]:
    """Yield when each session of a stretch from ``start`` to ``end`` [day] begins and ends."""
    if (d := stretch.dialysis) is None:
        return
    first = start + d.start_h / 24.0
    while first < end:
        yield first, min(first + d.hours / 24.0, end)
        first += 7.0 / d.per_week if d.per_week else np.inf


def _sessions(phase: Phase, begin: float, stretch: Stretch, start: float) -> list[Phase]:
    """Return a phase cut where sessions of dialysis begin and end."""
    found: list[Phase] = []
    now = begin
    for first, end in _times_of_sessions(stretch, start, phase.end):
        last = min(end, phase.end)
        if first > now:
            found.append(replace(phase, end=first))
        if last > max(first, now):
            found.append(replace(phase, end=last, body=dialysed(phase.body, stretch)))
            now = last
    if now < phase.end:
        found.append(phase)
    return found


def dialysed(body: Body, stretch: Stretch, share: float = 1.0) -> Body:
    """Return bodies on the dialyser of a stretch, or on a share of it all the time."""
    d = stretch.dialysis
    if d is None:
        raise ValueError("no dialysis in this stretch")
    clearance = body.dialysis.dialyser_clearance + share * d.clearance * units.factor("mL/min", "L/day")
    magnesium = np.full_like(clearance, d.dialysate)
    return replace(body, dialysis=replace(body.dialysis, dialyser_clearance=clearance, dialysate_magnesium=magnesium))


def share_of_week(stretch: Stretch) -> float:
    """Return the share of the week that sessions of dialysis take."""
    d = stretch.dialysis
    return 0.0 if d is None else d.per_week * d.hours / (7.0 * 24.0)
