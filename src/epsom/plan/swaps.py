"""Swaps: which foods could stand for which, in household portions and at about the same energy."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from math import floor

from epsom import tables
from epsom.plate.foods import Food, Foods
from epsom.plate.record import FoodRecord, Serving

TABLE = "plan/diet.toml"
number = partial(tables.number, TABLE)


@cache
def taste() -> dict[str, tuple[frozenset[str], ...]]:
    """Return the families of groups that stand for each other, and the groups and foods that are never chosen."""
    lists = tomllib.loads(files("epsom").joinpath("plan/taste.toml").read_text("utf-8"))
    families = tuple(frozenset(family) for family in lists.pop("families"))
    return {"families": families} | {name: (frozenset(words),) for name, words in lists.items()}


@dataclass(frozen=True)
class Swap:
    """One food of the record exchanged for another wherever it was eaten; ``portions`` of the new one each time.

    ``gain`` is the typical gain of magnesium [mg/day], ``energy`` the change of energy [kcal/day] where both are known.
    """

    old: Food
    new: Food
    portions: float
    times: int
    gain: float
    energy: float | None

    def applied(self, record: FoodRecord) -> FoodRecord:
        """Return the record with this swap made in every line that has the old food."""
        grams = self.portions * self.new.portions[self.new.default_portion]
        lines = tuple(
            replace(line, food=self.new, grams=grams) if line.food is self.old else line for line in record.servings
        )
        return replace(record, servings=lines)


def candidates(record: FoodRecord, foods: Foods) -> list[Swap]:
    """Return the swaps that taste and energy allow, the largest typical gain of magnesium first."""
    found: list[Swap] = []
    eaten = {line.food.id: line.food for line in record.servings if line.food is not None}
    by_slot: dict[str, list[Food]] = {}
    for new in foods:
        if new.id not in eaten and _may_be_chosen(new):
            by_slot.setdefault(new.slot, []).append(new)
    for old in eaten.values():
        lines = [line for line in record.servings if line.food is old]
        for new in by_slot.get(old.slot, ()) if old.magnesium is not None else ():
            if _may_stand_for(new, old):
                swap = _sized(old, new, lines, record.days)
                if swap is not None and number("least_gain") <= swap.gain <= number("most_gain"):
                    found.append(swap)
    return sorted(found, key=lambda swap: -swap.gain)


def _may_be_chosen(new: Food) -> bool:
    """Tell a food that a plan may name: one that taste allows, and whose magnesium somebody has measured."""
    rules = taste()
    never = new.group in rules["never_chosen"][0] or new.id in rules["never_chosen_foods"][0]
    return new.magnesium is not None and new.source != "assumed" and not never


def _may_stand_for(new: Food, old: Food) -> bool:
    return any(new.group in family and old.group in family for family in taste()["families"])


def _sized(old: Food, new: Food, lines: list[Serving], days: int) -> Swap | None:
    """Return the swap in half portions nearest to the old energy (drinks: volume), or None where none comes close."""
    usual = new.portions[new.default_portion]
    mean = sum(line.grams for line in lines) / len(lines)
    known = old.energy is not None and new.energy is not None and old.slot != "drink"
    wanted = mean
    if known and old.energy and new.energy:
        wanted = mean * old.energy / new.energy
    most = min(number("most_portions"), floor(2 * number("most_mass") * mean / usual) / 2)
    portions = max(round(2 * min(wanted, most * usual) / usual) / 2, number("least_portions"))
    if portions > most:
        return None
    grams = portions * usual
    energy = None
    if known:
        before, after = mean * (old.energy or 0.0) / 100, grams * (new.energy or 0.0) / 100
        if abs(after - before) > max(number("energy_tolerance") * before, 1e-9) and before > 0:
            return None
        energy = (after - before) * len(lines) / days
    gain = (grams * (new.magnesium or 0.0) - mean * (old.magnesium or 0.0)) / 100 * len(lines) / days
    return Swap(old, new, portions, len(lines), gain, energy)
