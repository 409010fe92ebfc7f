"""The clock times a person tells of a medicine: one or several, in order, and refused in words where they are none."""

from __future__ import annotations

import datetime

import jsonschema
import pytest

from epsom.errors import InputErrors
from epsom.person import Person, person_from

ANA = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg"}


def at(told: object) -> tuple[datetime.time, ...]:
    return person_from({**ANA, "medicines": [{"name": "levothyroxine", "at": told}]}).medicines[0].at


@pytest.mark.parametrize(
    ("told", "hours"),
    [
        ("07:00", [7.0]),
        ("7:15", [7.25]),
        (["20:00", "08:00"], [8.0, 20.0]),
        (["23:59"], [23 + 59 / 60]),
        (datetime.time(6, 30), [6.5]),
    ],
)
def test_times_are_read_in_order(told: object, hours: list[float]):
    assert [time.hour + time.minute / 60 for time in at(told)] == hours


def test_who_tells_no_time_has_none():
    assert person_from({**ANA, "medicines": ["omeprazole", {"name": "digoxin"}]}).medicines[0].at == ()


@pytest.mark.parametrize(
    ("told", "place", "says"),
    [
        ("25:00", (), "no time of day"),
        ("7 am", (), "no time of day"),
        (7, (), "07:00"),
        (None, (), "at is empty"),
        ([], (), "at is empty"),
        ({"hour": 7}, (), "a list of times"),
        (["08:00", "25:00"], (1,), "no time of day"),
        (["08:00", "8:00"], (1,), "stands twice"),
        (["01:00", "02:00", "03:00", "04:00", "05:00", "06:00", "07:00"], (), "the most is 6"),
        (["08:00", None], (1,), "no time of day"),
        (True, (), "no time of day"),
    ],
)
def test_what_is_no_time_is_refused_in_its_place(told: object, place: tuple[int, ...], says: str):
    with pytest.raises(InputErrors, match=says) as caught:
        at(told)
    assert caught.value.errors[0].at == ("medicines", 0, "at", *place)


def test_the_schema_says_the_same():
    schema = Person.model_json_schema()
    for told in ("07:00", ["08:00", "20:00"]):
        jsonschema.validate({**ANA, "medicines": [{"name": "levothyroxine", "at": told}]}, schema)
    for wrong in (7, [], ["8 am"], ["08:00", "08:00"], {"hour": 7}, ["01:00"] * 7):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**ANA, "medicines": [{"name": "levothyroxine", "at": wrong}]}, schema)
