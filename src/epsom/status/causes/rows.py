"""The rows of causes: prior odds, findings by branch, and questions, each with its source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial

from epsom import tables
from epsom.cohort import conditions, medicines
from epsom.errors import TableError

FOLDER = "status/causes"
NUMBERS, CAUSES = f"{FOLDER}/causes.toml", f"{FOLDER}/causes.csv"
FINDINGS, QUESTIONS = f"{FOLDER}/findings.csv", f"{FOLDER}/questions.csv"
BRANCHES = ("kidney", "gut", "intake", "shift", "artefact", "skin", "unknown")
ASKED_BY = ("always", "medicine", "condition", "text", "albumin")
NOT_KNOWN = "none of these or not known"
GUT_UNTOLD = "gut loss that was not told"
number = partial(tables.number, NUMBERS)


@dataclass(frozen=True)
class CauseRow:
    """One cause: its ``branch`` (the way of the loss), its ``pattern`` in urine, and its row of the branch table.

    ``names`` are causes of the cohort that ask for it, ``words`` patterns to look for among all names told. ``odds``
    are those of being the main cause of a low serum against no known one, before any finding.
    """

    name: str
    branch: str
    pattern: str
    group: str
    asked_by: str
    names: tuple[str, ...]
    words: re.Pattern[str] | None
    odds: float
    rule: str
    source: str
    evidence: str


@dataclass(frozen=True)
class Shape:
    """How a finding is spread where one cause holds: log-normal, by its ``median`` and the ``spread`` of its log."""

    median: float
    spread: float
    source: str


@dataclass(frozen=True)
class Question:
    """A question with two answers: how often it is yes ``of`` some causes, and ``otherwise``."""

    name: str
    of: tuple[str, ...]
    yes: float
    otherwise: float
    source: str

    def chance(self, cause: CauseRow) -> float:
        """Return how often the answer is yes where this cause holds [1]."""
        return self.yes if cause.name in self.of or cause.asked_by in self.of else self.otherwise


@cache
def causes() -> dict[str, CauseRow]:
    """Return the causes by name; TableError for a branch nobody knows, or a name the cohort does not have."""
    found: dict[str, CauseRow] = {}
    cohort = {*medicines.known(), *conditions.known()}
    for row in tables.sheet(CAUSES):
        place = f"{CAUSES} [{row['cause']}]"
        tables.check_source(dict(row), place)
        names = _parted(row["names"])
        if row["branch"] not in BRANCHES or row["asked_by"] not in ASKED_BY:
            raise TableError(f"{place}: branch or asked_by is none of those known.")
        if missing := [name for name in names if name not in cohort]:
            raise TableError(f"{place}: {missing[0]!r} is no medicine or condition of the cohort.")
        odds, words = float(row["odds"]), _parted(row["words"])
        if not odds > 0:
            raise TableError(f"{place}: odds must be above zero.")
        found[row["cause"]] = CauseRow(
            row["cause"], row["branch"], row["pattern"], row["group"], row["asked_by"], names,
            re.compile("|".join(words), re.I) if words else None, odds, row["rule"], row["source"],
            row["where"] or row["because"],
        )  # fmt: skip
    return found


@cache
def shapes() -> dict[tuple[str, str], Shape]:
    """Return how findings are spread, by finding and by the cause, pattern or branch it is told of."""
    found: dict[tuple[str, str], Shape] = {}
    known = {key for row in causes().values() for key in (row.name, row.pattern, row.branch)}
    for row in tables.sheet(FINDINGS):
        place = f"{FINDINGS} [{row['finding']}, {row['of']}]"
        tables.check_source(dict(row), place)
        median, spread = float(row["median"]), float(row["spread"])
        if row["of"] not in known or not (median > 0 and spread > 0):
            raise TableError(f"{place}: no such cause, pattern or branch, or a number that is not above zero.")
        found[row["finding"], row["of"]] = Shape(median, spread, row["source"])
    return found


def shape(finding: str, cause: CauseRow) -> Shape:
    """Return how a finding is spread where a cause holds: by its own row, its pattern's, its branch's, else unknown."""
    for key in (cause.name, cause.pattern, cause.branch):
        if (finding, key) in shapes():
            return shapes()[finding, key]
    return shapes()[finding, "unknown"]


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions that may part two causes; TableError for a share that is none."""
    found: list[Question] = []
    for row in tables.sheet(QUESTIONS):
        place = f"{QUESTIONS} [{row['question']}]"
        tables.check_source(dict(row), place)
        yes, otherwise, of = float(row["yes"]), float(row["otherwise"]), _parted(row["of"])
        if not 0 < otherwise < yes < 1:
            raise TableError(f"{place}: yes must be above otherwise, both between 0 and 1.")
        if missing := [name for name in of if name not in causes() and name not in ASKED_BY]:
            raise TableError(f"{place}: {missing[0]!r} is no cause.")
        found.append(Question(row["question"], of, yes, otherwise, row["source"]))
    return tuple(found)


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
