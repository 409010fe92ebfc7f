"""Things: how often and when each medicine is usually taken, what a person told of it, and the magnesium beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from math import isfinite

from epsom import tables
from epsom.errors import InputError
from epsom.person import Person
from epsom.plan.timetable import separations
from epsom.plan.timetable.meals import Meals, moved, windows
from epsom.plan.timetable.nouns import Thing

TABLE = "plan/timetable/times.csv"
number = partial(tables.number, "plan/timetable/hours.toml")
MAGNESIUM = "magnesium"
TAKEN = "magnesium taken now"
NOT_SWALLOWED = "not swallowed"


@dataclass(frozen=True)
class Usual:
    """When a medicine is usually taken: clock hours [h], what it goes with, and the hours it may move to [h]."""

    hours: tuple[float, ...]
    needs: str
    windows: tuple[tuple[float, float], ...]


@cache
def usual() -> dict[str, Usual]:
    """Return the usual hours of every medicine that times.csv knows, by the name the tables use."""
    found: dict[str, Usual] = {}
    for row in tables.sheet(TABLE):
        tables.check_source(row, f"{TABLE} [{row['medicines']}]")
        hours = tuple(float(part) for part in row["hours"].split(";") if part)
        windows = tuple(_window(part) for part in row["windows"].split(";") if part)
        for name in row["medicines"].split(";"):
            found[name] = Usual(hours, row["needs"], windows)
    return found


def _window(text: str) -> tuple[float, float]:
    low, high = text.split("-")
    return float(low), float(high)


def told(person: Person) -> dict[str, tuple[float, ...]]:
    """Return the clock hours [h] that a person told of medicines, by name; nothing for a medicine without."""
    return {drug.name: tuple(time.hour + time.minute / 60 for time in drug.at) for drug in person.medicines if drug.at}


def names(person: Person) -> tuple[str, ...]:
    """Return the names of all medicines a person told, of whatever list; one that stands in both counts once."""
    listed = (*(drug.name for drug in person.medicines), *person.other_medicines)
    return tuple({name.casefold(): name for name in reversed(listed)}[key] for key in _once(listed))


def _once(listed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.casefold() for name in listed))


def things(
    medicines: tuple[str, ...],
    magnesium: tuple[float, ...] = (),
    told: Mapping[str, Iterable[float]] | None = None,
    taken: tuple[float, ...] = (),
    meals: Meals = (),
) -> tuple[Thing, ...]:
    """Return what a timetable is made of: medicines by name, and magnesium by the clock hours wished for it [h].

    ``told`` are clock hours [h] of medicines that the person told and that stay; ``taken`` those of magnesium that is
    taken already, which stay as well. ``meals`` are those of a record: usual hours of medicines go with them, and the
    hours wished for magnesium are taken as they are. InputError for a medicine that stands twice, an empty name, hours
    told of a medicine that is not there, or an hour that no clock has. Medicines that are not swallowed are left out.
    """
    hours = {name: tuple(at) for name, at in (told or {}).items()}
    for name in hours:
        if name not in medicines:
            raise InputError(f"Hours are told of {name!r}, which is none of the medicines. Add it, or remove them.")
    off = separations.switched_off()
    found = [_medicine(name, hours.get(name), off, meals) for name in _named_once(medicines)]
    if taken:
        found.append(Thing(TAKEN, _clock(TAKEN, taken), told=True, magnesium=True))
    if magnesium:
        wished = _clock(MAGNESIUM, magnesium)
        found.append(
            Thing(MAGNESIUM, wished, gap=_gap(len(wished), number("magnesium_gap")), magnesium=True, meals=meals)
        )
    return tuple(thing for thing in found if thing.needs != NOT_SWALLOWED)


def _named_once(medicines: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for name in medicines:
        if not name.strip():
            raise InputError("A medicine has an empty name. Write it, or leave it out.")
        if name.casefold() in seen:
            raise InputError(f"{name!r} stands twice. Remove one of them.")
        seen.add(name.casefold())
    return medicines


def _clock(name: str, hours: tuple[float, ...]) -> tuple[float, ...]:
    for hour in hours:
        if not isfinite(hour) or not 0 <= hour < 24:
            raise InputError(f"{name} at hour {hour:g}: a clock has 0 to 24 hours. Write 7.5 for half past seven.")
    if len(set(hours)) < len(hours):
        raise InputError(f"{name} has the same hour twice. Write each hour once.")
    if len(hours) > number("most_intakes"):
        raise InputError(f"{name} has {len(hours)} hours a day; the most is {number('most_intakes'):g}.")
    return tuple(sorted(hours))


def _gap(times: int, most: float) -> float:
    return 0.0 if times < 2 else min(most, number("dose_gap_share") * 24 / times)


@lru_cache(maxsize=65536)
def _medicine(name: str, at: tuple[float, ...] | None, off: frozenset[str], meals: Meals) -> Thing:
    found = separations.keys(name)
    known = [usual()[key] for key in found if key in usual()]
    often = max((len(one.hours) for one in known), default=0)  # of a class or a product: what is taken most often
    first = next((one for one in known if len(one.hours) == often), Usual((number("breakfast_hour"),), "any", ()))
    load = any(rule.kind == "load" and rule.id not in off for rule in separations.of(found))
    hours = _clock(name, at) if at else moved(first.hours, meals)
    free = () if at else windows(first.windows, meals) if meals else first.windows
    shown = f"{name} (medicine)" if name.casefold() in (MAGNESIUM, TAKEN) else name
    return Thing(
        shown, hours, free, first.needs, bool(at), _gap(len(hours), 24.0), found, load,
        not at and any(len(one.hours) != often for one in known or (first,)),
        () if at else meals,
    )  # fmt: skip
