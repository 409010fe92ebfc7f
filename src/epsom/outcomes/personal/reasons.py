"""Reasons: what of this person may lower magnesium, and so bears on an outcome; for review, and nobody's verdict.

Which way a medicine or a condition moves magnesium is read off its rows in the cohort's tables: the middle of its scale
on a parameter of the body, and what that parameter does to magnesium (reasons.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.cohort import conditions, effects, medicines
from epsom.cohort.effects import Cause, Effect
from epsom.elementwise import log
from epsom.errors import TableError
from epsom.outcomes.loops import Loop, loops
from epsom.outcomes.outcome import Evidence
from epsom.outcomes.personal.whom import PersonView, named
from epsom.outcomes.personal.wording import say

TABLE = "outcomes/personal/reasons.toml"
RHYTHM = 13
"""The row of the mission about the rhythm of the heart, and the medicines that raise its risks."""


def notes(one: Evidence, person: PersonView) -> tuple[str, ...]:
    """Return what of this person bears on an outcome, a sentence each, with its source; empty for most outcomes.

    Of the heart's rhythm: medicines and conditions told that may lower magnesium, and medicines for which a low
    magnesium is a danger. Of sugar, and of kidneys and nerves in diabetes: the same for people with diabetes, what
    raises magnesium as well, and that the loop they are part of is a hypothesis.
    """
    if RHYTHM in one.mission:
        return _reviewed((*_moving(person, both=False), *_of_rhythm(person)), person)
    found = loop(one, person)
    return (*_reviewed(tuple(_moving(person, both=True)), person), found.note) if found else ()


def _reviewed(said: tuple[str, ...], person: PersonView) -> tuple[str, ...]:
    """Return the sentences, each once; where a medicine may lower magnesium, last that this is no reason to stop it."""
    told = tuple(dict.fromkeys(said))
    lowers = any((cause := _cause(medicines.TABLE, each.name)) and balance(cause) < 0.0 for each in person.medicines)
    return (*told, say("reasons.prescribed")) if lowers else told


def loop(one: Evidence, person: PersonView) -> Loop | None:
    """Return the loop that an outcome is part of in this person, None where it is in none."""
    told = named(person)
    fitting = (chain for chain in loops() if one.system in chain.systems and told & set(chain.conditions))
    return next(fitting, None)


def balance(cause: Cause) -> float:
    """Return how a medicine or a condition moves magnesium: below 0 less in the body, above 0 more, 0 not known.

    The sum over its rows of the logarithm of the middle factor, with the sign of the parameter; its size means little.
    """
    return sum(_sign(effect) * float(log(effect.scale[1])) for effect in cause.effects)


def _moving(person: PersonView, *, both: bool) -> Iterator[str]:
    """Yield a sentence for each medicine and condition told that lowers magnesium; with ``both`` also what raises."""
    taken = [(medicines.TABLE, medicine.name) for medicine in person.medicines]
    for table, told in (*taken, *((conditions.TABLE, name) for name in person.conditions)):
        cause = _cause(table, told)
        moved = balance(cause) if cause else 0.0
        if cause and (moved < 0.0 or (both and moved > 0.0)):
            yield _sentence(told, cause, "less" if moved < 0.0 else "more")


def _sentence(told: str, cause: Cause, way: str) -> str:
    name = told.strip()
    name = name if name.casefold() == cause.name.casefold() else f"{name} ({cause.name})"
    if cause.name in _seen():
        entry = _seen()[cause.name]
        return _written(f"reasons.{way}", cause=name, why=entry["says"], source=entry["source"])
    side = 1.0 if way == "more" else -1.0
    at_work = [one for one in cause.effects if side * _sign(one) * float(log(one.scale[1])) > 0.0]
    why = " and ".join(dict.fromkeys(str(_parameters()[_key(one)][way]) for one in at_work))
    read = dict.fromkeys(one.source for one in at_work if one.source in tables.sources())
    guess = say("reasons.guess", because=at_work[0].because) if not read else ""
    return _written(f"reasons.{way}", cause=name, why=why, source=", ".join(read) or guess)


def _of_rhythm(person: PersonView) -> Iterator[str]:
    """Yield a sentence for each medicine told for which a low magnesium is a danger."""
    for told in (*(medicine.name for medicine in person.medicines), *person.other_medicines):
        for row in _table()["rhythm"]:
            if any(re.search(rf"\b{re.escape(name)}\b", told, flags=re.I) for name in row["names"]):
                yield _written("reasons.rhythm", cause=told.strip(), says=row["says"], source=row["source"])


def _written(template: str, **filled: str) -> str:
    sentence = say(template, **filled)
    return sentence[:1].upper() + sentence[1:]


def _cause(table: str, told: str) -> Cause | None:
    """Return the medicine or condition of this name, None for one that moves nothing Epsom knows."""
    wanted = told.strip().casefold()
    for cause in effects.causes(table).values():
        if wanted in {spelling.casefold() for spelling in (cause.name, *cause.names)}:
            return cause
    return None


def _sign(effect: Effect) -> int:
    entry = _parameters().get(_key(effect))
    return int(entry["sign"]) if entry else 0


def _key(effect: Effect) -> str:
    return f"{effect.organ}.{effect.parameter}"


@cache
def _parameters() -> Mapping[str, Mapping[str, Any]]:
    found = {row["name"]: row for row in _table()["parameter"]}
    if wrong := [name for name, row in found.items() if row["sign"] not in (-1, 1)]:
        raise TableError(f"{TABLE} [{wrong[0]}]: a sign is 1 or -1.")
    return found


@cache
def _seen() -> Mapping[str, Mapping[str, Any]]:
    found = {row["cause"]: row for row in _table()["seen"]}
    known = {*effects.causes(medicines.TABLE), *effects.causes(conditions.TABLE)}
    if wrong := set(found) - known:
        raise TableError(f"{TABLE} [seen]: {sorted(wrong)[0]!r} is no medicine or condition of the cohort's tables.")
    return found


@cache
def _table() -> Mapping[str, Any]:
    content: dict[str, Any] = tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
    tables.check_source(content["direction"], f"{TABLE} [direction]")
    for kind in ("seen", "rhythm"):
        for row in content[kind]:
            tables.check_source(row, f"{TABLE} [{kind}]")
    return content
