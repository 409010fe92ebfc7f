"""A person whose file tells creatinine: filtration is estimated from it, openly, and only where that holds."""

from __future__ import annotations

import math
from typing import Any

import jsonschema
import numpy as np
import pytest

from epsom.assessment.journey import walk
from epsom.assessment.views import assessment
from epsom.assessment.warn import sentences
from epsom.cohort.draw import draw
from epsom.errors import InputError, InputErrors
from epsom.interfaces.report.sentences import who
from epsom.labs.filtration import estimated_filtration
from epsom.person import Person, person_from

BEA: dict[str, Any] = {
    "age": 60,
    "sex": "female",
    "height": "164 cm",
    "weight": "64 kg",
    "today": "2026-10-05",
}


def fault(**changes: Any) -> InputError:
    with pytest.raises(InputErrors) as caught:
        person_from({**BEA, **changes})
    (only,) = caught.value.errors
    return only


def test_filtration_is_estimated_by_hand():
    """142 x (1.1/0.7)^-1.2 x 0.9938^60 x 1.012 = 142 x 0.58136 x 0.68856 x 1.012 = 57.52."""
    person = person_from({**BEA, "creatinine": "1.1 mg/dL"})
    assert person.egfr == pytest.approx(57.52, abs=0.01)


def test_told_and_estimated_are_told_apart():
    told = person_from({**BEA, "egfr": "62 mL/min/1.73m2"})
    assert (told.egfr, told.egfr_told, told.creatinine) == (62.0, 62.0, None)
    estimated = person_from({**BEA, "creatinine": "1.1 mg/dL"})
    assert estimated.egfr_told is None
    assert estimated.creatinine is not None
    assert estimated.creatinine.text == "1.1 mg/dL"
    unknown = person_from(BEA)
    assert (unknown.egfr, unknown.egfr_told, unknown.creatinine) == (None, None, None)


@pytest.mark.parametrize("text", ["1.00 mg/dL", "88.4 umol/L", "88.4 µmol/L", "88.4 μmol/l", "10.0 mg/L"])
def test_one_creatinine_in_many_spellings(text: str):
    person = person_from({**BEA, "creatinine": text})
    assert person.creatinine is not None
    assert person.creatinine.value == pytest.approx(88.4, abs=0.01)
    assert person.egfr == pytest.approx(estimated_filtration(88.4, "female", 60), rel=2e-4)


@pytest.mark.parametrize(
    ("creatinine", "words"),
    [
        (1.1, '"1.1 mg/dL" (97.2 umol/L) or "1.1 umol/L"'),
        ("1.1", "has no unit"),
        ("1.1 umol/L", "10 to 7000 umol/L"),
        ("97 mg/dL", "10 to 7000 umol/L"),
        ("97 mL/min", "cannot be its unit"),
        ("1.1 mEq/L", "cannot be its unit"),
        ("<0.5 mg/dL", "bound"),
        ("1,1 mg/dL", "comma"),
        (True, "not a number"),
    ],
)
def test_a_creatinine_is_never_guessed(creatinine: object, words: str):
    only = fault(creatinine=creatinine)
    assert only.at == ("creatinine",)
    assert "creatinine" in only.message
    assert words in only.message


def test_one_rate_is_told_once():
    only = fault(creatinine="1.1 mg/dL", egfr="62 mL/min/1.73m2")
    assert only.at == ("creatinine",)
    assert all(word in only.message for word in ("1.1 mg/dL", "62 mL/min/1.73m2", "only one", "Keep egfr"))


def test_a_child_has_another_equation():
    only = fault(creatinine="0.5 mg/dL", age=12, height="150 cm", weight="40 kg")
    assert only.at == ("creatinine",)
    assert all(word in only.message for word in ("0.5 mg/dL", "age 12", "CKD-EPI 2021", "18 years", "Tell egfr"))
    assert person_from({**BEA, "creatinine": "0.8 mg/dL", "age": 18}).egfr is not None
    assert fault(creatinine="0.8 mg/dL", age=17.9).at == ("creatinine",)


def test_pregnancy_has_no_equation():
    only = fault(creatinine="0.5 mg/dL", age=30, pregnancy={"week": 20})
    assert only.at == ("creatinine",)
    assert all(word in only.message for word in ("0.5 mg/dL", "week 20", "CKD-EPI 2021", "Tell egfr", "leave"))
    assert person_from({**BEA, "creatinine": "0.6 mg/dL", "age": 30, "lactating": True}).egfr is not None


@pytest.mark.parametrize("name", ["creatinine", "egfr"])
def test_what_tells_of_the_kidney_stands_outside_the_labs(name: str):
    only = fault(labs=[{name: "1.1 mg/dL"}])
    assert only.at == ("labs", 0, name)
    assert f"outside labs, in a line of its own: {name}: ..." in only.message


def test_the_schema_knows_it_and_that_one_rate_is_told_once():
    schema = Person.model_json_schema()
    assert {"egfr", "creatinine"} <= set(schema["properties"])
    for fine in ({"creatinine": "1.1 mg/dL"}, {"egfr": "62 mL/min/1.73m2"}, {}):
        jsonschema.validate({**BEA, **fine}, schema)
    for wrong in ({"creatinine": 1.1}, {"creatinine": "1.1 mg/dL", "egfr": "62 mL/min/1.73m2"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**BEA, **wrong}, schema)


def twins(creatinine: str) -> tuple[Person, Person]:
    """The same person, once with creatinine and once with the rate that follows from it."""
    one = person_from({**BEA, "creatinine": creatinine})
    return one, person_from({**BEA, "egfr": f"{one.egfr!r} mL/min/1.73m2"})


def test_the_body_is_that_of_somebody_with_that_egfr():
    one, other = (draw(person, persons=200, seed=1).body() for person in twins("1.3 mg/dL"))
    np.testing.assert_allclose(one.kidney.filtration_rate, other.kidney.filtration_rate, rtol=1e-12)
    np.testing.assert_allclose(one.kidney.transport_maximum, other.kidney.transport_maximum, rtol=1e-12)
    np.testing.assert_allclose(one.gut.carrier_capacity, other.gut.carrier_capacity, rtol=1e-12)


def test_the_result_is_that_of_somebody_with_that_egfr():
    one, other = (assessment(walk(person, persons=100)) for person in twins("1.1 mg/dL"))
    assert one.deficit.median == pytest.approx(other.deficit.median, rel=1e-9)
    assert one.serum.median == pytest.approx(other.serum.median, rel=1e-9)
    assert one.warnings == other.warnings
    assert sentences()["kidney_unknown"] not in one.warnings
    assert "eGFR 58 mL/min per 1.73 m² (CKD-EPI 2021, from creatinine 1.1 mg/dL)" in who(one)
    assert "CKD-EPI" not in who(other)
    told = one.to_dict()["person"]
    assert told["creatinine"]["text"] == "1.1 mg/dL"
    assert told["egfr"] == pytest.approx(57.52, abs=0.01)
    assert "creatinine" not in other.to_dict()["person"]
    assert any(row.table == "labs/filtration.toml" for row in one.parameters)


def test_a_failing_kidney_is_warned_of():
    """142 x (2.8/0.7)^-1.2 x 0.9938^60 x 1.012 = 18.7, below 30."""
    person = person_from({**BEA, "creatinine": "2.8 mg/dL"})
    assert person.egfr == pytest.approx(142 * math.exp(-1.2 * math.log(4)) * 0.68856 * 1.012, rel=1e-4)
    warned = assessment(walk(person, persons=100)).warnings
    assert any("With an eGFR below 30" in warning for warning in warned)


def test_a_creatinine_that_needs_dialysis_is_refused_by_its_own_name():
    with pytest.raises(InputError, match=r"egfr = 3\.\d+ .* creatinine = 12 mg/dL, is below 5") as caught:
        draw(person_from({**BEA, "creatinine": "12 mg/dL"}), persons=5, seed=1)
    assert caught.value.at == ("creatinine",)


def test_kidney_disease_is_content_with_a_creatinine():
    draw(person_from({**BEA, "conditions": ["kidney failure"], "creatinine": "2.8 mg/dL"}), persons=5, seed=1)
    with pytest.raises(InputError, match="or creatinine"):
        draw(person_from({**BEA, "conditions": ["kidney failure"]}), persons=5, seed=1)
