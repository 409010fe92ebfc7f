"""Waters: what each named water holds, where it comes from, and whether its magnesium was added.

waters.csv has them per litre, as their labels print it: minerals in mg/L, the water itself in g/L; an empty cell is
unknown. A litre is taken as 1000 g, true to one per cent for the saltiest of them. Whatever is no mineral (protein,
fat, sugars, vitamins, energy) is that of drinking water, from its row in foods.csv and composition.csv.

A water does not vary from bottle to bottle as a vegetable does from field to field: its spread is 0, unless its source
gives a range. A range is read as the one that nine bottles in ten lie in; without a value, every amount in it is as
likely as any other. A US table in whole mg per 100 g says a magnesium to 5 mg/L, and "0" there is anything up to that.
A zero of the French table stands where nothing was declared [ciqual2017], and is unknown here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from statistics import NormalDist
from typing import Literal, cast, get_args

from epsom.errors import TableError
from epsom.plate.composition import COMPOSITION, nutrients, origins
from epsom.plate.diets import DIETS
from epsom.plate.food import Food
from epsom.plate.food_table import ANTINUTRIENTS, FOODS, Sheet, read
from epsom.tables import MARKS, check_source, sheet

WATERS, PORTIONS, NAMES = "plate/waters.csv", "plate/water_portions.csv", "plate/water_names.csv"
GROUP, SLOT, GLASS = "water", "drink", "glass"
DRINKING_WATER = "tap-water"
MINERALS = ("calcium", "phosphorus", "potassium", "sodium", "zinc", "iron")
PER_LITRE = ("magnesium", "magnesium_low", "magnesium_high", "hydrogen_carbonate", "water", *MINERALS)
LITRE = 10.0  # of the 100 g that a food is counted in
MOST_WATER, MOST_SALT = 1000.0, 10_000.0  # g/L and mg/L; ten grams of one salt is brine, and no water to drink; ours

Kind = Literal["still", "sparkling", "both"]


@dataclass(frozen=True)
class Water:
    """A named water: its food, the country of its spring (ISO 3166), and how it is sold.

    ``added`` tells that magnesium was put in, so that it counts towards the limit for added magnesium.
    ``hydrogen_carbonate`` [mg/L] is None where its source has none.
    """

    food: Food
    country: str
    kind: Kind
    added: bool
    hydrogen_carbonate: float | None


def waters() -> tuple[Food, ...]:
    """Return the waters as foods of the box: mg per 100 g, group water, slot drink; TableError for a faulty row."""
    return tuple(water.food for water in named().values())


@cache
def named() -> dict[str, Water]:
    """Return the named waters by id, in the order of waters.csv; TableError with file and line for a faulty row."""
    return {water.food.id: water for water in poured(sheet(WATERS))}


def poured(rows: Sheet) -> tuple[Water, ...]:
    """Return the waters of rows of waters.csv; TableError with file and line for a row that breaks a rule.

    Every row needs a country, a source that sources.bib has (or "assumed" and a note), and a magnesium or a range;
    no amount may be below zero or more than the litre holds.
    """
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        _check(row, f"{WATERS}:{line}")
        if row["id"] in seen:
            raise TableError(f"{WATERS}:{line}: the id {row['id']!r} stands twice.")
        seen.add(row["id"])
    common = _one(sheet(FOODS), "id", DRINKING_WATER, FOODS)
    held, elsewhere = _no_minerals(common)
    patterns = [(pattern["kind"], pattern["pattern"]) for pattern in sheet(NAMES)]
    portions = [{**portion, "grams": portion["millilitres"]} for portion in sheet(PORTIONS)]  # a millilitre is a gram
    foods = read(
        [_food(row, common) for row in rows],
        [name for row in rows for name in _names(row, patterns)],
        [{**portion, "id": row["id"]} for row in rows for portion in portions],
        [_one(sheet(ANTINUTRIENTS), "id_or_group", GROUP, ANTINUTRIENTS)],
        [_contents(row, held, elsewhere) for row in rows],
        [_one(sheet(DIETS), "id_or_group", GROUP, DIETS)],
    )
    return tuple(
        Water(food, row["country"], cast(Kind, row["kind"]), row["added"] == "yes", _maybe(row["hydrogen_carbonate"]))
        for row, food in zip(rows, foods, strict=True)
    )


def _check(row: Mapping[str, str], place: str) -> None:
    check_source({**row, "because": row["note"]}, place)
    if not re.fullmatch("[A-Z]{2}", row["country"]):
        raise TableError(f"{place}: country = {row['country']!r} is no two-letter code such as FR.")
    if row["kind"] not in get_args(Kind):
        raise TableError(f"{place}: kind must be one of {', '.join(get_args(Kind))}.")
    if row["added"] not in ("yes", "no"):
        raise TableError(f"{place}: added must be yes or no.")
    if row["country_mark"] not in MARKS:
        raise TableError(f"{place}: country_mark must be one of {', '.join(MARKS)}.")
    for name in PER_LITRE:
        most = (
            1000.0 if name == "water" else 10_000.0
        )  # g/L; mg/L: ten grams of one salt is brine, and no water to drink
        try:
            fits = 0.0 <= (_maybe(row[name]) or 0.0) <= most
        except ValueError:
            raise TableError(f"{place}: {name} = {row[name]!r} is no number.") from None
        if not fits:
            raise TableError(f"{place}: {name} = {row[name]} cannot be in a litre. Check the unit.")
    value, low, high = (_maybe(row[name]) for name in ("magnesium", "magnesium_low", "magnesium_high"))
    if low is None or high is None:
        raise TableError(f"{place}: give magnesium_low and magnesium_high; they are alike where no range is known.")
    if value is None and not low < high:
        raise TableError(f"{place}: no magnesium and no range for it. Unknown is not zero: give low and high.")
    if not low <= (low if value is None else value) <= high:
        raise TableError(f"{place}: magnesium = {row['magnesium']} lies outside its range {low:g} to {high:g} mg/L.")


def _food(row: Mapping[str, str], common: Mapping[str, str]) -> dict[str, str]:
    return {
        "id": row["id"], "name": row["name"], "group": GROUP, "slot": SLOT,
        "magnesium": _in_100_g(row["magnesium"]), "magnesium_low": _in_100_g(row["magnesium_low"]),
        "magnesium_high": _in_100_g(row["magnesium_high"]), "spread": f"{_spread(row):.4g}",
        "energy": common["energy"], "density": common["density"], "default_portion": GLASS,
        "source": row["source"], "source_id": row["source_id"], "mark": row["mark"], "note": row["note"],
    }  # fmt: skip


def _spread(row: Mapping[str, str]) -> float:
    value, low, high = (_maybe(row[name]) for name in ("magnesium", "magnesium_low", "magnesium_high"))
    if value is None or not low or not high or low == high:
        return 0.0
    return log(high / low) / (2.0 * NormalDist().inv_cdf(0.95))


def _no_minerals(drinking_water: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what every water holds besides minerals, as drinking water does, and from which row each value is."""
    held = _one(sheet(COMPOSITION), "id", DRINKING_WATER, COMPOSITION)
    twin, told = f"{drinking_water['source']}:{drinking_water['source_id']}", origins(held["elsewhere"])
    others = {name: held[name] for name in nutrients() if name not in (*MINERALS, "energy", "magnesium")}
    return others, {name: told.get(name, twin) for name, cell in others.items() if cell}


def _contents(row: Mapping[str, str], held: Mapping[str, str], elsewhere: Mapping[str, str]) -> dict[str, str]:
    own = {name: _in_100_g(row[name]) for name in MINERALS}
    if row["water"]:
        own["water"] = _in_100_g(row["water"])
    whence = ";".join(f"{name}={place}" for name, place in elsewhere.items() if name not in own)
    return {**held, **own, "id": row["id"], "elsewhere": whence}


def _names(row: Mapping[str, str], patterns: Sequence[tuple[str, str]]) -> Iterator[dict[str, str]]:
    spoken = [("name", row["name"]), *(("name", name) for name in _parts(row["names"]))]
    if "water" not in row["name"].casefold():
        spoken += [(kind, pattern.format(row["name"])) for kind, pattern in patterns]
    seen: set[str] = set()
    for kind, name in (*spoken, *(("misspelling", name) for name in _parts(row["misspelt"]))):
        if name.casefold() not in seen:
            yield {"id": row["id"], "kind": kind, "names": name}
        seen.add(name.casefold())


def _parts(cell: str) -> Sequence[str]:
    return [part for part in cell.split(";") if part]


def _maybe(cell: str) -> float | None:
    return float(cell) if cell else None


def _in_100_g(per_litre: str) -> str:
    return f"{float(per_litre) / LITRE:.6g}" if per_litre else ""


def _one(rows: Iterable[Mapping[str, str]], column: str, wanted: str, table: str) -> Mapping[str, str]:
    for row in rows:
        if row[column] == wanted:
            return row
    raise TableError(f"{table}: no row {wanted!r}, which the waters lean on.")
