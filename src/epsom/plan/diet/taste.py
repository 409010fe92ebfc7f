"""Taste: which foods could stand for which, what may be added to which meal, and what nobody is advised to eat."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Literal

from epsom import tables
from epsom.errors import TableError
from epsom.plate.food import INGREDIENT, Food
from epsom.plate.record import Serving
from epsom.plate.waters import named

TABLE, TASTE, CAPS = "plan/diet/diet.toml", "plan/diet/taste.toml", "plan/diet/caps.csv"
HABIT = "plan/diet/habit.toml"
number = partial(tables.number, TABLE)

MealKind = Literal["breakfast", "main", "snack"]
MAIN, MORNING = ("main", "side"), ("breakfast", "bread")
NAMED: dict[str, MealKind] = {
    "breakfast": "breakfast", "lunch": "main", "dinner": "main", "supper": "main", "snack": "snack",
}  # fmt: skip


@dataclass(frozen=True)
class Family:
    """Foods that are eaten in each other's place: slots of the day, and the groups that leave and that come."""

    slots: frozenset[str]
    old: frozenset[str]
    new: frozenset[str]


@dataclass(frozen=True)
class Taste:
    """The lists of taste.toml: families of groups, what is never chosen and for whom, and what may be added where."""

    families: tuple[Family, ...]
    never: frozenset[str]
    never_foods: frozenset[str]
    not_for_small_children: frozenset[str]
    not_in_pregnancy: frozenset[str]
    added_slots: dict[str, frozenset[str]]
    added_groups: dict[str, frozenset[str]]


@cache
def taste() -> Taste:
    """Return the lists of taste.toml."""
    told = tomllib.loads(files("epsom").joinpath(TASTE).read_text("utf-8"))
    return Taste(
        families=tuple(Family(*(frozenset(one[key]) for key in ("slots", "old", "new"))) for one in told["family"]),
        never=frozenset(told["never_chosen"]),
        never_foods=frozenset(told["never_chosen_foods"]),
        not_for_small_children=frozenset(told["not_for_small_children"]),
        not_in_pregnancy=frozenset(told["not_in_pregnancy"]),
        added_slots={kind: frozenset(lists["slots"]) for kind, lists in told["added"].items()},
        added_groups={kind: frozenset(lists["groups"]) for kind, lists in told["added"].items()},
    )


@dataclass(frozen=True)
class Common:
    """The lists of habit.toml: foods that are eaten often or sometimes, and waters that a whole country can buy."""

    often: frozenset[str]
    sometimes: frozenset[str]
    widely_sold: frozenset[str]


@cache
def common() -> Common:
    """Return the lists of habit.toml; TableError where nobody stands for them, or a food is in two."""
    told = tomllib.loads(files("epsom").joinpath(HABIT).read_text("utf-8"))
    tables.check_source(told, HABIT)
    found = Common(*(frozenset(told[key]) for key in ("often", "sometimes", "widely_sold")))
    if twice := found.often & found.sometimes:
        raise TableError(f"{HABIT}: {', '.join(sorted(twice))} cannot be eaten both often and sometimes.")
    return found


def unusual(food: Food) -> float:
    """Return how much a portion of a food counts as a deviation: 1 where it is eaten often, more where seldom [1]."""
    if food.id in common().often or food.id in common().widely_sold:
        return 1.0
    return number("weight_sometimes" if food.id in common().sometimes else "weight_seldom")


@cache
def caps() -> dict[str, float]:
    """Return how much of a food group a plan may put on the plate [g/day], by group; TableError for a faulty row."""
    found: dict[str, float] = {}
    for line, row in enumerate(tables.sheet(CAPS), start=2):
        tables.check_source({**row, "because": row["note"]}, f"{CAPS}:{line}")
        if row["group"] in found or not float(row["grams"]) > 0.0:
            raise TableError(f"{CAPS}:{line}: {row['group']} stands twice, or its grams are not above zero.")
        found[row["group"]] = float(row["grams"])
    return found


def may_be_chosen(food: Food, *, known: bool = False) -> bool:
    """Tell a food that a plan may name: taste allows it, it is eaten as it is, and its magnesium was measured.

    Of the waters of a spring only those that a whole country can buy, or that this person knows from the own table.
    """
    rules = taste()
    never = food.group in rules.never or food.id in rules.never_foods or food.slot in (INGREDIENT, "own")
    never = never or (food.id in named() and food.id not in common().widely_sold and not known)
    measured = food.magnesium is not None and food.energy is not None and food.source != "assumed"
    return measured and food.mark != "memory" and food.default_portion != "" and not never


def may_stand_for(new: Food, old: Food) -> bool:
    """Tell a food that is eaten in the place of another: slot of the day and group are of one family."""
    return any(
        {new.slot, old.slot} <= one.slots and new.group in one.new and old.group in one.old for one in taste().families
    )


def may_be_added(new: Food, kind: MealKind) -> bool:
    """Tell a food that may come with a meal of this kind."""
    return new.slot in taste().added_slots[kind] and new.group in taste().added_groups[kind]


def kind_of(meal: str, lines: Iterable[Serving]) -> MealKind:
    """Return what kind of meal some lines make: by its name, else by what is eaten and the hour."""
    for word, kind in NAMED.items():
        if word in meal.casefold():
            return kind
    lines = list(lines)
    slots = {line.food.slot for line in lines if line.food is not None}
    if slots.intersection(MORNING) and min(line.hour for line in lines) < number("breakfast_until"):
        return "breakfast"
    return "main" if slots.intersection(MAIN) else "snack"
