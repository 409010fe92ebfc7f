"""Timing: the hours of the magnesium beside the other medicines, as the room of the timetable solves them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module, util
from typing import Any

from epsom.person import Person
from epsom.plan.regimen.nouns import Patient

ROOM = "epsom.plan.timetable"
MAGNESIUM = "magnesium"
"""What a slot of the timetable is called in which the proposed magnesium is taken."""


@dataclass(frozen=True)
class Timed:
    """The hours found, in rising order, and the whole ``timetable``; ``reasons`` say why there are none."""

    hours: tuple[float, ...]
    timetable: Any = None
    reasons: tuple[str, ...] = ()


@cache
def room() -> Any:
    """Return the room of the timetable, or None in a house that has none yet."""
    return import_module(ROOM) if util.find_spec(ROOM) is not None else None


def told(person: Person) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Return the clock hours that a person told of medicines, by name; none in a house without a timetable."""
    solver = room()
    return () if solver is None else tuple(solver.told(person).items())


def meals(person: Person) -> tuple[tuple[str, float], ...]:
    """Return the clock hours of the meals that a person's record tells; none in a house without a timetable."""
    solver = room()
    return () if solver is None else solver.meals(person)


def timed(patient: Patient, hours: tuple[float, ...]) -> Timed:
    """Return the hours of the magnesium that keep its distance from the medicines, wanted ``hours`` first.

    Hours that the patient told stay as they are; the wanted ones go with the meals that the record tells.
    Without medicines, and in a house without a timetable, they stand. InputError for a medicine that stands twice.
    """
    solver = room()
    if solver is not None and patient.meals:
        hours = solver.moved(hours, patient.meals)
    if not patient.medicines or solver is None:
        return Timed(hours)
    own = {"meals": patient.meals} if patient.meals else {}
    told = dict(patient.told_hours)
    things = solver.things(patient.medicines, hours, told=told, taken=patient.supplement_hours, **own)
    found = solver.solve(things)
    if not hasattr(found, "slots"):
        return Timed((), None, tuple(found.reasons))
    held = tuple(sorted(slot.at for slot in found.slots if slot.name == MAGNESIUM))
    if len(held) != len(hours):
        return Timed((), None, (f"the timetable has {len(held)} of {len(hours)} intakes of magnesium",))
    return Timed(held, found)
