"""Whom: who was studied, who was left out, and which conditions count by which names."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from epsom.outcomes.personal.whom import concerns, named, not_studied, why_not
from epsom.person import Person

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))
HEALTHY = people.HEALTHY
(ROW,) = people.evidence_of(people.small.COHORT).rows
OF_KIDNEYS = replace(ROW, egfr=(15.0, 45.0))
OF_PREGNANT = replace(ROW, pregnant=True)


@pytest.mark.parametrize(("person", "group"), people.NOT_STUDIED)
def test_who_was_left_out(person, group):
    assert not_studied(person) == group
    assert not_studied(person, ROW) == group


@pytest.mark.parametrize(
    "person",
    [HEALTHY, replace(HEALTHY, age=18), replace(HEALTHY, age=95), replace(HEALTHY, egfr=60), people.PRESSURE,
     replace(HEALTHY, conditions=("type 2 diabetes",))],
)  # fmt: skip
def test_who_was_not_left_out(person):
    assert not_studied(person) is None


@pytest.mark.parametrize(("age", "egfr"), [(17.9, None), (50, 59.9), (50, 5)])
def test_the_ends_of_who_was_studied(age, egfr):
    assert not_studied(replace(HEALTHY, age=age, egfr=egfr))


def test_kidney_disease_told_counts_whatever_the_filtration():
    for told in ("chronic kidney disease", "CKD", "Chronic Kidney Disease "):
        assert not_studied(replace(HEALTHY, egfr=90, other_conditions=(told,))) == "kidney disease"


def test_a_study_of_such_kidneys_is_about_them():
    assert not_studied(people.KIDNEYS, OF_KIDNEYS) is None
    assert not_studied(replace(people.KIDNEYS, egfr=50), OF_KIDNEYS) == "such a kidney function"
    assert not_studied(HEALTHY, OF_KIDNEYS) is None
    assert not concerns(OF_KIDNEYS, HEALTHY)
    assert concerns(OF_KIDNEYS, people.KIDNEYS)
    assert not_studied(people.TOLD_KIDNEYS, OF_KIDNEYS) == "kidney disease"
    assert not_studied(replace(people.KIDNEYS, age=12), OF_KIDNEYS) == "people under 18"
    assert not_studied(replace(people.KIDNEYS, pregnancy_week=9), OF_KIDNEYS) == "pregnancy"


def test_a_study_of_pregnant_women_is_about_them():
    assert not_studied(people.PREGNANT, OF_PREGNANT) is None
    assert concerns(OF_PREGNANT, people.PREGNANT)
    assert not concerns(OF_PREGNANT, HEALTHY)


@pytest.mark.parametrize(
    ("limits", "person", "theirs"),
    [
        ({"only_with": ("hypertension",)}, HEALTHY, False),
        ({"only_with": ("hypertension",)}, people.PRESSURE, True),
        ({"only_with": ("insomnia", "hypertension")}, people.PRESSURE, True),
        ({"only_without": ("hypertension",)}, HEALTHY, True),
        ({"only_without": ("hypertension",)}, people.PRESSURE, False),
        ({"ages": (55.0, 120.0)}, HEALTHY, False),
        ({"ages": (50.0, 120.0)}, HEALTHY, True),
        ({"sex": "male"}, HEALTHY, False),
        ({"sex": "female"}, HEALTHY, True),
    ],
)
def test_whom_a_row_concerns(limits, person, theirs):
    assert concerns(replace(ROW, **limits), person) is theirs


def test_why_a_row_does_not_concern_somebody():
    assert why_not(replace(ROW, only_with=("insomnia",)), HEALTHY) == "insomnia is not among the conditions told"
    without = replace(ROW, only_without=("hypertension",))
    assert why_not(without, people.PRESSURE) == "hypertension is among the conditions told"
    assert why_not(replace(ROW, sex="male", condition="men of Kuopio"), HEALTHY) == "it was studied in men of Kuopio"


@pytest.mark.parametrize("told", ["hypertension", "high blood pressure", "High blood pressure"])
def test_a_condition_counts_by_whatever_name_it_is_told(told):
    ill = Person(age=50, sex="male", height="175 cm", weight="80 kg", conditions=[told])
    assert {"hypertension", "high blood pressure"} <= named(ill)
    assert "type 2 diabetes" not in named(ill)


def test_words_of_ones_own_count_as_they_are_told():
    assert named(replace(HEALTHY, other_conditions=(" Hypomagnesaemia",))) >= {"hypomagnesaemia"}
    assert named(HEALTHY) == set()
