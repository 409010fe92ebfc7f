"""Risks of one's own: a chance with its unit, within years that are said, of an outcome that has rates."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, InputErrors
from epsom.outcomes import baselines
from epsom.outcomes.incidence import rules
from epsom.person import Person, RiskTold, person_from, risks
from epsom.simulate.partitions import _person_hash  # pyright: ignore[reportPrivateUsage]

BEA: dict[str, Any] = {"age": 60, "sex": "female", "height": "164 cm", "weight": "64 kg", "today": "2026-10-05"}


def with_risks(**told: object) -> Person:
    return person_from({**BEA, "own_risks": {name.replace("_", " "): value for name, value in told.items()}})


def fault(name: str, value: object, **more: object) -> InputError:
    with pytest.raises(InputErrors) as caught:
        person_from({**BEA, **more, "own_risks": {name: value}})
    (only,) = caught.value.errors
    assert only.at == ("own_risks", name)
    assert only.message.strip()
    return only


def test_a_risk_by_hand():
    """12 % is a chance of 0.12; 120 of 1000 is the same."""
    assert with_risks(stroke="12 % in 10 years").own_risks == {"stroke": RiskTold(0.12, 10.0, "12 % in 10 years")}
    (told,) = with_risks(stroke="120 per 1000 in 10 years").own_risks.values()
    assert (told.chance, told.years) == (0.12, 10.0)


@pytest.mark.parametrize(
    ("text", "chance", "years"),
    [("12% in 10 years", 0.12, 10), ("0.4 % in 1 year", 0.004, 1), (" 7.5  %  in 2.5 years ", 0.075, 2.5)],
)
def test_one_risk_in_many_spellings(text: str, chance: float, years: float):
    (told,) = with_risks(hip_fracture=text).own_risks.values()
    assert (told.chance, told.years) == (pytest.approx(chance), years)
    assert told.text == " ".join(text.split())


def test_none_told_is_none_known():
    assert person_from(BEA).own_risks == {}
    assert person_from({**BEA, "own_risks": None}).own_risks == {}
    assert person_from({**BEA, "own_risks": {}}).own_risks == {}


def test_capitals_do_not_matter_and_a_name_stands_once():
    assert set(with_risks(Stroke="3 % in 5 years").own_risks) == {"stroke"}
    with pytest.raises(InputErrors, match=r"'Stroke' stands twice. Remove one"):
        with_risks(stroke="3 % in 5 years", Stroke="4 % in 5 years")


@given(st.integers(1, 999), st.integers(1, 10))
def test_percent_and_per_thousand_agree(thousandths: int, years: int):
    one = risks.risk_told("stroke", f"{thousandths / 10:g} % in {years} years")
    other = risks.risk_told("stroke", f"{thousandths} per 1000 in {years} years")
    assert one.chance == pytest.approx(other.chance)
    assert 0.0 < one.chance < 1.0


def test_a_risk_without_a_unit_is_not_guessed():
    message = fault("stroke", "0.12 in 10 years").message
    assert all(words in message for words in ("'0.12 in 10 years'", "has no unit", '"0.12 % in 10 years"', "12 %"))
    message = fault("stroke", "12 in 10 years").message
    assert "part of 1" not in message
    assert '"12 per 1000 in 10 years"' in message
    for bare in (12, 0.12, "12"):
        assert "has no unit" in fault("stroke", bare).message


@pytest.mark.parametrize(
    "text", ["120 % in 10 years", "100 % in 10 years", "1200 per 1000 in 5 years", "-3 % in 1 year"]
)
def test_a_risk_above_all_or_below_none_is_refused(text: str):
    message = fault("stroke", text).message
    assert all(words in message for words in (text, "less than 100 %", "Check the number and its unit"))


def test_a_risk_of_nothing_is_refused():
    message = fault("stroke", "0 % in 10 years").message
    assert "more than 0 %" in message
    assert "Leave it out where it is not known" in message


def test_a_risk_without_years_is_refused():
    message = fault("stroke", "12 %").message
    assert all(words in message for words in ("'12 %'", "in how many years", "12 % in 10 years"))


@pytest.mark.parametrize("years", ["30", "10.5", "0"])
def test_years_that_nobody_reckons_with(years: str):
    message = fault("stroke", f"12 % in {years} years").message
    assert all(words in message for words in (f"in {years} years", "up to 10 years ahead", "the risk in 10 years"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("diabetes", "Nearest: type 2 diabetes"),
        ("strok", "Nearest: stroke"),
        ("coronary disease", "Nearest: coronary heart disease"),
        ("migraine", "There are: type 2 diabetes, stroke"),
        ("", "There are:"),
    ],
)
def test_an_unknown_outcome_is_told_its_nearest(name: str, words: str):
    message = fault(name, "12 % in 10 years").message
    assert repr(name) in message
    assert words in message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("12,5 % in 10 years", "comma"),
        ("120 per 1,000 in 10 years", "comma"),
        ("<5 % in 10 years", "bound"),
        ("high", "12 % in 10 years"),
        ("12 % per year", "12 % in 10 years"),
        ("12 per 10000 in 10 years", "120 per 1000"),
        ("1e1 % in 10 years", "12 % in 10 years"),
        (None, "is empty"),
        ("", "12 % in 10 years"),
        (True, "is no risk"),
        (["12 % in 10 years"], "is no risk"),
        ({"chance": 0.12, "years": 10}, "is no risk"),
        (float("nan"), "is no risk"),
    ],
)
def test_whatever_is_no_risk_is_refused_with_words(value: object, words: str):
    message = fault("type 2 diabetes", value).message
    assert "own risk of type 2 diabetes" in message
    assert words in message


@pytest.mark.parametrize("value", ["12 % in 10 years", 12, ["stroke"], True])
def test_risks_have_names(value: object):
    with pytest.raises(InputErrors, match=r"wants names and risks.*stroke: 12 % in 10 years") as caught:
        person_from({**BEA, "own_risks": value})
    assert caught.value.errors[0].at == ("own_risks",)


def test_all_faults_of_the_risks_come_at_once():
    with pytest.raises(InputErrors) as caught:
        with_risks(stroke="12 %", gout="1 % in 5 years", hypertension="8 % in 4 years")
    assert [error.at for error in caught.value.errors] == [("own_risks", "stroke"), ("own_risks", "gout")]


@pytest.mark.parametrize("key", ["conditions", "other_conditions"])
def test_who_has_a_lasting_disease_cannot_come_to_have_it(key: str):
    message = fault("type 2 diabetes", "12 % in 10 years", **{key: ["Type 2 diabetes"]}).message
    assert all(words in message for words in ("12 % in 10 years", "has type 2 diabetes", "Remove the risk"))
    again = {**BEA, "other_conditions": ["stroke"], "own_risks": {"stroke": "9 % in 5 years"}}
    assert person_from(again).own_risks["stroke"].chance == pytest.approx(0.09)


def test_every_risk_is_of_an_outcome_with_rates_and_no_further_than_they_go():
    assert set(risks.outcomes()) == set(baselines.outcomes())
    assert risks.longest() == rules()["longest_years"]["value"]


@pytest.mark.parametrize("name", risks.outcomes())
def test_a_risk_told_is_a_baseline(name: str):
    """12 % in 10 years: -ln(0.88) / 10 = 12.78 per 1,000 person-years."""
    told = risks.risk_told(name, "12 % in 10 years")
    found = baselines.baseline(name, 60, "female", "", own=baselines.OwnRisk(told.chance, told.years))
    assert isinstance(found, baselines.Baseline)
    assert found.rate == pytest.approx(12.783, abs=0.001)


def test_a_risk_changes_nobodys_body():
    person = with_risks(stroke="12 % in 10 years").model_copy(update={"country": "DE"})
    assert _person_hash(person) == _person_hash(person_from(BEA))


def test_a_person_with_risks_can_be_written_down():
    told = json.loads(with_risks(stroke="12 % in 10 years").model_dump_json())
    assert told["own_risks"] == {"stroke": {"chance": 0.12, "years": 10.0, "text": "12 % in 10 years"}}


def test_the_schema_knows_them():
    schema = Person.model_json_schema()
    for fine in ({}, {"stroke": "12 % in 10 years"}, {"hypertension": "120 per 1000 in 1 year"}):
        jsonschema.validate({**BEA, "own_risks": fine}, schema)
    for wrong in ({"gout": "12 % in 10 years"}, {"stroke": "0.12 in 10 years"}, {"stroke": 12}, {"stroke": "12 %"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**BEA, "own_risks": wrong}, schema)
