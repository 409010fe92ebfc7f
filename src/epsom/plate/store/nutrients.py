"""Which nutrients the full tables keep, in which unit, and by which numbers each table's makers know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from epsom.errors import TableError
from epsom.tables import check_source, sheet

NUTRIENTS, IDS = "plate/nutrients.csv", "plate/store/ids.csv"
AVAILABLE = ("Glucides", "Carbohydrate")
"""How CIQUAL calls carbohydrate without fibre; ours is with fibre, the sum of the two columns."""


@dataclass(frozen=True)
class Nutrient:
    """A nutrient as the store keeps it: amounts per 100 g edible in ``unit``, never above ``most``.

    ``fdc_ids`` are ids of FoodData Central, ``numbers`` the older nutrient numbers of the USDA that the Canadian file
    shares: magnesium is id 1090 and number 304. The first that a food has is taken. ``ciqual`` are column names.
    """

    place: int
    name: str
    unit: str
    most: float
    fdc_ids: tuple[str, ...]
    numbers: tuple[str, ...]
    ciqual: tuple[str, ...]


@cache
def nutrients() -> tuple[Nutrient, ...]:
    """Return the nutrients of the box in its order; TableError for one without ids, a source or a number."""
    more: dict[str, dict[str, str]] = {}
    for line, row in enumerate(sheet(IDS), start=2):
        check_source(dict(row), f"{IDS}:{line}")
        more[row["nutrient"]] = row
    found: list[Nutrient] = []
    for row in sheet(NUTRIENTS):
        if (own := more.pop(row["name"], None)) is None:
            raise TableError(f"{IDS}: nothing on {row['name']!r}, which {NUTRIENTS} has.")
        try:
            most = float(own["most"])
        except ValueError:
            raise TableError(f"{IDS}: most = {own['most']!r} is no number.") from None
        ids = (row["fdc_id"], *_listed(own["further_fdc_ids"]))
        numbers = (row["number"], *_listed(own["further_numbers"]))
        found.append(Nutrient(len(found), row["name"], row["unit"], most, ids, numbers, _listed(own["ciqual"])))
    if more:
        raise TableError(f"{NUTRIENTS}: no {min(more)!r}, which {IDS} has.")
    return tuple(found)


def place(name: str) -> int:
    """Return the place of a nutrient; StopIteration is a bug, for names come from the table."""
    return next(nutrient.place for nutrient in nutrients() if nutrient.name == name)


def by_number() -> Iterator[tuple[str, Nutrient, int]]:
    """Yield every nutrient number with its nutrient and its place in the order of preference."""
    for nutrient in nutrients():
        for preference, number in enumerate(nutrient.numbers):
            yield number, nutrient, preference


def by_fdc_id() -> Iterator[tuple[str, Nutrient, int]]:
    """Yield every FoodData Central id with its nutrient and its place in the order of preference."""
    for nutrient in nutrients():
        for preference, id in enumerate(nutrient.fdc_ids):
            yield id, nutrient, preference


def same_unit(told: str, unit: str) -> bool:
    """Tell whether a table's way to write a unit is ours: ``MG``, ``UG``, ``µg``, ``mcg``, ``kCal`` are known ways."""
    return _folded(told) == _folded(unit)


def _folded(unit: str) -> str:
    return unit.strip().casefold().replace("µ", "u").replace("μ", "u").replace("mcg", "ug")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
