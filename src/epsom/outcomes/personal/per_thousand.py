"""Absolute terms for one person: of 1,000 people of this age and sex, how many with and without a change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from epsom import tables
from epsom.elementwise import exp
from epsom.outcomes.absolute import Events, events_per_1000, rates
from epsom.outcomes.baselines import Baseline, NoBaseline, OwnRisk, baseline
from epsom.outcomes.incidence import COUNTRIES
from epsom.outcomes.incidence import rules as of_rates
from epsom.outcomes.personal.effects import Effect, spread
from epsom.outcomes.personal.groups import group_of
from epsom.outcomes.personal.nouns import PerThousand
from epsom.outcomes.personal.whom import PersonView
from epsom.outcomes.personal.wording import say


@dataclass(frozen=True)
class Draws:
    """Counts per 1,000 draw by draw: the rate behind them, over how many years, as fully causal, and doubt counted."""

    rate: Baseline
    years: float
    naive: Events
    doubted: Events


def per_thousand(
    outcome: str, measure: str, found: Effect, person: PersonView, years: float, rng: np.random.Generator
) -> PerThousand | str:
    """Return a ratio in absolute terms for people like this one; or, in words, why there is no rate to do so with.

    Where the rates reach less far ahead than ``years``, the longest time they do reach is used, and said.
    """
    found_draws = draws_per_thousand(outcome, measure, found, person, years, rng)
    return found_draws if isinstance(found_draws, str) else _counted(outcome, found_draws, person)


def draws_per_thousand(
    outcome: str, measure: str, found: Effect, person: PersonView, years: float, rng: np.random.Generator
) -> Draws | str:
    """Return the draws behind ``per_thousand``; or, in words, why there are none."""
    told = person.own_risks.get(outcome)
    if told is None and person.country is None:
        return say("events.no_country")
    own = None if told is None else OwnRisk(told.chance, told.years)
    group, none = ("", "") if told else group_of(outcome, person)
    if none:
        return none
    country = person.country or ""
    tried: Baseline | NoBaseline | None = None
    for span in [told.years] if told else [year for year in of_rates()["years_ahead"]["value"] if year <= years]:
        tried = baseline(outcome, person.age, person.sex, country, years=span, group=group, own=own)
        if isinstance(tried, Baseline):
            drawn = rates(tried, rng, len(found.naive))
            naive, doubted = (
                events_per_1000(drawn, exp(one), span, measure) for one in (found.printed, found.discounted)
            )
            return Draws(tried, span, naive, doubted)
    return tried.because if isinstance(tried, NoBaseline) else f"no rate of {outcome} within {years:g} years"


def _counted(outcome: str, drawn: Draws, person: PersonView) -> PerThousand:
    rate, naive, doubted = drawn.rate, drawn.naive, drawn.doubted
    notable = float(of_rates()["notable"]["value"])
    own = rate.source == "told"
    return PerThousand(
        outcome=outcome,
        years=drawn.years,
        before=spread(naive.before),
        after=spread(naive.after),
        after_doubted=spread(doubted.after),
        fewer=spread(naive.fewer),
        fewer_doubted=spread(doubted.fewer),
        any=doubted.chance(),
        notable=doubted.chance(notable),
        notable_size=notable,
        per_event=doubted.people_per_event(),
        event=rate.event,
        whom=say("events.whom_told") if own else _whom(rate, person),
        country="" if own else COUNTRIES.get(rate.country, rate.country),
        source=rate.source,
        citation=say("events.own") if own else _cited(rate),
        note=rate.note,
    )


def _whom(rate: Baseline, person: PersonView) -> str:
    """Return whose rate it is: of the person's own age, which may lie between two printed bands."""
    sex = {"female": "women", "male": "men"}.get(rate.sex, "people")
    return say("events.whom_rates", sex=sex, age=f"{person.age:.0f}")


def _cited(rate: Baseline) -> str:
    known = tables.sources()
    return "; ".join(known[key].citation() for key in rate.source.split("; ") if key in known) + f" [{rate.years}]"
