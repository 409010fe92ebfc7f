"""An offender for each rule E1 to E12: words, lines of a file, or two numbers that break this rule and no other.

The tests take each rule out and see its offender pass; the page of the rules prints what it is told with the rule in.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from epsom.errors import TableError
from epsom.outcomes import criteria, together
from epsom.outcomes.evidence import evidence, read
from epsom.outcomes.outcome import Evidence

small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_evidence.py"))))
COHORT, HEAD, INFUSION, SERUM, TRIAL, changed = (
    small.COHORT, small.HEAD, small.INFUSION, small.SERUM, small.TRIAL, small.changed,
)  # fmt: skip

NUMBERS = tuple(f"E{number}" for number in range(1, 13))
TABLES: Mapping[str, MutableMapping[str, Callable[..., Any]]] = {
    "criteria.RULES": criteria.RULES,
    "together.HEADS": together.HEADS,
    "together.ROWS": together.ROWS,
    "together.FILES": together.FILES,
    "together.PAIRS": together.PAIRS,
}
"""Where the rules stand in the code."""


@dataclass(frozen=True)
class Offender:
    """``what`` breaks ``rule`` in plain words; ``try_it`` raises TableError, or passes where the rule is not there."""

    rule: str
    what: str
    try_it: Callable[[], object]

    def told(self) -> str:
        """Return what the offender is told; AssertionError where nobody holds it back."""
        try:
            self.try_it()
        except TableError as refused:
            return str(refused)
        raise AssertionError(f"{self.rule}: nobody refuses {self.what}.")


@contextmanager
def without(*rules: str) -> Iterator[None]:
    """Take rules out of the code for a while, wherever they are kept."""
    before = {name: dict(table) for name, table in TABLES.items()}
    try:
        for table in TABLES.values():
            for rule in rules:
                table.pop(rule, None)
        yield
    finally:
        for name, table in TABLES.items():
            table.clear()
            table.update(before[name])


def others(rule: str) -> tuple[str, ...]:
    """Return the name of every rule but one, with and without a number."""
    return tuple({name for table in TABLES.values() for name in table} - {rule})


def load(*rows: str, head: str = HEAD) -> Evidence:
    """Read a small file."""
    return read(head + "".join(rows), "sleep.toml")


def named(name: str) -> Evidence:
    """Return an outcome of the product."""
    return next(one for one in evidence() if one.outcome == name)


def added(one: tuple[str, str], other: tuple[str, str], found: tuple[Evidence, ...] = ()) -> None:
    """Ask for the sum of two rows of the product, each by outcome and id."""
    known = {each.outcome: each for each in (*evidence(), *found)}
    if why := together.never_together((known[one[0]], one[1]), (known[other[0]], other[1]), evidence()):
        raise TableError(f"{one[0]} [{one[1]}] + {other[0]} [{other[1]}]: {why}.")


def _ring() -> None:
    heart = replace(named("cardiovascular disease"), parent="stroke")
    together.check_outcomes([heart if one.outcome == heart.outcome else one for one in evidence()])


def _unguarded() -> None:
    cramps = named("muscle cramps")
    bare = replace(cramps, answer=replace(cramps.answer, kind="not known"), rows=())
    together.check_outcomes([bare if one is cramps else one for one in evidence()])


SECOND = changed(TRIAL, ('id = "trial"', 'id = "second"'), ('"free_living"', '"free_living", condition = "men"'))
LOPSIDED = changed(COHORT, ("= 0.81", "= 0.83"), ("0.77, 0.86", "0.75, 1.05"))
RANGED = changed(COHORT, ("increment = 100", "increment = 100\nvalid_range = [150, 450]"))
SAMPLE = (
    Offender("E1", "a trial with `estimate = 3.0` and `interval = [3.5, 5.0]`",
             lambda: load(changed(TRIAL, ("[1.0, 5.0]", "[3.5, 5.0]")))),
    Offender("E1", "a relative risk of 0.83 with the interval 0.75 to 1.05, as a paper prints it",
             lambda: load(LOPSIDED)),
    Offender("E2", "a cohort without `unit`", lambda: load(changed(RANGED, ('unit = "mg/d"\n', "")))),
    Offender("E2", "a cohort per unit without `increment`", lambda: load(changed(COHORT, ("increment = 100\n", "")))),
    Offender("E3", "a trial without `dose`, from which its range would follow",
             lambda: load(changed(TRIAL, ("dose = [100, 400]\n", "")))),
    Offender("E4", "two trials of one endpoint, both `primary`", lambda: load(TRIAL, SECOND)),
    Offender("E5", 'an outcome with its own name as `parent`',
             lambda: load(TRIAL, head=HEAD.replace("wellbeing", "sound sleep"))),
    Offender("E5", "stroke a part of cardiovascular disease, and this a part of stroke", _ring),
    Offender("E5", "the lines of stroke and of all cardiovascular disease added",
             lambda: added(("stroke", "diet.fang2016"), ("cardiovascular disease", "diet.fang2016"))),
    Offender("E5", "the line of stroke added to the blood pressure it may run through",
             lambda: added(("stroke", "diet.fang2016"), ("blood pressure", "supplement.argeros2025.systolic"))),
    Offender("E6", "a cohort of eaters and a serum threshold of one endpoint, both applied",
             lambda: load(COHORT, SERUM)),
    Offender("E6", "death by food and death by serum added",
             lambda: added(("death", "diet.fang2016"), ("death", "serum.zhang2018"))),
    Offender("E7", 'a cohort with `design = "cross_sectional"`',
             lambda: load(changed(COHORT, ('"cohort_meta"', '"cross_sectional"')))),
    Offender("E8", "a trial of a supplement told as done in hospital, by vein",
             lambda: load(changed(TRIAL, ('"free_living"', '"hospital_iv"')))),
    Offender("E9", 'a trial with `mark = "memory"`',
             lambda: load(changed(TRIAL, ('mark = "read"', 'mark = "memory"')))),
    Offender("E10", 'a trial in standard deviations, `measure = "SMD"`, of no named scale',
             lambda: load(changed(TRIAL, ('"MD"', '"SMD"')))),
    Offender("E11", "a cohort with an estimate and without `interval`",
             lambda: load(changed(COHORT, ("interval = [0.77, 0.86]\n", "tau = 0.1\n")))),
    Offender("E12", "muscle cramps without the row that says how little they change", _unguarded),
)  # fmt: skip
