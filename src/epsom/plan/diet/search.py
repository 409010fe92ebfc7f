"""Search: what the search for one person's plans needs and keeps, and how a plan is put to the whole cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.assessment.journey import Journey
from epsom.assessment.views import equivalent_intake, probability
from epsom.elementwise import Array
from epsom.plan.diet.limits import SideLimit, eaten_now
from epsom.plan.diet.options import Option
from epsom.plan.diet.shown import sound
from epsom.plan.diet.solving import Question, brings, finest, most
from epsom.plan.diet.taste import number
from epsom.plan.diet.uptake import Line, Versions, crowding, eaten, gains, line, versions
from epsom.plate.record import FoodRecord
from epsom.simulate.schedule import Eating
from epsom.status.summary import mean


@dataclass(frozen=True)
class Tried:
    """Some options put to the whole cohort: the record with them, how it is eaten, and what is reached.

    ``worth`` is the mean absorbed-equivalent intake [mmol/day].
    """

    chosen: tuple[Option, ...]
    record: FoodRecord
    eating: Eating
    reached: float
    worth: float

    @property
    def groups(self) -> frozenset[str]:
        """The food groups that it changes."""
        return frozenset(group for one in self.chosen for group in one.groups)


@dataclass(frozen=True)
class Search:
    """All that the search for one person needs and keeps: the question, the target as a line, and the person."""

    journey: Journey
    some: Versions
    line: Line
    question: Question
    each: Array
    everything: tuple[Option, ...]
    everything_each: Array
    target: float


def search_of(
    journey: Journey, everything: tuple[Option, ...], held_limits: tuple[SideLimit, ...], aim: float
) -> Search:
    """Return the search for a person: versions, the line, and the options worth a look, as a question."""
    some = versions(journey)
    every = gains(journey, some, [(one,) for one in everything])
    free = np.array([not one.refused for one in everything], dtype=bool)
    brings_more = free & (every.mean(axis=1) > 0.0)  # what is made for room alone says nothing of who gains
    way = line(some, every[brings_more].mean(axis=0) if brings_more.any() else some.habit, aim)
    value = way.along(every)
    within_reach = min(way.wanted, float(np.sort(value[free])[-int(number("most_swaps")) :].sum()))
    worth = value >= number("least_share") * within_reach
    room = np.array([one.makes_room for one in everything], dtype=bool)
    kept = _best_meals(everything, value, worth | room)
    everything, every, free = tuple(everything[k] for k in kept), every[kept], free[kept]
    chosen, each = tuple(one for one in everything if not one.refused), every[free]
    question = Question(
        chosen, way.along(each), crowding(journey, some, way.slope, chosen), way.wanted, held_limits,
        energy_of(journey.record), {limit.nutrient: eaten_now(journey.record, limit.nutrient) for limit in held_limits},
    )  # fmt: skip
    return Search(journey, some, way, question, each, everything, every, aim)


def without_seldom(search: Search) -> Search:
    """Return the search without the foods that are eaten seldom."""
    kept = [k for k, one in enumerate(search.question.options) if not one.seldom]
    chosen = tuple(search.question.options[k] for k in kept)
    question = replace(
        search.question, options=chosen, gain=search.question.gain[kept],
        crowding=crowding(search.journey, search.some, search.line.slope, chosen),
    )  # fmt: skip
    return replace(search, question=question, each=search.each[kept])


def _best_meals(everything: Sequence[Option], worth: Array, kept: NDArray[np.bool_]) -> list[int]:
    """Return which options are kept; of one amount of a food that may be added to many meals, where it brings most."""
    seen: dict[object, int] = {}
    found: list[int] = []
    for k in sorted((k for k, keep in enumerate(kept) if keep), key=lambda k: (-float(worth[k]), k)):
        one = everything[k]
        thing: object = (one.new.id, one.halves, one.refused) if one.kind == "add" else k
        seen[thing] = seen.get(thing, 0) + 1
        if seen[thing] <= number("best_meals"):
            found.append(k)
    return sorted(found)


def energy_of(record: FoodRecord) -> float:
    """Return the energy of a mean recorded day [kcal], of what is known of it."""
    known = (one.grams * (one.food.energy or 0.0) / 100.0 for one in record.servings if one.food is not None)
    return sum(known) / max(record.days, 1)


def finer(search: Search, question: Question, chosen: tuple[int, ...], now: Tried) -> Tried:
    """Return the plan with as many changes that moves less, where the whole cohort reaches the target with it too.

    Where it falls short it is sought again with more wanted.
    """
    for _ in range(int(number("rounds_finer"))):
        other = finest(question, chosen)
        if set(other) == set(chosen) or not all(sound(search.journey, question.options[k]) for k in other):
            break
        found = tried(search.journey, tuple(question.options[k] for k in other))
        if found.reached >= search.target:
            return found
        question = replace(redrawn(search, question, other, found), never=(*question.never, frozenset(other)))
    return now


def without_idle(search: Search, now: Tried, *, chance: float = 0.0, worth: float = 0.0) -> Tried:
    """Return a plan without the changes that it can do without, within the limits and at no less than is told."""
    for one in sorted(now.chosen, key=lambda one: one.magnesium):
        rest = tuple(other for other in now.chosen if other is not one)
        if not rest or not held_all(search.question, rest):
            continue
        without = tried(search.journey, rest)
        if without.reached >= chance and without.worth >= worth:
            now = without
    return now


def held_all(question: Question, chosen: Sequence[Option]) -> bool:
    """Tell whether changes keep energy and all side limits."""
    energy = abs(sum(one.energy for one in chosen)) <= number("energy_held") * question.energy + 1e-9
    return energy and all(
        limit.holds(question.now[limit.nutrient], sum(one.sides[k] for one in chosen))
        for k, limit in enumerate(question.limits)
    )


def redrawn(search: Search, question: Question, chosen: tuple[int, ...], now: Tried) -> Question:
    """Return the question with the target's line drawn anew along a plan that fell short on the whole cohort.

    More is wanted by what its changes lose to each other beyond what was reckoned, and aimed at by what the few
    versions promised too much.
    """
    together = gains(search.journey, search.some, [now.chosen])[0]
    promised = search.some.probability(together)
    aim = min(search.target + max(promised - now.reached, 0.0), 0.5 * (1.0 + search.target))
    way = line(search.some, together, aim)
    drawn = replace(
        question,
        gain=way.along(search.each),
        crowding=crowding(search.journey, search.some, way.slope, question.options),
    )
    lost = max(1.0, brings(drawn, chosen) / max(float(way.along(together)), 1e-9))
    return replace(drawn, wanted=way.wanted * min(lost, 1.3))


def tried(journey: Journey, chosen: tuple[Option, ...]) -> Tried:
    """Return some options put to the whole cohort, the richest first."""
    record = journey.record
    for one in sorted(chosen, key=lambda one: -one.magnesium):
        record = one.applied(record)
    eating = eaten(journey, record)
    equivalent = equivalent_intake(journey, eating)
    worth = mean(equivalent, journey.weighting.weights)
    return Tried(chosen, record, eating, probability(journey, equivalent)[1] or 0.0, worth)


def best(search: Search) -> Tried:
    """Return the plan with which most was found to be reached, without changes that do next to nothing."""
    question = search.question
    chosen = most(question)
    most_found = tried(search.journey, tuple(question.options[k] for k in chosen))
    chance = search.target if most_found.reached >= search.target else 0.0
    return without_idle(search, most_found, chance=chance, worth=most_found.worth - units.mmol(number("idle_gain")))
