"""Experiments: a protocol that anybody may write, how many live through it, when they are looked at, what is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast

from epsom import units
from epsom.body.readings import READINGS
from epsom.errors import InputError
from epsom.studies.entries import is_number
from epsom.studies.given import labelled_mmol, moments
from epsom.studies.protocol import Arm, Protocol
from epsom.studies.reader import KEYS, protocol_of

PERSONS, MOST_PERSONS = 1000, 100_000
USUAL = ("serum_magnesium", "urine_magnesium", "body_magnesium")
READABLE = (*READINGS, "absorbed_fraction", "fractional_excretion")
MOST_NUMBERS = 20_000_000  # of one arm: persons times looks times readings
STEPS = (5 / 1440, 10 / 1440, 0.25 / 24, 0.5 / 24, *(hours / 24 for hours in (1, 2, 3, 6, 12)), 1, 2, 7, 14, 28, 84)
LOOKS = 120  # at the most, a step of these
AFTER = tuple(minutes / 1440 for minutes in (5, 15, 30, 60, 120, 240))  # usual times of sampling after an event
FEW, MANY = 40, 500  # events that are followed so closely, and events that are looked at themselves
_COMMAND = {"title", "note", "persons", "seed", "every", "read"}


@dataclass(frozen=True)
class Experiment:
    """What is asked for: a protocol, so many virtual persons, when they are looked at, and what is read.

    ``every`` is the time between two looks [day]; None for one that suits the length of each arm.
    """

    protocol: Protocol
    persons: int = PERSONS
    seed: int = 1
    every: float | None = None
    read: tuple[str, ...] = USUAL
    title: str = ""
    note: str = ""


def experiment_of(row: Mapping[str, Any], place: str) -> Experiment:
    """Return the experiment of a mapping as files hold it; InputError, with the place in it, for what breaks a rule."""
    for name in row:
        if name not in KEYS | _COMMAND:
            known = ", ".join(sorted(KEYS | _COMMAND))
            raise _fault(place, f"unknown key {name!r}. {_near(name, known.split(', '))}Known: {known}.", name)
    protocol = protocol_of({key: row[key] for key in KEYS if key in row}, place, InputError)
    read = _readings(row.get("read", USUAL), place)
    if any(stretch.meal for arm in protocol.arms for stretch in arm.stretches):
        read = tuple(dict.fromkeys((*read, "absorbed_fraction")))
    persons, seed = _whole(row, "persons", PERSONS, place), _whole(row, "seed", 1, place)
    title, note = (_text(row, name, place) for name in ("title", "note"))
    found = Experiment(protocol, persons, seed, _every(row, place), read, title, note)
    check(found, place)
    return found


def _fault(place: str, what: str, *at: str | int) -> InputError:
    return InputError(f"{place}: {what}", at=at)


def _near(name: object, known: tuple[str, ...] | list[str]) -> str:
    near = get_close_matches(str(name), known, n=1)
    return f"Nearest: {near[0]}. " if near else ""


def _whole(row: Mapping[str, Any], name: str, usual: int, place: str) -> int:
    value = row.get(name, usual)
    if not (is_number(value) and float(value).is_integer()):
        raise _fault(place, f"{name} = {value!r} is no whole number.", name)
    return int(value)


def _text(row: Mapping[str, Any], name: str, place: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise _fault(place, f"{name} = {value!r} is no text. Put it in quotes.", name)
    return value


def _every(row: Mapping[str, Any], place: str) -> float | None:
    if "every" not in row:
        return None
    try:
        return units.read(row["every"], name="every", unit="days", accepts=("hours", "days")).value
    except InputError as fault:
        raise _fault(place, fault.message, "every") from None


def _readings(told: object, place: str) -> tuple[str, ...]:
    if not isinstance(told, list | tuple) or not told:
        raise _fault(place, f"read = {told!r} is no list of readings. Write it like this: [serum_magnesium].", "read")
    found = cast(list[object], told)
    for number, name in enumerate(found):
        if name not in READABLE:
            what = f"{name!r} is nothing that can be read. {_near(name, READABLE)}Known: {', '.join(READABLE)}."
            raise _fault(place, what, "read", number)
    return tuple(dict.fromkeys(str(name) for name in found))


def check(experiment: Experiment, place: str) -> None:
    """Raise InputError for what makes no sense, before anything is begun."""
    persons, every = experiment.persons, experiment.every
    fewest = max(len(arm.groups) for arm in experiment.protocol.arms)
    if not fewest <= persons <= MOST_PERSONS:
        raise _fault(place, f"persons = {persons}: from {fewest} to {MOST_PERSONS} can live through it.", "persons")
    if experiment.seed < 0:
        raise _fault(place, f"seed = {experiment.seed}: give a number that is not below 0.", "seed")
    if every is not None and not every > 0:
        raise _fault(place, f"every = {every:g} days: give a time above 0.", "every")
    for number, arm in enumerate(experiment.protocol.arms):
        if not arm.stretches:
            what = f"arm {arm.name!r} has no phase" if arm.name else "no phase"
            raise _fault(place, f"{what}. Give at least one, with its days or hours.", "arm", number)
        many = (2 * LOOKS if every is None else arm.days / every) * persons * len(experiment.read)
        if not many <= MOST_NUMBERS:
            what = f"{many:.2g} numbers in one arm are more than {MOST_NUMBERS:.2g}. Look less often, or at fewer."
            raise _fault(place, what, "persons" if every is None else "every")


def labelled(arm: Arm) -> bool:
    """Tell whether anything is labelled in an arm."""
    return any(labelled_mmol(arm, group) > 0 for group in arm.groups)


def looks(arm: Arm, every: float | None = None) -> tuple[float, ...]:
    """Return the days at which an arm is looked at, its beginning and its end among them.

    Where no time between two looks is told, they suit the length of the arm; it is then also looked at where something
    begins or ends and at usual times of sampling after it, as long as these are not too many.
    """
    step = next((one for one in STEPS if arm.days <= LOOKS * one), STEPS[-1]) if every is None else every
    found = {step * number for number in range(int(arm.days / step * (1 + 1e-12)) + 1)} | {arm.days}
    events = moments(arm) if every is None else []
    if len(events) <= MANY:
        found |= set(events)
    if len(events) <= FEW:
        found |= {event + later for event in events for later in AFTER if later < step}
    days: list[float] = []
    for day in sorted(found):
        if day <= arm.days and not (days and day - days[-1] < 1e-9):
            days.append(day)
    days[-1] = arm.days
    return tuple(days)
