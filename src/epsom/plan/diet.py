"""The diet: the fewest changes to a person's own plate that bring most towards adequacy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from epsom import tables, units
from epsom.assessment.eating import eating_of
from epsom.assessment.journey import Journey
from epsom.assessment.nouns import Assessment, SwapLine
from epsom.assessment.used import food_row
from epsom.assessment.views import asked, equivalent_intake, exposures, probability
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.elementwise import Array
from epsom.outcomes.project import project
from epsom.plan.swaps import Swap, candidates, number
from epsom.plate.foods import Food
from epsom.plate.intake import Intake, intake
from epsom.plate.record import FoodRecord
from epsom.simulate.live import Eating, Phase, live
from epsom.status.summary import Band, band, estimate

WEEK = 7.0
SHOWN_WEEKS = 2  # a point of the course every so many weeks
PER_FOOD = 2  # swaps tried for any one food of the record, so that all of it is looked at


def advised(journey: Journey, found: Assessment, say: Callable[[str], None] = lambda stage: None) -> Assessment:
    """Return the assessment with its best swaps towards the target, and twelve weeks ahead with and without them.

    The same virtual persons with the same seed eat both ways, so the difference is the plan's and not chance's.
    Without a food record there is nothing to swap, and only the usual diet is lived ahead.
    """
    say("looking for changes on the plate")
    chosen, changed, foods = _best(journey)
    say("living twelve weeks ahead")
    courses = dict(found.courses) | _ahead(journey, journey.usual, "usual")
    if not chosen:
        return replace(found, courses=courses)
    courses |= _ahead(journey, changed, "plan")
    milligrams = units.milligrams(1.0)
    change = exposures(journey, diet_after=milligrams * (changed.per_day() - journey.salts_per_day))
    return replace(
        found,
        courses=courses,
        swaps=tuple(chosen),
        parameters=(*found.parameters, *(food_row(food) for food in foods)),
        plan_adequacy=chosen[-1].adequacy_after,
        plan_target=number("plan_target"),
        plan_deficit_grows=courses["deficit_plan"].q50[-1] > courses["deficit_plan"].q50[0],
        asked=asked(change),
        outcomes=project(journey.person, change, journey.seed),
    )


def _best(journey: Journey) -> tuple[list[SwapLine], Eating, list[Food]]:
    eating, record = journey.usual, journey.record
    foods: list[Food] = []
    before = probability(journey, equivalent_intake(journey, eating))[1] or 0.0
    lines: list[SwapLine] = []
    if journey.as_eaten is None or not record.days:
        return lines, eating, foods
    groups, fresh = set[str](), set[str]()
    while len(lines) < number("most_swaps") and before < number("plan_target"):
        left = [s for s in candidates(record, journey.foods) if s.new.group not in groups and s.old.id not in fresh]
        tried = [(swap, *_tried(journey, swap.applied(record))) for swap in _spread(left)]
        sound = [(swap, after, changed) for swap, after, changed in tried if _sound(journey, eating, changed)]
        if not sound:
            break
        swap, after, changed = max(sound, key=lambda one: one[1])
        if after <= before:
            break
        lines.append(_line(journey, swap, _gain(eating, changed), before, after))
        record, eating, before = swap.applied(record), changed, after
        groups.add(swap.new.group)
        fresh.add(swap.new.id)
        foods.append(swap.new)
    return lines, eating, foods


def _gain(before: Eating, after: Eating) -> Array:
    """Return what a change of the usual diet brings [mg/day], shape (persons,)."""
    return units.milligrams(1.0) * (after.per_day() - before.per_day())


def _sound(journey: Journey, before: Eating, after: Eating) -> bool:
    """Tell a swap that brings something to nearly every version and is no bet on one food, in usual amounts."""
    gain = estimate(_gain(before, after), journey.weighting.weights)
    return gain.low > 0 and gain.median <= number("most_gain")


def _spread(swaps: list[Swap]) -> list[Swap]:
    """Return the first swaps of a list, no more than a few for any one food of the record."""
    kept: list[Swap] = []
    for swap in swaps:
        if sum(other.old is swap.old for other in kept) < PER_FOOD:
            kept.append(swap)
    return kept[: int(number("tried"))]


def _tried(journey: Journey, record: FoodRecord) -> tuple[float, Eating]:
    after = intake(record, journey.persons, journey.cohort.chance)
    eating = eating_of(after.scaled(_habit(journey)), record.days)
    return probability(journey, equivalent_intake(journey, eating))[1] or 0.0, eating


def _habit(journey: Journey) -> Array:
    """Return how much the usual amounts exceed the recorded ones, (persons,): the same for the plan's plate."""
    recorded: Intake | None = journey.as_eaten
    if recorded is None:
        return np.ones(journey.persons)
    return (journey.usual.per_day() - journey.salts_per_day) / recorded.food_daily().mean(axis=0)


def _line(journey: Journey, swap: Swap, gain: Array, before: float, after: float) -> SwapLine:
    told = [line for line in journey.record.servings if line.food is not None and line.food.id == swap.old.id]
    often = f", {swap.times} times" if swap.times > 1 else ""
    instead = told[0].told if told else swap.old.name
    return SwapLine(
        instead=instead,
        choose=f"{_count(swap.portions, swap.new.default_portion)} {swap.new.name}",
        day=told[0].day if told else 0,
        meal=told[0].meal if told else "",
        gain_mg=estimate(gain, journey.weighting.weights),
        adequacy_before=before,
        adequacy_after=after,
        energy_change_kcal=swap.energy,
        why=f"{swap.new.magnesium:.0f} mg per 100 g instead of {swap.old.magnesium:.0f}{often} ({_cited(swap.new)})",
    )


def _cited(food: Food) -> str:
    source = tables.sources().get(food.source)
    return f"{source.short if source else food.source} {food.source_id}".strip()


def _count(portions: float, word: str) -> str:
    whole, half = divmod(portions, 1.0)
    number_ = (f"{whole:.0f}" if whole else "") + ("½" if half else "")
    many = "es" if word.endswith(("s", "ch", "sh")) else "s"
    return f"{number_} {word}{many if portions > 1 else ''}"


def _ahead(journey: Journey, eating: Eating, name: str) -> dict[str, Band]:
    weeks = int(number("weeks_ahead"))
    times = [WEEK * k for k in range(0, weeks + 1, SHOWN_WEEKS)]
    course = live(journey.now, 0.0, [Phase(times[-1], journey.ahead, eating)], times)
    w, replete = journey.weighting.silenced(course.failed).weights, balance.content(Pools(*journey.replete))
    return {
        f"serum_{name}": band(course.time, course.each(balance.serum), w),
        f"deficit_{name}": band(course.time, replete - course.each(balance.content), w),
    }
