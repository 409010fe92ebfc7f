"""A check on real dishes: the recipes of the US survey (FNDDS 2021-2023), added up again with our own recipes.

Every dish there is a list of ingredients with grams, a number for what cooking leaves of each, and how much moisture
the whole takes up or gives off; its printed composition should come out again. Ingredients are dishes of the survey
themselves, or foods of USDA SR Legacy, and of SR26 where that has no value. A dish with an ingredient of unknown
magnesium stays unknown and is counted apart.

Run it with: python scripts/check_recipes.py [../shared/data/composition] (about ten seconds)
"""

from __future__ import annotations

import csv
import gzip
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from epsom.plate.composition import Composition
from epsom.plate.recipes import Ingredient, Recipe
from epsom.plate.retention import WHOLE, Retention, by_code

HERE = Path(__file__).resolve().parents[1]
DATA = HERE.parent / "shared" / "data" / "composition"
COLUMNS = {
    "magnesium": "Magnesium (mg)",
    "calcium": "Calcium (mg)",
    "potassium": "Potassium (mg)",
    "sodium": "Sodium (mg)",
    "zinc": "Zinc\n(mg)",
    "iron": "Iron\n(mg)",
    "phosphorus": "Phosphorus (mg)",
}
SR_COLUMNS = {
    "magnesium": "Magnesium, Mg (mg)",
    "calcium": "Calcium, Ca (mg)",
    "potassium": "Potassium, K (mg)",
    "sodium": "Sodium, Na (mg)",
    "zinc": "Zinc, Zn (mg)",
    "iron": "Iron, Fe (mg)",
    "phosphorus": "Phosphorus, P (mg)",
}
SR26_NUMBERS = {
    "magnesium": "304",
    "calcium": "301",
    "potassium": "306",
    "sodium": "307",
    "zinc": "309",
    "iron": "303",
    "phosphorus": "305",
}
CODE, FOOD, GRAMS = "Ingredient code", "Food code", "Ingredient weight (g)"
KEPT, MOISTURE = "Retention code", "Moisture change\n(%)"
SURVEY_CODE = 8
"""Digits of a code that names a dish of the survey; shorter ones name a food of SR."""


@dataclass(frozen=True)
class Listed:
    """A food as a table lists it."""

    name: str
    composition: Composition


WATER = Listed("water taken up", Composition({"water": 100.0, **dict.fromkeys(COLUMNS, 0.0)}))


@dataclass(frozen=True)
class Agreement:
    """How the recomputed dishes lie to the printed ones: how many, their correlation, and the share within a mg."""

    dishes: int
    unknown: int
    r: float
    within: float


class Survey:
    """The survey's dishes, printed and as recipes."""

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder

    @cached_property
    def foods(self) -> dict[str, Listed]:
        """What every ingredient holds, as its table prints it."""
        values: defaultdict[str, dict[str, float]] = defaultdict(dict)
        numbers = {number: name for name, number in SR26_NUMBERS.items()}
        for row in rows(self.folder / "sr26" / "nutrient.csv.gz"):
            if row["nutr_id"] in numbers:
                values[row["food_id"]][numbers[row["nutr_id"]]] = float(row["value"])
        for row in rows(self.folder / "srlegacy" / "srlegacy_47col.csv.gz"):
            known = {name: float(row[column]) for name, column in SR_COLUMNS.items() if row[column] not in ("", "NA")}
            values[row["food_id"]] |= known
        for row in self.printed_rows:
            values[row[FOOD]] = {name: float(row[column]) for name, column in COLUMNS.items()}
        return {code: Listed(code, Composition(known)) for code, known in values.items()}

    @cached_property
    def printed_rows(self) -> tuple[dict[str, str], ...]:
        """The printed composition of the dishes."""
        return tuple(rows(self.folder / "fndds2021_2023" / "nutrient_values.csv.gz"))

    @cached_property
    def told(self) -> dict[str, list[dict[str, str]]]:
        """The ingredients of every dish."""
        found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows(self.folder / "fndds2021_2023" / "ingredients.csv.gz"):
            found[row[FOOD]].append(row)
        return dict(found)

    def recipe(self, dish: str, *, cooked: bool = True) -> Recipe[Listed]:
        """Return one dish as a recipe from a kilogram of ingredients; not ``cooked``, nothing is lost."""
        told = [row for row in self.told[dish] if float(row[GRAMS]) > 0.0]
        scale = 1000.0 / sum(float(row[GRAMS]) for row in told)
        ingredients = [
            Ingredient(
                self.foods.get(row[CODE], Listed(row[CODE], Composition({}))),
                float(row[GRAMS]) * scale,
                self.kept(row) if cooked else WHOLE,
            )
            for row in told
        ]
        raw, change = sum(one.grams for one in ingredients), float(told[0][MOISTURE]) / 100.0
        if change > 0.0:
            ingredients.append(Ingredient(WATER, raw * change))
        return Recipe(dish, tuple(ingredients), 10.0, raw * (1.0 + change))

    def kept(self, row: dict[str, str]) -> Retention:
        """Return what cooking leaves of one ingredient; all of it where our table has not that number."""
        try:
            return by_code(int(row[KEPT]))
        except KeyError:
            return WHOLE

    def pairs(self, nutrient: str, *, cooked: bool = True) -> Iterator[tuple[str, float, float | None]]:
        """Yield of every dish its code, the printed amount in 100 g, and ours."""
        for row in self.printed_rows:
            if row[FOOD] in self.told:
                ours = self.recipe(row[FOOD], cooked=cooked).per_100g()[nutrient]
                yield row[FOOD], float(row[COLUMNS[nutrient]]), ours

    def agreement(self, nutrient: str = "magnesium", *, cooked: bool = True) -> Agreement:
        """Return how ours and the printed amounts agree over all dishes whose ingredients are known."""
        found = list(self.pairs(nutrient, cooked=cooked))
        known = [(printed, ours) for _, printed, ours in found if ours is not None]
        printed, ours = zip(*known, strict=True)
        return Agreement(
            len(known), len(found) - len(known), statistics.correlation(printed, ours),
            sum(abs(a - b) <= 1.0 for a, b in known) / len(known),
        )  # fmt: skip


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def implied(survey: Survey) -> Iterator[tuple[str, int, float]]:
    """Yield of every number for cooking the dishes it stands alone in, and the median share of magnesium they kept."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    printed = {row[FOOD]: float(row[COLUMNS["magnesium"]]) for row in survey.printed_rows}
    for dish, told in survey.told.items():
        codes = {row[KEPT] for row in told} - {"0"}
        whole = survey.recipe(dish, cooked=False).per_100g()["magnesium"] if dish in printed else None
        if len(codes) == 1 and all(row[KEPT] != "0" for row in told) and whole:
            found[codes.pop()].append(printed[dish] / whole)
    for code, shares in sorted(found.items(), key=lambda item: -len(item[1])):
        yield code, len(shares), statistics.median(shares)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not folder.is_dir():
        print(f"{folder} is not there: this check wants the composition tables.")
        return 2
    survey = Survey(folder)
    missing = {row[KEPT] for told in survey.told.values() for row in told if survey.kept(row) is WHOLE} - {"0"}
    print(f"numbers for cooking that retention.csv has not: {', '.join(sorted(missing)) or 'none'}")
    for cooked in (True, False):
        found = survey.agreement(cooked=cooked)
        what = "with what cooking takes" if cooked else "as if cooking took nothing"
        print(
            f"{what:26s}: {found.dishes} dishes ({found.unknown} unknown), r = {found.r:.5f}, "
            f"{found.within:.1%} within 1 mg of magnesium in 100 g"
        )
    print("share of magnesium kept, as the dishes imply it, beside the table:")
    for code, dishes, share in implied(survey):
        if dishes >= 5:
            table = by_code(int(code))
            print(f"  {code:>5s} {table.meaning:48s} {dishes:4d} dishes: {share:.3f}, table {table.share('magnesium')}")
    best = survey.agreement()
    return 0 if best.r >= 0.999 and best.within >= 0.9 else 1


if __name__ == "__main__":
    sys.exit(main())
