"""What an assessment must say about itself: where a person lies outside what is known, and what was not told."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np

from epsom import units
from epsom.assessment.eating import number
from epsom.assessment.journey import Journey
from epsom.assessment.laboratory import uses
from epsom.assessment.nouns import DOTS
from epsom.cohort.medicines import medicine
from epsom.cohort.scaling import number as scaling_number
from epsom.cohort.unexplained import ways
from epsom.labs.analytes import analyte
from epsom.plate.habit import days_with_food


@cache
def sentences() -> dict[str, str]:
    """Return the sentences of warnings.toml by name."""
    return tomllib.loads(files("epsom").joinpath("assessment/warnings.toml").read_text("utf-8"))


def warnings(journey: Journey) -> tuple[str, ...]:
    """Return the plain sentences about what is not known of this person, most important first."""
    return (
        *of_age(journey.person.age),
        *_misread(journey),
        *_of_labs(journey),
        *_of_supplements(journey),
        *_of_person(journey),
        *_of_plate(journey),
        *journey.needs.reasons,
    )


def of_age(age: float) -> tuple[str, ...]:
    """Return what every output about a person of this age must say first: of children no kinetic data are known."""
    say, infant = sentences(), number("infant_age")
    young = (say["infant"].format(limit=f"{infant:g}"),) if age < infant else ()
    return (say["child"], *young) if age < scaling_number("adult_age") else ()


def _of_supplements(journey: Journey) -> list[str]:
    say, found, limit = sentences(), list[str](), journey.needs.limit
    taken = units.milligrams(float(np.quantile(journey.salts_per_day, 0.5)))
    if limit is not None and taken > limit.value:
        found.append(
            say["over_limit"].format(taken=f"{taken:.0f}", limit=f"{limit.value:g}", authority=limit.authority)
        )
    if taken > 0 and journey.person.egfr is not None and journey.person.egfr < number("low_egfr"):
        found.append(say["kidney_supplement"].format(limit=f"{number('low_egfr'):g}"))
    return found


def _of_person(journey: Journey) -> list[str]:
    person, say, found = journey.person, sentences(), list[str]()
    if person.pregnancy_week is not None or person.lactating:
        found.append(say["mother"])
    if person.pregnancy_week is not None:
        found.append(say["expecting"])
    low = number("low_egfr")
    if person.egfr is None:
        found.append(say["kidney_unknown"])
    elif person.egfr < low:
        found.append(say["kidney_low"].format(limit=f"{low:g}"))
    unmoved = [drug.name for drug in person.medicines if not medicine(drug.name).effects]
    if others := (*unmoved, *person.other_medicines, *person.other_conditions):
        found.append(say["other"].format(things=", ".join(others)))
    return found


def _of_plate(journey: Journey) -> list[str]:
    say, found = sentences(), list[str]()
    days = journey.record.days
    if not days or journey.as_eaten is None:
        found.append(say["no_record"])
    else:
        found.append(say["record"].format(days="one day" if days == 1 else f"{days} days"))
        if days_with_food(journey.as_eaten.food_daily()) < days:
            found.append(say["empty_days"])
    return found


def _misread(journey: Journey) -> list[str]:
    say, found, lines = sentences(), list[str](), journey.record.servings
    unknown = [line.told for line in lines if line.food is not None and line.food.magnesium is None]
    if unknown:
        found.append(say["unknown_food"].format(foods=", ".join(dict.fromkeys(unknown))))
    doubtful = [
        f'"{line.told}" as {line.food.name}' for line in lines if line.food and line.how in ("spelling", "fragment")
    ]
    if doubtful:
        found.append(say["spelling"].format(foods=", ".join(dict.fromkeys(doubtful))))
    return found


def _of_labs(journey: Journey) -> list[str]:
    person, say, found = journey.person, sentences(), list[str]()
    if not person.labs:
        found.append(say["no_labs"])
    if (untold := journey.cohort.untold) is not None:
        shares = [float(journey.weighting.weights[untold.way == k + 1].sum()) for k in range(len(ways()))]
        told = ", ".join(f"{way} {DOTS * share:.0f}" for way, share in zip(ways(), shares, strict=True))
        if DOTS * sum(shares) >= 0.5:
            found.append(say["untold"].format(count=f"{DOTS * sum(shares):.0f}", of=DOTS, ways=told))
    drawn = journey.drawn
    if journey.road == "led":
        found.append(say["led"].format(persons=len(drawn.viable), size=f"{drawn.weighting.effective_size:.0f}"))
    if journey.weighting.counted < 1.0:
        found.append(say["softened"].format(share=f"{journey.weighting.counted:.0%}"))
    elif journey.weighting.effective_size < number("few_effective"):
        found.append(say["few"].format(size=f"{journey.weighting.effective_size:.0f}"))
    for k, one in enumerate(drawn.read):
        if drawn.surprise(k) < number("rare_reading"):
            found.append(say["surprise"].format(reading=one.told.text, share=f"{number('rare_reading'):.0%}"))
    for k, one in enumerate(drawn.read):
        if (near := drawn.nearest(k)) is not None:
            level = f"{near:.3g} {analyte(one.analyte).unit}"
            found.append(say["unreached"].format(reading=one.told.text, nearest=level))
    for name in dict.fromkeys(one.analyte for one in drawn.read if one.widened > 1.0):
        some = [one for one in drawn.read if one.analyte == name and one.widened > 1.0]
        told = " and ".join(one.told.text for one in some)
        found.append(say["contradict"].format(readings=told, factor=f"{some[0].widened:.1f}"))
    for use in uses(person):
        if use.doubt is not None and use.doubt.kind != "kept":
            lab = f"{use.lab.quantity.replace('_', ' ')} {use.lab.told.text}"
            found.append(say["unused"].format(told=lab, why=use.doubt.why, question=use.doubt.question).strip())
    failed = len({*drawn.year.failed, *(() if journey.before else journey.day.failed)})
    if lost := int(np.sum(~drawn.viable)) - len(drawn.year.failed):
        found.append(say["not_viable"].format(count=lost, persons=len(drawn.viable)))
    if failed:
        found.append(say["failed"].format(count=failed, persons=len(drawn.viable)))
    if any(lab.date is None for lab in person.labs):
        found.append(say["undated"])
    if any(lab.date is not None and (person.today - lab.date).days > number("year") for lab in person.labs):
        found.append(say["old"])
    return found
