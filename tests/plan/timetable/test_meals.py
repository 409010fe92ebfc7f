"""Meals: the usual hours of a record, and what goes with them; what nobody told stays as it is usual, and is named."""

from __future__ import annotations

from typing import Any

import pytest

from epsom.person import Person, person_from
from epsom.plan import timetable
from epsom.plan.regimen import proposal
from epsom.plan.regimen.asking import patient
from epsom.plan.timetable import Timetable


def person(*days: dict[str, str], **more: Any) -> Person:
    """Somebody who ate at these hours, each by the name of the meal; a name that begins with ? is not told."""
    record = [
        {
            "meals": [
                {"at": at, "eaten": ["1 egg"]} | ({} if name[0] == "?" else {"name": name}) for name, at in d.items()
            ]
        }
        for d in days
    ]
    body = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "egfr": "92 mL/min/1.73m2"}
    return person_from({**body, "record": record, **more})


LATE = ("breakfast", 10.0), ("lunch", 15.0), ("dinner", 21.0)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([{"breakfast": "07:00"}, {"breakfast": "07:30"}, {"breakfast": "11:00"}], (("breakfast", 7.5),)),  # median
        ([{"supper": "20:10", "Lunch": "12:00"}], (("lunch", 12.0), ("dinner", 20.0))),
        ([{"?": "06:45", "?2": "19:30", "snack": "13:00"}], (("breakfast", 7.0), ("dinner", 19.5))),
        ([{"?": "23:30"}], ()),  # near no usual meal
        ([{"breakfast": "14:00"}], ()),  # after the usual lunch: not in the order of the day
        ([], ()),
    ],
)
def test_usual_meals_are_the_median_of_those_recorded(days: list[dict[str, str]], found: timetable.Meals):
    assert timetable.meals(person(*days)) == found


def test_without_meals_told_nothing_moves():
    assert timetable.moved((7.0, 10.5, 16.0, 22.0), ()) == (7.0, 10.5, 16.0, 22.0)


def test_an_hour_between_two_meals_goes_with_both():
    """By hand: all meals two hours later; 16:00 is between two of them, 20:30 half way to a bedtime that stays."""
    assert timetable.moved((7.0, 8.0, 16.0, 20.5, 22.0), LATE) == (9.0, 10.0, 18.0, 21.5, 22.0)
    assert timetable.moved((10.5,), (("lunch", 12.0),)) == (10.0,)


@pytest.mark.parametrize(
    ("medicine", "usual", "own"),
    [("calcium", 8.0, 10.0), ("omeprazole", 7.5, 9.5), ("levothyroxine", 7.0, 9.0), ("iron", 10.5, 12.5)],
)
def test_what_goes_by_meals_goes_by_those_of_the_person(medicine: str, usual: float, own: float):
    """All windows go two hours later with the meals: iron 10:00 to 12:00 becomes 12:00 to 14:00."""
    for meals, at in (((), usual), (LATE, own)):
        found = timetable.solve(timetable.things((medicine,), meals=meals))
        assert isinstance(found, Timetable)
        assert found.at(medicine) == (at,)


def test_what_the_person_tells_of_a_medicine_goes_before_meals():
    found = timetable.solve(timetable.things(("iron",), told={"iron": (7.0,)}, meals=LATE))
    assert isinstance(found, Timetable)
    assert found.at("iron") == (7.0,)


def test_it_is_said_which_meals_are_told_and_which_assumed():
    found = timetable.solve(timetable.things(("calcium",), meals=(("breakfast", 7.5),)))
    assert isinstance(found, Timetable)
    (said,) = [note for note in found.notes if "Meals" in note]
    assert "record tells them: breakfast 07:30." in said
    assert "not told: lunch 13:00, dinner 19:00, bedtime 22:00." in said
    plain = timetable.solve(timetable.things(("calcium",)))
    assert isinstance(plain, Timetable)
    assert not [note for note in plain.notes if "Meals" in note]


def test_a_meal_at_the_end_of_waking_leaves_a_thing_its_hours():
    """Breakfast on waking leaves nothing before it: the usual hours stay, inside those a person is awake."""
    found = timetable.solve(timetable.things(("alendronate",), meals=(("breakfast", 6.0),)))
    assert isinstance(found, Timetable)
    assert 6.0 <= found.at("alendronate")[0] <= 7.0


def test_a_regimen_is_between_the_persons_own_meals():
    days = {"breakfast": "10:00", "lunch": "15:00", "dinner": "21:00"}
    for record, hours in (([], {10.5, 22.0}), ([days], {12.5, 22.0})):
        who = patient(person(*record), supplement=0.0)
        found = proposal(who, 60.0).regimens
        two = [{one.at for one in each.intakes} for each in found if len({one.at for one in each.intakes}) == 2]
        assert two
        assert all(each == hours for each in two)
