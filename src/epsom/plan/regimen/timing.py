"""Timing: the hours of the magnesium beside the other medicines, as the room of the timetable solves them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module, util
from typing import Any

ROOM = "epsom.plan.timetable"
MAGNESIUM = "magnesium"
"""What a slot of the timetable is called in which magnesium is taken, or how its name begins."""


@dataclass(frozen=True)
class Timed:
    """The hours found, in rising order, and the whole ``timetable``; ``reasons`` say why there are none."""

    hours: tuple[float, ...]
    timetable: Any
    reasons: tuple[str, ...]


@cache
def room() -> Any:
    """Return the room of the timetable, or None in a house that has none yet."""
    return import_module(ROOM) if util.find_spec(ROOM) is not None else None


@lru_cache(maxsize=65536)
def timed(medicines: tuple[str, ...], hours: tuple[float, ...]) -> Timed:
    """Return the hours of the magnesium that keep its distance from the medicines, wanted ``hours`` first.

    Without medicines, and in a house without a timetable, the wanted hours stand.
    """
    solver = room()
    if not medicines or solver is None:
        return Timed(hours, None, ())
    found = solver.solve(solver.things(medicines, hours))
    if not hasattr(found, "slots"):
        return Timed((), None, tuple(found.reasons))
    own = tuple(sorted(slot.at for slot in found.slots if slot.name.startswith(MAGNESIUM)))
    if len(own) != len(hours):
        return Timed((), None, (f"the timetable has {len(own)} of {len(hours)} intakes of magnesium",))
    return Timed(own, found, ())
