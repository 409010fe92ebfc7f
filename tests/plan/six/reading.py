"""The reading of the six plans against the clinical note: its rows, and what a program can hold of each.

``reading.csv`` has a row for each line that was read: for whom (``all`` for everybody), the line of the plan by its
rule, what the note says and where, the verdict by hand, and a ``check`` in few words, empty where only a reader can
tell. The rows speak of limits, causes, cautions, monitoring, stops, hours and words, never of which food is chosen.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from epsom.assessment import journey as journeys
from epsom.assessment.views import result_id
from epsom.interfaces.files import read_person
from epsom.interfaces.planning.clinician import clinician
from epsom.interfaces.planning.lay import lay
from epsom.plan import Plan, advise
from epsom.plan.regimen import monitoring
from epsom.plan.regimen.candidates import products
from epsom.plan.regimen.rules import rule
from epsom.plan.timetable import Timetable

TABLE = Path(__file__).with_name("reading.csv")
SIX = Path(__file__).parents[3] / "examples" / "six"
NAMES = ("paul", "julia", "george", "ruth", "sanne", "emil")
VERDICTS = ("holds", "differs")


@dataclass(frozen=True)
class Reading:
    """One row: whose plan, its ``line``, what the ``note`` says and ``where``, the ``verdict``, ``why``, the check."""

    person: str
    line: str
    note: str
    where: str
    verdict: str
    why: str
    check: str


@dataclass(frozen=True)
class Shown:
    """The plan of one of the six, and both views of it as printed."""

    plan: Plan
    lay: str
    clinician: str


@cache
def rows() -> tuple[Reading, ...]:
    """Return the rows of the table in its order."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return tuple(Reading(**row) for row in csv.DictReader(stream))


def of(name: str) -> tuple[Reading, ...]:
    """Return the rows that are read for one of the six: those for everybody come last."""
    return (*(row for row in rows() if row.person == name), *(row for row in rows() if row.person == "all"))


@cache
def shown(name: str, persons: int | None = None) -> Shown:
    """Return the plan of one of the six, lived through by as many virtual persons as the command takes, or fewer."""
    many = journeys.DEFAULT_PERSONS if persons is None else persons
    walked = journeys.walk(read_person(str(SIX / f"{name}.yaml")), persons=many)
    plan, result = advise(walked, clinician=True), result_id(walked)
    return Shown(plan, lay(walked, plan, result), clinician(walked, plan, result))


def holds(check: str, found: Shown) -> bool:
    """Tell whether a check holds of a plan; KeyError for a check that nobody knows."""
    word, _, told = check.partition(" ")
    return _CHECKS[word](told, found)


def _limit(told: str, found: Shown) -> bool:
    return found.plan.room.limit == float(told)


def _gate(told: str, found: Shown) -> bool:
    return found.plan.room.gate.id == told


def _cause(told: str, found: Shown) -> bool:
    return told in {one.rule for one in found.plan.causes} and f"{told}  " in found.clinician


def _caution(told: str, found: Shown) -> bool:
    said = [one for one in found.plan.cautions if one.rule == told]
    return bool(said) and all(one.words.split(":")[0] in _flat(found.lay) for one in said)


def _measures(told: str, found: Shown) -> bool:
    lines = monitoring.monitor(found.plan.patient, found.plan.room.gate, found.plan.proposal.weeks)
    printed = not found.plan.proposal.regimens or f"{told}  " in found.clinician
    return any(line.startswith(rule(told).sentence()) for line in lines) and printed


def _stops(told: str, found: Shown) -> bool:
    printed = not found.plan.proposal.regimens or f"{told}  " in found.clinician
    return rule(told).sentence() in monitoring.stop() and printed


def _bars(told: str, found: Shown) -> bool:
    same = {one.id for one in products() if one.salt.name == told}
    taken = {each.salt for one in found.plan.proposal.regimens for each in one.intakes}
    return bool(same) and same <= {*found.plan.room.barred} and told not in taken


def _open(told: str, found: Shown) -> bool:
    return not found.plan.room.blocks


def _once(told: str, found: Shown) -> bool:
    for one in found.plan.proposal.regimens:
        at_once: dict[float, float] = {}
        for each in one.intakes:
            at_once[each.at] = at_once.get(each.at, 0.0) + each.milligrams
        if max(at_once.values()) > float(told):
            return False
    return rule("T13").number == float(told)


def _within(told: str, found: Shown) -> bool:
    return all(one.per_day <= float(told) for one in found.plan.proposal.regimens)


def _apart(told: str, found: Shown) -> bool:
    name, _, hours = told.rpartition(" ")
    table = found.plan.hours
    if not isinstance(table, Timetable):
        return False
    own = [slot.at for slot in table.slots if slot.name == "magnesium"]
    theirs = [slot.at for slot in table.slots if slot.name == name]
    gaps = [min(abs(a - b), 24.0 - abs(a - b)) for a in own for b in theirs]
    return bool(theirs) and all(gap >= float(hours) for gap in gaps)


def _side(told: str, found: Shown) -> bool:
    sides = [side for one in found.plan.diet.alternatives for side in one.sides if side.nutrient == told]
    return len(sides) == len(found.plan.diet.alternatives) and all(side.change <= 1e-6 for side in sides)


def _order(told: str, found: Shown) -> bool:
    first, _, then = told.partition(" < ")
    return first in found.clinician and found.clinician.index(first) < (found.clinician + then).index(then)


def _first(told: str, found: Shown) -> bool:
    first, _, then = told.partition(" < ")
    return first in found.lay and found.lay.index(first) < (found.lay + then).index(then)


def _ages(told: str, found: Shown) -> bool:
    known = {(one.salt.name, one.form): one.from_age for one in products()}
    taken = [each for one in found.plan.proposal.regimens for each in one.intakes]
    young = {one.id for one in products() if one.from_age > float(told)}
    return young <= {*found.plan.room.barred} and all(known[each.salt, each.form] <= float(told) for each in taken)


def _flat(text: str) -> str:
    return " ".join(text.split())


_CHECKS: dict[str, Callable[[str, Shown], bool]] = {
    "limit": _limit, "gate": _gate, "cause": _cause, "no-cause": lambda told, found: not _cause(told, found),
    "caution": _caution, "no-caution": lambda told, found: told not in {one.rule for one in found.plan.cautions},
    "measures": _measures, "no-measure": lambda told, found: f"{told}  " not in found.clinician, "stops": _stops,
    "bars": _bars, "open": _open, "once": _once, "within": _within, "apart": _apart, "side": _side, "order": _order,
    "first": _first, "ages": _ages, "says": lambda told, found: told in _flat(found.clinician),
    "lacks": lambda told, found: told not in _flat(found.clinician),
    "lay-says": lambda told, found: told in _flat(found.lay),
    "lay-lacks": lambda told, found: told not in _flat(found.lay),
}  # fmt: skip
