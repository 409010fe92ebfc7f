"""The diet: the fewest changes to a person's own plate that bring most towards adequacy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from epsom import units
from epsom.assessment.eating import eating_of
from epsom.assessment.journey import Journey
from epsom.assessment.nouns import Assessment, SwapLine
from epsom.assessment.views import equivalent_intake, exposures, probability
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.elementwise import Array
from epsom.outcomes.project import project
from epsom.plan.swaps import Swap, candidates, number
from epsom.plate.intake import Intake, intake
from epsom.plate.record import FoodRecord
from epsom.simulate.live import Eating, Phase, live
from epsom.status.summary import Band, band, estimate

WEEK = 7.0


def advised(journey: Journey, found: Assessment, say: Callable[[str], None] = lambda stage: None) -> Assessment:
    """Return the assessment with its best swaps towards the target, and twelve weeks ahead with and without them.

    The same virtual persons with the same seed eat both ways, so the difference is the plan's and not chance's.
    Without a food record there is nothing to swap, and only the usual diet is lived ahead.
    """
    say("looking for changes on the plate")
    chosen, changed = _best(journey)
    say("living twelve weeks ahead")
    courses = dict(found.courses) | _ahead(journey, journey.usual, "usual")
    if not chosen:
        return replace(found, courses=courses)
    courses |= _ahead(journey, changed, "plan")
    milligrams = units.milligrams(1.0)
    return replace(
        found,
        courses=courses,
        swaps=tuple(chosen),
        plan_adequacy=chosen[-1].adequacy_after,
        plan_target=number("plan_target"),
        outcomes=project(
            journey.person,
            exposures(journey, diet_after=milligrams * (changed.per_day() - journey.salts_per_day)),
            journey.seed,
        ),
    )


def _best(journey: Journey) -> tuple[list[SwapLine], Eating]:
    eating, record = journey.usual, journey.record
    before = probability(journey, equivalent_intake(journey, eating))[1] or 0.0
    lines: list[SwapLine] = []
    if journey.as_eaten is None or not record.days:
        return lines, eating
    foods: set[str] = set()
    while len(lines) < number("most_swaps") and before < number("plan_target"):
        left = [s for s in candidates(record, journey.foods) if s.new.group not in foods and s.old.id not in foods]
        tried = [(swap, *_tried(journey, swap.applied(record))) for swap in _spread(left)]
        if not tried:
            break
        swap, after, changed = max(tried, key=lambda one: one[1])
        if after <= before:
            break
        gain = units.milligrams(1.0) * (changed.per_day() - eating.per_day())
        lines.append(_line(journey, swap, gain, before, after))
        record, eating, before = swap.applied(record), changed, after
        foods |= {swap.new.group, swap.new.id}
    return lines, eating


def _spread(swaps: list[Swap]) -> list[Swap]:
    """Return the first swaps of a list, at most two for any one food of the record, so that all of it is looked at."""
    kept: list[Swap] = []
    for swap in swaps:
        if sum(other.old is swap.old for other in kept) < 2:
            kept.append(swap)
    return kept[: int(number("tried"))]


def _tried(journey: Journey, record: FoodRecord) -> tuple[float, Eating]:
    eaten = intake(record, journey.persons, journey.seed)
    eating = eating_of(eaten.scaled(_habit(journey)), record.days)
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
        why=f"{swap.new.magnesium:.0f} mg per 100 g instead of {swap.old.magnesium:.0f}{often}",
    )


def _count(portions: float, word: str) -> str:
    whole, half = divmod(portions, 1.0)
    number_ = (f"{whole:.0f}" if whole else "") + ("½" if half else "")
    many = "es" if word.endswith(("s", "ch", "sh")) else "s"
    return f"{number_} {word}{many if portions > 1 else ''}"


def _ahead(journey: Journey, eating: Eating, name: str) -> dict[str, Band]:
    weeks = int(number("weeks_ahead"))
    times = [WEEK * k for k in range(0, weeks + 1, 2)]
    course = live(journey.now, 0.0, [Phase(times[-1], journey.body, eating)], times)
    w, replete = journey.weighting.weights, balance.content(Pools(*journey.replete))
    return {
        f"serum_{name}": band(course.time, course.each(balance.serum), w),
        f"deficit_{name}": band(course.time, replete - course.each(balance.content), w),
    }
