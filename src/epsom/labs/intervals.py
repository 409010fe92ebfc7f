"""Reference intervals: where most healthy people lie by one laboratory's word, and what a level below or above it says.

Laboratories disagree, so every answer says which interval it used; none is averaged. The reporting laboratory's own
comes first wherever it is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import inf

from epsom import tables, units
from epsom.errors import InputError, TableError
from epsom.labs.analytes import Analyte, analyte, analytes
from epsom.quantities import quantity

TABLE, ALERTS, TRIGGERS = "labs/intervals.csv", "labs/alerts.csv", "labs/triggers.csv"
KINDS = ("reference", "proposed", "critical")
LEVELS = ("note", "warning", "critical")
OWN = "the reporting laboratory"
_YEARS = {"y": 1.0, "mo": 1 / 12, "wk": 7 / 365.25, "d": 1 / 365.25}
_SPELLINGS = {
    "yr": "y", "yrs": "y", "year": "y", "years": "y", "month": "mo", "months": "mo", "week": "wk", "weeks": "wk",
    "day": "d", "days": "d",
}  # fmt: skip
_DECIMAL_COMMA = re.compile(r"\d,\d")
_BRACKETS = str.maketrans("", "", "()[]")
_RANGE = re.compile(r"^\s*([\d.]+(?:\s*[^\d\s.–—-][^–—-]*?)?)\s*(?:-|–|—|\bto\b)\s*([\d.]+)\s*(.*?)\s*$")
_ONE_END = re.compile(r"^\s*([<>≤≥])\s*([\d.]+)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Interval:
    """Where readings of one analyte lie, by one source; an end that the source does not print is None.

    ``low`` and ``high`` are in ``unit``; ``printed`` has the digits of the source. ``ages`` [year] is half-open.
    ``kind`` is reference, proposed (by few) or critical (a laboratory phones what is at or beyond it).
    """

    id: str
    analyte: str
    kind: str
    place: str
    people: str
    sex: str
    ages: tuple[float, float]
    specimen: str
    low: float | None
    high: float | None
    unit: str
    printed: str
    source: str = ""
    mark: str = ""
    where: str = ""
    because: str = ""

    def ends(self) -> tuple[float, float]:
        """Return both ends in the unit of the analyte, infinite where there is none."""
        what = analyte(self.analyte)

        def end(value: float | None, none: float) -> float:
            return none if value is None else units.converted(value, self.unit, what.unit, what.substance)

        return end(self.low, -inf), end(self.high, inf)

    def words(self) -> str:
        """Return the interval as it is printed, and whose it is."""
        return f"{self.printed} {self.unit} ({self.place}{', ' + self.people if self.people else ''})"


@dataclass(frozen=True)
class Label:
    """Where a reading lies: low, in range or high; not ``sure`` where its rounding reaches over the limit.

    Of a bound, such as ``< 0.9 mmol/L``, the word names every place where it can lie: low or in range.
    """

    word: str
    interval: Interval
    sure: bool


@dataclass(frozen=True)
class Alert:
    """What a level of an analyte is said to mean: note, warning or critical, and for whom the sentence is."""

    id: str
    analyte: str
    level: str
    low: float
    high: float
    includes: str
    unit: str
    audience: str
    words: str
    source: str
    mark: str
    where: str

    def reached(self, value: float) -> bool:
        """Tell whether a value in ``unit`` lies here."""
        above = value >= self.low if self.includes in ("from", "both") else value > self.low
        below = value <= self.high if self.includes == "both" else value < self.high
        return above and below


def age(text: str) -> float:
    """Return an age [year] from a number with its unit, such as ``18 y``, ``6 mo``, ``1 wk`` or ``3 d``.

    InputError without a unit: 6 could be months or years.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", text, re.I)
    unit = "" if match is None else _SPELLINGS.get(match[2].lower(), match[2].lower())
    if match is None or (unit and unit not in _YEARS):
        raise InputError(f"age = {text!r} is no age. Write a number with its unit: 45 y, 6 mo, 1 wk or 3 d.")
    if not unit:
        raise InputError(f'age = {text.strip()} has no unit. Say "{match[1]} y" or "{match[1]} mo".')
    years, most = float(match[1]) * _YEARS[unit], quantity("age").high
    if years > most:
        raise InputError(
            f"age = {text.strip()} is {years:g} years; a living person has up to {most:g}. Check its unit."
        )
    return years


@cache
def _all() -> tuple[Interval, ...]:
    found: list[Interval] = []
    for row in tables.sheet(TABLE):
        place = f"{TABLE} [{row['id']}]"
        tables.check_source(dict(row), place)
        one = Interval(
            row["id"], row["analyte"], row["kind"], row["place"], row["people"], row["sex"],
            (age(row["age_from"]), age(row["age_to"]) if row["age_to"] else inf), row["specimen"],
            _end(row["low"]), _end(row["high"]), row["unit"], _printed(row["low"], row["high"]),
            row["source"], row["mark"], row["where"], row["because"],
        )  # fmt: skip
        if one.kind not in KINDS or one.analyte not in analytes():
            raise TableError(f"{place}: kind must be one of {', '.join(KINDS)}, and the analyte a known one.")
        low, high = one.ends()
        if not low < high or not one.ages[0] < one.ages[1]:
            raise TableError(f"{place}: its range or its ages are empty.")
        found.append(one)
    return tuple(found)


def _printed(low: str | None, high: str | None) -> str:
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"


def _end(text: str | None) -> float | None:
    return float(text) if text else None


def intervals(
    name: str, *, years: float | None = None, sex: str = "", place: str = "", kind: str = "reference"
) -> tuple[Interval, ...]:
    """Return the intervals of an analyte, those for this age [year] and sex; adults where no age is told.

    ``place`` is a part of the name of who prints it. An interval of one sex is left out where the sex is not known.
    """
    analyte(name)
    told = _ADULT if years is None else years
    return tuple(
        one
        for one in _all()
        if one.analyte == name
        and one.kind == kind
        and one.ages[0] <= told < one.ages[1]
        and one.sex in ("", sex)
        and place.casefold() in one.place.casefold()
    )


def printed_for(name: str, kind: str) -> tuple[Interval, ...]:
    """Return the intervals of an analyte of one kind, for people of every age and sex."""
    return tuple(one for one in _all() if one.analyte == name and one.kind == kind)


_ADULT = 40.0
"""An age at which nobody is a child or very old: whose interval is shown where no age is told."""


def own(name: str, text: str) -> Interval:
    """Return the reporting laboratory's own interval, written ``0.70-1.00 mmol/L`` or ``< 42 mmol/mol``.

    InputError without a unit, for a unit that the analyte cannot have, and for ends the wrong way round.
    """
    what = analyte(name)
    such = f"Write it as it is printed: 1-2 {what.accepts[0]}."
    if _DECIMAL_COMMA.search(text):
        raise InputError(f"interval = {text.strip()} has a comma, which could be a decimal point or a thousand. {such}")
    text = units.plain(text).translate(_BRACKETS)
    if match := _ONE_END.match(text):
        ends: tuple[str | None, str | None] = (None, match[2]) if match[1] in "<≤" else (match[2], None)
        unit = match[3]
    elif match := _RANGE.match(text):
        first = match[1].split(maxsplit=1)
        ends, unit = (first[0], match[2]), match[3]
        if first[1:] not in ([], [unit]):
            raise InputError(f"interval = {text.strip()} has two units. {such}")
    else:
        raise InputError(f"interval = {text!r} is no interval. {such}")
    if not unit:
        readings = " or ".join(f'"{text.strip()} {one}"' for one in what.accepts)
        raise InputError(f"interval = {text.strip()} has no unit. Say {readings}.")
    low, high = (None if end is None else _read(f"{end} {unit}", what) for end in ends)
    if low is not None and high is not None and not low.value < high.value:
        raise InputError(f"interval = {text.strip()} ends below where it begins. {such}")
    return Interval(
        "own", name, "reference", OWN, "", "", (0.0, inf), what.specimen,
        _end(ends[0]), _end(ends[1]), unit, _printed(*ends),
    )  # fmt: skip


def _read(text: str, what: Analyte) -> units.Told:
    return units.read(text, name="interval", unit=what.unit, accepts=what.accepts, substance=what.substance)


def label(told: units.Told, interval: Interval) -> Label:
    """Return whether a reading, in the unit of its analyte, lies below, in or above an interval; an end is in range."""
    low, high = interval.ends()
    tiny = 1e-9 * max(abs(told.value), 1e-12)

    def word(value: float) -> str:
        return "low" if value < low - tiny else "high" if value > high + tiny else "in range"

    first, found, last = word(told.low), word(told.value), word(told.high)
    if units.parts(told.text)[0]:
        places = ("low", "in range", "high")
        reached = places[places.index(first) : places.index(last) + 1]
        return Label(" or ".join(reached), interval, len(reached) == 1)
    return Label(found, interval, first == found == last)


def labels(
    name: str, told: units.Told, *, own_interval: str = "", years: float | None = None, sex: str = ""
) -> tuple[Label, ...]:
    """Return a reading by the reporting laboratory's own interval where it is told, else by every one that we know."""
    if own_interval:
        return (label(told, own(name, own_interval)),)
    return tuple(label(told, one) for one in intervals(name, years=years, sex=sex))


@cache
def _alerts() -> tuple[Alert, ...]:
    found: list[Alert] = []
    for row in tables.sheet(ALERTS):
        place = f"{ALERTS} [{row['id']}]"
        tables.check_source(dict(row), place)
        if row["level"] not in LEVELS:
            raise TableError(f"{place}: level must be one of {', '.join(LEVELS)}.")
        what: Analyte = analyte(row["analyte"])
        if row["unit"] != what.unit:
            raise TableError(f"{place}: not in {what.unit}, the unit of its analyte.")
        low, high = _end(row["from"]), _end(row["to"])
        alert = Alert(
            row["id"], row["analyte"], row["level"], -inf if low is None else low, inf if high is None else high,
            row["includes"], row["unit"], row["audience"], row["words"], row["source"], row["mark"], row["where"],
        )  # fmt: skip
        found.append(alert)
    return tuple(found)


def alerts(name: str, value: float | None = None) -> tuple[Alert, ...]:
    """Return what levels of an analyte are said to mean; for a value in the unit of the analyte, what it reaches."""
    mine = (one for one in _alerts() if one.analyte == name)
    return tuple(one for one in mine if value is None or one.reached(value))


def triggers(labels: tuple[Label, ...]) -> tuple[str, ...]:
    """Return what the labels of one reading are a reason to look at, in words, with the rule that says so."""
    found: list[str] = []
    for row in tables.sheet(TRIGGERS):
        tables.check_source(dict(row), f"{TRIGGERS} [{row['id']}]")
        if any(one.interval.analyte == row["analyte"] and one.word == row["label"] for one in labels):
            found.append(f"{row['words'][0].upper()}{row['words'][1:]} [{row['id'].partition('.')[0]}].")
    return tuple(found)
