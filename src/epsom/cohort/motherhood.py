"""Motherhood: what a pregnancy, week by week, and nursing do to a body."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from epsom import tables
from epsom.body.balance import Body
from epsom.person import Person

TABLE = "cohort/scaling.toml"
number = partial(tables.number, TABLE)


def filtration_rise(person: Person) -> float:
    """How much more the kidney filters in this week of pregnancy, as a factor [1]."""
    return 1.0 + number("pregnancy_filtration") * _progress(person, "pregnancy_filtration_week")


def carried(body: Body, person: Person) -> Body:
    """Return the body with what the child of this week, or of these months of nursing, asks of it.

    Plasma grows, the renal threshold falls and with it the serum at which stores are full, and what is given to the
    child rises with the weeks. Holds for one child.
    """
    p, o, k = body.plasma, body.offspring, body.kidney
    lower = 1.0 - number("pregnancy_threshold") * _progress(person, "pregnancy_threshold_week")
    volume = 1.0 + number("pregnancy_volume") * _progress(person, "pregnancy_volume_week")
    fetus = 0.0 if person.pregnancy_week is None else number("fetal_transfer") * person.pregnancy_week / number("term")
    milk = number("milk_transfer") if person.lactating else 0.0
    return replace(
        body,
        plasma=replace(p, plasma_volume=p.plasma_volume * volume, normal_serum=p.normal_serum * lower),
        kidney=replace(k, transport_maximum=k.transport_maximum * lower),
        offspring=replace(o, transfer=o.transfer + fetus + milk),
    )


def _progress(person: Person, week: str) -> float:
    return 0.0 if person.pregnancy_week is None else min(person.pregnancy_week / number(week), 1.0)
