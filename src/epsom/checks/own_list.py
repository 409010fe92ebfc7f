"""The check's own list of rules, read once: limits, gates, contraindications, and what is kept apart.

It repeats what the product's tables say, on purpose, and is the one duplicate that the house allows: see
decisions/0027. Nothing here is read from the rooms that are checked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import inf
from typing import Any, cast

from epsom import tables
from epsom.errors import TableError

TABLE, APART, PAIRS = "checks/own_list.toml", "checks/apart.csv", "checks/pairs.csv"
ANY_OTHER = "any other"
ANYTHING = "*"
NEVER = "never"
_NAMED = {"raltegravir": "C05"}
"""The one pair without any interval that the reference names among the contraindications."""


@dataclass(frozen=True)
class Limit:
    """The most magnesium that is not food, at ages from ``low`` to below ``high`` [years]: mg/day, or mg/day per kg."""

    authority: str
    low: float
    high: float
    mg: float | None
    mg_per_kg: float | None


@dataclass(frozen=True)
class Gate:
    """A band of eGFR [mL/min/1.73m2]: the share of the limit that is left, and the weeks within which to measure.

    ``conditions`` are names that put a person into the band whatever eGFR is told, as ``dialysis`` does.
    """

    id: str
    words: str
    low: float
    high: float
    share: float
    weeks: tuple[int, ...]
    dialysis: bool
    conditions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Bar:
    """Who gets no regimen: by a condition, by serum magnesium [mmol/L], or by age [years]."""

    id: str
    words: str
    conditions: frozenset[str]
    serum_above: float
    serum_below: float
    age_below: float


@dataclass(frozen=True)
class Apart:
    """How long before and after magnesium a medicine is taken [hours]; None where no interval is printed for a side.

    ``never``: at no interval at all.
    """

    id: str
    names: tuple[str, ...]
    before: float | None
    after: float | None
    never: bool

    @property
    def rule(self) -> str:
        """Return the rule's id, as a violation has it."""
        return _NAMED.get(self.id, f"{NEVER if self.never else 'apart'}: {self.id}")


@dataclass(frozen=True)
class Pair:
    """How long before and after the ``others`` a medicine is taken [hours]; no others: before and after any."""

    id: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    before: float | None
    after: float | None

    @property
    def rule(self) -> str:
        """Return the rule's id, as a violation has it."""
        return f"pair: {self.id}"


@dataclass(frozen=True)
class Split:
    """The most that one intake holds, ``most`` [mg]."""

    id: str
    words: str
    most: float


@dataclass(frozen=True)
class Unknown:
    """Who gets no regimen while the eGFR is not known, and the rule that speaks for everybody else."""

    id: str
    words: str
    age: float
    conditions: frozenset[str]
    otherwise: str


@dataclass(frozen=True)
class Loosening:
    """Salts that loosen the bowel, by the first word of their name, and the conditions that bar them."""

    id: str
    words: str
    conditions: frozenset[str]
    salts: tuple[str, ...]


@lru_cache(4096)
def plain(name: str) -> str:
    """Return a name as the list has it: small letters, no strength behind it, such as ``500 mg``."""
    return re.sub(r"\s\d[\d.,]* ?(?:mg|g|mcg|ug|ml|micrograms?|units?)\b.*$", "", " ".join(name.casefold().split()))


@cache
def content() -> Mapping[str, Any]:
    """Return the list as written; TableError for a rule without a source."""
    found = tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
    for part, entry in found.items():
        for row in cast(list[Any], entry if isinstance(entry, list) else [entry]):
            if isinstance(row, dict):
                tables.check_source(cast(dict[str, Any], row), f"{TABLE} [{part}]")
    return found


@cache
def authorities() -> tuple[str, ...]:
    """Return the authorities that a person can choose."""
    return tuple(content()["authorities"])


@cache
def limits() -> tuple[Limit, ...]:
    """Return every limit of the list."""
    return tuple(
        Limit(row["authority"], row["ages"][0], row["ages"][1], row.get("mg"), row.get("mg_per_kg"))
        for row in content()["limit"]
    )


@cache
def gates() -> tuple[Gate, ...]:
    """Return the bands of eGFR in which less than everything is allowed."""
    return tuple(
        Gate(row["id"], row["words"], row["egfr"][0], row["egfr"][1], row["share"], tuple(row.get("weeks", ())),
             row.get("dialysis", False), frozenset(row.get("conditions", ())))
        for row in content()["gate"]
    )  # fmt: skip


@cache
def bars() -> tuple[Bar, ...]:
    """Return who gets no regimen at all."""
    return tuple(
        Bar(row["id"], row["words"], frozenset(row.get("conditions", ())), row.get("serum_above", inf),
            row.get("serum_below", -inf), row.get("age_below", -inf))
        for row in content()["bar"]
    )  # fmt: skip


@cache
def split() -> Split:
    """Return how a day's amount is split."""
    row = content()["split"]
    return Split(row["id"], row["words"], row["most_mg"])


@cache
def unknown() -> Unknown:
    """Return what holds while the eGFR is not known."""
    row, otherwise = content()["unknown_kidney"], content()["unknown_otherwise"]["id"]
    return Unknown(row["id"], row["words"], row["age"], frozenset(row["conditions"]), otherwise)


@cache
def loosening() -> Loosening:
    """Return the salts that loosen the bowel."""
    row = content()["loosening"]
    return Loosening(row["id"], row["words"], frozenset(row["conditions"]), tuple(row["salts"]))


@cache
def aparts() -> tuple[Apart, ...]:
    """Return what is kept apart from magnesium; TableError where a name stands under two rules."""
    found = tuple(_apart(row) for row in tables.sheet(APART))
    names = [name for one in found for name in one.names]
    if twice := [name for name in names if names.count(name) > 1]:
        raise TableError(f"{APART}: {twice[0]!r} stands under two rules. Leave it in one.")
    return found


def _apart(row: Mapping[str, str]) -> Apart:
    never = row["hours_before"] == NEVER
    hours = [None if never or not row[side] else float(row[side]) for side in ("hours_before", "hours_after")]
    return Apart(row["id"], tuple(filter(None, row["names"].split(";"))), hours[0], hours[1], never)


@cache
def pairs() -> tuple[Pair, ...]:
    """Return what two medicines keep from each other, whatever the magnesium does."""
    found: list[Pair] = []
    for row in tables.sheet(PAIRS):
        before, after = (float(row[side]) if row[side] else None for side in ("hours_before", "hours_after"))
        others = () if row["others"] == ANYTHING else tuple(row["others"].split(";"))
        found.append(Pair(row["id"], tuple(row["names"].split(";")), others, before, after))
    return tuple(found)


@lru_cache(65536)
def between(medicine: str, other: str) -> tuple[Pair, ...]:
    """Return the rules that keep a medicine from another, in this order."""
    one, beside = plain(medicine), plain(other)
    return tuple(pair for pair in pairs() if one in pair.names and (not pair.others or beside in pair.others))


@cache
def _by_name() -> dict[str, Apart]:
    return {name: one for one in aparts() for name in one.names}


@cache
def apart(medicine: str) -> Apart:
    """Return what keeps a medicine apart from magnesium; the rule for any other where no row names it."""
    return _by_name().get(plain(medicine)) or next(one for one in aparts() if one.id == ANY_OTHER)


def limit(authority: str, age: float, weight: float | None) -> float | None:
    """Return the most magnesium that is not food [mg/day]; the strictest of all where the authority has none.

    ``age`` [years], ``weight`` [kg] or None; None where no authority speaks, as for infants.
    """
    found = [
        (one.authority, one.mg if one.mg is not None else (one.mg_per_kg or 0.0) * (weight or 0.0))
        for one in limits()
        if one.low <= age < one.high and (one.mg is not None or weight is not None)
    ]
    own = [value for name, value in found if name == authority]
    return min(own or [value for _, value in found], default=None)
