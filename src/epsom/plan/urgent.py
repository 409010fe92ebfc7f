"""Urgent: where the road by mouth is the wrong one, no plate is planned either, in a plan as in an assessment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from epsom import units
from epsom.assessment.journey import Journey
from epsom.assessment.nouns import Assessment
from epsom.plan import diet
from epsom.plan.diet import DietPlans, plans
from epsom.plan.diet.wording import words_of
from epsom.plan.regimen import Patient, patient, proposal
from epsom.status.summary import estimate

NO_ANSWER = ("age", "serum", "no requirement", "urgent")
"""Why no plan for the plate can be made at all, so that there is none whatever is eaten."""


def seen(journey: Journey) -> Patient:
    """Return what a regimen looks at of the person of a journey, with what is usually eaten of food."""
    food = units.milligrams(1.0) * (journey.usual.per_day() - journey.salts_per_day)
    return patient(journey.person, intake=estimate(food, journey.weighting.weights).median)


def urgent(who: Patient) -> str:
    """Return what was told that is for urgent human care, by the rules of the regimen; empty where nothing is."""
    return proposal(who, 0.0).oral_wrong


def unless_urgent(found: DietPlans, who: Patient) -> DietPlans:
    """Return the plans for the plate, and none where the road by mouth is the wrong one."""
    if not urgent(who) or set(found.binding) & set(NO_ANSWER):
        return found
    none = replace(found, alternatives=(), needed=True, reached=False, hands_over=False, binding=("urgent",))
    return replace(none, words=words_of("urgent", none))


def advised(
    journey: Journey,
    found: Assessment,
    say: Callable[[str], None] = lambda stage: None,
    planned: DietPlans | None = None,
) -> Assessment:
    """Return the assessment with its first plan towards the target, and twelve weeks ahead with and without it.

    Where something told is for urgent human care, that is said first, and no plan is shown. ``planned`` are the plans
    of this journey where somebody has them already.
    """
    who = seen(journey)
    say("looking for changes on the plate")
    held = unless_urgent(plans(journey) if planned is None else planned, who)
    return replace(diet.advised(journey, found, say, held), urgent=urgent(who))
