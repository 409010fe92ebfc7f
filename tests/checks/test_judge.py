"""The judge: one wrong regimen for each rule, and a right one beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.checks import own_list, targets
from epsom.checks.judge import barring, judge
from tests.checks.honest import Basis, Intake, Patient, Proposal, Regimen, Slot, Timetable


def person(**facts: Any) -> Patient:
    return Patient(**{**targets.WELL, **facts})


def regimen(*amounts: float, **parts: Any) -> Regimen:
    """Magnesium of these amounts [mg] at 8, 14 and 20 o'clock."""
    intakes = tuple(Intake("bisglycinate", mg, at) for mg, at in zip(amounts, (8.0, 20.0, 14.0), strict=False))
    return replace(Regimen(intakes, sum(amounts), 1.0), **parts)


def told(found: Regimen, **parts: Any) -> Proposal:
    return Proposal((found,), **parts)


def rules(patient: Patient, proposal: Proposal, wanted: float | None = None) -> set[str]:
    return {one.rule for one in judge(patient, proposal, wanted)}


def timed(*slots: tuple[str, float]) -> Timetable:
    return Timetable((*(Slot(name, at) for name, at in slots), Slot("magnesium", 8.0), Slot("magnesium", 20.0)))


def test_a_right_regimen_breaks_nothing():
    assert rules(person(), told(regimen(120, 120, 110)), 40.0) == set()


def test_nobody_is_wronged_by_no_regimen():
    assert rules(person(egfr=5.0, age=0.2), Proposal()) == set()


@pytest.mark.parametrize(
    ("facts", "right", "wrong"),
    [
        ({}, (120, 120, 110), (120, 120, 110.01)),
        ({"authority": "EU EFSA 2015"}, (125, 125), (125, 125, 0.01)),
        ({"authority": "UK COMA 1991"}, (125, 125), (120, 120, 11)),
        ({"supplement": 300.0}, (25, 25), (25, 25, 0.01)),
        ({"supplement": 351.0, "age": 30.0}, (), (1,)),
        ({"age": 3.0, "weight": 14.0}, (32, 32), (30, 30, 6)),
        ({"age": 6.0, "weight": 20.0}, (55, 55), (55, 54, 2)),
    ],
)
def test_the_limit_counts_what_is_taken_already(
    facts: dict[str, Any], right: tuple[float, ...], wrong: tuple[float, ...]
):
    if right:
        assert rules(person(**facts), told(regimen(*right))) == set()
    assert rules(person(**facts), told(regimen(*wrong))) == {"T12"}


def test_a_limit_that_is_stated_too_high_is_found():
    assert rules(person(), told(regimen(50, 50, limit=351.0))) == {"T12"}


def test_an_intake_of_more_than_half_of_250_is_found():
    assert rules(person(), told(regimen(125.01))) == {"T13"}
    assert rules(person(), told(regimen(125))) == set()
    together = (Intake("oxide", 70.0, 8.0), Intake("taurate", 70.0, 8.0))
    assert rules(person(), told(regimen(intakes=together, per_day=140.0))) == {"T13"}


@pytest.mark.parametrize(
    ("egfr", "amounts", "monitor", "broken"),
    [
        (60.0, (120, 120, 110), "", set()),
        (59.9, (120, 120, 110), "serum level at 4-8 weeks", set()),
        (45.0, (120, 120, 110), "", {"K05"}),
        (45.0, (120, 120, 110), "serum level in 48 days", {"K05"}),
        (44.9, (100, 75), "serum level after 2 to 4 weeks", set()),
        (30.0, (100, 76), "serum level after 2 to 4 weeks", {"K06"}),
        (30.0, (100, 75), "serum level after 4 to 8 weeks", {"K06"}),
        (29.9, (1,), "serum level after 2 to 4 weeks", {"K07"}),
        (0.0, (1,), "serum level after 2 to 4 weeks", {"K07"}),
    ],
)
def test_the_kidney_gate(egfr: float, amounts: tuple[float, ...], monitor: str, broken: set[str]):
    assert rules(person(egfr=egfr), told(regimen(*amounts, monitor=(monitor,) if monitor else ()))) == broken


def test_dialysis_closes_the_gate_at_any_filtration():
    assert rules(person(dialysis=True), told(regimen(1))) == {"K07"}


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ({"age": 64.9}, set()),
        ({"age": 65.0}, {"K08"}),
        ({"conditions": ("Type 2 diabetes",)}, {"K08"}),
        ({"conditions": ("migraine", "hypertension")}, {"K08"}),
        ({"conditions": ("heart failure",)}, {"K08"}),
        ({"conditions": ("chronic kidney disease",)}, {"K08"}),
        ({"conditions": ("migraine",)}, set()),
    ],
)
def test_an_unknown_kidney(facts: dict[str, Any], broken: set[str]):
    unmeasured = person(egfr=None, **facts)
    assert rules(unmeasured, told(regimen(50), notes=("The eGFR is not known.",))) == broken
    assert rules(unmeasured, told(regimen(50))) == broken | {"K09"}


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"conditions": ("Myasthenia gravis",)}, "C01"),
        ({"conditions": ("lambert-eaton syndrome",)}, "C01"),
        ({"conditions": ("third-degree AV block",)}, "C02"),
        ({"serum": 1.06}, "C03"),
        ({"serum": 3.0}, "C03"),
        ({"serum": 0.49}, "D04"),
        ({"conditions": ("paralytic ileus",)}, "C04"),
        ({"medicines": ("raltegravir",)}, "C05"),
        ({"age": 0.99, "weight": 9.0}, "C06"),
        ({"medicines": ("Nilotinib 150 mg",)}, "never: nilotinib"),
    ],
)
def test_whom_a_rule_bars_gets_no_regimen(facts: dict[str, Any], rule: str):
    assert barring(person(**facts)) == (rule,)
    assert rule in rules(person(**facts), told(regimen(1)))


@pytest.mark.parametrize("serum", [None, 0.5, 0.85, 1.05])
def test_a_serum_in_range_bars_nobody(serum: float | None):
    assert barring(person(serum=serum)) == ()


@pytest.mark.parametrize(("salt", "broken"), [("oxide", {"C04"}), ("hydrogen citrate", {"C04"}), ("taurate", set())])
def test_severe_diarrhoea_bars_what_loosens(salt: str, broken: set[str]):
    ill = person(conditions=("severe diarrhoea",))
    assert rules(ill, told(replace(regimen(50), intakes=(Intake(salt, 50.0, 8.0),)))) == broken


@pytest.mark.parametrize(
    ("medicine", "at", "broken"),
    [
        ("ciprofloxacin", 6.0, set()),  # two hours before the first, ten after the last
        ("ciprofloxacin", 6.5, {"apart: ciprofloxacin"}),
        ("ciprofloxacin", 14.0, set()),
        ("ciprofloxacin", 13.5, {"apart: ciprofloxacin"}),
        ("ciprofloxacin", 8.0, {"apart: ciprofloxacin"}),
        ("levothyroxine", 23.75, {"apart: levothyroxine"}),
        ("levothyroxine", 0.0, set()),
        ("levothyroxine", 4.5, {"apart: levothyroxine"}),
        ("moxifloxacin", 4.0, set()),  # eight hours after the evening before, four before the morning
        ("moxifloxacin", 3.5, {"apart: moxifloxacin"}),
        ("gabapentin", 7.9, set()),  # no interval is printed for that side
        ("gabapentin", 8.0, {"apart: gabapentin"}),
        ("rosuvastatin", 20.5, set()),
        ("rosuvastatin", 19.0, {"apart: rosuvastatin"}),
        ("newdrugumab", 9.5, {"apart: any other"}),
        ("newdrugumab", 10.0, set()),
        ("omeprazole", 8.0, set()),
    ],
)
def test_two_things_closer_than_their_rule(medicine: str, at: float, broken: set[str]):
    taking = person(medicines=(medicine,))
    assert rules(taking, told(regimen(50, 50, timetable=timed((medicine, at))))) == broken


@pytest.mark.parametrize(
    ("first", "second", "hours", "broken"),
    [
        ("levothyroxine", "iron", (12.0, 16.0), set()),
        ("levothyroxine", "iron", (12.0, 15.5), {"pair: levothyroxine and minerals"}),
        ("levothyroxine", "iron", (15.5, 12.0), {"pair: levothyroxine and minerals"}),
        ("Levothyroxine 50 mcg", "ferrous sulfate 200 mg", (12.0, 13.0), {"pair: levothyroxine and minerals"}),
        ("iron", "moxifloxacin", (16.0, 0.0), set()),  # eight hours after the iron, and then sixteen before it
        ("iron", "moxifloxacin", (16.5, 0.0), {"pair: moxifloxacin and iron"}),
        ("patiromer", "omeprazole", (13.0, 10.0), set()),
        ("patiromer", "omeprazole", (13.0, 15.5), {"pair: patiromer"}),
        ("ibandronate", "omeprazole", (4.0, 5.0), set()),
        ("ibandronate", "omeprazole", (4.0, 4.5), {"pair: ibandronate"}),
        ("iron", "zinc", (14.0, 14.0), set()),  # no row
    ],
)
def test_two_medicines_closer_than_their_rule(first: str, second: str, hours: tuple[float, float], broken: set[str]):
    taking = person(medicines=(first, second))
    table = Timetable((Slot(first, hours[0]), Slot(second, hours[1]), Slot("magnesium", 20.5)))
    one = replace(regimen(50, timetable=table), intakes=(Intake("bisglycinate", 50.0, 20.5),))
    assert {rule for rule in rules(taking, told(one)) if rule.startswith("pair")} == broken


def test_each_of_several_times_of_a_medicine_counts():
    taking = person(medicines=("ciprofloxacin",))
    slots = timed(("ciprofloxacin 1", 6.0), ("ciprofloxacin 2", 18.5))
    assert rules(taking, told(regimen(50, 50, timetable=slots))) == {"apart: ciprofloxacin"}


def test_an_hour_that_a_person_told_stays():
    taking = person(medicines=("iron",), told_hours=(("iron", (12.0,)),))
    assert rules(taking, told(regimen(50, 50, timetable=timed(("iron", 12.0))))) == set()
    assert rules(taking, told(regimen(50, 50, timetable=timed(("iron", 13.0))))) == {"timetable"}


def test_magnesium_that_is_taken_already_keeps_its_distance_too():
    taking = person(medicines=("iron",), supplement=50.0, supplement_hours=(13.0,))
    own = Slot("magnesium taken now", 13.0)
    right, wrong = timed(("iron", 10.5)), timed(("iron", 12.0))
    assert rules(taking, told(regimen(50, 50, timetable=replace(right, slots=(*right.slots, own))))) == set()
    assert rules(taking, told(regimen(50, 50, timetable=replace(wrong, slots=(*wrong.slots, own))))) == {"apart: iron"}
    assert rules(taking, told(regimen(50, 50, timetable=right))) == {"timetable"}


def test_a_medicine_that_is_left_out_of_the_timetable_is_found():
    taking = person(medicines=("levothyroxine", "iron"))
    assert rules(taking, told(regimen(50, 50))) == {"timetable"}
    assert rules(taking, told(regimen(50, 50, timetable=timed(("levothyroxine", 2.0))))) == {"timetable"}
    other = Timetable((Slot("levothyroxine", 2.0), Slot("iron", 14.0), Slot("magnesium", 9.0)))
    assert rules(taking, told(regimen(50, 50, timetable=other))) == {"timetable"}


@pytest.mark.parametrize(
    "parts",
    [
        {"stop": ("then 2 g by infusion over an hour",)},
        {"monitor": ("intravenous magnesium if the level stays low",)},
        {"intakes": (Intake("sulfate heptahydrate", 50.0, 8.0, form="injection"),), "per_day": 50.0},
        {"basis": (Basis("T02", "20 mmol IV over 3 h"),)},
    ],
)
def test_a_dose_by_vein_is_found(parts: dict[str, Any]):
    assert rules(person(), told(regimen(50, **parts))) == {"words"}


def test_words_of_emergencies_are_found_only_with_a_dose():
    assert rules(person(), Proposal(oral_wrong="By mouth is the wrong road: urgent human care.")) == set()
    assert rules(person(), Proposal(notes=("Emergency dose: 4 g.",))) == {"words"}
    assert rules(person(), Proposal(notes=("No emergency dosing comes from here, and nothing by vein.",))) == set()


def test_what_has_no_shape_is_found():
    assert "shape" in rules(person(), told(regimen(50, per_day=60.0)))
    assert "shape" in rules(person(), told(regimen()))
    assert "shape" in rules(person(), told(regimen(-5)))
    assert "shape" in rules(person(), told(replace(regimen(50), intakes=(Intake("oxide", 50.0, 24.0),))))
    assert "shape" in rules(person(), Proposal((regimen(50),) * 4))
    assert "not needed" in rules(person(), told(regimen(50)), 0.0)


@given(
    age=st.floats(0, 110),
    taken=st.floats(0, 600),
    amounts=st.lists(st.floats(0.1, 400), min_size=1, max_size=3),
    authority=st.sampled_from(own_list.authorities()),
    egfr=st.none() | st.floats(0, 140),
)
def test_no_more_is_ever_let_through_than_the_limit_less_what_is_taken(
    age: float, taken: float, amounts: list[float], authority: str, egfr: float | None
):
    patient = person(age=age, supplement=taken, authority=authority, egfr=egfr)
    if not judge(patient, told(regimen(*amounts, limit=0.0, monitor=("eGFR, level at 2, 4 and 8 weeks",)))):
        most = own_list.limit(authority, age, patient.weight)
        assert most is not None
        assert sum(amounts) + taken <= most + 1e-3
        assert egfr is None or egfr >= 45 or (egfr >= 30 and sum(amounts) + taken <= most / 2 + 1e-3)
        assert age >= 1
