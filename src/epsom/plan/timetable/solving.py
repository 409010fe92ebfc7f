"""Solving: one timetable for all medicines and the magnesium, or the smallest set of things that has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from epsom.errors import InputError
from epsom.plan.timetable import separations
from epsom.plan.timetable.arranging import Gaps, arrange, minutes
from epsom.plan.timetable.meals import said
from epsom.plan.timetable.nouns import Impossible, Slot, Thing, Timetable, clock
from epsom.plan.timetable.separations import Apart
from epsom.plan.timetable.things import number


def solve(things: tuple[Thing, ...]) -> Timetable | Impossible:
    """Return hours for everything that keep every separation, told hours as they are; or why there are none.

    Where texts disagree on a separation the longer is held if it can be, and a note says so if it cannot. Of all
    timetables that keep the rules it is the one nearest to usual hours and meals (weights ours, hours.toml). Holds for
    days that are all alike. InputError for two things of one name, or a thing that is never taken.
    """
    seen = [thing.name.casefold() for thing in things]
    for place, thing in enumerate(things):
        if seen[place] in seen[:place]:
            raise InputError(f"{thing.name!r} stands twice. Remove one of them.")
        if not thing.hours:
            raise InputError(f"{thing.name!r} has no hour of the day. Give one for each dose.")
        for hour in thing.hours:
            if not 0 <= hour < 24:
                raise InputError(f"{thing.name} at hour {hour:g}: a clock has 0 to 24 hours. Check it.")
    in_order = tuple(sorted(things, key=lambda thing: (not thing.magnesium, thing.name.casefold())))
    return _solved(in_order, separations.switched_off())


@lru_cache(maxsize=65536)
def _solved(things: tuple[Thing, ...], _off: frozenset[str]) -> Timetable | Impossible:
    rules = _rules(things, wished=True)
    if banned := [ask.held for asks in rules.values() for ask in asks if ask.never]:
        reasons = tuple(f"{held.words} [{held.rule}]." for held in banned)
        return Impossible(reasons, tuple(dict.fromkeys(name for held in banned for name in held.names)), tuple(banned))
    found, wished = arrange(things, _gaps(rules)), True
    if found is None:
        rules, wished = _rules(things, wished=False), False
        found = arrange(things, _gaps(rules))
    if found is None:
        return _why(things)
    slots = [Slot(thing.name, at / 60, thing.told) for thing, hours in zip(things, found, strict=True) for at in hours]
    held = tuple(dict.fromkeys(ask.held for asks in rules.values() for ask in asks))
    return Timetable(tuple(sorted(slots, key=lambda slot: (slot.at, slot.name))), held, _notes(things, wished))


def _rules(things: Sequence[Thing], wished: bool) -> dict[tuple[int, int], tuple[Apart, ...]]:
    asked = {
        (one, other): separations.between(things[one], things[other], wished)
        for one, other in combinations(range(len(things)), 2)
    }
    return {places: asks for places, asks in asked.items() if asks}


def _gaps(rules: dict[tuple[int, int], tuple[Apart, ...]]) -> Gaps:
    return {
        places: (minutes(max(ask.forth for ask in asks)), minutes(max(ask.back for ask in asks)))
        for places, asks in rules.items()
    }


def _possible(things: Sequence[Thing]) -> bool:
    return arrange(things, _gaps(_rules(things, wished=False)), any_will_do=True) is not None


def _why(things: tuple[Thing, ...]) -> Impossible:
    """Name a smallest set that has no timetable.

    Things are put in one after another, those first that leave the least room, until none is left; then whatever can
    be left out again without giving one is left out. Which smallest set is named does not depend on their order.
    """
    gaps = _gaps(_rules(things, wished=False))
    asks = [sum(sum(gap) for places, gap in gaps.items() if place in places) for place in range(len(things))]
    heavy = sorted(range(len(things)), key=lambda place: (-asks[place] * things[place].times, place))
    core: list[Thing] = []
    for place in heavy:
        core.append(things[place])
        if not _possible(core):
            break
    for thing in core[:-1]:
        rest = [each for each in core if each is not thing]
        if not _possible(rest):
            core = rest
    core.sort(key=things.index)
    held = tuple(ask.held for asks in _rules(core, wished=False).values() for ask in asks)
    hours = f"{clock(number('waking_from'))} to {clock(number('waking_to'))}"
    reasons = [
        f"No hours from {hours} hold these together: {'; '.join(map(_named, core))}.",
        *(f"{each.words} [{each.rule}]." for each in held),
        *_mends(core),
    ]
    return Impossible(tuple(reasons), tuple(thing.name for thing in core), held)


def _mends(core: list[Thing]) -> list[str]:
    found: list[str] = []
    for place, thing in enumerate(core):
        others = core[:place], core[place + 1 :]
        if thing.told and _possible([*others[0], replace(thing, told=False, gap=0.0), *others[1]]):
            found.append(f"For review: there would be hours if {thing.name} could be moved.")
        if thing.magnesium and thing.times > 1:
            fewer = replace(thing, hours=thing.hours[:-1])
            if _possible([*others[0], fewer, *others[1]]):
                found.append(f"For review: there would be hours with {thing.name} {_often(fewer)}.")
    return found


def _named(thing: Thing) -> str:
    if thing.told:
        return f"{thing.name} (told at {', '.join(map(clock, thing.hours))})"
    windows = " or ".join(f"{clock(low)} to {clock(high)}" for low, high in thing.windows)
    return f"{thing.name} ({_often(thing)}{', ' + thing.needs + ', ' + windows if windows else ''})"


def _often(thing: Thing) -> str:
    return {1: "once a day", 2: "twice a day"}.get(thing.times, f"{thing.times} times a day")


def _notes(things: tuple[Thing, ...], wished: bool) -> tuple[str, ...]:
    found: list[str] = []
    default = separations.rules()[separations.DEFAULT]
    magnesium = any(thing.magnesium for thing in things)
    plain = [
        thing.name for thing in things if magnesium and not thing.magnesium and default in separations.of(thing.keys)
    ]
    if plain:
        found.append(
            f"No row with hours for {', '.join(plain)}: held as any medicine is, {default.wish_before:g} h from "
            f"magnesium where there is room and {default.before:g} h at the least [{default.id}]."
        )
    guessed = [thing for thing in things if thing.guessed]
    for often in dict.fromkeys(map(_often, guessed)):
        alike = ", ".join(thing.name for thing in guessed if _often(thing) == often)
        found.append(f"How often {alike} is taken was not told: {often} is assumed.")
    if own := next((thing.meals for thing in things if thing.meals), ()):
        found.append(said(own))
    if not wished:
        found.append("Not all of the longer separations found room; where texts disagree, the shorter ones are held.")
    return tuple(found)
