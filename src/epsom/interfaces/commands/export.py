"""Writing what is simulated for other programs: the body and its schedule as SBML, its fit as PEtab."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np

from epsom import needs, quantities, units
from epsom.assessment.eating import number, row
from epsom.assessment.journey import stage
from epsom.assessment.warn import of_age
from epsom.body.balance import Body
from epsom.cohort.draw import drawn, typical
from epsom.errors import InputError
from epsom.interfaces import terminal
from epsom.interfaces.files import read, write_whole
from epsom.interfaces.sbml import document
from epsom.plate.chance import Median
from epsom.simulate.live import Phase, mixed_meals, settled

MOST_DAYS = 36500.0

REFERENCE = (30.0, "male")
REFERENCE_WORDS = "the reference adult, a man of 30 years, 1.75 m and 70 kg, with every parameter at its typical value"


def sbml(person: str, output: str, intake: str, days: float, meals: bool) -> None:
    """Write as SBML what a person, or the reference adult, lives through; to the screen where no place is told."""
    place = _place(output) if output else None
    text = exported(person, intake, days, meals)
    if place is None:
        terminal.result(text)
    else:
        write_whole(place, text)
        terminal.talk(f"SBML: {output}")


def petab(out: str) -> None:
    """Write the fit of the body as a PEtab problem into a folder, and say what is in it."""
    from epsom.interfaces.petab import problem

    place = _folder(out)
    found = problem(_lived_in("")[1])
    place.mkdir(exist_ok=True)
    for name, text in found.files.items():
        write_whole(place / name, text)
    told = found.told
    terminal.talk(
        f"PEtab: {place / 'problem.yaml'}, {len(told.measurements)} numbers that were read in {len(told.experiments)}"
        f" experiments, and {found.parameters} parameters."
        f" {len(told.unsaid)} more are left out; {place / 'README.md'} says why."
    )


def exported(person: str, intake: str, days: float, meals: bool) -> str:
    """Return as SBML the life of one person file (empty: the reference adult) for so many days on an intake.

    ``intake`` is as somebody writes it, such as ``350mg`` or ``14 mmol/day`` (empty: the recommended one); with
    ``meals`` it is eaten in mixed meals at their hours, else evenly through the day. InputError for what is wrong.
    """
    if not 0 < days <= MOST_DAYS:
        raise InputError(f"days = {days:g} is no span to live through. Say more than 0 and at most {MOST_DAYS:g}.")
    body, target, authority, who, flags = _lived_in(person)
    eaten = quantities.told("intake", _daily(intake)).value if intake else target
    times = int(number("replete_meals"))
    start = settled(body, mixed_meals(np.array([target]), times), 1)
    recommended = f"{units.milligrams(target):.4g} mg/day"
    if not np.all(np.isfinite(start)):
        raise InputError(
            f"{who}: nobody could live for good on the recommended {recommended}, so there is no state to begin with."
            " Leave out what costs most magnesium, or choose another person."
        )
    plain = Phase(days, body, mixed_meals(np.array([eaten]), times))
    phases = [_by_meals(plain)] if meals else [plain]
    how = f"in {times} mixed meals a day, as events" if meals else f"in {times} mixed meals, spread over the day"
    notes = (
        *flags,
        f"The virtual person: {who}.",
        f"It begins in the steady state of the recommended intake, {recommended} ({authority}).",
        f"From then on {units.milligrams(eaten):.4g} mg/day are eaten for {days:g} days, {how}.",
    )
    return document(start, phases, notes=notes)


def _lived_in(path: str) -> tuple[Body, float, str, str, tuple[str, ...]]:
    """Return the body, the recommended intake [mmol/day], its authority, who this is in words, and flags of the age."""
    flags = of_age(REFERENCE[0])
    if not path:
        need, body, who = needs.needs(*REFERENCE), typical(), REFERENCE_WORDS
    else:
        reading = read(path)
        person = reading.person
        try:
            need = needs.needs(person.age, person.sex, stage(person), person.authority, weight=person.weight)
            body, flags = drawn(person, Median(1, 0)).body(), of_age(person.age)
        except InputError as error:
            raise reading.located(error) from None
        who = (
            f"a {person.sex} person of {person.age:g} years, {person.height:g} m and {person.weight:g} kg, with the"
            " conditions and medicines of the file as of today, and every parameter at its median"
        )
    if need.target is None:
        raise InputError(
            f"authority = {need.authority!r} has no recommended intake for this person, and the steady state to begin"
            " with needs one. Choose another authority.",
            at=("authority",),
        )
    return body, units.mmol(need.target.value), need.authority, who, flags


def _by_meals(plain: Phase) -> Phase:
    """Return the same phase with its servings eaten at their hours, day by day."""
    assert plain.eating is not None
    servings, days = plain.eating.servings, range(ceil(plain.end))
    clock = [(number("first_meal_hour") + number("meal_gap") * k) / 24 for k in range(len(servings.amount))]
    stops = [(day + hour, row(servings, k)) for day in days for k, hour in enumerate(clock) if day + hour < plain.end]
    return replace(plain, eating=None, stops=stops)


def _daily(intake: str) -> str:
    """Return an intake per day as somebody wrote it, also where the day went without saying."""
    return f"{intake}/day" if re.search(r"[a-zA-Zµ]\s*$", intake) and not re.search(r"/|\bper\b", intake) else intake


def _place(output: str) -> Path:
    """Return where to write; InputError for what is a folder, or lies in none."""
    where = Path(output)
    if where.is_dir():
        raise InputError(f"{output} is a folder. Name a file inside it, such as {where / 'model.xml'}.")
    if not where.parent.is_dir():
        raise InputError(f"{where.parent} is no folder. Make it first, or name another place.")
    if where.exists() and where.suffix.lower() not in (".xml", ".sbml"):
        raise InputError(f"{output} is there already and is no SBML; it is kept. Name a file that ends in .xml.")
    return where


def _folder(out: str) -> Path:
    """Return the folder to write into; InputError for one that lies nowhere, or that holds something else."""
    where = Path(out)
    if where.exists() and not where.is_dir():
        raise InputError(f"{out} is a file. Name a folder for the files of the problem.")
    if not where.parent.is_dir():
        raise InputError(f"{where.parent} is no folder. Make it first, or name another place.")
    if where.is_dir() and any(where.iterdir()) and not (where / "problem.yaml").exists():
        raise InputError(f"{out} is there already and holds something else; it is kept. Name a new folder.")
    return where
