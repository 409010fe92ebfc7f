"""Composition: what 100 g of a food hold, and what a meal, a day or a recipe adds up to.

Units and meanings of the nutrients stand in nutrients.csv. Carbohydrate is the total, by difference and with its
fibre, as the US tables print it [usda_srlegacy]; where a table lists it without the fibre the two are added
[ciqual2017]. Alcohol is part of the energy and of no nutrient here.

What nobody has measured is *unknown* and stays unknown in every sum. A sum with an unknown part is a lower bound and
says so; it never counts the unknown as zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from epsom.errors import InputError, TableError
from epsom.tables import sheet

COMPOSITION = "plate/composition.csv"


@dataclass(frozen=True)
class Nutrient:
    """What is counted: name, unit of its amount, meaning, and its two numbers in the US tables."""

    name: str
    unit: str
    meaning: str
    number: str
    fdc_id: int


@cache
def nutrients() -> dict[str, Nutrient]:
    """Return the nutrients by name, in the order in which they are shown."""
    return {
        row["name"]: Nutrient(row["name"], row["unit"], row["meaning"], row["number"], int(row["fdc_id"]))
        for row in sheet("plate/nutrients.csv")
    }


@dataclass(frozen=True)
class Composition:
    """What 100 g of a food hold, edible part; a nutrient that is not in ``known`` is unknown, and not zero.

    ``source`` is the row of the table that lists the food, as ``usda_srlegacy:12061``; ``elsewhere`` names for each
    value that is not from there the row it is from, or ``computed`` and from what.
    """

    known: Mapping[str, float]
    source: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])

    def __getitem__(self, nutrient: str) -> float | None:
        """Return the amount in 100 g, None where it is unknown; KeyError for a name that nutrients.csv does not have.

        The unit is that of the nutrient: kcal, g, mg or µg.
        """
        return self.known.get(nutrients()[nutrient].name)

    def source_of(self, nutrient: str) -> str:
        """Return the row of a table from which the value of one nutrient is; empty where it is unknown."""
        return self.elsewhere.get(nutrient, self.source) if self[nutrient] is not None else ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The nutrients of which nobody has a value."""
        return tuple(name for name in nutrients() if name not in self.known)


class Edible(Protocol):
    """A thing with a name and a composition, such as a food of the box or a dish."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def composition(self) -> Composition: ...  # noqa: D102


@dataclass(frozen=True)
class Amounts:
    """What some portions hold together: per nutrient the sum of what is known, and the foods whose part is unknown.

    ``grams`` is the weight of it all. Amounts add up, and can be taken times a factor. Alike in whatever order and
    grouping they were added, to rounding.
    """

    grams: float = 0.0
    known: Mapping[str, float] = field(default_factory=dict[str, float])
    unknown: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def at_least(self, nutrient: str) -> float:
        """Return the sum of the known parts; all of it where nothing is unknown, else a lower bound."""
        return self.known.get(nutrients()[nutrient].name, 0.0)

    def missing(self, nutrient: str) -> tuple[str, ...]:
        """Return the names of the foods whose part of this nutrient is unknown, in order of the alphabet."""
        return tuple(sorted(self.unknown.get(nutrients()[nutrient].name, ())))

    def is_lower_bound(self, nutrient: str) -> bool:
        """Tell whether a part of this sum is unknown."""
        return bool(self.missing(nutrient))

    def __getitem__(self, nutrient: str) -> float | None:
        """Return the amount, None as soon as one part of it is unknown."""
        return None if self.is_lower_bound(nutrient) else self.at_least(nutrient)

    def __iter__(self) -> Iterator[str]:
        """Walk through the names of the nutrients."""
        return iter(nutrients())

    def __add__(self, other: Amounts) -> Amounts:
        """Return both together."""
        return Amounts(
            self.grams + other.grams,
            {name: self.known.get(name, 0.0) + other.known.get(name, 0.0) for name in {**self.known, **other.known}},
            {
                name: self.unknown.get(name, frozenset()) | other.unknown.get(name, frozenset())
                for name in {**self.unknown, **other.unknown}
            },
        )

    def times(self, factor: float) -> Amounts:
        """Return so many times as much. None of it holds nothing; InputError for less than none."""
        if not 0.0 <= factor < math.inf:
            raise InputError(f"{factor:g} times a meal cannot be. Give a number from 0 on.")
        if factor == 0.0:
            return NOTHING
        return Amounts(self.grams * factor, {name: x * factor for name, x in self.known.items()}, self.unknown)


NOTHING = Amounts()
"""What a plate with nothing on it holds."""


def of_portion(food: Edible, grams: float) -> Amounts:
    """Return what one portion [g] of a food holds; InputError for a weight below zero."""
    if not 0.0 <= grams < math.inf:
        raise InputError(f"{grams:g} g of {food.name} cannot be. Give its weight in grams.")
    holds = food.composition
    per_100_g = Amounts(100.0, holds.known, {name: frozenset({food.name}) for name in holds.unknown})
    return per_100_g.times(grams / 100.0)


def eaten(portions: Iterable[tuple[Edible, float]]) -> Amounts:
    """Return what portions hold together, each a food and its weight [g]."""
    return sum((of_portion(food, grams) for food, grams in portions), NOTHING)


def listed(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[dict[str, float], str]]:
    """Return by food what composition.csv lists of it: the known amounts, and the text of its column ``elsewhere``.

    TableError with file and line for a cell that is no number or below zero, and for a food that stands twice.
    """
    names = [name for name in nutrients() if name not in ("energy", "magnesium")]  # these two stand in foods.csv
    found: dict[str, tuple[dict[str, float], str]] = {}
    for line, row in enumerate(rows, start=2):
        try:
            known = {name: float(row[name]) for name in names if row[name]}
        except ValueError as fault:
            raise TableError(f"{COMPOSITION}:{line}: {fault}.") from None
        for value in known.values():
            if not 0.0 <= value < math.inf:
                raise TableError(f"{COMPOSITION}:{line}: {value:g} of a nutrient cannot be.")
        if row["id"] in found:
            raise TableError(f"{COMPOSITION}:{line}: the id {row['id']!r} stands twice.")
        found[row["id"]] = known, row["elsewhere"]
    return found


def origins(elsewhere: str) -> dict[str, str]:
    """Return the row of a table by nutrient, from the text of a column ``elsewhere``."""
    return dict(part.split("=", 1) for part in elsewhere.split(";") if part)
