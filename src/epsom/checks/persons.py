"""Persons drawn for the check: all ages, kidneys, conditions, medicines and supplements, and much that is not known.

They are drawn to meet the rules and not to be like people: whoever is ill in five ways is as likely as the healthy.
The same seed and number give the same person, however many are drawn and on however many processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from epsom.checks import own_list
from epsom.checks.nouns import Case

PART = 5_000
"""Persons drawn at once; each part has a generator of its own."""

HARMLESS = (
    "migraine", "osteoporosis", "atrial fibrillation", "asthma", "gout", "depression", "chronic diarrhoea",
    "malabsorption", "short bowel syndrome", "heavy drinking", "pre-eclampsia", "gitelman syndrome",
    "myocardial infarction", "hypothyroidism", "a condition nobody has heard of", "myopia", "constipation", "angina",
)  # fmt: skip
"""Conditions that no rule of the list names."""
UNKNOWN = (
    "metformin",
    "ramipril",
    "atorvastatin",
    "apixaban",
    "paracetamol",
    "newdrugumab",
    "a tea of herbs",
    "sertraline",
)
"""Medicines that no row names: they fall under the rule for any other."""
EDGES = {
    "age": (0.0, 0.5, 0.999, 1.0, 2.999, 3.0, 4.0, 9.0, 10.0, 11.0, 17.99, 18.0, 64.99, 65.0, 110.0),
    "egfr": (0.0, 5.0, 15.0, 29.0, 29.99, 30.0, 44.99, 45.0, 59.99, 60.0, 140.0),
    "serum": (0.2, 0.49, 0.4999, 0.5, 0.7, 0.95, 1.0, 1.05, 1.0501, 1.1, 2.0, 5.0),
    "supplement": (32.5, 65.0, 110.0, 125.0, 175.0, 240.0, 250.0, 280.0, 349.0, 350.0, 351.0, 400.0, 1000.0),
    "weeks": (4, 8, 12, 26, 52),
}
"""Values on and beside the bounds of the rules, drawn often."""
MOST_CONDITIONS, MOST_MEDICINES, MOST_TOLD = 4, 12, 2


@cache
def conditions() -> tuple[str, ...]:
    """Return every condition that is drawn: those of the rules, and others."""
    named = {name for bar in own_list.bars() for name in bar.conditions}
    named |= {name for gate in own_list.gates() for name in gate.conditions}
    named |= own_list.unknown().conditions | own_list.loosening().conditions
    return (*sorted(named), *HARMLESS)


@cache
def medicines() -> tuple[str, ...]:
    """Return every medicine that is drawn: those of the rows, and others."""
    return (*(name for one in own_list.aparts() for name in one.names), *UNKNOWN)


def parts(count: int) -> Iterator[tuple[int, int]]:
    """Return the parts of a draw of ``count`` persons: each part's number, and how many of it are wanted."""
    for number in range(-(-count // PART)):
        yield number, min(PART, count - number * PART)


def draw(seed: int, part: int, count: int = PART) -> list[Case]:
    """Draw the first ``count`` persons of a part; the same numbers give the same persons."""
    columns = _columns(np.random.default_rng([seed, part]))
    return [_case(row) for row in zip(*(columns[name][:count] for name in columns), strict=True)]


def persons(count: int, seed: int) -> Iterator[Case]:
    """Draw ``count`` persons, one after another."""
    for part, wanted in parts(count):
        yield from draw(seed, part, wanted)


def _columns(rng: np.random.Generator) -> dict[str, list[Any]]:
    """Draw a whole part, a column for each fact."""
    size = PART
    age = np.where(rng.random(size) < 0.7, rng.uniform(18, 110, size), rng.uniform(0, 18, size))
    age = _edged(rng, np.where(rng.random(size) < 0.05, rng.uniform(0, 2, size), age), "age", 0.1)
    female = rng.random(size) < 0.5
    mother = female & (age >= 12) & (age < 55) & (rng.random(size) < 0.25)
    carrying = mother & (rng.random(size) < 0.6)
    egfr = _edged(
        rng, np.where(rng.random(size) < 0.6, rng.uniform(45, 140, size), rng.uniform(0, 60, size)), "egfr", 0.1
    )
    grown = np.minimum(3.5 + 3.2 * age, np.where(age < 18, 3.5 + 3.2 * age, 70.0))
    weight = np.clip(grown * rng.lognormal(0.0, 0.25, size), 2.0, 250.0)
    serum = np.where(rng.random(size) < 0.7, rng.uniform(0.5, 1.05, size), rng.uniform(0.2, 5.0, size))
    supplement = np.where(rng.random(size) < 0.6, 0.0, rng.uniform(0.0, 450.0, size))
    return {
        "age": np.round(age, 3).tolist(),
        "sex": np.where(female, "female", "male").tolist(),
        "pregnancy_week": _missing(rng.integers(1, 43, size), ~carrying),
        "lactating": (mother & ~carrying).tolist(),
        "egfr": _missing(np.round(egfr, 2), rng.random(size) < 0.25),
        "dialysis": (rng.random(size) < 0.03).tolist(),
        "weight": _missing(np.round(weight, 1), rng.random(size) < 0.05),
        "conditions": _lists(rng, len(conditions()), MOST_CONDITIONS, (0.55, 0.25, 0.12, 0.05, 0.03)),
        "medicines": _lists(rng, len(medicines()), MOST_MEDICINES, (0.4, 0.25, 0.15, 0.1, 0.05, *(0.05 / 8,) * 8)),
        "spelling": rng.integers(0, 20, size).tolist(),
        "told": (rng.random(size) < 0.3).tolist(),
        "hours": (rng.integers(4 * 6, 4 * 23 + 1, (size, MOST_TOLD, 2)) / 4).tolist(),
        "serum": _missing(np.round(_edged(rng, serum, "serum", 0.1), 4), rng.random(size) < 0.4),
        "supplement": np.round(_edged(rng, supplement, "supplement", 0.08), 1).tolist(),
        "taken_at": (rng.integers(4 * 6, 4 * 23 + 1, (size, MOST_TOLD)) / 4).tolist(),
        "times": rng.integers(0, MOST_TOLD + 1, size).tolist(),
        "authority": rng.integers(0, len(own_list.authorities()), size).tolist(),
        "wanted": np.round(np.where(rng.random(size) < 0.1, 0.0, rng.exponential(60.0, size)), 2).tolist(),
        "weeks": rng.choice(np.array(EDGES["weeks"]), size).tolist(),
    }


def _edged(rng: np.random.Generator, values: Any, name: str, share: float) -> Any:
    """Put a share of the values on or beside a bound."""
    edges = np.array(EDGES[name], dtype=float)
    return np.where(rng.random(len(values)) < share, rng.choice(edges, len(values)), values)


def _missing(values: Any, where: Any) -> list[Any]:
    return [None if gone else value for value, gone in zip(values.tolist(), where.tolist(), strict=True)]


def _lists(rng: np.random.Generator, names: int, most: int, shares: tuple[float, ...]) -> list[list[int]]:
    counts = rng.choice(most + 1, PART, p=np.array(shares) / sum(shares))
    picks = rng.integers(0, names, (PART, most))
    return [row[:count] for row, count in zip(picks.tolist(), counts.tolist(), strict=True)]


def _case(row: tuple[Any, ...]) -> Case:
    (age, sex, week, lactating, egfr, dialysis, weight, ill, taken, spelling, told, hours, serum, supplement,
     taken_at, times, authority, wanted, weeks) = row  # fmt: skip
    medicines_taken = _named(medicines(), taken, spelling, strength=" 500 mg")
    facts: dict[str, Any] = {
        "age": age,
        "sex": sex,
        "pregnancy_week": week,
        "lactating": lactating,
        "egfr": egfr,
        "dialysis": dialysis,
        "weight": weight,
        "conditions": _named(conditions(), ill, spelling),
        "medicines": medicines_taken,
        "told_hours": _told(medicines_taken, hours, spelling) if told else (),
        "serum": serum,
        "supplement": supplement,
        "supplement_hours": tuple(sorted(set(taken_at[:times]))) if supplement > 0 else (),
        "authority": own_list.authorities()[authority],
    }
    return Case(facts, wanted, weeks)


def _named(names: tuple[str, ...], picks: list[int], spelling: int, strength: str = "") -> tuple[str, ...]:
    """Return the names picked, each once; a few persons write capitals, or a strength behind the name."""
    found = dict.fromkeys(names[pick] for pick in picks)
    if spelling == 0:
        return tuple(name.capitalize() for name in found)
    if spelling == 1:
        return tuple(name.upper() for name in found)
    return tuple(name + strength for name in found) if spelling == 2 else tuple(found)


def _told(taken: tuple[str, ...], hours: list[list[float]], spelling: int) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Return the hours that a person tells of the first medicines: one hour of each, or two."""
    count = 1 + spelling % 2
    return tuple((name, tuple(sorted(set(each[:count])))) for name, each in zip(taken, hours, strict=False))
