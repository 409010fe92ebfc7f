"""The plans of a person: sought among the options, put to the whole cohort, sought again where they fall short."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from epsom import units
from epsom.assessment.journey import Journey
from epsom.assessment.views import equivalent_intake, probability
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.plan.diet.ahead import deficit_grows
from epsom.plan.diet.alternatives import alternatives
from epsom.plan.diet.binding import binding
from epsom.plan.diet.limits import limits
from epsom.plan.diet.nouns import DietPlans
from epsom.plan.diet.options import options
from epsom.plan.diet.search import Search, best, energy_of, search_of, without_seldom
from epsom.plan.diet.shown import shown
from epsom.plan.diet.taste import number
from epsom.plan.diet.uptake import gains, line
from epsom.plan.diet.wishes import wishes
from epsom.plan.diet.wording import words_of
from epsom.status.summary import quantiles


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
    search = search_of(journey, everything, held_limits, aim)
    usual = without_seldom(search)
    if before >= aim:
        return _against_losses(search, replace(none, needed=True))
    found = alternatives(search, usual)
    if found.plans:
        shown_plans = tuple(
            shown(journey, one.chosen, one.record, one.eating, held_limits, before) for one in found.plans
        )
        result = DietPlans(shown_plans, True, True, aim, before, no_more=found.no_more)
        if shown_plans[0].deficit_grows:
            result = replace(result, reached=False, hands_over=True, binding=("losses",))
        return replace(result, words=words_of("reached", result))
    return _infeasible(search, usual, none)


def _no_question(journey: Journey, before: float | None) -> str | None:
    """Return why no plan can be asked for: an infant, no record, no probability, or magnesium in excess."""
    if journey.person.age < number("plan_from"):
        return "age"
    if before is None:
        return "no requirement"
    serum = balance.serum(Pools(*journey.now), journey.body)
    if float(quantiles(serum, journey.weighting.weights, np.array([0.5]))[0]) > number("serum_high"):
        return "serum"
    told = [lab.told.value for lab in journey.person.labs if lab.quantity == "serum_magnesium"]
    if told and told[-1] > number("serum_high"):
        return "serum"
    if journey.as_eaten is None or not journey.record.days or not energy_of(journey.record):
        return "no record"
    return None


def _against_losses(search: Search, none: DietPlans) -> DietPlans:
    """Return what food can do where enough is eaten and what is missing grows all the same."""
    best_found = best(search)
    plan = shown(
        search.journey, best_found.chosen, best_found.record, best_found.eating, search.question.limits,
        none.before or 0.0,
    )  # fmt: skip
    found = replace(none, alternatives=(plan,) if best_found.chosen else (), reached=not plan.deficit_grows)
    if plan.deficit_grows:
        found = replace(found, hands_over=True, binding=("losses",), most=max(best_found.reached, none.before or 0.0))
    return replace(found, words=words_of("reached", found))


def _infeasible(search: Search, usual: Search, none: DietPlans) -> DietPlans:
    """Return the most that food was found to reach, what stands against more, and what is missing then."""
    journey, question = search.journey, search.question
    best_found, other = best(usual), best(search)
    if other.reached > best_found.reached + number("seldom_worth"):
        best_found = other
    if best_found.reached >= search.target:  # the straight line was too careful
        plan = shown(
            journey, best_found.chosen, best_found.record, best_found.eating, question.limits, none.before or 0.0
        )
        found = replace(none, alternatives=(plan,), needed=True, reached=True, hands_over=plan.deficit_grows)
        return replace(found, words=words_of("reached", found))
    together = gains(journey, search.some, [best_found.chosen])[0]
    useful = best_found.chosen and best_found.reached > (none.before or 0.0)
    plan = (
        (shown(journey, best_found.chosen, best_found.record, best_found.eating, question.limits, none.before or 0.0),)
        if useful
        else ()
    )
    way = line(search.some, together, search.target)
    missing = way.wanted - float(way.along(together))
    found = replace(
        none, alternatives=plan, needed=True, binding=binding(search), most=max(best_found.reached, none.before or 0.0),
        missing=units.milligrams(max(missing, 0.0)), hands_over=True,
    )  # fmt: skip
    return replace(found, words=words_of("infeasible", found))
