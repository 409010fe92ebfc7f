"""Causes for one person: what was told and what the cohort found, handed to the ranking, with the cohort's own say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from epsom import units
from epsom.assessment.journey import Journey
from epsom.assessment.laboratory import uses
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.cohort.unexplained import ways
from epsom.errors import InputError
from epsom.labs.intervals import own
from epsom.person import Lab, Person
from epsom.status.causes import Ranked, Told, ranked
from epsom.status.causes.rows import number
from epsom.status.causes.wording import of_cohort


def causes(journey: Journey) -> Ranked:
    """Return the causes that may make this person's serum low, the likeliest first; empty where none is looked for.

    The cohort's share of persons with an untold loss of the kidney or the gut has seen serum and urine already, so it
    is set beside the findings, to agree or to differ, and is not counted.
    """
    found = ranked(what_was_told(journey))
    return replace(found, words=(*found.words, *of_cohort(found, untold(journey))))


def untold(journey: Journey) -> dict[str, float]:
    """Return the weight of virtual persons with an untold loss, by its way [1].

    Empty where none were drawn, and where the readings count in part only: what is left then is mostly the draw.
    """
    found = journey.cohort.untold
    if found is None or journey.weighting.counted < 1.0:
        return {}
    return {way: float(journey.weighting.weights[found.way == k].sum()) for k, way in enumerate(ways(), start=1)}


def what_was_told(journey: Journey) -> Told:
    """Return what the ranking looks at: the person as told, intake against the target, and how likely a deficit is."""
    person, target = journey.person, journey.needs.target
    whole = balance.content(Pools(*journey.replete))
    large = journey.deficit > number("asking_share") * whole
    eaten = None
    if person.record and journey.as_eaten is not None and target is not None:
        eaten = float(np.quantile(journey.as_eaten.food_daily().mean(axis=0), 0.5)) / units.mmol(target.value)
    return Told(
        age=person.age,
        pregnancy_week=person.pregnancy_week,
        egfr=person.egfr,
        conditions=(*person.conditions, *person.other_conditions),
        medicines=(*(one.name for one in person.medicines), *person.other_medicines),
        readings=readings(person),
        intake=eaten,
        lower_limit=lower_limit(person),
        deficit=float(journey.weighting.weights[large].sum()),
        signs=person.signs,
    )


def readings(person: Person) -> dict[str, float]:
    """Return the latest reading of each analyte that nothing speaks against, in the unit of the laboratory.

    Of a value below a limit of detection the limit is read; a value above one is left out.
    """
    found: dict[str, float] = {}
    for lab in _in_time(person):
        found[lab.quantity] = lab.told.value
        if lab.urine_creatinine is not None:
            found["spot_urine_creatinine"] = lab.urine_creatinine.value
    if person.creatinine is not None:
        found["creatinine"] = person.creatinine.value
    return found


def lower_limit(person: Person) -> float | None:
    """Return the lower end of the interval that the laboratory printed with the latest serum [mmol/L], if it did."""
    for lab in reversed(_in_time(person)):
        if lab.quantity == "serum_magnesium":
            return _lower(lab.interval)
    return None


def _in_time(person: Person) -> list[Lab]:
    """Return the values that count, oldest first; those without a date are of today."""
    sound = [
        use.lab for use in uses(person) if (use.doubt is None or use.doubt.kind == "kept") and use.lab.bound != ">"
    ]
    return sorted(sound, key=lambda lab: lab.date or person.today)


def _lower(interval: str | None) -> float | None:
    if interval is None:
        return None
    try:
        low = own("serum_magnesium", interval).ends()[0]
    except InputError:
        return None  # a printed interval that cannot be read is as one that was not told
    return low if low > 0 else None
