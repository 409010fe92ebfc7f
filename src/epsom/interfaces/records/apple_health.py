"""Apple Health: its export.xml, streamed record by record, however large it is.

The file begins with a description of its own form (a DTD). It is not read at all: in some versions of the telephone's
system it is malformed, and an entity in it could make the file grow without end. A file with entities is refused.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from epsom import units
from epsom.errors import InputError
from epsom.interfaces.records import figures
from epsom.interfaces.records.packed import Content
from epsom.interfaces.records.preview import Aside, Told
from epsom.interfaces.records.rows import Rows, Span
from epsom.interfaces.records.vocabulary import limit, megabytes

APP = "Apple Health"
ALL = "all"

_TYPE = "HKQuantityTypeIdentifierDietary"
_MAGNESIUM, _ENERGY, _WATER = f"{_TYPE}Magnesium", f"{_TYPE}EnergyConsumed", f"{_TYPE}Water"
_KCAL = {"kcal": 1.0, "Cal": 1.0}
_ROOT = b"<HealthData"
_NO_TEXT = bytes(byte for byte in range(32) if byte not in (9, 10, 13))


@dataclass(frozen=True)
class _Record:
    """One record of the export as it stands there; two that are equal are one record printed twice."""

    kind: str
    source: str
    start: str
    end: str
    unit: str
    value: str


@dataclass
class _Copies:
    """How often one record is printed, by the name of its food: inside of foods, and outside of them."""

    row: int
    inside: Counter[str] = field(default_factory=lambda: Counter())
    outside: Counter[str] = field(default_factory=lambda: Counter())

    def foods(self) -> list[str]:
        """Return the foods that have this record, each once."""
        return list(self.inside or self.outside)

    def repeats(self) -> int:
        """Return how many copies are more than one for each food; the copy outside of a food is not one."""
        return max(self.inside.total(), self.outside.total()) - len(self.foods())


@dataclass
class _Event:
    """What one program wrote down at one time about one food."""

    row: int
    source: str
    start: datetime.datetime
    food: str
    magnesium: float | None = None
    energy: float | None = None

    def named(self) -> str:
        return self.food or f"food logged in {self.source}"


def records(content: Content, span: Span, source: str | None) -> Rows:
    """Return what was eaten by the records of magnesium and of energy; a food without magnesium is looked up.

    ``source`` keeps the records of one program, or of "all". InputError for a damaged file, for one with entities,
    for a unit that is none of magnesium, and where two programs tell the same meal: which one counts is asked.
    """
    found = Rows()
    events = _events(content, span, source, found)
    if source is None:
        _ask_whose(events)
    for event in events:
        if event.magnesium is None and not event.energy:
            continue
        found.told.append(
            Told(
                event.row, event.start.date(), event.start.time().replace(second=0), "", "", event.named(),
                magnesium=event.magnesium, energy=event.energy,
            )
        )  # fmt: skip
    if found.told:
        found.questions.append(
            "Apple Health does not tell supplements from food: all magnesium counts as food. Was a supplement logged? "
            "Then take its line out and write it as a supplement."
        )
    else:
        found.questions.append("No record of magnesium or of energy eaten lies in these days.")
    return found


def _events(content: Content, span: Span, source: str | None, found: Rows) -> list[_Event]:
    sources: set[str] = set()
    copies: dict[_Record, _Copies] = {}
    for row, element, food, nested in _dietary(content):
        told = _record(element)
        sources.add(told.source)
        if source in (None, ALL, told.source):
            printed = copies.setdefault(told, _Copies(row))
            (printed.inside if nested else printed.outside)[food] += 1
    if source not in (None, ALL) and sources and source not in sources:
        raise InputError(f"source = {source!r} wrote no record of food. Those that did: {', '.join(sorted(sources))}.")
    events: dict[tuple[str, str, str], _Event] = {}
    water = 0
    for told, printed in sorted(copies.items(), key=lambda one: one[1].row):
        row, shown = printed.row, f"{told.start} {told.source}: {told.value} {told.unit}"
        try:
            start, value = _when(told.start), 0.0 if told.kind == _WATER else _value(told)
        except InputError as error:
            found.quarantined.append(Aside(row, shown, error.message))
            continue
        if start.date() not in span:
            found.outside += 1
            continue
        if told.kind == _WATER:
            water += 1
            continue
        found.quarantined += [
            Aside(row, shown, "stands twice: the same program wrote the same amount at the same time. Counted once.")
        ] * printed.repeats()
        for food in printed.foods():
            event = events.setdefault((told.source, told.start, food), _Event(row, told.source, start, food))
            if told.kind == _MAGNESIUM:
                event.magnesium = (event.magnesium or 0.0) + value
            else:
                event.energy = (event.energy or 0.0) + value
    if water:
        found.questions.append(
            f"{water} records of water are not counted: programs write the water in foods there as well. What was "
            'drunk? Add it as a line, such as "250 mL tap water".'
        )
    return sorted(events.values(), key=lambda event: event.start)


def _ask_whose(events: list[_Event]) -> None:
    """Raise InputError where two programs tell food at one time: the same meal would count twice."""
    near = datetime.timedelta(minutes=limit("same_time"))
    for one, other in pairwise(events):
        if one.source != other.source and other.start - one.start <= near:
            sources = sorted({event.source for event in events})
            first = f"{one.source} tells {_amounts(one)} at {one.start:%Y-%m-%d %H:%M}"
            raise InputError(
                f"{first} and {other.source} tells {_amounts(other)} at {other.start:%H:%M}. If that is one meal, it "
                f"must not count twice. Say which program counts: --source NAME, one of {', '.join(sources)}; or "
                f"--source {ALL} if they tell different foods."
            )


def _amounts(event: _Event) -> str:
    magnesium = None if event.magnesium is None else f"{event.magnesium:g} mg"
    return magnesium or f"{event.energy:g} kcal"


def _record(element: Element) -> _Record:
    told = element.attrib
    return _Record(*(told.get(key, "") for key in ("type", "sourceName", "startDate", "endDate", "unit", "value")))


def _when(told: str) -> datetime.datetime:
    readings, rest = figures.day_and_rest(told)
    at = figures.clock(rest) or datetime.time()
    return datetime.datetime.combine(readings["day-first"], at)


def _value(told: _Record) -> float:
    value = figures.figure(told.value, commas=False)
    if value < 0.0:
        raise InputError(f"{told.value} {told.unit} is less than nothing.")
    if told.kind == _ENERGY:
        if told.unit not in _KCAL:
            raise InputError(f"energy in {told.unit or 'no unit'} is not read. Export it in kcal.")
        return value * _KCAL[told.unit]
    try:
        return value * units.factor(told.unit, "mg", "magnesium")
    except (KeyError, ValueError):
        unit = f"in {told.unit}, which is none of its units" if told.unit else "without a unit"
        raise InputError(f"magnesium {unit}; it is not guessed from the number.") from None


def _dietary(content: Content) -> Iterator[tuple[int, Element, str, bool]]:
    """Yield the records of food: their number in the file, themselves, the food's name, and whether they lie in one.

    A food is written as a correlation that holds its records, and the export prints these a second time outside it.
    """
    parser: XMLPullParser[Any] = XMLPullParser(events=("start", "end"))
    open_: list[Element] = []
    row = 0
    for piece in _body(content):
        try:
            parser.feed(piece)
            steps = list(cast(Iterator[tuple[str, Element]], parser.read_events()))
        except ParseError as error:
            raise InputError(_broken(content, error)) from None
        for step, element in steps:
            if step == "start":
                open_.append(element)
                continue
            open_.pop()
            nested = any(outer.tag == "Correlation" for outer in open_)
            if element.tag == "Record" and not nested:
                row += 1
                if element.get("type") in (_MAGNESIUM, _ENERGY, _WATER):
                    yield row, element, _food(element), False
            elif element.tag == "Correlation":
                for one in element.iter("Record"):
                    row += 1
                    if one.get("type") in (_MAGNESIUM, _ENERGY, _WATER):
                        yield row, one, _food(element), True
            if len(open_) == 1:
                open_[0].clear()
    try:
        parser.close()
    except ParseError as error:
        raise InputError(_broken(content, error)) from None


def _broken(content: Content, error: ParseError) -> str:
    return f"{content.name} breaks off or is damaged ({error}, counted from its first record). Export it again."


def _food(element: Element) -> str:
    named = (one.get("value", "") for one in element.iter("MetadataEntry") if one.get("key") == "HKFoodType")
    return next(named, "").strip()


def _body(content: Content) -> Iterator[bytes]:
    """Yield the file from its first element on, without what it says of its own form.

    Signs that no XML may hold, which some versions of the telephone's system print, become spaces.
    """
    prolog = b""
    body = False
    clean = bytes.maketrans(_NO_TEXT, b" " * len(_NO_TEXT))
    for piece in content.chunks():
        if body:
            yield piece.translate(clean)
            continue
        prolog += piece
        start = prolog.find(_ROOT)
        head = prolog if start < 0 else prolog[:start]
        if b"<!ENTITY" in head or b"SYSTEM" in head or b"PUBLIC" in head:
            raise InputError(
                f"{content.name} defines entities or names other files before its first record. An export of Apple "
                "Health does neither, and such a file can be made to do harm. It is not read. Export it again."
            )
        if len(head) > megabytes("longest_prolog"):
            raise InputError(f"{content.name} has no records where a health export has them. Export it again.")
        if start >= 0:
            body = True
            yield prolog[start:].translate(clean)
    if not body:
        raise InputError(f"{content.name} breaks off before its first record. Export it again.")
