"""The laboratory's values of a person: which of them weigh the virtual persons, and why the others do not."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from epsom import tables
from epsom.assessment.eating import number
from epsom.cohort import conditions, medicines
from epsom.labs.analytes import analyte
from epsom.labs.protocols import protocol
from epsom.person import Doubt, Lab, Person
from epsom.status import observing, outside
from epsom.status.burden import Known
from epsom.status.observing import OBSERVED, Sample
from epsom.status.readings import Reading, reading

workbench = partial(tables.number, "labs/workbench/constants.toml")


@dataclass(frozen=True)
class Use:
    """What becomes of one laboratory value: a reading with its sample, or a doubt that says why it does not count.

    ``place`` is its place in ``person.labs``.
    """

    place: int
    lab: Lab
    reading: Reading | None
    sample: Sample
    doubt: Doubt | None


def uses(person: Person) -> tuple[Use, ...]:
    """Return what becomes of each laboratory value, in the order of the person file."""
    return tuple(_use(place, lab, person) for place, lab in enumerate(person.labs))


def known(person: Person) -> Known:
    """Return what is told of a person that may bar a test or move a reading, by the names of our tables."""
    return Known(
        age=person.age,
        egfr=person.egfr,
        pregnant=person.pregnancy_week is not None,
        conditions=(*(conditions.condition(name).name for name in person.conditions), *person.other_conditions),
        medicines=(*(medicines.medicine(drug.name).name for drug in person.medicines), *person.other_medicines),
    )


def day_of(lab: Lab, person: Person) -> float:
    """Return the day of a sample [day, 0 is today]: today where none is told, never before the year lived."""
    return 0.0 if lab.date is None else float(max((lab.date - person.today).days, -number("year")))


def _use(place: int, lab: Lab, person: Person) -> Use:
    beside = Sample(
        protocol=lab.protocol,
        albumin=_albumin(lab, person) if lab.quantity in ("serum_magnesium", "total_calcium") else None,
        urine_creatinine=_urine_creatinine(lab, person) if lab.quantity == "spot_urine_magnesium" else None,
        hour=_hour(lab.time),
    )
    doubt = lab.doubt or _of_person(lab, person, beside)
    if doubt is not None:
        return Use(place, lab, None, beside, doubt)
    own = protocol(lab.protocol).reading_sd if lab.protocol is not None else None
    wider = 0.0 if _fasting(beside.hour) else analyte(lab.quantity).diurnal / 2.0**0.5
    found = reading(lab.quantity, lab.told, day=day_of(lab, person), bound=lab.bound, assay=own, wider=wider)
    return Use(place, lab, found, beside, None)


def _of_person(lab: Lab, person: Person, beside: Sample) -> Doubt | None:
    """Return why a sound value of this person does not count, or None where it does."""
    least = workbench("test_least_egfr")
    if lab.quantity not in OBSERVED:
        return Doubt("kept", f"{analyte(lab.quantity).heading} is kept and shown; no virtual person is weighed by it.")
    if found := outside.moved(lab.quantity, known(person)):
        heading = analyte(lab.quantity).heading
        return Doubt("kept", f"{heading} is kept and shown; it weighs no virtual person, since {found[0]}.")
    if lab.quantity == "spot_urine_magnesium" and beside.urine_creatinine is None:
        return Doubt(
            "quarantined",
            "A spot of urine is as thin or thick as a person drank: alone it does not tell what the kidney lets go of.",
            "What was the creatinine of the same urine? Tell it as spot_urine_creatinine with the same date and time.",
        )
    if lab.quantity == "magnesium_retention" and person.egfr is not None and person.egfr < least:
        return Doubt(
            "void",
            f"A loading test says nothing of the stores with an eGFR below {least:g}: the load is not let go of.",
        )
    return None


def _albumin(lab: Lab, person: Person) -> float | None:
    """Return the albumin [g/L] nearest in time to a sample, where it is near enough and high enough to count."""
    found = [
        (abs(day_of(other, person) - day_of(lab, person)), other.told.value)
        for other in person.labs
        if other.quantity == "albumin" and not other.bound and (other.doubt is None or other.doubt.kind == "kept")
    ]
    far, value = min(found, default=(float("inf"), 0.0))
    sound = far <= observing.number("albumin_days") and value >= observing.number("least_albumin")
    return value if sound else None


def _urine_creatinine(lab: Lab, person: Person) -> float | None:
    """Return the creatinine [mmol/L] of the same urine: of the entry itself, or of another with its date and time."""
    if lab.urine_creatinine is not None:
        return lab.urine_creatinine.value
    same = [
        other.told.value
        for other in person.labs
        if other.quantity == "spot_urine_creatinine"
        and (other.date, other.time) == (lab.date, lab.time)
        and not other.bound
        and (other.doubt is None or other.doubt.kind == "kept")
    ]
    return same[0] if same else None


def _hour(time: datetime.time | None) -> float | None:
    return None if time is None else time.hour + time.minute / 60.0


def _fasting(hour: float | None) -> bool:
    return hour is None or hour <= observing.number("morning_ends")
