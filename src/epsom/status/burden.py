"""Burden: which tests there are, what each asks of the person, and who may not have it.

The rows are in tests.csv and barred.csv. A score of burden runs from 1 (a tube of blood) to 5 (a day in hospital).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.errors import TableError
from epsom.labs.protocols import protocols
from epsom.labs.workbench.answer import number as workbench

TESTS, BARRED = "status/tests.csv", "status/barred.csv"
COSTS = ("low", "middle", "high")


@dataclass(frozen=True)
class LabTest:
    """One test: the analyte it reads (by a protocol, for a loading test), and what it asks of the person.

    ``burden`` says it in words, ``score`` from 1 to 5, ``hours`` is the time from its beginning to its end [h], and
    ``cost`` its class. ``barred`` names the rules of barred.csv by which a person may not have it.
    """

    id: str
    analyte: str
    protocol: str | None
    heading: str
    burden: str
    score: int
    hours: float
    cost: str
    barred: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What is told of a person that may bar a test, as in a person file: ``egfr`` [mL/min/1.73m2], ``age`` [years]."""

    age: float
    egfr: float | None = None
    pregnant: bool = False
    conditions: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bar:
    """Why somebody may not have a test: any one of what it names is enough. ``words`` are the reason."""

    id: str
    words: str
    conditions: tuple[re.Pattern[str], ...]
    medicines: frozenset[str]
    egfr_below: float | None
    egfr_unknown: bool
    pregnant: bool
    age_below: float | None

    def holds(self, known: Known) -> bool:
        """Tell whether this bars a person of whom this is known."""
        low = self.egfr_below is not None and known.egfr is not None and known.egfr < self.egfr_below
        young = self.age_below is not None and known.age < self.age_below
        unknown = self.egfr_unknown and known.egfr is None
        named = any(pattern.search(told) for pattern in self.conditions for told in known.conditions)
        return low or young or unknown or named or (self.pregnant and known.pregnant) or self._taken(known.medicines)

    def _taken(self, medicines: Collection[str]) -> bool:
        return not self.medicines.isdisjoint(medicines)


@cache
def listed() -> dict[str, LabTest]:
    """Return every test by its name; TableError for a rule or a protocol that is not known."""
    return {row["test"]: _test(row) for row in tables.sheet(TESTS)}


@cache
def bars() -> dict[str, Bar]:
    """Return every reason why somebody may not have a test, by its name."""
    return {row["id"]: _bar(row) for row in tables.sheet(BARRED)}


def barred(test: LabTest, known: Known) -> tuple[str, ...]:
    """Return why this person may not have this test, a sentence each; nothing where nothing forbids it."""
    return tuple(bars()[name].words for name in test.barred if bars()[name].holds(known))


def _test(row: dict[str, str]) -> LabTest:
    place = f"{TESTS} [{row['test']}]"
    tables.check_source(dict(row), place)
    protocol = row["protocol"] or None
    if protocol is not None and protocol not in protocols():
        raise TableError(f"{place}: {protocol!r} is no protocol of a loading test.")
    if (protocol is None) == (not row["hours"]):
        raise TableError(f"{place}: hours stand here, or in the protocol where there is one.")
    names = tuple(name for name in row["barred"].split(";") if name)
    if unknown := [name for name in names if name not in bars()]:
        raise TableError(f"{place}: {unknown[0]!r} is no row of {BARRED}.")
    score, cost = int(row["score"]), row["cost"]
    if not 1 <= score <= 5 or cost not in COSTS:
        raise TableError(f"{place}: a score is 1 to 5 and a cost {', '.join(COSTS)}.")
    hours = protocols()[protocol].collection_h if protocol else float(row["hours"])
    return LabTest(row["test"], row["analyte"], protocol, row["heading"], row["burden"], score, hours, cost, names)


def _bar(row: dict[str, str]) -> Bar:
    tables.check_source(dict(row), f"{BARRED} [{row['id']}]")
    least = _filtration(row["egfr_below"])
    limit = row["age_below"] if least is None else f"{least:g}"
    return Bar(
        id=row["id"],
        words=row["words"].format(limit=limit),
        conditions=tuple(re.compile(part, re.I) for part in row["conditions"].split(";") if part),
        medicines=frozenset(part for part in row["medicines"].split(";") if part),
        egfr_below=least,
        egfr_unknown=row["egfr_unknown"] == "yes",
        pregnant=row["pregnant"] == "yes",
        age_below=float(row["age_below"]) if row["age_below"] else None,
    )


def _filtration(told: str) -> float | None:
    """Return a filtration below which a test is barred: a number, or the name that the workbench has it by."""
    if not told:
        return None
    return workbench(told) if told.isidentifier() else float(told)
