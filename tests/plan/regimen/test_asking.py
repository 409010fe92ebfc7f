"""Asking: a patient read from a person, and a clinician's own wish held against the same limits."""

import math
from dataclasses import replace

import pytest

from epsom.errors import InputError
from epsom.person import person_from
from epsom.plan.regimen import Regimen, asked, passed, proposal
from epsom.plan.regimen import patient as patient_of
from tests.plan.regimen.people import patient

ADA = {
    "age": 70, "sex": "female", "height": "160 cm", "weight": "60 kg", "egfr": "55 mL/min/1.73m2",
    "authority": "EU EFSA 2015", "conditions": ["hypertension"], "other_conditions": ["Haemodialysis since May"],
    "medicines": ["omeprazole"], "other_medicines": ["levothyroxine", "Omeprazole"],
    "labs": [{"serum_magnesium": "0.70 mmol/L", "date": "2026-01-05"},
             {"serum_magnesium": "0.81 mmol/L", "date": "2026-03-01"},
             {"urine_magnesium": "3 mmol/24h", "date": "2026-04-01"}],
    "supplements": [{"taken": "magnesium citrate 150 mg elemental", "at": "21:30"}],
    "record": [
        {"meals": [{"at": "08:00", "eaten": ["2 eggs", "magnesium oxide 100 mg elemental"]}]},
        {"meals": [{"at": "08:00", "eaten": ["magnesium oxide 60 mg elemental", "magnesium citrate 20 mg elemental"]}]},
    ],
    "today": "2026-05-01",
}  # fmt: skip


def test_a_patient_is_read_from_a_person():
    who = patient_of(person_from(ADA))
    assert (who.age, who.sex, who.weight, who.egfr, who.authority) == (70.0, "female", 60.0, 55.0, "EU EFSA 2015")
    assert who.conditions == ("hypertension", "Haemodialysis since May")
    assert who.medicines == ("omeprazole", "levothyroxine")
    assert who.dialysis
    assert who.serum == 0.81  # the latest
    assert who.supplement == 250.0  # 150 each day, and 100 on the day with the most
    assert who.intake is None
    assert who.supplement_hours == (21.5,)


def test_told_hours_of_medicines_and_supplements_are_kept():
    told = {**ADA, "medicines": [{"name": "levothyroxine", "at": "07:00"}, "omeprazole"], "other_medicines": [],
            "other_conditions": [], "egfr": "80 mL/min/1.73m2"}  # fmt: skip
    who = patient_of(person_from(told))
    assert who.told_hours == (("levothyroxine", (7.0,)),)
    assert who.supplement_hours == (21.5,)
    found = proposal(replace(who, supplement=0.0), 20.0)
    slots = {(slot.name, slot.at, slot.told) for slot in found.regimens[0].timetable.slots}
    assert {("levothyroxine", 7.0, True), ("magnesium taken now", 21.5, True)} <= slots
    assert all(one.at >= 11.0 for one in found.regimens[0].intakes)  # four hours after the thyroid hormone


def test_several_hours_of_a_medicine_are_kept_in_order():
    told = {**ADA, "medicines": [{"name": "gabapentin", "at": ["20:30", "08:15"]}]}
    assert patient_of(person_from(told)).told_hours == (("gabapentin", (8.25, 20.5)),)


def test_what_is_known_better_takes_the_place_of_what_was_read():
    who = patient_of(person_from(ADA), supplement=10.0, intake=240.0)
    assert (who.supplement, who.intake) == (10.0, 240.0)


def test_what_was_not_told_is_not_known():
    plain = patient_of(person_from({"age": 30, "sex": "male", "height": "180 cm", "weight": "80 kg"}))
    assert plain.egfr is None
    assert plain.serum is None
    assert plain.supplement == 0.0
    assert not plain.dialysis


def test_a_food_of_ones_own_is_no_dose():
    bread = {"name": "magnesium bread", "magnesium": "100 mg/100g", "portions": {"slice": "40 g"}}
    told = {"age": 30, "sex": "male", "height": "180 cm", "weight": "80 kg", "foods": [bread],
            "record": [{"meals": [{"at": "08:00", "eaten": ["1 slice magnesium bread"]}]}]}  # fmt: skip
    assert patient_of(person_from(told)).supplement == 0.0


def test_a_wish_inside_the_limits_is_sealed():
    found = asked(("magnesium citrate 100 mg elemental",), (10.0, 22.0), patient())
    assert isinstance(found, Regimen)
    assert found.per_day == 200.0
    assert [one.form for one in found.intakes] == ["capsule", "capsule"]
    assert passed(found, patient()) == found


@pytest.mark.parametrize(
    ("line", "hours", "told", "rule"),
    [
        ("magnesium oxide 400 mg salt", (22.0,), {}, "T13"),
        ("magnesium citrate 120 mg elemental", (8.0, 14.0, 22.0), {}, "T12"),
        ("magnesium citrate 100 mg elemental", (22.0,), {"serum": 3.0}, "C03"),
        ("magnesium citrate 100 mg elemental", (22.0,), {"age": 0.5, "weight": 7.0}, "C06"),
        ("magnesium citrate 100 mg elemental", (22.0,), {"egfr": 20.0}, "K07"),
        ("magnesium citrate 100 mg elemental", (22.0,), {"age": 6.0, "weight": 20.0}, "L03"),
        ("magnesium citrate 100 mg elemental", (22.0,), {"supplement": 300.0}, "T12"),
    ],
)
def test_a_wish_beyond_them_is_told_which_rule_it_breaks(line, hours, told, rule):
    found = asked((line,), hours, patient(**told))
    assert isinstance(found, tuple)
    assert rule in {one.rule for one in found}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("magnesium unobtanate 100 mg elemental", "no salt of magnesium I know"),
        ("magnesium citrate 400", "how much"),
        ("magnesium citrate 400 mg", "does not say of what"),
        ("magnesium citrate", "how much"),
    ],
)
def test_an_unknown_salt_and_a_dose_without_its_unit_are_refused(line, says):
    with pytest.raises(InputError, match=says):
        asked((line,), (22.0,), patient())


def test_an_hour_that_is_none_and_an_empty_wish_are_refused():
    with pytest.raises(InputError, match="25"):
        asked(("magnesium citrate 100 mg elemental",), (25.0,), patient())
    with pytest.raises(InputError, match="needs a dose"):
        asked((), (22.0,), patient())


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"egfr": -1.0}, "egfr"),
        ({"egfr": math.nan}, "egfr"),
        ({"serum": 21.0}, "serum"),
        ({"age": 130.0}, "age"),
        ({"supplement": -5.0}, "supplement"),
        ({"supplement": math.nan}, "supplement"),
        ({"intake": math.inf}, "intake"),
    ],
)
def test_a_patient_that_nobody_is_is_refused(told, says):
    with pytest.raises(InputError, match=says):
        patient(**told)
