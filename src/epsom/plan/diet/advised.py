"""Advised: an assessment with the first plan for the plate, and the weeks ahead with and without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from epsom import units
from epsom.assessment.journey import Journey
from epsom.assessment.nouns import Assessment, OtherPlan, SwapLine
from epsom.assessment.used import food_row
from epsom.assessment.views import asked, exposures
from epsom.outcomes.project import project
from epsom.plan.diet.ahead import courses as ahead
from epsom.plan.diet.nouns import Change, DietPlans
from epsom.plan.diet.planned import plans
from epsom.tables import Row


def advised(
    journey: Journey,
    found: Assessment,
    say: Callable[[str], None] = lambda stage: None,
    planned: DietPlans | None = None,
) -> Assessment:
    """Return the assessment with its first plan towards the target, and twelve weeks ahead with and without it.

    The same virtual persons with the same seed eat both ways, so the difference is the plan's and not chance's.
    Without a food record there is nothing to change, and only the usual diet is lived ahead. ``planned`` are the
    plans of this journey where somebody has them already.
    """
    say("looking for changes on the plate")
    planned = plans(journey) if planned is None else planned
    say("living twelve weeks ahead")
    courses = dict(found.courses) | ahead(journey, journey.usual, "usual")
    if not planned.alternatives:
        return replace(found, courses=courses, plan_says=" ".join(planned.words))
    best = planned.alternatives[0]
    courses |= ahead(journey, best.eating, "plan")
    change = exposures(journey, diet_after=units.milligrams(1.0) * (best.eating.per_day() - journey.salts_per_day))
    return replace(
        found,
        courses=courses,
        swaps=tuple(_line(change) for change in best.changes),
        parameters=(*found.parameters, *_foods(planned)),
        plan_adequacy=best.adequacy_after,
        plan_target=planned.target,
        plan_deficit_grows=best.deficit_grows,
        plan_says=" ".join(planned.words),
        other_plans=tuple(
            OtherPlan(tuple(_line(change) for change in one.changes), one.adequacy_after, one.deficit_grows, one.energy)
            for one in planned.alternatives[1:]
        ),
        asked=asked(change),
        outcomes=project(journey.person, change, journey.seed),
    )


def _foods(planned: DietPlans) -> tuple[Row, ...]:
    """Return the rows of the foods that plans put on the plate, each once."""
    new = {change.new.id: change.new for one in planned.alternatives for change in one.changes}
    return tuple(food_row(food) for food in new.values())


def _line(change: Change) -> SwapLine:
    return SwapLine(
        instead=change.instead,
        choose=change.choose,
        day=change.day,
        meal=change.meal,
        gain_mg=change.gain,
        adequacy_before=change.before,
        adequacy_after=change.after,
        energy_change_kcal=change.energy,
        why=change.why,
    )
