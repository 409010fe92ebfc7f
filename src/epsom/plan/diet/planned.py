"""The plans of a person: sought among the options, put to the whole cohort, sought again where they fall short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.assessment.journey import Journey
from epsom.assessment.views import equivalent_intake, probability
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.elementwise import Array
from epsom.plan.diet.ahead import deficit_grows
from epsom.plan.diet.limits import SideLimit, held, limits
from epsom.plan.diet.nouns import DietPlans
from epsom.plan.diet.options import UNKNOWN, Option, options
from epsom.plan.diet.shown import shown, sound
from epsom.plan.diet.solving import Question, bound, brings, fewest, finest, most
from epsom.plan.diet.taste import number
from epsom.plan.diet.uptake import Line, Versions, crowding, eaten, gains, line, versions
from epsom.plan.diet.wishes import wishes
from epsom.plan.diet.wording import words_of
from epsom.plan.regimen.asking import serum_of
from epsom.plate.record import FoodRecord
from epsom.simulate.schedule import Eating
from epsom.status.summary import mean, quantiles


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


def plans(journey: Journey, target: float | None = None) -> DietPlans:
    """Return up to three plans for the plate that reach the target, or why food cannot, re-simulated before shown.

    ``target`` is the probability of adequacy aimed at, that of DEFINITIONS.md unless told. InputErrors for words among
    allergies, dislikes or prices that no food goes by.
    """
    aim = number("plan_target") if target is None else target
    before = probability(journey, equivalent_intake(journey, journey.usual))[1]
    unwanted = wishes(journey.person, journey.foods)
    none = DietPlans((), False, False, aim, before)
    if (reason := _no_question(journey, before)) is not None:
        return replace(none, needed=reason not in ("serum",), binding=(reason,), words=words_of(reason, none))
    assert before is not None
    grows = deficit_grows(journey, journey.usual)
    if before >= aim and not grows:
        return replace(none, reached=True, words=words_of("not needed", none))
    held_limits = limits(journey.person)
    everything = options(journey.record, journey.foods, held_limits, unwanted)
    search = _search(journey, everything, held_limits, aim)
    if before >= aim:
        return _against_losses(search, replace(none, needed=True))
    found = list(_alternatives(search))
    if found:
        shown_plans = tuple(shown(journey, one.chosen, one.record, one.eating, held_limits, before) for one in found)
        result = DietPlans(shown_plans, True, True, aim, before)
        if shown_plans[0].deficit_grows:
            result = replace(result, reached=False, hands_over=True, binding=("losses",))
        return replace(result, words=words_of("reached", result))
    return _infeasible(search, none)


def _no_question(journey: Journey, before: float | None) -> str | None:
    """Return why no plan can be asked for: an infant, no record, no probability, or magnesium in excess."""
    if journey.person.age < number("plan_from"):
        return "age"
    if before is None:
        return "no requirement"
    serum = balance.serum(Pools(*journey.now), journey.body)
    if float(quantiles(serum, journey.weighting.weights, np.array([0.5]))[0]) > number("serum_high"):
        return "serum"
    told = serum_of(journey.person)
    if told is not None and told.told.value > number("serum_high"):
        return "serum"
    if journey.as_eaten is None or not journey.record.days or not _energy(journey.record):
        return "no record"
    return None


def _search(journey: Journey, everything: tuple[Option, ...], held_limits: tuple[SideLimit, ...], aim: float) -> Search:
    some = versions(journey)
    every = gains(journey, some, [(one,) for one in everything])
    free = np.array([not one.refused for one in everything], dtype=bool)
    way = line(some, every[free].mean(axis=0) if free.any() else some.habit, aim)
    value = way.along(every)
    within_reach = min(way.wanted, float(np.sort(value[free])[-int(number("most_swaps")) :].sum()))
    worth = value >= number("least_share") * within_reach
    room = np.array([one.energy <= -number("energy_room") for one in everything], dtype=bool)
    kept = _best_meals(everything, value, worth | room)
    everything, every, free = tuple(everything[k] for k in kept), every[kept], free[kept]
    chosen, each = tuple(one for one in everything if not one.refused), every[free]
    question = Question(
        chosen, way.along(each), crowding(journey, some, way.slope, chosen), way.wanted, held_limits,
        _energy(journey.record), {limit.nutrient: _now(journey.record, limit) for limit in held_limits},
    )  # fmt: skip
    return Search(journey, some, way, question, each, everything, every, aim)


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


def _energy(record: FoodRecord) -> float:
    """Return the energy of a mean recorded day [kcal], of what is known of it."""
    known = (one.grams * (one.food.energy or 0.0) / 100.0 for one in record.servings if one.food is not None)
    return sum(known) / max(record.days, 1)


def _now(record: FoodRecord, limit: SideLimit) -> float:
    """Return what a mean recorded day holds of a limited nutrient, of what is known of it."""
    eaten_now = (
        one.grams * (held(one.food, limit.nutrient) or 0.0) / 100.0 for one in record.servings if one.food is not None
    )
    return sum(eaten_now) / max(record.days, 1)


def _alternatives(search: Search) -> Iterator[Tried]:
    """Yield plans that reach the target, each with other food groups than those before it.

    What was learned of the target's line on the way to one plan serves the next.
    """
    groups: list[frozenset[str]] = []
    question = search.question
    while len(groups) < number("alternatives"):
        one, question = _found(search, replace(question, apart=tuple(groups)))
        if one is None:
            return
        yield one
        groups.append(frozenset(group for option in one.chosen for group in option.groups))


def _found(search: Search, question: Question) -> tuple[Tried | None, Question]:
    """Return a plan that reaches the target on the whole cohort, sought again with cuts while it falls short."""
    for _ in range(int(number("rounds"))):
        chosen = fewest(question)
        if chosen is None:
            break
        tried = _tried(search.journey, tuple(question.options[k] for k in chosen))
        weak = [k for k in chosen if not sound(search.journey, question.options[k])]
        if tried.reached >= search.target and not weak:
            return _without_idle(search, _finer(search, question, chosen, tried), chance=search.target), question
        never = [frozenset({k}) for k in weak] or [frozenset(chosen)]
        question = replace(_redrawn(search, question, chosen, tried), never=(*question.never, *never))
    return None, question


def _finer(search: Search, question: Question, chosen: tuple[int, ...], tried: Tried) -> Tried:
    """Return the plan with as many changes that moves less, where the whole cohort reaches the target with it too."""
    other = finest(question, chosen)
    if set(other) == set(chosen) or not all(sound(search.journey, question.options[k]) for k in other):
        return tried
    found = _tried(search.journey, tuple(question.options[k] for k in other))
    return found if found.reached >= search.target else tried


def _without_idle(search: Search, tried: Tried, *, chance: float = 0.0, worth: float = 0.0) -> Tried:
    """Return a plan without the changes that it can do without, within the limits and at no less than is told."""
    for one in sorted(tried.chosen, key=lambda one: one.magnesium):
        rest = tuple(other for other in tried.chosen if other is not one)
        if not rest or not _held(search.question, rest):
            continue
        without = _tried(search.journey, rest)
        if without.reached >= chance and without.worth >= worth:
            tried = without
    return tried


def _held(question: Question, chosen: Sequence[Option]) -> bool:
    """Tell whether changes keep energy and all side limits."""
    energy = abs(sum(one.energy for one in chosen)) <= number("energy_held") * question.energy + 1e-9
    return energy and all(
        limit.holds(question.now[limit.nutrient], sum(one.sides[k] for one in chosen))
        for k, limit in enumerate(question.limits)
    )


def _redrawn(search: Search, question: Question, chosen: tuple[int, ...], tried: Tried) -> Question:
    """Return the question with the target's line drawn anew along a plan that fell short on the whole cohort.

    More is wanted by what its changes lose to each other beyond what was reckoned, and aimed at by what the few
    versions promised too much.
    """
    together = gains(search.journey, search.some, [tried.chosen])[0]
    promised = search.some.probability(together)
    aim = min(search.target + max(promised - tried.reached, 0.0), 0.5 * (1.0 + search.target))
    way = line(search.some, together, aim)
    drawn = replace(
        question,
        gain=way.along(search.each),
        crowding=crowding(search.journey, search.some, way.slope, question.options),
    )
    lost = max(1.0, brings(drawn, chosen) / max(float(way.along(together)), 1e-9))
    return replace(drawn, wanted=way.wanted * min(lost, 1.3))


def _tried(journey: Journey, chosen: tuple[Option, ...]) -> Tried:
    record = journey.record
    for one in sorted(chosen, key=lambda one: -one.magnesium):
        record = one.applied(record)
    eating = eaten(journey, record)
    equivalent = equivalent_intake(journey, eating)
    worth = mean(equivalent, journey.weighting.weights)
    return Tried(chosen, record, eating, probability(journey, equivalent)[1] or 0.0, worth)


def _best(search: Search) -> Tried:
    """Return the plan with which most was found to be reached, without changes that do next to nothing."""
    question = search.question
    best = _tried(search.journey, tuple(question.options[k] for k in most(question)))
    chance = search.target if best.reached >= search.target else 0.0
    return _without_idle(search, best, chance=chance, worth=best.worth - units.mmol(number("idle_gain")))


def _against_losses(search: Search, none: DietPlans) -> DietPlans:
    """Return what food can do where enough is eaten and what is missing grows all the same."""
    best = _best(search)
    plan = shown(
        search.journey, best.chosen, best.record, best.eating, search.question.limits, none.before or 0.0
    )  # fmt: skip
    found = replace(none, alternatives=(plan,) if best.chosen else (), reached=not plan.deficit_grows)
    if plan.deficit_grows:
        found = replace(found, hands_over=True, binding=("losses",), most=max(best.reached, none.before or 0.0))
    return replace(found, words=words_of("reached", found))


def _infeasible(search: Search, none: DietPlans) -> DietPlans:
    """Return the most that food was found to reach, what stands against more, and what is missing then."""
    journey, question = search.journey, search.question
    best = _best(search)
    if best.reached >= search.target:  # the straight line was too careful
        plan = shown(journey, best.chosen, best.record, best.eating, question.limits, none.before or 0.0)
        found = replace(none, alternatives=(plan,), needed=True, reached=True, hands_over=plan.deficit_grows)
        return replace(found, words=words_of("reached", found))
    together = gains(journey, search.some, [best.chosen])[0]
    useful = best.chosen and best.reached > (none.before or 0.0)
    plan = (
        (shown(journey, best.chosen, best.record, best.eating, question.limits, none.before or 0.0),) if useful else ()
    )
    way = line(search.some, together, search.target)
    missing = way.wanted - float(way.along(together))
    found = replace(
        none, alternatives=plan, needed=True, binding=_binding(search), most=max(best.reached, none.before or 0.0),
        missing=units.milligrams(max(missing, 0.0)), hands_over=True,
    )  # fmt: skip
    return replace(found, words=words_of("infeasible", found))


def _binding(search: Search) -> tuple[str, ...]:
    """Return the families of limits each of which, left out alone, would let the target be reached.

    Where none does alone, the families that together leave most on the table, or the foods themselves.
    """
    question = search.question
    families = ["energy", *(limit.nutrient for limit in question.limits), "number of changes", "variety"]
    relaxed = {family: replace(question, without=frozenset({family})) for family in families}
    for reason in sorted({reason for one in search.everything for reason in one.refused}):
        family = reason.removeprefix(f"{UNKNOWN}: ")
        relaxed[reason if family == reason else f"unknown {family}"] = _wider(search, frozenset({reason}))
    now = bound(question)
    if now >= question.wanted:
        return ("whole and half portions",)
    reach = {family: bound(wider) for family, wider in relaxed.items()}
    if alone := [family for family, gain in reach.items() if gain >= question.wanted]:
        return tuple(alone)
    together = [family for family, gain in sorted(reach.items(), key=lambda one: -one[1]) if gain > 1.01 * now]
    every = frozenset(reason for one in search.everything for reason in one.refused)
    if together and bound(replace(_wider(search, every), without=frozenset(families))) >= question.wanted:
        return tuple(together[:3])
    return (*together[:2], "the foods of the box")


def _wider(search: Search, reasons: frozenset[str]) -> Question:
    """Return the question with the options that were refused for no other than these reasons."""
    allowed = [k for k, one in enumerate(search.everything) if one.refused <= reasons]
    wider = tuple(search.everything[k] for k in allowed)
    return replace(
        search.question, options=wider, gain=search.line.along(search.everything_each[allowed]),
        crowding=crowding(search.journey, search.some, search.line.slope, wider),
    )  # fmt: skip
