"""Views: a journey summed up as an assessment, every quantity a weighted distribution."""

from __future__ import annotations

import hashlib
from math import isnan
from typing import Any

import numpy as np

from epsom import tables, units
from epsom.assessment import laboratory_views
from epsom.assessment.asking import learned_in_all, worth
from epsom.assessment.causes import causes
from epsom.assessment.eating import number
from epsom.assessment.journey import Journey, stage
from epsom.assessment.nouns import DOTS, Asked, Assessment, DayFlows, EatenLine, NeedLine
from epsom.assessment.used import used
from epsom.assessment.warn import warnings
from epsom.body import balance, gut, kidney
from epsom.body.balance import Pools
from epsom.elementwise import Array
from epsom.needs import Requirement, authorities, needs
from epsom.outcomes.project import Exposures, project
from epsom.plate.habit import band as habit_band
from epsom.plate.intake import magnesium
from epsom.plate.record import Serving
from epsom.simulate.live import Eating
from epsom.status import adequacy
from epsom.status.causes import of_signs
from epsom.status.summary import Band, Estimate, band, estimate, mean, quantiles
from epsom.version import __version__


def assessment(journey: Journey) -> Assessment:
    """Return what a journey says of its person."""
    w = journey.weighting.weights
    now, body = Pools(*journey.now), journey.body
    content, replete = balance.content(now), balance.content(Pools(*journey.replete))
    equivalent = equivalent_intake(journey, journey.usual)
    absorbed = adequacy.absorbed_per_day(journey.usual, now.adaptation, body)
    secreted = gut.secreted(balance.around(now, body), body.gut)
    usual = journey.usual.per_day()
    deficit = journey.deficit
    name, chance = probability(journey, equivalent)
    return Assessment(
        person=journey.person,
        authority=journey.needs.authority,
        seed=journey.seed,
        persons=journey.persons,
        result_id=result_id(journey),
        version=__version__,
        effective_size=journey.weighting.effective_size,
        pareto_k=None if isnan(journey.weighting.k) else journey.weighting.k,
        road=journey.road,
        warnings=warnings(journey),
        eaten=_eaten(journey),
        day_names=tuple(_day_name(journey, k) for k in range(journey.record.days)),
        record_mean=_record_mean(journey),
        usual_intake=estimate(usual, w),
        equivalent_intake=estimate(equivalent, w),
        absorption_share=estimate((absorbed - secreted) / usual, w),
        flows=_flows(journey),
        serum=estimate(balance.serum(now, body), w),
        urine=estimate(balance.spilled(now, body), w),
        content=estimate(content, w),
        replete_content=estimate(replete, w),
        deficit=estimate(deficit, w),
        deficit_share=estimate(deficit / replete, w),
        deficit_dots=tuple(map(float, quantiles(deficit, w, (np.arange(DOTS) + 0.5) / DOTS))),
        prior_deficit=estimate(journey.drawn.deficit, journey.drawn.prior),
        adequacy=chance,
        adequacy_classical=_classical(journey),
        adequacy_name=name,
        courses=_courses(journey),
        labs=laboratory_views.labs(journey),
        needs=_needs(journey),
        asked=asked(exposures(journey)),
        outcomes=project(journey.person, exposures(journey), journey.seed),
        parameters=used(journey),
        stores=laboratory_views.stores(journey),
        learned=laboratory_views.learned_lines(journey),
        learned_in_all=learned_in_all(journey) if journey.read else None,
        next_test=worth(journey),
        causes=causes(journey),
        signs=of_signs(journey.person.signs),
    )


def equivalent_intake(journey: Journey, eating: Eating) -> Array:
    """Return the absorbed-equivalent intake of a way of eating [mmol/day], shape (persons,)."""
    adaptation = Pools(*journey.now).adaptation
    meals = int(number("replete_meals"))
    return adequacy.equivalent_intake(eating, adaptation, journey.body, journey.cohort.replete, meals)


def probability(journey: Journey, equivalent: Array) -> tuple[str, float | None]:
    """Return the name and the value of the probability that a usual intake [mmol/day] reaches what is needed."""
    milligrams = units.milligrams(1.0) * equivalent
    requirement, target = journey.needs.requirement, journey.needs.target
    if isinstance(requirement, Requirement):
        return "probability of adequacy", mean(requirement.probability_met(milligrams), journey.weighting.weights)
    if target is None:
        return "probability of adequacy", None
    return f"probability of being at or above the {target.kind}", mean(
        (milligrams >= target.value).astype(float), journey.weighting.weights
    )


def exposures(journey: Journey, diet_after: Array | None = None) -> Exposures:
    """Return what the evidence is asked about: the supplement told, serum now, and a change of diet [mg/day].

    Without a change of diet, the example of the tables: a little more magnesium from food.
    """
    milligrams = units.milligrams(1.0)
    return Exposures(
        supplement=float(np.quantile(milligrams * journey.salts_per_day, 0.5)),
        diet_before=milligrams * (journey.usual.per_day() - journey.salts_per_day),
        diet_after=diet_after,
        serum=balance.serum(Pools(*journey.now), journey.body),
        weights=journey.weighting.weights,
    ).with_example


def asked(told: Exposures) -> Asked:
    """Return in plain numbers what the evidence is asked about."""
    before, after = told.diet_before, told.diet_after
    change = None if before is None or after is None else float(np.average(after - before, weights=told.weights))
    return Asked(told.asked, change, told.supplement, told.years, told.by_serum)


def _classical(journey: Journey) -> float | None:
    requirement, days = journey.needs.requirement, journey.record.days
    if requirement is None or journey.as_eaten is None or not days:
        return None
    eaten = units.milligrams(float(np.quantile(journey.as_eaten.daily().mean(axis=0), 0.5)))
    who, _ = habit_band(journey.person.age, journey.person.sex)
    return requirement.classical_adequacy(eaten, days, who.day_sd)


def _record_mean(journey: Journey) -> Estimate | None:
    if journey.as_eaten is None or not journey.record.days:
        return None
    return estimate(journey.as_eaten.daily().mean(axis=0), journey.weighting.weights)


def _eaten(journey: Journey) -> tuple[EatenLine, ...]:
    lines, chance = list[EatenLine](), journey.cohort.chance
    if journey.as_eaten is None:
        return ()
    for line in journey.record.servings:
        amount = units.milligrams(1.0) * magnesium(line, chance.persons, chance)
        name, known, source = _what(line)
        lines.append(
            EatenLine(
                line.told, name, line.day, line.hour, line.meal, line.grams or None,
                estimate(amount, journey.weighting.weights), known, line.how, source,
            )
        )  # fmt: skip
    return tuple(lines)


def _what(line: Serving) -> tuple[str, bool, str]:
    """Return the name of a line's food or salt, whether its magnesium is known, and the source of the value."""
    if line.food is not None:
        food = line.food
        source = tables.sources().get(food.source)
        citation = f"{source.short} {food.source_id}" if source else food.source_id or food.source
        return food.name, food.magnesium is not None, citation
    name = line.salt.name if line.salt is not None else line.told
    return f"magnesium {name}", True, "elemental share from the formula of the salt"


def _day_name(journey: Journey, k: int) -> str:
    day = journey.record.dates[k]
    return day.isoformat() if day is not None else f"day {k + 1}"


def _flows(journey: Journey) -> DayFlows:
    """Return the flows of the last day: stores by difference, blood's in and out by summing over the hours."""
    w, course = journey.weighting.weights, journey.day
    begin, end = course.at(0), course.at(-1)
    hours = course.time - course.time[0]

    def over_day(rate: balance.Rate) -> Array:
        values = course.each(rate)
        return np.sum(0.5 * (values[1:] + values[:-1]) * np.diff(hours)[:, None], axis=0)

    filtered = over_day(lambda x, b: kidney.filtered(balance.free(x, b), b.kidney))
    secreted = over_day(lambda x, b: gut.secreted(balance.around(x, b), b.gut))
    gained = {store: _sum(end, pools) - _sum(begin, pools) for store, pools in balance.STORES.items()}
    gone = {pool: getattr(end, pool) - getattr(begin, pool) for pool in balance.GONE}
    inward = sum(gained.values()) + sum(gone.values()) - gone["faeces"] + secreted
    return DayFlows(
        eaten=estimate(journey.last_day.per_day(), w),
        absorbed=estimate(inward, w),
        secreted=estimate(secreted, w),
        stool=estimate(gone["faeces"], w),
        filtered=estimate(filtered, w),
        reabsorbed=estimate(filtered - gone["urine"], w),
        urine=estimate(gone["urine"], w),
        sweat=estimate(gone["sweat"], w),
        offspring=estimate(gone["child"], w),
        growth=estimate(gone["growth"], w),
        stores={store: estimate(amount, w) for store, amount in gained.items()},
    )


def _sum(pools: Pools, names: tuple[str, ...]) -> Array:
    return np.sum([getattr(pools, name) for name in names], axis=0)


def _courses(journey: Journey) -> dict[str, Band]:
    w, year = journey.weighting.weights, journey.year
    replete = balance.content(Pools(*journey.replete))
    return {
        "serum": band(year.time, year.each(balance.serum), w),
        "urine": band(year.time, year.each(balance.spilled), w),
        "deficit": band(year.time, replete - year.each(balance.content), w),
        "day_serum": band(journey.day.time * 24, journey.day.each(balance.serum), w),
    }


def _needs(journey: Journey) -> tuple[NeedLine, ...]:
    """Return the chosen authority's values first, then the target of every other one; nothing is averaged."""
    person = journey.person
    chosen = journey.needs
    lines = [_line(value) for value in (chosen.requirement, chosen.target, chosen.limit) if value is not None]
    for name in authorities():
        other = needs(person.age, person.sex, stage(person), name, weight=person.weight)
        if name != chosen.authority and other.target is not None:
            lines.append(_line(other.target))
    return tuple(lines)


def _line(value: Any) -> NeedLine:
    return NeedLine(value.authority, value.kind, value.value, value.text, value.source, value.mark)


def result_id(journey: Journey) -> str:
    """Return the id of a result: a hash of code and tables, the person as told, the cohort's size and the seed."""
    told = journey.person.model_dump_json()
    text = "\n".join((tables.fingerprint(), told, str(journey.asked), str(journey.seed)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
