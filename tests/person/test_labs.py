"""Laboratory values as a person file tells them: read, kept with a question, or refused with a mend."""

import datetime
from typing import Any

import jsonschema
import pytest

from epsom.errors import InputError, InputErrors
from epsom.labs.analytes import analytes
from epsom.labs.filtration import filtration_by_both, filtration_by_cystatin
from epsom.person import LABS, Lab, Person, person_from
from epsom.units import Told

ANA: dict[str, Any] = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "today": "2026-10-05"}


def lab(**entry: Any) -> Lab:
    return person_from({**ANA, "labs": [entry]}).labs[0]


def fault(**entry: Any) -> InputError:
    with pytest.raises(InputErrors) as caught:
        lab(**entry)
    (only,) = caught.value.errors
    assert only.at[:2] == ("labs", 0)
    return only


def doubt(**entry: Any):
    found = lab(**entry).doubt
    assert found is not None
    assert found.why
    assert found.question.count("?") >= 1
    return found


@pytest.mark.parametrize("name", LABS)
def test_every_analyte_can_be_told_in_each_of_its_units(name: str):
    what = analytes()[name]
    protocol = {"protocol": "gullestad1994"} if name == "magnesium_retention" else {}
    middle = (what.plausible[0] * what.plausible[1]) ** 0.5 if what.plausible[0] > 0 else 0.5 * what.plausible[1]
    for unit in what.accepts:
        try:
            found = lab(**{name: f"{middle:.4f} {unit}"}, **protocol)
        except InputErrors as error:
            assert "Check the number and its unit" in error.message  # of another size in this unit
        else:
            assert found.quantity == name
    here = f"{100 * middle:.2f} %" if name == "magnesium_retention" else f"{middle:.4f} {what.unit}"
    assert lab(**{name: here}, **protocol).told.value == pytest.approx(middle, rel=1e-3)


def test_what_goes_with_a_sample_is_kept():
    found = lab(
        serum_magnesium="0.78 mmol/L", date="2026-10-01", time="08:30", loinc="2601-3", interval="0.70-1.00 mmol/L"
    )
    assert (found.date, found.time) == (datetime.date(2026, 10, 1), datetime.time(8, 30))
    assert (found.loinc, found.interval, found.bound, found.doubt) == ("2601-3", "0.70-1.00 mmol/L", "", None)


def test_serum_two_without_unit():
    said = fault(serum_magnesium=2.0)
    assert said.at == ("labs", 0, "serum_magnesium")
    assert all(word in said.message for word in ("2.0", "has no unit", '"2.0 mmol/L"', '"2.0 mg/dL"', "mEq/L"))


def test_milliequivalents_told_as_millimoles_wait_for_an_answer():
    """1.6 mEq/L is 0.80 mmol/L; told as 1.6 mmol/L it would be dangerously high."""
    found = doubt(serum_magnesium="1.6 mmol/L")
    assert found.kind == "quarantined"
    assert "1.6 mEq/L (0.8 mmol/L)" in found.question
    assert lab(serum_magnesium="1.6 mEq/L").told.value == pytest.approx(0.8)
    assert lab(serum_magnesium="1.6 mEq/L").doubt is None


def test_milligrams_under_a_code_of_millimoles():
    found = doubt(serum_magnesium="1.9 mg/dL", loinc="2601-3")
    assert found.kind == "quarantined"
    assert "mg/dL" in found.question
    assert "mmol/L" in found.question


@pytest.mark.parametrize("hours", ["20 h", "12 h", "30 h", "0.5 days"])
def test_a_day_of_urine_that_was_no_day(hours: str):
    found = doubt(urine_magnesium="3.1 mmol/24h", collected=hours)
    assert found.kind == "quarantined"
    assert "22 to 26 hours" in found.why
    assert "24 hours" in found.question


@pytest.mark.parametrize("hours", ["22 h", "24 h", "1 day", "26 hours"])
def test_a_day_of_urine_that_was_one(hours: str):
    assert lab(urine_magnesium="3.1 mmol/24h", collected=hours).doubt is None


def test_hours_without_unit_are_no_length_of_time():
    assert "collected: 24 h" in fault(urine_magnesium="3.1 mmol/24h", collected=24).message


def test_retention_without_protocol_names_all_three():
    said = fault(magnesium_retention="45 %").message
    assert all(name in said for name in ("gullestad1994", "rob1999", "ryzen1985"))
    assert "protocol: gullestad1994" in said
    assert "no protocol" in fault(magnesium_retention="45 %", protocol="mine").message
    assert lab(magnesium_retention="45 %", protocol="gullestad1994").told.value == pytest.approx(0.45)


def test_a_protocol_belongs_to_a_retention():
    assert "magnesium_retention" in fault(serum_magnesium="0.8 mmol/L", protocol="rob1999").message


@pytest.mark.parametrize("specimen", ["haemolysed", "hemolyzed", "EDTA", "edta tube"])
def test_a_spoiled_sample_is_kept_and_not_used(specimen: str):
    found = lab(serum_magnesium="0.95 mmol/L", specimen=specimen)
    assert found.told.value == 0.95
    assert found.doubt is not None
    assert found.doubt.kind == "spoiled"


def test_words_of_a_sample_that_say_nothing():
    said = fault(serum_magnesium="0.95 mmol/L", specimen="dropped")
    assert said.at == ("labs", 0, "specimen")
    assert "haemolysed" in said.message


def test_egfr_three_hundred():
    with pytest.raises(InputErrors, match="0 to 200 mL/min/1.73m2.*Check the number"):
        person_from({**ANA, "egfr": "300 mL/min/1.73m2"})


def test_a_sample_of_the_future():
    said = fault(serum_magnesium="0.8 mmol/L", date="2027-10-01")
    assert "future" in said.message
    assert "Check the year" in said.message


@pytest.mark.parametrize(
    ("text", "bound", "low", "high"),
    [("< 0.30 mmol/L", "<", 0.0, 0.30), ("≤0.6 mEq/L", "<", 0.0, 0.30), ("> 4 mmol/L", ">", 4.0, 10.0)],
)
def test_a_bound_is_kept_as_one(text: str, bound: str, low: float, high: float):
    found = lab(serum_magnesium=text)
    assert found.bound == bound
    assert (found.told.low, found.told.high) == pytest.approx((low, high))
    assert found.told.text == text


def test_a_spot_of_urine_with_its_creatinine_is_one_entry():
    found = lab(spot_urine_magnesium="2.1 mmol/L", spot_urine_creatinine="8 mmol/L")
    assert found.quantity == "spot_urine_magnesium"
    assert found.urine_creatinine is not None
    assert found.urine_creatinine.value == 8.0
    assert "its own dash" in fault(serum_magnesium="0.8 mmol/L", spot_urine_creatinine="8 mmol/L").message


def test_all_faults_of_an_entry_at_once():
    with pytest.raises(InputErrors) as caught:
        lab(serum_magnesium="2.0", date="01.10.2026", time="8 o'clock", colour="red")
    assert {error.at[-1] for error in caught.value.errors} == {"serum_magnesium", "date", "time", "colour"}


def test_the_schema_agrees_with_the_reader():
    schema = Person.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    fine = [
        {"serum_magnesium": "0.78 mmol/L", "time": "08:30", "interval": "0.70-1.00 mmol/L"},
        {"magnesium_retention": "45 %", "protocol": "gullestad1994"},
        {"spot_urine_magnesium": "2.1 mmol/L", "spot_urine_creatinine": "8 mmol/L"},
        {"spot_urine_creatinine": "8 mmol/L"},
        {"urine_magnesium": "3.1 mmol/24h", "collected": "24 h"},
    ]
    jsonschema.validate({**ANA, "labs": fine}, schema)
    person_from({**ANA, "labs": fine})
    for wrong in ({"serum_magnesium": "0.8 mmol/L", "urine_magnesium": "3 mmol/24h"}, {"date": "2026-10-01"}, {}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**ANA, "labs": [wrong]}, schema)
        with pytest.raises(InputErrors):
            person_from({**ANA, "labs": [wrong]})


def test_a_reading_made_in_a_program_has_no_words_to_disagree():
    assert Lab(quantity="serum_magnesium", told=Told(1.6, 1.55, 1.65, "")).doubt is None


def test_filtration_follows_from_cystatin_and_from_both():
    one = person_from({**ANA, "cystatin_c": "1.10 mg/L"})
    assert one.egfr == pytest.approx(float(filtration_by_cystatin(1.10, "female", 45)))
    both = person_from({**ANA, "cystatin_c": "1.10 mg/L", "creatinine": "80 umol/L"})
    assert both.egfr == pytest.approx(float(filtration_by_both(80.0, 1.10, "female", 45)))
    with pytest.raises(InputErrors, match="only one"):
        person_from({**ANA, "cystatin_c": "1.10 mg/L", "egfr": "62 mL/min/1.73m2"})
