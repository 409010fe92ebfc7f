"""What an assessment must say about itself: where a person lies outside what is known, and what was not told."""

from __future__ import annotations

from epsom.assessment.journey import Journey, number
from epsom.cohort.scaling import number as scaling_number


def warnings(journey: Journey) -> tuple[str, ...]:
    """Return the plain sentences about what is not known of this person, most important first."""
    person, found = journey.person, list[str]()
    if person.age < scaling_number("adult_age"):
        found.append(
            "There are no kinetic data on magnesium in children: the stores shown are those of a small adult,"
            " without growth. Read directions, not numbers."
        )
    if person.pregnancy_week is not None or person.lactating:
        found.append("In pregnancy and lactation the demand of the child and the kidney are rough; nobody has measured the stores.")
    if person.egfr is None:
        found.append("The kidney's filtration is not told and was drawn for the age; with a measured eGFR the picture may change.")
    elif person.egfr < 30:
        found.append("With an eGFR below 30 magnesium can pile up; what this says of stores is least certain here. For a clinician's review.")
    if not person.labs:
        found.append("No laboratory value was told, so status rests on diet and on how people differ: this is the prior.")
    if journey.weighting.effective_size < number("enough_effective"):
        found.append(
            f"Few virtual persons fit these readings (effective size {journey.weighting.effective_size:.0f}):"
            " the readings contradict each other or lie at the edge of what the model knows. Read the ranges as too narrow."
        )
    if not journey.record.days:
        found.append("Without a food record the usual intake was drawn from people of the same age and sex in the United States (2013-16).")
    else:
        days = "one day" if journey.record.days == 1 else f"{journey.record.days} days"
        found.append(f"Usual intake is an estimate from {days}, drawn towards what people of the same age and sex eat.")
    unknown = [s.told for s in journey.record.servings if s.food is not None and s.food.magnesium is None]
    if unknown:
        found.append(f"No magnesium value is known for: {', '.join(dict.fromkeys(unknown))}. A range was carried, not zero.")
    doubtful = [f'"{s.told}" as {s.name}' for s in journey.record.servings if s.how == "spelling"]
    if doubtful:
        found.append(f"Read by its spelling, please check: {', '.join(dict.fromkeys(doubtful))}.")
    for other, what in ((person.other_medicines, "medicines"), (person.other_conditions, "conditions")):
        if other:
            found.append(f"Kept without an effect, because no row about them exists here: {what} {', '.join(other)}.")
    old = [lab for lab in person.labs if lab.date is None]
    if old:
        found.append("A laboratory value without a date was taken as of today.")
    if any(lab.date is not None and (person.today - lab.date).days > number("year") for lab in person.labs):
        found.append("A laboratory value older than a year was taken as of a year ago.")
    found += journey.needs.reasons
    return tuple(found)
