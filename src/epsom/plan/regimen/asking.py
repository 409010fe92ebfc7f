"""Asking: who the patient is, read from a person; and a clinician's own wish, held against the same limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from epsom.errors import InputError
from epsom.person import Lab, Person
from epsom.plan.regimen.candidates import products as held
from epsom.plan.regimen.limits import passed
from epsom.plan.regimen.nouns import Block, Intake, Patient, Regimen
from epsom.plan.regimen.rules import high, holding, low
from epsom.plan.regimen.timing import meals, told
from epsom.plate.products import doses
from epsom.plate.supplements import is_dose
from epsom.status.causes.signs import urgent


def patient(person: Person, *, supplement: float | None = None, intake: float | None = None) -> Patient:
    """Return what a regimen looks at of a person; ``intake`` of food and ``supplement`` in mg/day.

    Without ``supplement`` it is read from the daily supplements and the doses of the record, the day with the most.
    The reading is that of ``serum_of``. Clock hours told of medicines and of supplements are kept. Raises InputError
    for a dose that cannot be read.
    """
    named = (*person.conditions, *person.other_conditions)
    taken = (*(one.name for one in person.medicines), *person.other_medicines)
    once = dict.fromkeys(name.casefold() for name in taken)
    serum = serum_of(person)
    return Patient(
        age=person.age,
        sex=person.sex,
        weight=person.weight,
        height=person.height,
        pregnancy_week=person.pregnancy_week,
        lactating=person.lactating,
        egfr=person.egfr,
        dialysis=any("dialysis" in name.casefold() for name in holding("K07", named, ())),
        conditions=named,
        medicines=tuple({name.casefold(): name for name in reversed(taken)}[key] for key in once),
        serum=serum.told.value if serum is not None else None,
        doubted=serum is not None and serum.doubt is not None,
        signs=urgent(person.signs),
        supplement=_taken(person) if supplement is None else supplement,
        intake=intake,
        authority=person.authority,
        told_hours=told(person),
        supplement_hours=tuple(dict.fromkeys(_hour(one.at) for one in person.supplements)),
        meals=meals(person),
    )


def serum_of(person: Person) -> Lab | None:
    """Return the serum magnesium that limits go by: the latest that nothing speaks against, None where there is none.

    One without a date is today's. A later one in doubt counts too where, as printed, it lies beyond a limit: what may
    be an emergency is taken for one until its question is answered. Of several the most urgent counts.
    """
    told = [(lab.date or person.today, lab) for lab in person.labs if lab.quantity == "serum_magnesium"]
    sound = [day for day, lab in told if lab.doubt is None]
    held = [lab for day, lab in told if not sound or day >= max(sound)]
    above = [lab for lab in held if lab.told.value > high("C03")]
    below = [lab for lab in held if lab.told.value < low("D04")]
    highest = max(above, key=lambda lab: lab.told.value, default=None)
    if highest is not None and (highest.told.value >= high("N04") or not below):
        return highest
    return min(below, key=lambda lab: lab.told.value, default=next((lab for lab in held if lab.doubt is None), None))


def _hour(at: time) -> float:
    """Return a clock time in hours [h]."""
    return at.hour + at.minute / 60.0


def _taken(person: Person) -> float:
    """Return the elemental magnesium of supplements [mg/day]: the daily ones, and the most of any recorded day."""
    own = {word for food in person.foods for word in food.name.casefold().split()}
    daily = sum(one.elemental for told in person.supplements for one in doses(told.taken))
    recorded = [
        sum(
            one.elemental
            for meal in day.meals
            for line in meal.eaten
            if is_dose(line) and not own.intersection(line.casefold().split())
            for one in doses(line)
        )
        for day in person.record
    ]
    return daily + max(recorded, default=0.0)


def asked(lines: Sequence[str], hours: Sequence[float], who: Patient, weeks: int = 12) -> Regimen | tuple[Block, ...]:
    """Return a clinician's own wish as a sealed regimen, or every rule that it breaks.

    Each line tells a salt and its dose, such as "magnesium citrate 150 mg elemental", and is taken at each of the
    clock ``hours``. Raises InputError for an unknown salt, a dose without its unit, and one that does not say of what.
    """
    if not lines or not hours:
        raise InputError("A regimen needs a dose and an hour, such as magnesium citrate 100 mg elemental at 22:00.")
    if wrong := [hour for hour in hours if not 0.0 <= hour < 24.0]:
        raise InputError(f"{wrong[0]:g} is no hour of the day. Write 0 to below 24.")
    parts = [one for line in lines for one in doses(line)]
    intakes = tuple(
        Intake(one.salt.name, one.elemental, at, *_pieces(one.salt.name, one.elemental))
        for at in hours
        for one in parts
    )
    return passed(Regimen(intakes, weeks), who)


def _pieces(salt: str, milligrams: float) -> tuple[float, str]:
    """Return how many pieces of a usual product a dose is, and its form; one of an unknown form where none fits."""
    for one in held():
        count = milligrams / one.milligrams
        step = 0.5 if one.halves else 1.0
        if one.salt.name == salt and count > 0.0 and abs(count / step - round(count / step)) < 1e-6:
            return count, one.form
    return 1.0, "as told"
