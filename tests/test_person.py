"""A person as told: units are read, rules hold, and every fault is named at once."""

from __future__ import annotations

import datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, InputErrors
from epsom.person import LABS, Lab, Person, person_from
from epsom.quantities import quantities
from epsom.units import Told

ANA: dict[str, Any] = {
    "age": 45,
    "sex": "female",
    "height": "168 cm",
    "weight": "66 kg",
    "today": "2026-10-05",
}


def faults(**changes: Any) -> dict[str, str]:
    told = {key: value for key, value in {**ANA, **changes}.items() if value is not ...}
    with pytest.raises(InputErrors) as caught:
        person_from(told)
    return {".".join(str(part) for part in error.at): error.message for error in caught.value.errors}


def test_units_are_read_by_hand():
    person = person_from({**ANA, "height": "66 in", "weight": "100 lb", "tap_water": "1 mmol/L"})
    assert person.height == pytest.approx(66 * 0.0254)
    assert person.weight == pytest.approx(45.359237)
    assert person.tap_water == pytest.approx(24.305)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.80 mmol/L", 0.80),
        ("1.60 mEq/L", 0.80),
        ("1.944 mg/dL", 0.79984),
        ("19.44 mg/L", 0.79984),
    ],
)
def test_one_serum_in_four_units(text: str, value: float):
    lab = person_from({**ANA, "labs": [{"serum_magnesium": text}]}).labs[0]
    assert lab.quantity == "serum_magnesium"
    assert lab.told.value == pytest.approx(value, abs=1e-5)


def test_several_labs_of_one_kind_are_kept_in_order():
    labs = [
        {"serum_magnesium": "0.70 mmol/L", "date": "2026-09-01"},
        {"urine_magnesium": "3 mmol/24h", "date": "2026-09-02"},
        {"serum_magnesium": "0.80 mmol/L", "date": "2026-10-01"},
    ]
    found = person_from({**ANA, "labs": labs}).labs
    assert [lab.quantity for lab in found] == ["serum_magnesium", "urine_magnesium", "serum_magnesium"]
    assert [lab.date for lab in found][2] == datetime.date(2026, 10, 1)


def test_the_digits_of_a_lab_betray_its_rounding():
    told = person_from({**ANA, "labs": [{"serum_magnesium": "0.8 mmol/L"}]}).labs[0].told
    assert (told.low, told.high) == pytest.approx((0.75, 0.85))


@given(st.floats(0.01, 1000) | st.integers(1, 1000))
def test_a_number_without_a_unit_is_never_read(number: float):
    for key in ("height", "weight", "egfr", "creatinine", "tap_water"):
        assert key in faults(**{key: number})
    assert "labs.0.serum_magnesium" in faults(labs=[{"serum_magnesium": number}])


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.integers())))
def test_whatever_is_told_is_read_or_refused_with_words(value: object):
    """No value of any key ends in anything but a person or InputErrors with a message and a known key."""
    for key in Person.model_json_schema()["properties"]:
        found: tuple[InputError, ...] = ()
        try:
            person_from({**ANA, key: value})
        except InputErrors as error:
            found = error.errors
        assert all(fault.message.strip() and fault.at for fault in found)


def test_all_faults_come_at_once():
    found = faults(age=130, weight="66", sex="F", wieght=3, lactating="no", labs=[{"serum_magnesium": 2.0}])
    assert set(found) == {"age", "weight", "sex", "wieght", "lactating", "labs.0.serum_magnesium"}
    assert "weight" in found["wieght"]


@pytest.mark.parametrize(
    ("changes", "at", "words"),
    [
        ({"age": 130}, "age", "0 to 122"),
        ({"age": -1}, "age", "0 to 122"),
        ({"age": "forty"}, "age", "age: 45"),
        ({"sex": ...}, "sex", "sex: female"),
        ({"height": None}, "height", "168 cm"),
        ({"height": "168 kg"}, "height", "cm"),
        ({"height": "1,68 m"}, "height", "1.68"),
        ({"weight": "6.6 kg"}, "weight", "Check both numbers"),
        ({"sex": "male", "pregnancy": {"week": 20}}, "pregnancy", "male"),
        ({"sex": "male", "lactating": True}, "lactating", "male"),
        ({"age": 62, "pregnancy": {"week": 20}}, "pregnancy", "10 to 60"),
        ({"pregnancy": {"week": 43}}, "pregnancy.week", "1 to 42"),
        ({"pregnancy": {"month": 5}}, "pregnancy.month", "week"),
        ({"pregnancy": True}, "pregnancy", "week: 20"),
        ({"lactating": "yes"}, "lactating", "Write true"),
        ({"today": "05/10/2026"}, "today", "2026-10-02"),
        ({"today": "2026-02-30"}, "today", "calendar"),
        ({"labs": [{"serum_magnesium": "2 mmol/day"}]}, "labs.0.serum_magnesium", "mmol/L"),
        ({"labs": [{"serum_magnesium": "1 mmol/L", "date": "2026-10-06"}]}, "labs.0.date", "future"),
        (
            {"labs": [{"serum_magnesium": "1 mmol/L", "date": "1970-10-06"}]},
            "labs.0.date",
            "before this person was born",
        ),
        ({"labs": [{"serum_mg": "1 mmol/L"}]}, "labs.0.serum_mg", "serum_magnesium"),
        ({"labs": [{"date": "2026-10-01"}]}, "labs.0", "serum_magnesium: 0.78 mmol/L"),
        ({"labs": [{"quantity": "serum_magnesium", "told": 0.8}]}, "labs.0.quantity", "no lab"),
        ({"medicines": "omeprazole"}, "medicines", "after a dash"),
        ({"medicines": [{"name": "x", "since": "2027-01-01"}]}, "medicines.0.since", "future"),
        ({"conditions": ["ckd", "CKD"]}, "conditions.1", "twice"),
        ({"foods": [{"name": "x", "magnesium": "110"}]}, "foods.0.magnesium", "110 mg/100 g"),
        ({"foods": [{"name": "x", "magnesium": "110 mg/100 mL"}]}, "foods.0.magnesium", "mg/100 g"),
        ({"foods": [{"name": "x", "energy": "9000 kcal/100 g"}]}, "foods.0.energy", "0 to 905"),
        ({"foods": [{"name": "x", "portions": {"slice": 30}}]}, "foods.0.portions.slice", "30 g"),
        ({"record": [{"meals": [{"at": 750, "eaten": ["bread"]}]}]}, "record.0.meals.0.at", "00:00 to 23:59"),
        ({"record": [{"meals": [{"at": "24:30", "eaten": ["bread"]}]}]}, "record.0.meals.0.at", "00:00 to 23:59"),
        ({"record": [{"meals": [{"at": "12:30", "eaten": []}]}]}, "record.0.meals.0.eaten", "empty"),
        ({"record": [{"date": "2026-10-06", "meals": [{"at": "9:00", "eaten": ["x"]}]}]}, "record.0.date", "future"),
        ({"supplements": [{"taken": "magnesium citrate 150 mg elemental"}]}, "supplements.0.at", "12:30"),
        ({"name": 12}, "name", "quotes"),
    ],
)
def test_a_fault_names_place_rule_and_mend(changes: dict[str, Any], at: str, words: str):
    found = faults(**changes)
    assert at in found
    assert words in found[at]


def test_a_medicine_may_be_one_word():
    assert [entry.name for entry in person_from({**ANA, "medicines": ["omeprazole", {"name": "x"}]}).medicines] == [
        "omeprazole",
        "x",
    ]


def test_pregnancy_is_its_week():
    assert person_from({**ANA, "pregnancy": {"week": 20}}).pregnancy_week == 20
    assert person_from(ANA).pregnancy_week is None


def test_what_is_not_told_is_not_known():
    person = person_from(ANA)
    assert (person.egfr, person.tap_water, person.labs, person.record) == (None, None, (), ())


def test_today_is_today_where_it_is_not_told():
    told = {key: value for key, value in ANA.items() if key != "today"}
    assert person_from(told).today in (datetime.date.today(), datetime.date.today() - datetime.timedelta(1))


def test_a_lab_from_python_keeps_its_reading():
    told = Told(0.8, 0.795, 0.805, "0.80 mmol/L")
    assert Lab(quantity="serum_magnesium", told=told).told == told


def test_a_person_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        person_from(ANA).age = 46.0


def test_every_lab_is_a_quantity():
    assert set(LABS) <= set(quantities())


def test_the_schema_is_valid_and_agrees_with_the_reader():
    schema = Person.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({**ANA, "pregnancy": {"week": 20}, "labs": [{"serum_magnesium": "1 mmol/L"}]}, schema)
    for wrong in ({"height": 168}, {"age": 130}, {"wieght": "3 kg"}, {"labs": [{"serum": "1 mmol/L"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**ANA, **wrong}, schema)
