"""The rules a regimen is held against: rows of rules.csv, each with its source, its audience and its words.

Further words by which a rule knows a condition or a medicine are rows of words.csv, with sources of their own.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache

from epsom.cohort import conditions, effects, medicines
from epsom.errors import TableError
from epsom.tables import check_source, sheet

TABLE, WORDS = "plan/regimen/rules.csv", "plan/regimen/words.csv"
KINDS = (
    "limit", "gate", "contraindication", "caution", "hours", "objective", "monitoring", "stop", "cause", "note",
)  # fmt: skip
AUDIENCES = ("all", "clinician")
_off: set[str] = set()


@dataclass(frozen=True)
class Rule:
    """One rule: for whom (``condition``, in words), what follows (``action``), and whence.

    ``low`` (included), ``high`` (excluded) and ``number`` mean what ``condition`` says: eGFR in mL/min/1.73m2 at the
    gates, serum magnesium in mmol/L, years, or mg; None where the row has none. ``weeks`` is when to measure, from and
    to; ``hours`` are clock hours.
    """

    id: str
    kind: str
    condition: str
    action: str
    low: float | None
    high: float | None
    number: float | None
    weeks: tuple[float, float] | None
    hours: tuple[float, ...]
    audience: str
    source: str
    mark: str
    where: str
    because: str

    def within(self, value: float) -> bool:
        """Tell whether a value lies from ``low`` to below ``high``; an end that is not told is open."""
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)

    def sentence(self) -> str:
        """Return the rule in one line: for whom, and what follows."""
        return f"{self.condition}: {self.action}"


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


@cache
def rules() -> dict[str, Rule]:
    """Return the rules by id; TableError for a row without a source, or of a kind nobody knows."""
    found: dict[str, Rule] = {}
    for line, row in enumerate(sheet(TABLE), start=2):
        place = f"{TABLE}:{line}"
        check_source(dict(row), place)
        if row["id"] in found or row["kind"] not in KINDS or row["audience"] not in AUDIENCES:
            raise TableError(f"{place}: stands twice, or kind or audience is not known.")
        if "memory" in row["mark"]:
            raise TableError(f"{place}: a rule about a dose rests on what was read, not on memory.")
        weeks = (_number(row["weeks_from"]), _number(row["weeks_to"]))
        found[row["id"]] = Rule(
            row["id"], row["kind"], row["condition"], row["action"], _number(row["low"]), _number(row["high"]),
            _number(row["number"]), (weeks[0], weeks[1]) if weeks[0] is not None and weeks[1] is not None else None,
            tuple(float(hour) for hour in row["hours"].split(";") if hour), row["audience"],
            row["source"], row["mark"], row["where"], row["because"],
        )  # fmt: skip
    return found


def rule(name: str) -> Rule:
    """Return the rule of this id; KeyError for an id that rules.csv does not have."""
    return rules()[name]


def number(name: str) -> float:
    """Return the number of a rule; TableError for a rule without one."""
    value = rules()[name].number
    if value is None:
        raise TableError(f"{TABLE} [{name}]: no number.")
    return value


def low(name: str) -> float:
    """Return the lower number of a rule; TableError for a rule without one."""
    value = rules()[name].low
    if value is None:
        raise TableError(f"{TABLE} [{name}]: no low.")
    return value


def high(name: str) -> float:
    """Return the upper number of a rule; TableError for a rule without one."""
    value = rules()[name].high
    if value is None:
        raise TableError(f"{TABLE} [{name}]: no high.")
    return value


def of_kind(kind: str) -> tuple[Rule, ...]:
    """Return the rules of one kind that are switched on, in the order of the table."""
    return tuple(one for one in rules().values() if one.kind == kind and one.id not in _off)


@contextmanager
def off(name: str) -> Generator[None]:
    """Switch one rule off, for the proof that it is needed; for tests and checks, never for a plan."""
    if name not in rules():
        raise KeyError(f"{name!r} is no rule of {TABLE}.")
    already = name in _off
    _off.add(name)
    try:
        yield
    finally:
        if not already:
            _off.discard(name)


def on(name: str) -> bool:
    """Tell whether a rule is switched on, which outside of a proof it always is."""
    return name not in _off


def switched_off() -> frozenset[str]:
    """Return the ids that are switched off now; answers that are kept hang on it."""
    return frozenset(_off)


@lru_cache(maxsize=65536)
def named(present: tuple[str, ...], taken: tuple[str, ...]) -> frozenset[str]:
    """Return the ids of the rules whose words the conditions ``present`` or the medicines ``taken`` hold.

    Names are read as a person file has them, free text included: a rule that blocks would rather see too much.
    """
    found: set[str] = set()
    conditions_line, medicines_line = _line(present), _line(taken)
    for name, (of_conditions, of_medicines) in _patterns().items():
        if (of_conditions and of_conditions.search(conditions_line)) or (
            of_medicines and of_medicines.search(medicines_line)
        ):
            found.add(name)
    return frozenset(found)


def holding(name: str, present: tuple[str, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names, as told, in which the words of a rule stand."""
    of_conditions, of_medicines = _patterns()[name]
    return (
        *(one for one in present if of_conditions and of_conditions.search(_line((one,)))),
        *(one for one in taken if of_medicines and of_medicines.search(_line((one,)))),
    )


def _line(names: tuple[str, ...]) -> str:
    return "\n".join(" ".join(name.casefold().split()) for name in names)


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    """Return what to look for among conditions and among medicines, by id of the rules that look for words."""
    found: dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]] = {}
    further = _further()
    for row in sheet(TABLE):
        classes = [name for name in row["cohort"].split(";") if name]
        more = further.pop(row["id"], {})
        of_conditions = [*_words(row["conditions"]), *more.get("conditions", ()), *_names(conditions.TABLE, classes)]
        of_medicines = [*_words(row["medicines"]), *more.get("medicines", ()), *_names(medicines.TABLE, classes)]
        known = {*effects.causes(conditions.TABLE), *effects.causes(medicines.TABLE)}
        if missing := [name for name in classes if name not in known]:
            raise TableError(f"{TABLE} [{row['id']}]: {missing[0]!r} is no cause of the cohort.")
        if of_conditions or of_medicines:
            found[row["id"]] = (_any(of_conditions), _any(of_medicines))
    if further:
        raise TableError(f"{WORDS}: {next(iter(further))!r} is no rule of {TABLE}.")
    return found


def _further() -> dict[str, dict[str, list[str]]]:
    """Return the patterns of words.csv by rule, and by what they are looked for among."""
    found: dict[str, dict[str, list[str]]] = {}
    for line, row in enumerate(sheet(WORDS), start=2):
        place = f"{WORDS}:{line}"
        check_source(dict(row), place)
        if row["among"] not in ("conditions", "medicines") or not row["pattern"]:
            raise TableError(f"{place}: a pattern is looked for among conditions or medicines.")
        found.setdefault(row["rule"], {}).setdefault(row["among"], []).append(row["pattern"])
    return found


def _words(cell: str) -> list[str]:
    return [word for word in cell.split(";") if word]


def _names(table: str, classes: list[str]) -> list[str]:
    """Return a pattern for each name that the cohort's table has for some classes."""
    held = effects.causes(table)
    names = [spelling for name in classes if name in held for spelling in (name, *held[name].names)]
    return [rf"\b{re.escape(name.casefold())}\b" for name in names]


def _any(words: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{word})" for word in words), re.MULTILINE) if words else None
