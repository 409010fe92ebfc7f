"""Everyday records: made-up days of made-up adults, foods by meal, as rich in energy and magnesium as real ones are.

Nobody's diary can be shipped, so days are put together by chance from foods of the box, as meals are in the United
States (ours), and of many such days the one is kept that comes nearest to an energy and a magnesium drawn for an age
and sex. Centre and spread of the logarithms of a day's kcal and mg, and how they go together, stand in
everyday_records.csv; they were computed from the first recalls of adults of the survey [nhanes_2013_2016], with its
weights, and ``python scripts/everyday_records.py --survey FOLDER`` computes them anew and says where they differ.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from epsom.person import Person
from epsom.plate.food import Food
from epsom.plate.foods import box

TABLE = Path(__file__).with_suffix(".csv")
TRIED = 400  # days put together for each one that is kept
NEAR = {"energy": 0.05, "magnesium": 0.05}  # what counts as near, on the scale of logarithms
CYCLES = "HI"

MEALS: dict[str, tuple[str, tuple[tuple[float, str], ...]]] = {
    "breakfast": ("07:30", ((0.9, "morning"), (0.5, "with it"), (0.4, "fruit"), (0.9, "hot drink"), (0.3, "milk"))),
    "lunch": ("12:30", ((1.0, "main"), (0.7, "starch"), (0.5, "vegetable"), (0.5, "bread"), (0.8, "drink"))),
    "afternoon snack": ("16:00", ((0.8, "snack"), (0.35, "fruit"), (0.4, "drink"))),
    "dinner": ("19:00", ((1.0, "main"), (0.9, "starch"), (0.8, "vegetable"), (0.3, "dessert"), (0.9, "drink"))),
    "late snack": ("21:30", ((0.4, "snack"), (0.4, "drink"))),
}
FOODS: dict[str, str] = {
    "morning": """white-bread white-toast bagel croissant pancakes waffles egg-scrambled egg-fried egg-boiled porridge
        oats cereal-corn-flakes cereal-oat-rings cereal-raisin-bran cereal-bran-flakes muesli granola yoghurt-fruit
        yoghurt whole-wheat-bread whole-wheat-toast cereal-crisped-rice""",
    "with it": "butter jam peanut-butter cheese-cheddar bacon cream-cheese honey egg-fried",
    "fruit": "banana apple orange grapes strawberries blueberries melon pear peach",
    "hot drink": "coffee tea-black coffee latte",
    "milk": "milk-whole milk-semi milk-skimmed almond-milk soy-milk orange-juice",
    "main": """chicken-breast chicken-roast chicken-fried beef-minced beef-steak pork-chop salmon tuna-canned ham pizza
        hamburger cheeseburger lasagne burrito tofu prawns soup-chicken soup-tomato soup-lentil chilli omelette
        turkey cod sausage""",
    "starch": """rice-white pasta potato-mashed french-fries potato-baked rice-brown potato-boiled sweetcorn couscous
        quinoa""",
    "vegetable": """broccoli carrots-boiled green-beans lettuce tomato peas spinach-cooked mixed-vegetables cucumber
        kidney-beans black-beans baked-beans coleslaw""",
    "bread": "white-bread bread-roll whole-wheat-bread baguette tortilla-flour rye-bread",
    "snack": """potato-crisps chocolate-chip-cookies chocolate-milk almonds peanuts-roasted pretzels popcorn cereal-bar
        tortilla-chips crackers yoghurt-fruit cheese-cheddar trail-mix doughnut biscuits""",
    "dessert": "ice-cream cake-chocolate apple-pie chocolate-dark fruit-salad",
    "drink": "cola tap-water tap-water tap-water beer wine-red diet-cola lemonade orange-juice milk-semi",
}
SIZE = {"male": ("178 cm", "85 kg"), "female": ("164 cm", "72 kg")}


@dataclass(frozen=True)
class Who:
    """One age and sex: how a day's energy [kcal] and magnesium [mg] are spread, as logarithms."""

    sex: str
    low: float
    high: float
    recalls: int
    energy: tuple[float, float]
    magnesium: tuple[float, float]
    together: float


@cache
def groups() -> tuple[Who, ...]:
    """Return the groups of everyday_records.csv."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Who(
                row["sex"], float(row["age_lo"]), float(row["age_hi"]), int(row["recalls"]),
                (float(row["energy_centre"]), float(row["energy_spread"])),
                (float(row["magnesium_centre"]), float(row["magnesium_spread"])), float(row["together"]),
            )
            for row in csv.DictReader(lines)
        )  # fmt: skip


@cache
def foods(kind: str) -> tuple[Food, ...]:
    """Return the foods of one part of a meal; KeyError for one that the box does not have."""
    return tuple(box()[name] for name in FOODS[kind].split())


Day = dict[str, list[tuple[Food, float]]]


def put_together(chance: np.random.Generator, energy: float) -> Day:
    """Return a day of so much energy: meals of foods in whole and half portions, larger ones for who eats more."""
    day: Day = {}
    for meal, (_, parts) in MEALS.items():
        taken: list[tuple[Food, float]] = []
        for likely, kind in parts:
            if chance.random() < likely:
                choice = foods(kind)
                taken.append((choice[int(chance.integers(len(choice)))], 1.0))
        if taken:
            day[meal] = taken
    one_each = sum(kcal(food, portions) for food, portions in lines(day))
    factor = energy / max(one_each, 1.0)
    return {
        meal: [(food, min(max(round(2 * portions * factor) / 2, 0.5), 3.0)) for food, portions in taken]
        for meal, taken in day.items()
    }


def lines(day: Day) -> list[tuple[Food, float]]:
    return [one for taken in day.values() for one in taken]


def grams(food: Food, portions: float) -> float:
    return portions * food.portions[food.default_portion]


def kcal(food: Food, portions: float) -> float:
    return grams(food, portions) * (food.energy or 0.0) / 100.0


def milligrams(food: Food, portions: float) -> float:
    return grams(food, portions) * (food.magnesium or 0.0) / 100.0


def totals(day: Day) -> tuple[float, float]:
    """Return the energy [kcal] and the magnesium [mg] of a day."""
    return sum(kcal(*one) for one in lines(day)), sum(milligrams(*one) for one in lines(day))


def everyday(number: int, seed: int = 1) -> tuple[Who, float, Day, tuple[float, float]]:
    """Return one group, an age, a day, and the energy and magnesium that were drawn for it; the same for a seed."""
    chance = np.random.default_rng([seed, number])
    people = groups()
    who = people[number % len(people)]
    age = float(np.floor(chance.uniform(who.low, min(who.high, 86.0))))
    first, second = chance.standard_normal(2)
    wanted = (
        math.exp(who.energy[0] + who.energy[1] * first),
        math.exp(
            who.magnesium[0] + who.magnesium[1] * (who.together * first + math.sqrt(1.0 - who.together**2) * second)
        ),
    )
    best, least = None, math.inf
    for _ in range(TRIED):
        day = put_together(chance, wanted[0])
        far = [math.log(max(got, 1.0) / want) for got, want in zip(totals(day), wanted, strict=True)]
        distance = (far[0] / NEAR["energy"]) ** 2 + (far[1] / NEAR["magnesium"]) ** 2
        if distance < least:
            best, least = day, distance
    assert best is not None
    return who, age, best, wanted


def person(number: int, seed: int = 1, **more: object) -> Person:
    """Return a made-up adult with one recorded day; the same for a number and a seed."""
    who, age, day, _ = everyday(number, seed)
    height, weight = SIZE[who.sex]
    meals = [
        {"at": MEALS[meal][0], "name": meal, "eaten": [f"{grams(*one):.0f} g {one[0].name}" for one in taken]}
        for meal, taken in day.items()
    ]
    told = {
        "age": age, "sex": who.sex, "height": height, "weight": weight, "country": "US", "today": "2026-10-05",
        "record": [{"date": "2026-10-04", "meals": meals}],
    }  # fmt: skip
    return Person.model_validate(told | more)


def surveyed(folder: Path) -> list[tuple[Who, tuple[float, ...]]]:
    """Return for each group the same figures from the tables of the survey."""
    import pyarrow.parquet as parquet

    rows: list[tuple[float, ...]] = []
    for cycle in CYCLES:
        about = parquet.read_table(folder / f"DEMO_{cycle}.parquet", columns=["SEQN", "RIAGENDR", "RIDAGEYR"])
        known = {one["SEQN"]: (one["RIAGENDR"], one["RIDAGEYR"]) for one in about.to_pylist()}
        columns = ["SEQN", "DR1DRSTZ", "WTDRD1", "DR1TKCAL", "DR1TMAGN"]
        for one in parquet.read_table(folder / f"DR1TOT_{cycle}.parquet", columns=columns).to_pylist():
            if one["DR1DRSTZ"] == 1 and one["DR1TKCAL"] and one["DR1TMAGN"] and one["WTDRD1"]:
                rows.append((*known[one["SEQN"]], *(one[name] for name in columns[2:])))
    told = np.array(rows, dtype=float)
    found: list[tuple[Who, tuple[float, ...]]] = []
    for who in groups():
        sex = 1.0 if who.sex == "male" else 2.0
        some = told[(told[:, 0] == sex) & (told[:, 1] >= who.low) & (told[:, 1] < who.high)]
        weight = some[:, 2] / some[:, 2].sum()
        logs = np.log(some[:, 3:])
        centre = weight @ logs
        apart = logs - centre
        spread = np.sqrt(weight @ apart**2)
        together = weight @ (apart[:, 0] * apart[:, 1]) / spread.prod()
        found.append((who, (len(some), centre[0], spread[0], centre[1], spread[1], together)))
    return found


def main() -> int:
    """Hold the table against the survey, where it is at hand."""
    reader = argparse.ArgumentParser(description=__doc__)
    usual = Path(__file__).resolve().parents[2] / "shared" / "data" / "nhanes"
    reader.add_argument("--survey", type=Path, default=usual)
    folder = reader.parse_args().survey
    if not folder.is_dir():
        print("Skipped: the tables of the survey are not at hand; say where with --survey.")
        return 0
    wrong = 0
    for who, found in surveyed(folder):
        held = (who.recalls, *who.energy, *who.magnesium, who.together)
        differs = any(abs(a - b) > 6e-4 for a, b in zip(held, found, strict=True))
        wrong += differs
        print(
            f"{who.sex:6} {who.low:3.0f}+ {'DIFFERS' if differs else 'as held'}  {', '.join(f'{x:.4f}' for x in found)}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
