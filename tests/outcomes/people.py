"""Made-up people for tests of what follows, a small file of evidence to read for them, and ways to ask it."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from epsom.outcomes.evidence import Evidence, evidence, read
from epsom.outcomes.project import Beliefs, Exposures, Finding, Following, project
from epsom.outcomes.row import EvidenceRow
from epsom.person import Medicine, PressureTold

small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_evidence.py"))))


@dataclass(frozen=True)
class Told:
    """A person's own risk."""

    chance: float
    years: float


@dataclass(frozen=True)
class Somebody:
    age: float = 50
    sex: str = "female"
    pregnancy_week: int | None = None
    egfr: float | None = None
    conditions: tuple[str, ...] = ()
    other_conditions: tuple[str, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    other_medicines: tuple[str, ...] = ()
    blood_pressure: PressureTold | None = None
    country: str | None = None
    own_risks: Mapping[str, Told] = field(default_factory=dict)


HEALTHY = Somebody()
PRESSURE = Somebody(conditions=("hypertension",))
CHILD = Somebody(age=9)
PREGNANT = Somebody(age=30, pregnancy_week=24)
KIDNEYS = Somebody(age=63, sex="male", egfr=45, conditions=("type 2 diabetes",))
TOLD_KIDNEYS = Somebody(age=63, conditions=("chronic kidney disease",))
NOT_STUDIED = [
    (CHILD, "people under 18"),
    (PREGNANT, "pregnancy"),
    (KIDNEYS, "kidney disease (eGFR below 60)"),
    (TOLD_KIDNEYS, "kidney disease"),
]
MORE = Exposures(diet_before=250, diet_after=330, serum=0.85)
"""80 mg/day more magnesium from food, and an ordinary serum."""


def about(outcome: str) -> Evidence:
    """Return the evidence of one outcome."""
    return next(one for one in evidence() if one.outcome == outcome)


def follows(
    outcome: str, person: Somebody = HEALTHY, exposures: Exposures = MORE, seed: int = 0, cause: Beliefs | None = None
) -> Following:
    """Return what follows for one outcome."""
    told = project(person, exposures, seed, (about(outcome),), cause)
    return next(one for one in told if one.outcome == outcome)


def finding(following: Following, name: str) -> Finding:
    """Return the finding of one row."""
    (found,) = [one for one in following.findings if one.id == name]
    return found


def evidence_of(*rows: str, answer: str = "association", baseline: str = "") -> Evidence:
    """Return a small file of evidence of these rows."""
    head = small.HEAD.replace('kind = "effect"', f'kind = "{answer}"')
    if baseline:
        head = head.replace('name = "insomnia"', f'name = "insomnia"\nbaseline = "{baseline}"')
    return read(head + "".join(rows), "sound_sleep.toml")


def follows_of(one: Evidence, person: Somebody = HEALTHY, exposures: Exposures = MORE, **more: Any) -> Following:
    """Return what follows from a small file of evidence."""
    return project(person, exposures, about=(one,), **more)[0]


def fitting(row: EvidenceRow) -> Somebody:
    """Return somebody whom a row is about."""
    return Somebody(age=60, conditions=row.only_with[:1])


def words(told: object) -> str:
    """Return every word of an answer, its findings and its folds."""
    if isinstance(told, str):
        return told
    if is_dataclass(told):
        return " | ".join(words(getattr(told, one.name)) for one in fields(told))
    return " | ".join(words(one) for one in told) if isinstance(told, tuple) else ""


def numbers(told: object) -> list[float]:
    """Return every number of an answer, however deep."""
    if isinstance(told, float):
        return [told]
    if is_dataclass(told):
        return [number for one in fields(told) for number in numbers(getattr(told, one.name))]
    return [number for one in told for number in numbers(one)] if isinstance(told, tuple) else []
