"""The blood pressure of a person: two numbers in mmHg, as told, and none made up."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, InputErrors
from epsom.person import Person, PressureTold, person_from
from epsom.quantities import quantity
from epsom.simulate.partitions import _person_hash  # pyright: ignore[reportPrivateUsage]

BEA: dict[str, Any] = {"age": 60, "sex": "female", "height": "164 cm", "weight": "64 kg", "today": "2026-10-05"}
UPPER, LOWER = quantity("systolic_pressure"), quantity("diastolic_pressure")


def fault(pressure: object) -> InputError:
    with pytest.raises(InputErrors) as caught:
        person_from({**BEA, "blood_pressure": pressure})
    (only,) = caught.value.errors
    assert only.at == ("blood_pressure",)
    return only


@pytest.mark.parametrize("told", ["128/82", "128 / 82", "128/82 mmHg", " 128/82 mm Hg", "128.0/82.0mmhg"])
def test_a_pressure_is_read_as_it_is_written(told: str):
    found = person_from({**BEA, "blood_pressure": told}).blood_pressure
    assert found is not None
    assert (found.systolic, found.diastolic) == (128.0, 82.0)
    assert found.text == " ".join(told.split())


def test_who_tells_none_has_none():
    assert person_from(BEA).blood_pressure is None
    assert person_from({**BEA, "blood_pressure": None, "conditions": ["hypertension"]}).blood_pressure is None


@pytest.mark.parametrize(
    ("told", "rule", "mend"),
    [
        (128, "one number", "128/82"),
        ("128", "one number", "128/82"),
        ("128 mmHg", "one number", "128/82"),
        ("82/128", "the upper value comes first", "Write 128/82"),
        ("90/90", "higher than the lower", "Check both numbers"),
        ("17.1/10.9 kPa", "read in mmHg only", "128/82"),  # 17.1 and 10.9 times 7.50062: 128.3 and 81.8
        ("12.8/8.2", "40 to 300 mmHg", "Check the number"),
        ("128/8", "15 to 200 mmHg", "Check the number"),
        ("1280/820", "40 to 300 mmHg", "Check the number"),
        ("128/82 torr", "a unit I do not know", "128/82"),
        ("128/82/60", "a unit I do not know", "128/82"),
        ("128,5/82", "a comma", "128/82"),
        ("<140/90", "A bound", "leave it out"),
        ("-128/82", "no pressure", "128/82"),
        ("normal", "no pressure", "128/82"),
        ("", "no pressure", "128/82"),
        (True, "no pressure", "128/82"),
        ([128, 82], "no pressure", "128/82"),
        ({"systolic": 128, "diastolic": 82}, "no pressure", "128/82"),
    ],
)
def test_what_is_no_pressure_is_refused_with_the_mend(told: object, rule: str, mend: str):
    message = fault(told).message
    assert message.startswith("blood_pressure = ")
    assert rule in message
    assert mend in message


@given(st.floats(UPPER.low, UPPER.high), st.floats(LOWER.low, LOWER.high))
def test_whatever_a_living_person_has_is_read(upper: float, lower: float):
    text = f"{upper:.1f}/{lower:.1f}"
    if round(upper, 1) <= round(lower, 1):
        assert "upper value comes first" in fault(text).message
        return
    told = person_from({**BEA, "blood_pressure": text}).blood_pressure
    assert told == PressureTold(round(upper, 1), round(lower, 1), text)


def test_a_pressure_changes_nobodys_body():
    assert _person_hash(person_from({**BEA, "blood_pressure": "128/82"})) == _person_hash(person_from(BEA))


def test_a_person_with_a_pressure_can_be_written_down():
    told = json.loads(person_from({**BEA, "blood_pressure": "128/82"}).model_dump_json())
    assert told["blood_pressure"] == {"systolic": 128.0, "diastolic": 82.0, "text": "128/82"}


def test_the_schema_knows_it():
    schema = Person.model_json_schema()
    for fine in ("128/82", "128/82 mmHg"):
        jsonschema.validate({**BEA, "blood_pressure": fine}, schema)
    for wrong in ("128", 128, "17.1/10.9 kPa", {"systolic": 128}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**BEA, "blood_pressure": wrong}, schema)
