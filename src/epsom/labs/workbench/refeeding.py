"""Refeeding: who is at high risk when food comes back after little or none, by the criteria of one guideline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.errors import InputError
from epsom.labs.workbench.answer import Answer, answer, warning

TABLE = "labs/workbench/refeeding.csv"
ENOUGH = {"one": 1, "two": 2}
"""How many items of each list make the risk high."""
RANGES = {"bmi": (4.0, 210.0), "loss": (0.0, 80.0), "days": (0.0, 100.0)}
"""What a living person can have: kg/m2, % of weight, days."""


@dataclass(frozen=True)
class Item:
    """One criterion: the list it stands in, what it asks, its limit (None for yes or no), and its words."""

    id: str
    list: str
    asks: str
    limit: float | None
    words: str


@cache
def items() -> tuple[Item, ...]:
    """Return the criteria as the guideline has them [nice_cg32]."""
    found: list[Item] = []
    for row in tables.sheet(TABLE):
        tables.check_source(dict(row), f"{TABLE} {row['item']}")
        limit = float(row["limit"]) if row["limit"] else None
        found.append(Item(row["item"], row["list"], row["asks"], limit, row["words"]))
    return tuple(found)


def met(item: Item, fact: float | bool | None) -> bool | None:
    """Tell whether a criterion is met; None where what it asks is not told."""
    if fact is None or item.limit is None:
        return None if fact is None else bool(fact)
    return fact < item.limit if item.asks == "bmi" else fact > item.limit


def refeeding(
    *,
    bmi: float | None = None,
    loss: float | None = None,
    days: float | None = None,
    low_electrolytes: bool | None = None,
    alcohol_or_drugs: bool | None = None,
) -> Answer:
    """Return whether the risk is high: one of the first list, or two of the second [nice_cg32].

    BMI in kg/m2, weight lost unintended in 3 to 6 months in % of it, days with little or no food. What is not told may
    turn the answer, and then nothing is concluded. No dose is quoted.
    """
    facts: dict[str, float | bool | None] = {
        "bmi": bmi,
        "loss": loss,
        "days": days,
        "low_electrolytes": low_electrolytes,
        "alcohol_or_drugs": alcohol_or_drugs,
    }
    for name, (least, most) in RANGES.items():
        fact = facts[name]
        if fact is not None and not least <= fact <= most:
            raise InputError(f"{name} = {fact:g} lies outside {least:g} to {most:g}. Check the number and its unit.")
    states = [(item, met(item, facts[item.asks])) for item in items()]
    sure = _high([(item.list, state is True) for item, state in states])
    possible = _high([(item.list, state is not False) for item, state in states])
    zone = "high" if sure else "open" if possible else "not_high"
    untold = "; ".join(dict.fromkeys(item.words for item, state in states if state is None))
    yes = [item.words for item, state in states if state]
    warnings = [warning("refeeding", "no_dose")]
    if untold and zone != "open":
        warnings.append(warning("refeeding", "untold", untold=untold))
    return answer(
        "refeeding",
        zone,
        valid=zone != "open",
        warnings=tuple(warnings),
        fill={"met": "; ".join(yes) if yes else "no criterion is met", "untold": untold},
    )


def _high(states: list[tuple[str, bool]]) -> bool:
    return any(sum(yes for name, yes in states if name == part) >= enough for part, enough in ENOUGH.items())
