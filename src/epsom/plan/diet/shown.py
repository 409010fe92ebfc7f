"""Shown: the options of a plan as its reader meets them, each with what it brings to the whole cohort."""

from __future__ import annotations

from collections.abc import Sequence

from epsom import tables, units
from epsom.assessment.journey import Journey
from epsom.elementwise import Array
from epsom.plan.diet.ahead import deficit_grows
from epsom.plan.diet.limits import SideLimit, held
from epsom.plan.diet.nouns import Change, DietPlan, SideLine
from epsom.plan.diet.options import Option
from epsom.plan.diet.taste import number
from epsom.plan.diet.uptake import eaten, habit, reached
from epsom.plate.food import Food
from epsom.plate.intake import magnesium
from epsom.plate.record import FoodRecord
from epsom.simulate.schedule import Eating
from epsom.status.summary import estimate


def shown(
    journey: Journey, chosen: Sequence[Option], record: FoodRecord, eating: Eating, limits: Sequence[SideLimit],
    before: float,
) -> DietPlan:  # fmt: skip
    """Return a plan as it is shown, its changes in order of what they bring, and twelve weeks lived with it."""
    changes, step, sofar = list[Change](), before, journey.record
    ordered = sorted(chosen, key=lambda one: -one.magnesium)
    for one in ordered:
        sofar = one.applied(sofar)
        after = reached(journey, eating if one is ordered[-1] else eaten(journey, sofar))
        changes.append(_change(journey, one, step, after))
        step = after
    known = sum(line.grams * (line.food.energy or 0.0) / 100.0 for line in journey.record.servings if line.food)
    per_day = known / journey.record.days
    costs = [one.cost for one in chosen]
    return DietPlan(
        changes=tuple(changes), adequacy_before=before, adequacy_after=step,
        deficit_grows=deficit_grows(journey, eating), energy=sum(one.energy for one in chosen) / per_day,
        sides=tuple(_side(journey, chosen, k, limit) for k, limit in enumerate(limits)),
        deviation=sum(one.deviation for one in chosen),
        cost=None if None in costs else sum(cost for cost in costs if cost is not None), record=record, eating=eating,
    )  # fmt: skip


def gain(journey: Journey, one: Option) -> Array:
    """Return what an option brings to each version of a person [mg/day], shape (persons,)."""
    found = 0.0
    persons, chance = journey.persons, journey.cohort.chance
    for k in one.lines:
        line = journey.record.servings[k]
        found = found + magnesium(one.added(line), persons, chance)
        if one.old is not None:
            found = found - magnesium(line, persons, chance)
    return units.milligrams(1.0) * habit(journey) * found / journey.record.days


def sound(journey: Journey, one: Option) -> bool:
    """Tell a change that brings something to nearly every version of a person, or is made for the room it leaves."""
    makes_room = one.magnesium < number("least_gain")
    return makes_room or estimate(gain(journey, one), journey.weighting.weights).low > 0


def _change(journey: Journey, one: Option, before: float, after: float) -> Change:
    told = journey.record.servings[one.lines[0]]
    often = f", {len(one.lines)} times" if len(one.lines) > 1 else ""
    than = f" instead of {one.old.magnesium:.0f}" if one.old is not None else ""
    return Change(
        kind=one.kind, meal=told.meal, day=told.day, instead=told.told if one.old is not None else "",
        choose=f"{_count(one.halves / 2.0, one.new.default_portion)} {one.new.name}", old=one.old, new=one.new,
        portions=one.halves / 2.0, grams=one.grams, times=len(one.lines),
        gain=estimate(gain(journey, one), journey.weighting.weights), energy=one.energy,
        groups=tuple(sorted(one.groups)), cost=one.cost, before=before, after=after,
        why=f"{one.new.magnesium:.0f} mg per 100 g{than}{often} ({_cited(one.new)})",
    )  # fmt: skip


def _side(journey: Journey, chosen: Sequence[Option], k: int, limit: SideLimit) -> SideLine:
    days, found = journey.record.days, 0.0
    unknown = False
    for line in journey.record.servings:
        if line.food is not None:
            holds = held(line.food, limit.nutrient)
            unknown = unknown or holds is None
            found += line.grams * (holds or 0.0) / 100.0 / days
    change = sum(one.sides[k] for one in chosen)
    return SideLine(limit.nutrient, limit.unit, None if unknown else found, change, limit.words, limit.because)


def _cited(food: Food) -> str:
    source = tables.sources().get(food.source)
    return f"{source.short if source else food.source} {food.source_id}".strip()


def _count(portions: float, word: str) -> str:
    whole, half = divmod(portions, 1.0)
    number_ = (f"{whole:.0f}" if whole else "") + ("½" if half else "")
    many = "es" if word.endswith(("s", "ch", "sh")) else "s"
    return f"{number_} {word}{many if portions > 1 else ''}"
