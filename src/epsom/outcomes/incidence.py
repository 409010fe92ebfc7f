"""Incidence: rates of outcomes by age, sex and country as they are printed, each with its source.

A row keeps the figure and the unit of its source, so that a reader can tick it off; what the house counts in, events
per 1,000 person-years, is worked out when the table is read. A row from memory may be displayed, never applied.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from epsom import tables
from epsom.errors import TableError

TABLE = "outcomes/baselines.csv"
RULES = "outcomes/baselines.toml"
COUNTRIES = {
    "US": "the United States", "GB": "Britain", "DE": "Germany", "NL": "the Netherlands", "SE": "Sweden",
    "NO": "Norway", "ES": "Spain",
}  # fmt: skip
SEXES = ("female", "male")
_ROLES = ("apply", "display")


@dataclass(frozen=True)
class Band:
    """One printed rate: ages in years, from ``age_from`` to below ``age_to``; rates per 1,000 person-years."""

    outcome: str
    country: str
    sex: str
    age_from: float
    age_to: float
    group: str
    rate: float
    low: float | None
    high: float | None
    years: str
    event: str
    role: str
    source: str
    mark: str
    where: str
    note: str

    @property
    def middle(self) -> float:
        """Return the middle of the ages [years]."""
        return (self.age_from + self.age_to) / 2.0


@cache
def bands() -> tuple[Band, ...]:
    """Return every printed rate; TableError names the line and the rule it breaks."""
    found = read(tables.sheet(TABLE))
    _check_overlaps(found)
    return found


def read(rows: Sequence[Mapping[str, str]]) -> tuple[Band, ...]:
    """Read rows of the table, each held against its rules; a row from memory is for display only (E9)."""
    return tuple(_band(dict(row), f"{TABLE}:{number}") for number, row in enumerate(rows, start=2))


@cache
def rules() -> Mapping[str, Any]:
    """Return baselines.toml; TableError for a judgement without its reason."""
    content: dict[str, Any] = tomllib.loads(files("epsom").joinpath(RULES).read_text("utf-8"))
    for name, entry in content.items():
        if "value" in entry:
            tables.check_source(entry, f"{RULES} [{name}]")
    return content


def per_thousand(printed: float, unit: str) -> float:
    """Return a printed figure as a rate per 1,000 person-years; ValueError for a unit that is none.

    ``per N person-years`` is scaled; ``% in T years``, a chance of the event, becomes the steady rate that gives it:
    minus the logarithm of what is left, over the years.
    """
    if scaled := re.fullmatch(r"per (\d+) person-years", unit):
        return printed * 1000.0 / float(scaled[1])
    if chance := re.fullmatch(r"% in (\d+) years?", unit):
        return -math.log1p(-printed / 100.0) * 1000.0 / float(chance[1])
    raise ValueError(f'{unit!r} is no unit of a rate. Say "per 1000 person-years" or "% in 5 years".')


def _band(row: dict[str, str], place: str) -> Band:
    tables.check_source(row, place)
    name = f"{place} [{row['outcome']}]"
    if row["role"] not in _ROLES:
        raise TableError(f"{name}: role = {row['role']!r} is none of {', '.join(_ROLES)}.")
    if row["mark"] in ("memory", "part-memory") and row["role"] != "display":
        raise TableError(f"{name}: E9: a number from memory drives nothing a person sees. Give it the role display.")
    if row["sex"] not in (*SEXES, "both"):
        raise TableError(f"{name}: sex = {row['sex']!r} is none of female, male, both.")
    if row["country"] not in COUNTRIES:
        raise TableError(f"{name}: country = {row['country']!r} is none of {', '.join(COUNTRIES)}.")
    if missing := [key for key in ("years", "event", "where") if not row[key]]:
        raise TableError(f"{name}: no {missing[0]}.")
    start, end = float(row["age_from"]), float(row["age_to"])
    if not start < end:
        raise TableError(f"{name}: ages {start:g} to {end:g} hold nobody.")
    try:
        rate, low, high = (
            per_thousand(float(text), row["unit"]) if text else None
            for text in (row["printed"], row["printed_low"], row["printed_high"])
        )
    except ValueError as error:
        raise TableError(f"{name}: {error}") from None
    if rate is None or not rate > 0.0:
        raise TableError(f"{name}: a rate is more than zero; leave out what is not known.")
    if (low is None) != (high is None):
        raise TableError(f"{name}: half an interval is none. Give both ends, or neither.")
    if low is not None and high is not None and not 0.0 < low <= rate <= high:
        raise TableError(f"{name}: E1: the interval {low:g} to {high:g} does not hold the rate {rate:g}.")
    return Band(
        row["outcome"], row["country"], row["sex"], start, end, row["group"], rate, low, high, row["years"],
        row["event"], row["role"], row["source"], row["mark"], row["where"], row["note"],
    )  # fmt: skip


def _check_overlaps(found: Sequence[Band]) -> None:
    applied = sorted(
        (one for one in found if one.role == "apply"),
        key=lambda one: (one.outcome, one.country, one.sex, one.group, one.age_from),
    )
    for one, other in pairwise(applied):
        same = (one.outcome, one.country, one.sex, one.group) == (other.outcome, other.country, other.sex, other.group)
        if same and other.age_from < one.age_to:
            ages = f"{one.age_from:g} to {one.age_to:g} and {other.age_from:g} to {other.age_to:g}"
            raise TableError(f"{TABLE} [{one.outcome}, {one.country}, {one.sex}]: the ages {ages} overlap.")
