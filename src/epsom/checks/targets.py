"""Targeted persons: for each rule of the list a set for whom that rule alone stands before a wrong regimen.

Everybody here is well but for the one thing the rule is about, and lacks enough magnesium that a regimen is worth it.
With the rule in the product nobody's regimen breaks the list; with the rule switched off somebody's must.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from epsom.checks import own_list
from epsom.checks.nouns import Case

WELL: Mapping[str, Any] = {
    "age": 40.0, "sex": "female", "pregnancy_week": None, "lactating": False, "egfr": 95.0, "dialysis": False,
    "weight": 65.0, "conditions": (), "medicines": (), "told_hours": (), "serum": None, "supplement": 0.0,
    "supplement_hours": (), "authority": "US/CA NASEM 1997",
}  # fmt: skip
WANTED = (10.0, 40.0, 80.0, 150.0, 400.0)
"""Absorbed magnesium that is missing [mg/day]: from a little to more than any limit lets in."""
AUTHORITIES = ("US/CA NASEM 1997", "EU EFSA 2015")


def ids() -> tuple[str, ...]:
    """Return the ids of all rules that stand between somebody and a wrong regimen."""
    return tuple(_sets())


def targeted(rule: str) -> tuple[Case, ...]:
    """Return the persons for whom this rule alone stands between them and a wrong regimen; KeyError without one."""
    return tuple(_sets()[rule]())


def _sets() -> dict[str, Callable[[], Iterator[Case]]]:
    found: dict[str, Callable[[], Iterator[Case]]] = {"T12": _limit, "T13": _split}
    found |= {gate.id: lambda gate=gate: _gate(gate) for gate in own_list.gates()}
    found |= {own_list.unknown().id: _unmeasured, own_list.unknown().otherwise: lambda: _each({"egfr": None})}
    for bar in own_list.bars():
        found.setdefault(bar.id, lambda id=bar.id: _barred(id))
    for rule in own_list.aparts():
        if rule.never or rule.before or rule.after:
            found[rule.rule] = lambda rule=rule: _taking(rule)
    found |= {pair.rule: lambda pair=pair: _both(pair) for pair in own_list.pairs()}
    return found


def _each(facts: Mapping[str, Any]) -> Iterator[Case]:
    for wanted, authority in product(WANTED, AUTHORITIES):
        yield Case({**WELL, "authority": authority, **facts}, wanted)


def _limit() -> Iterator[Case]:
    """Every authority, ages of every band, and some who take magnesium already, up to the limit and above it."""
    ages = ((1.5, 11.0), (3.5, 15.0), (6.0, 21.0), (10.5, 33.0), (14.0, 50.0), (40.0, 65.0), (80.0, 60.0))
    for (age, weight), authority in product(ages, own_list.authorities()):
        most = own_list.limit(authority, age, weight) or 0.0
        for wanted, taken in product((40.0, 150.0, 400.0), (0.0, 0.5 * most, most, most + 50.0)):
            yield Case({**WELL, "age": age, "weight": weight, "authority": authority, "supplement": taken}, wanted)


def _split() -> Iterator[Case]:
    """The half grown and the grown, who lack little or much: for some of them one intake a day would be enough."""
    for age, authority, wanted in product((12.0, 15.0, 40.0), AUTHORITIES, range(10, 160, 10)):
        yield Case({**WELL, "age": age, "authority": authority}, float(wanted))


def _gate(gate: own_list.Gate) -> Iterator[Case]:
    for egfr in (gate.low, (gate.low + gate.high) / 2, gate.high - 0.01):
        yield from _each({"egfr": egfr})
    if gate.dialysis:
        yield from _each({"dialysis": True})
        yield from _each({"dialysis": True, "egfr": None})
    for name in sorted(gate.conditions):
        yield from _each({"conditions": (name,)})


def _unmeasured() -> Iterator[Case]:
    rule = own_list.unknown()
    yield from _each({"egfr": None, "age": rule.age})
    for name in sorted(rule.conditions):
        yield from _each({"egfr": None, "conditions": (name,)})


def _barred(id: str) -> Iterator[Case]:
    for bar in own_list.bars():
        if bar.id != id:
            continue
        for name in sorted(bar.conditions):
            yield from _each({"conditions": (name,)})
        if bar.serum_above < 10.0:
            for serum in (bar.serum_above + 0.001, 1.5, 3.0):
                yield from _each({"serum": serum})
        if bar.serum_below > 0.0:
            for serum in (0.2, bar.serum_below - 0.001):
                yield from _each({"serum": serum})
        if bar.age_below > 0.0:
            for age, weight in ((0.05, 4.0), (0.5, 7.0), (0.99, 9.5)):
                yield from _each({"age": age, "weight": weight})
    loosening = own_list.loosening()
    if id == loosening.id:
        for name in sorted(loosening.conditions):
            yield from _each({"conditions": (name,)})


def _taking(rule: own_list.Apart) -> Iterator[Case]:
    """Who takes the medicine at no told hour, and at each half hour: one of them is where magnesium would be."""
    for name in rule.names or ("newdrugumab", "a tea of herbs"):
        yield from _each({"medicines": (name,)})
        for half in range(2 * 6, 2 * 23 + 1):
            for wanted in (40.0, 150.0):
                yield Case({**WELL, "medicines": (name,), "told_hours": ((name, (half / 2,)),)}, wanted)


def _both(pair: own_list.Pair) -> Iterator[Case]:
    """Who takes both medicines at no told hour, and the first at noon with the other at each half hour around it."""
    for name, other in product(pair.names, pair.others or ("newdrugumab", "a tea of herbs")):
        yield from _each({"medicines": (name, other)})
        for half in range(2 * 6, 2 * 18 + 1):
            hours = ((name, (12.0,)), (other, (half / 2,)))
            yield Case({**WELL, "medicines": (name, other), "told_hours": hours}, WANTED[1])
