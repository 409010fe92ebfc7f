"""A serum value in doubt blocks what the same value without a doubt blocks, until its question is answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from epsom.person import Person, person_from
from epsom.plan.regimen import patient, proposal
from epsom.plan.regimen.asking import serum_of
from epsom.plan.regimen.limits import room
from tests.plan.people import told

SPOILED = {"specimen": "haemolysed"}
MISCODED = {"loinc": "19123-9"}


def person(*labs: dict[str, Any]) -> Person:
    return person_from(told(labs=list(labs), today="2026-11-20"))


def blocked(someone: Person) -> tuple[str, ...]:
    return tuple(one.rule for one in room(patient(someone)).blocks)


@pytest.mark.parametrize(("printed", "rule"), [("1.6 mmol/L", "C03"), ("3 mmol/L", "C03"), ("0.4 mmol/L", "D04")])
@pytest.mark.parametrize("doubt", ["size", "sample"])
def test_a_value_in_doubt_blocks_as_one_without(printed: str, rule: str, doubt: str):
    """A code of mg/dL quarantines a value, haemolysis spoils it; the laboratory's own interval bears it out."""
    own = {"interval": "0.70-1.00 mmol/L"}
    sure = person({"serum_magnesium": printed, **own})
    unsure = person({"serum_magnesium": printed, **own, **(SPOILED if doubt == "sample" else MISCODED)})
    assert sure.labs[0].doubt is None
    assert unsure.labs[0].doubt is not None
    assert blocked(sure) == (rule,)
    assert blocked(unsure) == (rule,)
    assert not proposal(patient(unsure), 100.0).regimens
    assert bool(proposal(patient(unsure), 0.0).oral_wrong) == bool(proposal(patient(sure), 0.0).oral_wrong)


def test_what_is_in_doubt_is_called_so():
    words = room(patient(person({"serum_magnesium": "0.4 mmol/L", **SPOILED}))).blocks[0].words
    assert words.startswith("serum magnesium 0.4 mmol/L, a value in doubt: urgent human care first")


def test_a_usual_value_in_doubt_is_no_reading_and_hides_none():
    high = {"serum_magnesium": "1.3 mmol/L", "interval": "0.70-1.00 mmol/L", "date": "2026-11-01"}
    spoiled = {"serum_magnesium": "0.85 mmol/L", "date": "2026-11-10", **SPOILED}
    assert patient(person(spoiled)).serum is None
    assert patient(person(high, spoiled)).serum == 1.3
    assert blocked(person(high, spoiled)) == ("C03",)


def test_an_old_value_in_doubt_gives_way_to_a_later_one_that_counts():
    old = {"serum_magnesium": "3 mmol/L", "date": "2026-09-01", **SPOILED}
    new = {"serum_magnesium": "0.85 mmol/L", "date": "2026-11-10"}
    for labs in ((old, new), (new, old)):
        found = serum_of(person(*labs))
        assert found is not None
        assert found.date == date(2026, 11, 10)
        assert blocked(person(*labs)) == ()


def test_of_two_values_of_a_day_the_more_urgent_counts():
    day = {"date": "2026-11-10"}
    low, critical = {"serum_magnesium": "0.45 mmol/L", **day}, {"serum_magnesium": "2.4 mmol/L", **day, **SPOILED}
    usual = {"serum_magnesium": "0.85 mmol/L", **day}
    assert patient(person(usual, low)).serum == 0.45
    assert patient(person(low, usual)).serum == 0.45
    assert patient(person(low, critical)).serum == 2.4


def test_a_sign_that_asks_for_urgent_care_leaves_no_plan():
    """A seizure has many reasons, and none waits for a plan; cramps ask for nothing."""
    urgent = person_from(told(signs=["seizure", "cramps"]))
    assert blocked(urgent) == ("C12",)
    assert "seizure: urgent human care first" in proposal(patient(urgent), 0.0).oral_wrong
    assert blocked(person_from(told(signs=["cramps"]))) == ()
