"""What an assessment holds of the laboratory: ranges, alerts, stores before and after, causes, signs, the next test."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from epsom.assessment import Assessment, assessment, walk
from epsom.assessment.laboratory_nouns import LabView
from epsom.assessment.laboratory_views import UNITS
from epsom.labs.analytes import analyte
from epsom.person import person_from
from epsom.status.posterior import QUANTITIES

WOMAN = {
    "age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "today": "2026-10-05",
    "egfr": "92 mL/min/1.73m2",
}  # fmt: skip
DAY = "2026-10-01"


def found(*labs: dict[str, str], **told: object) -> Assessment:
    return assessment(walk(person_from({**WOMAN, **told, "labs": list(labs)}), persons=300))


def one(**lab: str) -> LabView:
    return found({**lab, "date": DAY}).labs[0]


@pytest.mark.parametrize(
    ("told", "word", "sure"),
    [
        ("0.69 mmol/L", "low", True),
        ("0.80 mmol/L", "in range", True),
        ("1.01 mmol/L", "high", True),
        ("1.0 mmol/L", "in range", False),
    ],
)
def test_a_value_is_held_against_the_reporting_laboratorys_own_range_alone(told: str, word: str, sure: bool):
    """Printed 1.01 is at least 1.005, which is over 1.00; printed 1.0 may be 0.95 or 1.05."""
    lab = one(serum_magnesium=told, interval="0.70-1.00 mmol/L")
    (held,) = lab.ranges
    assert (held.word, held.low, held.high, held.printed) == (word, 0.70, 1.00, "0.70 to 1.00 mmol/L")
    assert held.place == "the reporting laboratory"
    assert held.sure == sure


def test_without_an_own_range_every_known_one_is_named_and_none_is_averaged():
    """0.72 mmol/L is 1.75 mg/dL: in range in Britain (0.70 to 1.00), low by the US IOM (0.75 to 0.95)."""
    said = {held.place: held.word for held in one(serum_magnesium="0.72 mmol/L").ranges}
    assert (said["UK"], said["US IOM 1997"], said["US Inova"]) == ("in range", "low", "in range")


def test_a_range_of_another_unit_is_converted_and_printed_as_it_is():
    (mayo,) = [held for held in one(urine_magnesium="3.0 mmol/24h").ranges if held.place == "US Mayo"]
    assert mayo.printed == "51 to 269 mg/24h"
    assert mayo.low == pytest.approx(51 / 24.305, rel=1e-3)


def test_in_pregnancy_serum_is_held_against_the_pregnancys_own_range():
    said = found({"serum_magnesium": "0.69 mmol/L", "date": DAY}, pregnancy_week=32)
    (held,) = said.labs[0].ranges
    assert (held.word, held.low, held.high) == ("in range", 0.45, None)
    assert held.source == "abbassi2009"
    assert said.causes is not None
    assert not said.causes.looked_for


def test_a_value_that_cannot_be_believed_has_no_range_and_no_alert():
    lab = one(serum_magnesium="1.6 mmol/L")
    assert (lab.doubt, lab.ranges, lab.alerts) == ("quarantined", (), ())


def test_a_level_has_its_alert_with_its_rule():
    (note,) = one(serum_magnesium="0.80 mmol/L").alerts
    assert (note.level, note.rule) == ("note", "D02")
    (warning,) = one(serum_magnesium="0.55 mmol/L", interval="0.70-1.00 mmol/L").alerts
    assert (warning.level, warning.rule, warning.audience) == ("warning", "D03", "clinician")
    assert one(serum_magnesium="0.90 mmol/L").alerts == ()


def test_stores_begin_with_what_was_expected_and_end_with_what_is_said():
    said = found({"serum_magnesium": "0.72 mmol/L", "date": DAY}, conditions=["type 2 diabetes"])
    lines = {line.name: line for line in said.stores}
    assert list(lines) == list(QUANTITIES)
    assert (lines["deficit"].prior, lines["deficit"].posterior) == (said.prior_deficit, said.deficit)
    assert {line.name: line.unit for line in said.stores if line.unit != "mmol"} == UNITS
    held = sum(lines[name].posterior.median for name in ("blood", "muscle", "soft tissue", "bone"))
    assert -held == pytest.approx(said.deficit.median, rel=0.15)  # medians of parts sum to about that of the whole


def test_what_each_told_stands_in_the_order_of_the_labs_with_its_place():
    labs = (
        {"albumin": "42 g/L", "date": DAY}, {"serum_magnesium": "0.78 mmol/L", "date": DAY},
        {"urine_magnesium": "3.0 mmol/24h", "date": "2026-09-20"},
    )  # fmt: skip
    said = found(*labs)
    assert [(line.place, line.analyte, line.date) for line in said.learned] == [
        (1, "serum_magnesium", DAY), (2, "urine_magnesium", "2026-09-20"),
    ]  # fmt: skip
    assert [line.heading for line in said.learned] == [analyte(line.analyte).heading for line in said.learned]
    assert said.learned_in_all is not None
    assert [lab.used for lab in said.labs] == [False, True, True]


def test_without_a_value_nothing_was_learned_and_a_next_test_is_still_asked_for():
    said = found()
    assert (said.labs, said.learned, said.learned_in_all, said.signs) == ((), (), None, ())
    assert said.next_test is not None
    assert said.next_test.tests
    assert said.causes is not None
    assert not said.causes.looked_for


def test_signs_are_told_urgent_ones_first():
    said = found(signs=["cramps", "seizure"])
    assert [(sign.name, sign.urgent) for sign in said.signs] == [("seizure", True), ("muscle cramps", False)]
    assert said.causes is not None
    assert any("Seizure: urgent human care" in alert for alert in said.causes.alerts)


def test_the_json_holds_all_of_it_in_plain_values():
    said = found({"serum_magnesium": "0.60 mmol/L", "date": DAY}, signs=["cramps"])
    plain = json.loads(json.dumps(said.to_dict(), allow_nan=False))
    for name in ("stores", "learned", "learned_in_all", "next_test", "causes", "signs"):
        assert plain[name], name
    assert set(plain["labs"][0]) == {field.name for field in fields(LabView)}
    assert plain["causes"]["causes"][0]["probability"] == said.causes.causes[0].probability  # type: ignore[union-attr]
    assert sum(line["probability"] for line in plain["causes"]["causes"]) == pytest.approx(1.0)
    assert {"clinician", "lay"} == set(plain["next_test"]["words"])
