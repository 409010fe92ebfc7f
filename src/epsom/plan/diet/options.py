"""Options: every single change that a person's plate allows, each with what it does to a mean day."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import floor

from epsom.plan.diet.limits import SideLimit, eaten_now, held
from epsom.plan.diet.nouns import Kind
from epsom.plan.diet.taste import kind_of, may_be_added, may_be_chosen, may_stand_for, number, unusual
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
    on the plate and taken off it, ``deviation`` the same in usual portions, ``strain`` the same with what is put on it
    weighted by how unusual it is. ``refused`` says why this person would not have it; ``cost`` is None where a price is
    missing; ``makes_room`` tells a swap that is worth making for what it spares, and ``weight`` how unusual the new
    food is.
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
    strain: float
    cost: float | None
    refused: frozenset[str]
    makes_room: bool = False
    weight: float = 1.0

    @property
    def grams(self) -> float:
        """The grams of the new food each time."""
        return self.halves / 2.0 * self.new.portions[self.new.default_portion]

    @property
    def seldom(self) -> bool:
        """Tell a new food that is eaten seldom, and not by this person."""
        return self.weight > number("weight_sometimes")

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


@dataclass(frozen=True)
class Plate:
    """What all options of one person are made from: the record, limits with what a day holds of each, wishes."""

    record: FoodRecord
    limits: Sequence[SideLimit]
    wishes: Wishes
    now: tuple[float, ...]
    known: frozenset[str]


def options(record: FoodRecord, foods: Foods, limits: Sequence[SideLimit], wishes: Wishes) -> tuple[Option, ...]:
    """Return the options of a record, those a person refuses included and marked; the same order every time.

    For one place on the plate only a few foods of each group are kept: those with the largest typical gain, those
    with the largest for how common they are, and a swap for a common food that leaves most room for others.
    """
    known = frozenset(line.food.id for line in record.servings if line.food is not None)
    plate = Plate(record, limits, wishes, tuple(eaten_now(record, limit.nutrient) for limit in limits), known)
    chosen = [food for food in foods if may_be_chosen(food, known=food.id in known)]
    found = [*_swaps(plate, chosen), *_additions(plate, chosen)]
    ranked = sorted(range(len(found)), key=lambda k: (-_richness(found[k]), found[k].new.id, found[k].halves))
    kept = _first(found, ranked, number("choice"))
    habit = sorted(ranked, key=lambda k: -_richness(found[k]) / found[k].weight)
    kept |= _first(found, habit, number("choice"))
    common = [k for k in ranked if found[k].weight <= 1.0]
    now = [max(held_now, 1e-9) for held_now in plate.now]
    room = [sum(side / of for side, of in zip(one.sides, now, strict=True)) for one in found]
    roomy = [k for k in common if found[k].makes_room and room[k] <= -number("side_room")]
    kept |= _first(found, sorted(roomy, key=lambda k: room[k]), 1.0)
    return tuple(sorted((found[k] for k in kept), key=lambda one: (one.meal, one.place, one.new.id, one.halves)))


def _richness(one: Option) -> float:
    """Return the typical magnesium that half a portion brings [mg]."""
    return one.magnesium / max(one.halves, 1)


def _spot(one: Option) -> tuple[object, ...]:
    """Return what foods stand beside each other for: a group at a place on the plate, as far as it is wanted."""
    return one.kind, one.place, one.new.group, one.refused


def _first(found: Sequence[Option], order: Sequence[int], many: float) -> set[int]:
    """Return the options of the first so many foods of each group at each place on the plate, in the order told."""
    seen: dict[tuple[object, ...], list[str]] = {}
    kept: set[int] = set()
    for k in order:
        one = found[k]
        taken = seen.setdefault(_spot(one), [])
        if one.new.id not in taken and len(taken) < many:
            taken.append(one.new.id)
        if one.new.id in taken:
            kept.add(k)
    return kept


def _unusual(food: Food, known: Container[str]) -> float:
    """Return how unusual a food is for a person: what the own record holds is not."""
    return 1.0 if food.id in known else unusual(food)


def _swaps(plate: Plate, chosen: Sequence[Food]) -> Iterator[Option]:
    record, eaten = plate.record, plate.known
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
                    yield from _option("swap", meal, old, new, halves, lines, plate)


def _additions(plate: Plate, chosen: Sequence[Food]) -> Iterator[Option]:
    record = plate.record
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
                    yield from _option("add", meal, None, new, halves, beside, plate)


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
    kind: Kind, meal: str, old: Food | None, new: Food, halves: int, lines: Sequence[int], plate: Plate
) -> Iterator[Option]:  # fmt: skip
    """Yield the option if it brings enough magnesium, and not too much for one change."""
    record, wishes, usual = plate.record, plate.wishes, new.portions[new.default_portion]
    times, days = len(lines), record.days
    on = halves / 2.0 * usual * times / days
    off = 0.0 if old is None else sum(record.servings[k].grams for k in lines) / days
    gone = 0.0 if old is None else (old.magnesium or 0.0) * off / 100.0
    gain = (new.magnesium or 0.0) * on / 100.0 - gone
    taken = 0.0 if old is None else (old.energy or 0.0) * off / 100.0
    energy = (new.energy or 0.0) * on / 100.0 - taken
    refused, sides, spared = set(wishes.reasons(new)), list[float](), energy <= -number("energy_room")
    for limit, now in zip(plate.limits, plate.now, strict=True):
        change = _side(limit, new, old, on, off)
        sides.append(0.0 if change is None else change)
        if limit.rule == "not more" and change is not None:
            spared = spared or change <= -number("side_room") * max(now, 1e-9)
        if change is None:
            refused.add(f"{UNKNOWN}: {limit.nutrient}")
    makes_room = kind == "swap" and gain >= 0.0 and spared
    if not (gain >= number("least_gain") or makes_room) or gain > number("most_gain"):
        return
    if old is not None and old.energy is None:
        refused.add(f"{UNKNOWN}: energy")
    weight = _unusual(new, plate.known)
    each_old = 0.0 if old is None else off / (old.portions.get(old.default_portion) or 100.0)
    price, old_price = wishes.prices.get(new.id), 0.0 if old is None else wishes.prices.get(old.id)
    yield Option(
        kind=kind, meal=meal, old=old, new=new, halves=halves, lines=tuple(lines), magnesium=gain,
        energy=energy, sides=tuple(sides), on=on, deviation=on / usual + each_old,
        strain=on / usual * weight + each_old,
        cost=None if price is None or old_price is None else price * on - old_price * off,
        refused=frozenset(refused), makes_room=makes_room, weight=weight,
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
