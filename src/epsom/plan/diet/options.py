"""Options: every single change that a person's plate allows, each with what it does to a mean day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import floor

from epsom.plan.diet.limits import SideLimit, held
from epsom.plan.diet.nouns import Kind
from epsom.plan.diet.taste import kind_of, may_be_added, may_be_chosen, may_stand_for, number
from epsom.plan.diet.wishes import Wishes
from epsom.plate.food import Food
from epsom.plate.foods import Foods
from epsom.plate.record import FoodRecord, Serving

UNKNOWN = "what a food holds of it"
"""Why an option is refused whose part of a limited nutrient nobody knows."""


SIZES = 2  # of one food for another: the two nearest to its energy


@dataclass(frozen=True)
class Option:
    """One change: a food at a meal in the place of another, or added to it, so many half portions each time.

    ``lines`` are the record's lines that it replaces, or beside which it is put. ``energy`` [kcal], ``magnesium`` [mg,
    typical] and the limited nutrients of ``sides`` are changes of a mean day, ``on`` and ``off`` the grams a day put
    on the plate and taken off it, ``deviation`` the same in usual portions. ``refused`` says why this person would not
    have it; ``cost`` is None where a price is missing.
    """

    kind: Kind
    meal: str
    old: Food | None
    new: Food
    halves: int
    lines: tuple[int, ...]
    magnesium: float
    energy: float
    sides: tuple[float, ...] = field(repr=False)
    on: float
    deviation: float
    cost: float | None
    refused: frozenset[str]

    @property
    def grams(self) -> float:
        """The grams of the new food each time."""
        return self.halves / 2.0 * self.new.portions[self.new.default_portion]

    @cached_property
    def groups(self) -> frozenset[str]:
        """The food groups that it changes."""
        return frozenset((self.new.group,) if self.old is None else (self.new.group, self.old.group))

    @property
    def place(self) -> tuple[str, str]:
        """The place on the plate that it takes: the meal and what it replaces, or the slot to which it is added."""
        return self.meal, self.old.id if self.old is not None else f"+{self.new.slot}"

    def applied(self, record: FoodRecord) -> FoodRecord:
        """Return the record with this change made; the lines keep their places, additions come at the end."""
        lines = list(record.servings)
        if self.old is not None:
            for k in self.lines:
                lines[k] = replace(lines[k], food=self.new, grams=self.grams)
        else:
            lines += [self.added(record.servings[k]) for k in self.lines]
        return replace(record, servings=tuple(lines))

    def added(self, beside: Serving) -> Serving:
        """Return the new food as a line of the record beside another."""
        return replace(
            beside, told=self.new.name, food=self.new, grams=self.grams, salt=None, elemental=0.0, how="exact"
        )


def options(record: FoodRecord, foods: Foods, limits: Sequence[SideLimit], wishes: Wishes) -> tuple[Option, ...]:
    """Return the options of a record, those a person refuses included and marked; the same order every time.

    For one place on the plate only a few foods of each group are kept, those with the largest typical gain first.
    """
    chosen = [food for food in foods if may_be_chosen(food)]
    found = [*_swaps(record, chosen, limits, wishes), *_additions(record, chosen, limits, wishes)]
    kept: list[Option] = []
    seen: dict[tuple[object, ...], list[str]] = {}
    for one in sorted(found, key=lambda one: (-one.magnesium / max(one.halves, 1), one.new.id, one.halves)):
        known = seen.setdefault((one.kind, one.place, one.new.group, one.refused), [])
        if one.new.id not in known:
            if len(known) >= number("choice"):
                continue
            known.append(one.new.id)
        kept.append(one)
    return tuple(sorted(kept, key=lambda one: (one.meal, one.place, one.new.id, one.halves)))


def _swaps(record: FoodRecord, chosen: Sequence[Food], limits: Sequence[SideLimit], wishes: Wishes) -> Iterator[Option]:
    eaten = {line.food.id for line in record.servings if line.food is not None}
    places: dict[tuple[str, str], list[int]] = {}
    for k, line in enumerate(record.servings):
        if line.food is not None and line.food.magnesium is not None:
            places.setdefault((line.meal, line.food.id), []).append(k)
    for (meal, _), lines in places.items():
        old = record.servings[lines[0]].food
        assert old is not None
        each = sum(record.servings[k].grams for k in lines) / len(lines)
        for new in chosen:
            if new.id not in eaten and may_stand_for(new, old):
                for halves in _sizes(old, new, each):
                    yield from _option("swap", meal, old, new, halves, lines, record, limits, wishes)


def _additions(
    record: FoodRecord, chosen: Sequence[Food], limits: Sequence[SideLimit], wishes: Wishes
) -> Iterator[Option]:
    meals: dict[str, list[int]] = {}
    for k, line in enumerate(record.servings):
        if line.food is not None:
            meals.setdefault(line.meal, []).append(k)
    for meal, lines in meals.items():
        kind = kind_of(meal, [record.servings[k] for k in lines])
        here = {food.id for k in lines if (food := record.servings[k].food) is not None}
        first = {record.servings[k].day: k for k in reversed(lines)}
        for new in chosen:
            if new.id not in here and may_be_added(new, kind):
                usual = new.portions[new.default_portion]
                most = number("most_added") * (2.0 if usual <= number("spoonful") else 1.0)
                for halves in sorted({max(int(most), 1), int(2 * most)}):
                    beside = sorted(first.values())
                    yield from _option("add", meal, None, new, halves, beside, record, limits, wishes)


def _sizes(old: Food, new: Food, each: float) -> tuple[int, ...]:
    """Return the half portions of a new food that could stand for so many grams of the old one; drinks go by volume."""
    usual, halves = new.portions[new.default_portion], range(1, int(2 * number("most_portions")) + 1)
    heaviest = number("most_mass") * each
    least = 2 * number("least_portions")
    fitting = [k for k in halves if k >= least and k * usual / 2.0 <= heaviest]
    if old.slot == "drink" or not old.energy or not new.energy:
        nearest = floor(2 * each / usual + 0.5)
        return tuple(k for k in fitting if k == min(max(nearest, 1), halves[-1]))
    before, per_half = each * old.energy, usual * new.energy / 2.0
    low, high = 1.0 - number("energy_spared"), 1.0 + number("energy_tolerance")
    near = [k for k in fitting if low * before <= k * per_half <= high * before]
    return tuple(sorted(near, key=lambda k: (abs(k * per_half - before), k))[:SIZES])


def _option(
    kind: Kind, meal: str, old: Food | None, new: Food, halves: int, lines: Sequence[int], record: FoodRecord,
    limits: Sequence[SideLimit], wishes: Wishes,
) -> Iterator[Option]:  # fmt: skip
    """Yield the option if it brings enough magnesium, and not too much for one change."""
    usual = new.portions[new.default_portion]
    times, days = len(lines), record.days
    on = halves / 2.0 * usual * times / days
    off = 0.0 if old is None else sum(record.servings[k].grams for k in lines) / days
    gone = 0.0 if old is None else (old.magnesium or 0.0) * off / 100.0
    gain = (new.magnesium or 0.0) * on / 100.0 - gone
    taken = 0.0 if old is None else (old.energy or 0.0) * off / 100.0
    energy = (new.energy or 0.0) * on / 100.0 - taken
    makes_room = kind == "swap" and gain >= 0.0 and energy <= -number("energy_room")
    if not (gain >= number("least_gain") or makes_room) or gain > number("most_gain"):
        return
    refused, sides = set(wishes.reasons(new)), list[float]()
    for limit in limits:
        change = _side(limit, new, old, on, off)
        sides.append(0.0 if change is None else change)
        if change is None:
            refused.add(f"{UNKNOWN}: {limit.nutrient}")
    if old is not None and old.energy is None:
        refused.add(f"{UNKNOWN}: energy")
    each_old = 0.0 if old is None else off / (old.portions.get(old.default_portion) or 100.0)
    price, old_price = wishes.prices.get(new.id), 0.0 if old is None else wishes.prices.get(old.id)
    yield Option(
        kind=kind, meal=meal, old=old, new=new, halves=halves, lines=tuple(lines), magnesium=gain,
        energy=energy, sides=tuple(sides), on=on, deviation=on / usual + each_old,
        cost=None if price is None or old_price is None else price * on - old_price * off,
        refused=frozenset(refused),
    )  # fmt: skip


def _side(limit: SideLimit, new: Food, old: Food | None, on: float, off: float) -> float | None:
    """Return the change of a limited nutrient on a mean day, None where nobody knows it.

    What is put on the plate must be known. What is taken off it counts as nothing where it is unknown and the rule is
    "not more": less than nothing can be missing. To keep something steady, both must be known.
    """
    put = held(new, limit.nutrient)
    taken = 0.0 if old is None else held(old, limit.nutrient)
    if put is None or (taken is None and limit.rule == "steady"):
        return None
    return (put * on - (taken or 0.0) * off) / 100.0
