"""Protocols: what was done to whom in a published study, read from its file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import InputError, TableError
from epsom.person import Person

FOLDER = "studies"
NORMAL_95 = 1.96  # half the width of a 95 % interval in standard errors
TOLERANCE_OURS = 0.15  # DEFINITIONS: where a study prints nothing usable, 15 %, marked and counted apart
ROLES = ("fit", "check", "shown")
KINDS = ("ratio", "difference", "level", "retention")
_KEYS = {"source", "title", "people", "before", "phase", "load", "point", "note", "guess"}
_POINT = {"quantity", "kind", "day", "observed", "sem", "interval", "tolerance", "role", "mark", "where", "label"}


@dataclass(frozen=True)
class Group:
    """Some of a study's people, alike enough to stand for one figure; ``share`` of all of them."""

    person: Person
    share: float


@dataclass(frozen=True)
class Diet:
    """A stretch of a study: so many days on so much magnesium [mg/day], and what was added of a soluble salt.

    The added doses go into the first meals of the day, or between them where ``with_meals`` is false. ``taking`` names
    the medicines taken meanwhile.
    """

    days: float
    intake: float
    meals: int
    added: float
    doses: int
    with_meals: bool
    taking: tuple[str, ...]


@dataclass(frozen=True)
class Load:
    """A loading test: dose [mmol/kg of body weight, or of lean weight], hours of infusion, hours of urine collected."""

    dose: float
    lean: bool
    hours: float
    collected: float


@dataclass(frozen=True)
class Point:
    """One published number: what, how it was expressed, on which day, and the interval that a prediction must meet.

    ``low`` and ``high`` are the study's 95 % interval of the mean; ``ours`` is true where the study prints nothing
    usable and the tolerance of 15 % is ours. ``sem`` is the standard error that gave the interval, if any.
    """

    label: str
    quantity: str
    kind: str
    day: float
    observed: float
    low: float
    high: float
    ours: bool
    role: str
    mark: str
    where: str


@dataclass(frozen=True)
class Study:
    """One published study; ``guesses`` says what of its people and protocol nobody could read, and why it is so."""

    name: str
    source: str
    title: str
    groups: tuple[Group, ...]
    before: Diet
    phases: tuple[Diet, ...]
    load: Load | None
    points: tuple[Point, ...]
    note: str
    guesses: tuple[str, ...]


def names() -> tuple[str, ...]:
    """Return the names of all studies that have a file."""
    entries = files("epsom").joinpath(FOLDER).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


def study(name: str) -> Study:
    """Return one study; InputError for an unknown name, TableError for a file that breaks a rule."""
    if name not in names():
        raise InputError(f"{name!r} is no study I have. There are: {', '.join(names())}.")
    row: dict[str, Any] = tomllib.loads(files("epsom").joinpath(FOLDER, f"{name}.toml").read_text("utf-8"))
    place = f"{FOLDER}/{name}.toml"
    if extra := set(row) - _KEYS:
        raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
    if row["source"] not in tables.sources():
        raise TableError(f"{place}: {row['source']!r} is no key of sources.bib.")
    groups = tuple(_group(people) for people in row["people"])
    if abs(sum(group.share for group in groups) - 1.0) > 1e-9:
        raise TableError(f"{place}: the shares of people must sum to 1.")
    for guess in row.get("guess", ()):
        tables.check_source(guess, f"{place} [[guess]]")
    load = row.get("load")
    last = sum(phase["days"] for phase in row.get("phase", ()))
    for point in row["point"]:
        if missing := {"label", "quantity", "kind", "day", "observed", "where"} - set(point):
            raise TableError(f"{place}: a point has no {sorted(missing)[0]}.")
        if point["day"] > last:
            raise TableError(f"{place}: {point['label']!r} is read on day {point['day']}, after the last of {last}.")
    return Study(
        name,
        row["source"],
        row["title"],
        groups,
        _diet(row["before"] | {"days": 0}),
        tuple(_diet(phase) for phase in row.get("phase", ())),
        Load(load["dose_mmol_per_kg"], load.get("lean", False), load["hours"], load["collected_hours"])
        if load
        else None,
        tuple(_point(point, place) for point in row["point"]),
        row.get("note", ""),
        tuple(f"{guess['name']}: {guess['because']}" for guess in row.get("guess", ())),
    )


def _group(people: dict[str, Any]) -> Group:
    share = people.pop("share")
    return Group(Person(**people), share)


def _diet(row: dict[str, Any]) -> Diet:
    return Diet(
        row["days"], row["intake_mg"], row.get("meals", 3), row.get("added_mg", 0.0), row.get("doses", 1),
        row.get("with_meals", True), tuple(row.get("taking", ())),
    )  # fmt: skip


def _point(row: dict[str, Any], place: str) -> Point:
    if extra := set(row) - _POINT:
        raise TableError(f"{place}: unknown key {sorted(extra)[0]!r} in a point.")
    if row.get("role") not in ROLES:
        raise TableError(f"{place}: role must be one of {', '.join(ROLES)}: one, never two.")
    if row["kind"] not in KINDS:
        raise TableError(f"{place}: kind must be one of {', '.join(KINDS)}.")
    if row.get("mark") not in tables.MARKS:
        raise TableError(f"{place}: mark must be one of {', '.join(tables.MARKS)}.")
    observed = row["observed"]
    told = [key for key in ("sem", "interval", "tolerance") if key in row]
    if len(told) != 1:
        raise TableError(f"{place}: a point has one of sem, interval or tolerance = 'ours'.")
    if "interval" in row:
        low, high = row["interval"]
    elif "sem" in row:
        low, high = observed - NORMAL_95 * row["sem"], observed + NORMAL_95 * row["sem"]
    else:
        low, high = sorted((observed * (1 - TOLERANCE_OURS), observed * (1 + TOLERANCE_OURS)))
    if not low <= observed <= high:
        raise TableError(f"{place}: the interval does not hold the observed value.")
    return Point(
        row["label"], row["quantity"], row["kind"], row["day"], observed, low, high,
        "tolerance" in row, row["role"], row["mark"], row["where"],
    )  # fmt: skip
