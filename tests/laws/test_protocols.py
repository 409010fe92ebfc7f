"""The laws of protocols: whatever is given in whatever way, magnesium and label are all there at every moment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from epsom import units
from epsom.body.balance import CONTENT, GONE, GUT, Pools
from epsom.errors import InputError
from epsom.plate.chance import Chance
from epsom.simulate.model import INDEX, LABELLED
from epsom.studies.given import eating, labelled_mmol, moments
from epsom.studies.living import live_through
from epsom.studies.protocol import Arm
from epsom.studies.reader import protocol_of

PERSONS = 24
TOTAL = [INDEX[pool] for pool in (*CONTENT, *GUT, *GONE)]
ILL = {
    "age": 65, "sex": "male", "height": "175 cm", "weight": "76 kg", "egfr": "6 mL/min/1.73m2",
    "conditions": ["chronic kidney disease"],
}  # fmt: skip
MOTHER = {"age": 30, "sex": "female", "height": "165 cm", "weight": "65 kg", "pregnancy_week": 30}
WEEK = {"hours": 4, "per_week": 3, "dialysate": 0.5, "clearance": 150}
EVERYTHING = {
    "people": [ILL],
    "before": {"intake_mg": 250, "dialysis": WEEK},
    "phase": [
        {
            "days": 3,
            "added_mg": 200,
            "doses": 2,
            "salt": "oxide",
            "phytate_mmol": 1.5,
            "dose": [
                {"hour": 2, "mg": 70, "salt": "chloride", "with_mg": 40, "labelled": 1.0},
                {"hour": 26.5, "mg": 300, "salt": "citrate", "labelled": 0.2},
            ],
            "infusion": [
                {"start_h": 1, "hours": 0.1, "mmol": 2, "labelled": 1.0},
                {"start_h": 30, "hours": 8, "mmol_per_kg": 0.2, "lean": True, "labelled": 0.1},
            ],
        },
        {"hours": 7, "fasting": True, "taking": ["omeprazole"]},
        {"days": 4, "dialysis": {**WEEK, "dialysate": 1.2, "start_h": 5}, "conditions": ["diarrhoea"]},
    ],
}
PREGNANT = {
    "people": [MOTHER],
    "before": {"intake_mg": 280},
    "phase": [
        {
            "days": 2,
            "infusion": [
                {"start_h": 0, "hours": 0.333, "mmol": 16, "labelled": 1.0},
                {"start_h": 0.333, "hours": 24, "mmol": 90},
            ],
            "dose": [{"hour": 0, "mg": 100, "salt": "food"}],
        }
    ],
}  # fmt: skip


def given(arm: Arm, day: float, *, label: bool) -> float:
    """What has been eaten, taken and infused by a day [mmol], added up by hand from the protocol."""
    person = arm.groups[0]
    total, now = 0.0, 0.0
    for stretch in arm.stretches:
        length = min(max(day - now, 0.0), stretch.days)
        if not label:
            beside = sum(one.with_mg for one in stretch.dose) / stretch.days
            eaten = float(eating(stretch, 1).per_day()[0]) - units.mmol(beside)
            total += eaten * length
        for one in stretch.dose:
            if day > now + one.hour / 24:
                total += units.mmol(one.mg) * one.labelled if label else units.mmol(one.mg + one.with_mg)
        for one in stretch.infusion:
            share = min(max((day - now) * 24 - one.start_h, 0.0) / one.hours, 1.0)
            lean = one.mmol_per_kg and _lean(person.person)
            amount = one.mmol + one.mmol_per_kg * lean
            total += share * amount * (one.labelled if label else 1.0)
        now += stretch.days
    return total


def _lean(person: Any) -> float:
    from epsom.cohort.scaling import fat_free_mass

    return fat_free_mass(person.sex, person.age, person.height, person.weight)


@pytest.mark.parametrize("row", [EVERYTHING, PREGNANT], ids=["everything at once", "a course in pregnancy"])
def test_magnesium_and_its_label_are_all_there_through_doses_infusions_dialysis_and_medicines(row: dict[str, Any]):
    protocol = protocol_of(row, "x", InputError)
    (arm,) = protocol.arms
    days = sorted({*moments(arm), *np.linspace(0.0, arm.days, 29)})
    lived = live_through(protocol, arm, arm.groups[0], days, Chance(PERSONS, 1), labelled=True)
    course = lived.course
    assert course is not None
    assert not len(course.failed)
    held, label = course.pools[:, TOTAL].sum(axis=1), course.pools[:, len(Pools._fields) :].sum(axis=1)
    assert len(LABELLED) == course.pools.shape[1] - len(Pools._fields)
    for k, day in enumerate(course.time):
        total, marked = given(arm, day, label=False), given(arm, day, label=True)
        assert held[k] == pytest.approx(held[0] + total, rel=1e-9)
        assert label[k] == pytest.approx(np.full(PERSONS, marked), rel=1e-9, abs=1e-12)
    assert given(arm, arm.days, label=True) == pytest.approx(labelled_mmol(arm, arm.groups[0]), rel=1e-12)


def test_a_label_is_never_more_than_the_magnesium_it_is_part_of():
    protocol = protocol_of(EVERYTHING, "x", InputError)
    (arm,) = protocol.arms
    course = live_through(
        protocol, arm, arm.groups[0], np.linspace(0, arm.days, 50).tolist(), Chance(PERSONS, 1), labelled=True
    ).course
    assert course is not None
    for name, pool in zip(LABELLED, range(len(Pools._fields), course.pools.shape[1]), strict=True):
        label, held = course.pools[:, pool], course.pools[:, INDEX[name]]
        assert (label >= -1e-8).all()
        if name not in ("dialysate",):
            assert (label <= held * (1 + 1e-6) + 1e-6).all(), name


def test_following_a_label_changes_nothing_of_the_magnesium():
    protocol = protocol_of(EVERYTHING, "x", InputError)
    (arm,) = protocol.arms
    plain, marked = (
        live_through(protocol, arm, arm.groups[0], [arm.days], Chance(4, 1), labelled=label).course
        for label in (False, True)
    )
    assert plain is not None
    assert marked is not None
    assert marked.pools[-1, : len(Pools._fields)] == pytest.approx(plain.pools[-1], rel=1e-3, abs=1e-6)
