"""Separations: which rule a medicine falls under by its name, and how many hours it asks for.

The rows are interactions.csv (a medicine and magnesium) and pairs.csv (two medicines). A medicine that no row names
falls under the default S00: no other medicine within two to four hours of magnesium [emc_magnesium_salt]. What a trade
name, a product of several medicines or a whole class stands for is in cohort/products.csv.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache

from epsom import tables
from epsom.cohort import medicines
from epsom.errors import TableError
from epsom.plan.timetable.nouns import Held, Thing

TABLE = "plan/timetable/interactions.csv"
PAIRS = "plan/timetable/pairs.csv"
DEFAULT = "S00"
KINDS = ("apart", "never", "load", "watch")

_off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One row: ``before`` and ``after`` are the least hours by which the object precedes or follows magnesium [h].

    ``kind`` is ``apart`` (hours), ``never`` (at no interval), ``load`` (is magnesium itself) or ``watch`` (no hours).
    ``wish_before`` and ``wish_after`` are longer hours that another text asks for, held where there is room.
    """

    id: str
    object: str
    medicines: tuple[str, ...]
    kind: str
    before: float
    after: float
    wish_before: float
    wish_after: float
    severity: str
    action: str
    source: str
    mark: str
    because: str


@dataclass(frozen=True)
class Pair:
    """Two medicines apart, whatever the magnesium does; hours [h] None: as from magnesium; ``others`` empty: all."""

    id: str
    objects: tuple[str, ...]
    others: tuple[str, ...]
    before: float | None
    after: float | None
    action: str
    source: str
    mark: str


@dataclass(frozen=True)
class Apart:
    """What a rule asks of one pair of things: hours [h] from the first to the next second, and from that to it."""

    forth: float
    back: float
    never: bool
    held: Held


@cache
def rules() -> dict[str, Rule]:
    """Return the rules of interactions.csv by id; TableError for a row that says less than it must."""
    found: dict[str, Rule] = {}
    for row in tables.sheet(TABLE):
        place = f"{TABLE} [{row['id']}]"
        tables.check_source(row, place)
        if row["kind"] not in KINDS:
            raise TableError(f"{place}: kind {row['kind']!r} is none of {', '.join(KINDS)}.")
        before, after = _hours(row["before"]), _hours(row["after"])
        if (row["kind"] == "apart") != (before is not None and after is not None):
            raise TableError(f"{place}: hours before and after belong to kind apart, and to no other.")
        found[row["id"]] = Rule(
            row["id"], row["object"], _list(row["medicines"]), row["kind"], before or 0.0, after or 0.0,
            max(before or 0.0, _hours(row["wish_before"]) or 0.0), max(after or 0.0, _hours(row["wish_after"]) or 0.0),
            row["severity"], row["action"], row["source"], row["mark"], row["because"],
        )  # fmt: skip
    return found


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the rules between two medicines."""
    found: list[Pair] = []
    for row in tables.sheet(PAIRS):
        tables.check_source(row, f"{PAIRS} [{row['id']}]")
        others = () if row["others"] == "*" else _list(row["others"])
        hours = _hours(row["before"]), _hours(row["after"])
        said = row["action"], row["source"], row["mark"]
        found.append(Pair(row["id"], _list(row["objects"]), others, *hours, *said))
    return tuple(found)


def _hours(cell: str) -> float | None:
    return float(cell) if cell else None


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    names = {spelling.casefold(): (name,) for name, also in medicines.known().items() for spelling in (name, *also)}
    names |= medicines.products()
    longest = sorted(names, key=lambda spelling: (-len(spelling), spelling))
    words = [("^" if one.startswith("^") else "") + re.escape(one.removeprefix("^")) for one in longest]
    held = {spelling.removeprefix("^"): stands_for for spelling, stands_for in names.items()}
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)"), held


@lru_cache(maxsize=65536)
def keys(name: str) -> tuple[str, ...]:
    """Return the medicines that a name stands for, as the tables call them; none for a name nobody knows.

    Whole words count, the longest first, so ``Synthroid 50 mcg`` is levothyroxine and ``calcium channel blocker`` is
    no calcium; a product of two medicines is both, and a class is all of its medicines.
    """
    pattern, names = _spellings()
    found = pattern.findall(" ".join(name.casefold().split()))
    return tuple(dict.fromkeys(medicine for match in found for medicine in names[match]))


def of(found: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the rules for the hour of a medicine by its ``keys``; the default where no row has any for it."""
    own = tuple(rule for rule in rules().values() if not set(found).isdisjoint(rule.medicines))
    timed = tuple(rule for rule in own if rule.kind in ("apart", "never", "load")) or (rules()[DEFAULT],)
    return tuple(rule for rule in timed if rule.id not in _off)


def watched(name: str) -> tuple[Rule, ...]:
    """Return the rows that ask for no hour but for an eye on something, by a medicine's name."""
    found = keys(name)
    return tuple(
        rule for rule in rules().values() if rule.kind == "watch" and not set(found).isdisjoint(rule.medicines)
    )


def between(one: Thing, other: Thing, wished: bool) -> tuple[Apart, ...]:
    """Return what the rules ask between two things; ``wished`` takes the longer hours where texts disagree."""
    return _between(one, other, wished, _off)


@lru_cache(maxsize=1 << 16)
def _between(one: Thing, other: Thing, wished: bool, _switched: frozenset[str]) -> tuple[Apart, ...]:
    if one.magnesium and other.magnesium:
        return ()
    if one.magnesium:
        return tuple(Apart(ask.back, ask.forth, ask.never, ask.held) for ask in between(other, one, wished))
    if other.magnesium:
        return tuple(_from_magnesium(rule, one, other, wished) for rule in of(one.keys) if rule.kind != "load")
    forth = [_pair(pair, one, other, wished) for pair in pairs() if _meets(pair, one, other)]
    back = [_pair(pair, other, one, wished) for pair in pairs() if _meets(pair, other, one)]
    return (*forth, *(Apart(ask.back, ask.forth, ask.never, ask.held) for ask in back))


def _from_magnesium(rule: Rule, one: Thing, other: Thing, wished: bool) -> Apart:
    before = rule.wish_before if wished else rule.before
    after = rule.wish_after if wished else rule.after
    never = rule.kind == "never"
    how = rule.action if never else _apart(one.name, before, after, "magnesium")
    words = f"{one.name} and magnesium: {how}" if never else how
    return Apart(before, after, never, Held(rule.id, (one.name, other.name), words, rule.source, rule.mark))


def _meets(pair: Pair, one: Thing, other: Thing) -> bool:
    if pair.id in _off or set(one.keys).isdisjoint(pair.objects):
        return False
    return not pair.others or not set(other.keys).isdisjoint(pair.others)


def _pair(pair: Pair, one: Thing, other: Thing, wished: bool) -> Apart:
    before, after = pair.before, pair.after
    if before is None or after is None:
        own = [rule for rule in rules().values() if rule.kind == "apart" and _shared(rule, pair, one)]
        before = max(rule.wish_before if wished else rule.before for rule in own)
        after = max(rule.wish_after if wished else rule.after for rule in own)
    words = _apart(one.name, before, after, other.name)
    return Apart(before, after, False, Held(pair.id, (one.name, other.name), words, pair.source, pair.mark))


def _shared(rule: Rule, pair: Pair, one: Thing) -> bool:
    return not set(rule.medicines).isdisjoint(set(one.keys) & set(pair.objects))


def _apart(name: str, before: float, after: float, other: str) -> str:
    if after == 0:
        return f"{name} at least {before:g} h before {other}"
    if before == after:
        return f"{name} at least {before:g} h before or after {other}"
    return f"{name} at least {before:g} h before or {after:g} h after {other}"


def switched_off() -> frozenset[str]:
    """Return the ids of the rules that are switched off just now; none outside of a proof."""
    return _off


@contextmanager
def off(*ids: str) -> Generator[None]:
    """Switch rules off while a proof runs that each of them is needed; KeyError for an id that no row has."""
    global _off
    known = {*rules(), *(pair.id for pair in pairs())}
    if unknown := set(ids) - known:
        raise KeyError(sorted(unknown)[0])
    before, _off = _off, _off | frozenset(ids)
    try:
        yield
    finally:
        _off = before
