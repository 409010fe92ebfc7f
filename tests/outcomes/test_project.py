"""Projection: the right row for the right person, with its interval, and no promise."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.outcomes.evidence import Evidence, projected, read
from epsom.outcomes.project import Exposures, OutcomeLine, effect, not_studied, project
from epsom.outcomes.row import EvidenceRow


@dataclass(frozen=True)
class Somebody:
    age: float = 50
    pregnancy_week: int | None = None
    egfr: float | None = None
    conditions: tuple[str, ...] = ()
    other_conditions: tuple[str, ...] = ()


HEALTHY = Somebody()
PRESSURE = Somebody(conditions=("hypertension",))

DIABETES = """
outcome = "type 2 diabetes"
parent = "diabetes"
system = "sugar and insulin"
mission = [20]
[answer]
kind = "association"
says = "More magnesium from food is associated with less diabetes."
applies = "It concerns adults without diabetes."
pitfalls = ["Food has more in it than magnesium."]
settle = "a trial that counts new diabetes"
[[endpoint]]
name = "diabetes"
heading = "Diabetes"
type = "binary"
[[row]]
id = "diet.fang2016"
endpoint = "diabetes"
role = "primary"
exposure = "dietary_magnesium"
unit = "mg/d"
contrast = "per_unit"
increment = 100
measure = "RR"
shape = "log_linear"
estimate = 0.81
interval = [0.77, 0.86]
tau = 0.08
n_studies = 40
design = "cohort_meta"
population = { condition = "adults", setting = "free_living" }
certainty = { level = "low", by = "us" }
causal = { tier = "association", judgement = "cohort, highly suggestive, genetics in part" }
source = "han2017"
read = "abstract"
mark = "read"
"""
GUARD = """
[[row]]
id = "guard"
endpoint = "diabetes"
role = "guard"
exposure = "supplemental_magnesium"
unit = "mg/d"
contrast = "step"
measure = "MD"
shape = "step"
estimate = 0.01
interval = [-0.5, 0.5]
n_studies = 4
design = "rct_meta"
population = { condition = "older adults", setting = "free_living" }
certainty = { level = "moderate", by = "source" }
causal = { tier = "no effect", judgement = "trial, hard outcome" }
source = "han2017"
read = "abstract"
mark = "read"
"""


def line(lines: tuple[OutcomeLine, ...], heading: str) -> OutcomeLine:
    return next(one for one in lines if one.heading == heading and one.size != "quoted only")


def primary(one: Evidence, endpoint: str) -> EvidenceRow:
    return next(row for row in one.rows if row.role == "primary" and row.endpoint == endpoint)


def test_the_worked_example_of_the_reference():
    """12 % in ten years, +100 mg/day: naive 23 (17 to 28) fewer per 1000; discounted 6 (0 to 25), P(>5) = 0.41."""
    row = read(DIABETES, "diabetes.toml").rows[0]
    low, high = row.interval or (0, 0)
    naive = [1000 * 0.12 * (1 - ratio) for ratio in (0.81, high, low)]
    assert naive == pytest.approx([23, 17, 28], abs=0.5)
    fewer = 1000 * 0.12 * (1 - np.exp(effect(row, 100.0, np.random.default_rng(1), 400_000).discounted))
    assert fewer.mean() == pytest.approx(6, abs=0.5)
    assert np.quantile(fewer, [0.025, 0.975]) == pytest.approx([0, 25], abs=0.75)
    assert np.mean(fewer > 5) == pytest.approx(0.41, abs=0.01)


def test_t3_the_population_of_the_trials():
    """Mean change of systolic pressure -2.8, inside -4.3 to -1.3, told with the prediction interval."""
    found = line(project(PRESSURE, Exposures(supplement=365)), "Upper blood pressure")
    assert found.applied
    assert "−2.81 mmHg" in found.sentence
    ends = re.search(r"from −([\d.]+) to \+([\d.]+) mmHg", found.sentence)
    assert ends is not None
    assert float(ends[1]) == pytest.approx(11, abs=0.5)
    assert float(ends[2]) == pytest.approx(5.5, abs=0.5)
    mean = effect(primary(projected()[0], "systolic blood pressure"), 1.0, np.random.default_rng(0), 100_000).naive
    assert -4.3 < mean.mean() < -1.3


def test_t3_a_normotensive_person_gets_no_effect():
    for heading in ("Upper blood pressure", "Lower blood pressure"):
        found = line(project(HEALTHY, Exposures(supplement=365)), heading)
        assert not found.applied
        assert found.sentence == "No effect has been shown in people with normal blood pressure."


@given(st.floats(82, 637), st.floats(82, 637))
def test_t3_twice_the_dose_changes_nothing(one, other):
    assert project(PRESSURE, Exposures(supplement=one)) == project(PRESSURE, Exposures(supplement=other))


@given(st.one_of(st.floats(0, 81.9), st.floats(637.1, 5000)))
def test_outside_the_doses_of_the_trials_nothing_is_applied(dose):
    assert not any(found.applied for found in project(PRESSURE, Exposures(supplement=dose)))


@pytest.mark.parametrize(
    ("person", "group"),
    [
        (replace(PRESSURE, age=17), "people under 18"),
        (replace(PRESSURE, age=30, pregnancy_week=20), "pregnancy"),
        (replace(PRESSURE, egfr=59), "kidney disease (eGFR below 60)"),
    ],
)
def test_who_was_not_studied_gets_no_number(person, group):
    assert group in (not_studied(person) or "")
    lines = project(person, Exposures(supplement=365, diet_before=250, diet_after=330))
    assert lines
    for found in lines:
        assert not found.applied
        assert found.sentence.startswith("This has not been studied in")
        assert not re.search(r"mmHg|relative risk", found.sentence + found.size)


def test_subgroups_without_an_interval_are_quoted_for_those_they_concern():
    treated = [found for found in project(PRESSURE, Exposures(supplement=365)) if "−7.68" in found.sentence]
    assert len(treated) == 1
    assert not treated[0].applied
    assert "quoted" in treated[0].sentence
    assert "no interval" in treated[0].sentence
    assert not any("−7.68" in found.sentence for found in project(HEALTHY, Exposures(supplement=365)))
    low_serum = project(replace(PRESSURE, other_conditions=("Hypomagnesaemia",)), Exposures(supplement=365))
    assert any("−5.97" in found.sentence for found in low_serum)


def test_food_by_hand():
    """80 mg/day more: 0.95 to the power 0.8 = 0.960, and 0.90 to 1.00 likewise 0.919 to 1.00."""
    found = line(project(HEALTHY, Exposures(diet_before=250, diet_after=330)), "Developing high blood pressure")
    assert found.applied
    assert found.tier == "association"
    assert found.certainty == "low (our grading)"
    assert found.size.startswith("0.96 (0.92 to 1.00)")
    assert "is associated with" in found.sentence
    assert "80 mg/day more magnesium from food" in found.sentence
    assert "There may be no difference" in found.sentence


def test_the_discount_pulls_towards_no_difference():
    row = primary(projected()[0], "new high blood pressure")
    found = effect(row, 100.0, np.random.default_rng(3), 200_000)
    # cause one in four, and then half of it on average
    assert found.discounted.mean() == pytest.approx(found.naive.mean() * 0.25 * 0.5, abs=0.0006)
    assert np.mean(found.discounted == 0) == pytest.approx(0.75, abs=0.005)


def test_outside_the_studied_intake_the_answer_is_flat():
    inside = line(project(HEALTHY, Exposures(diet_before=350, diet_after=450)), "Developing high blood pressure")
    beyond = line(project(HEALTHY, Exposures(diet_before=350, diet_after=600)), "Developing high blood pressure")
    assert beyond.size == inside.size
    assert "not counted" in beyond.note
    nowhere = line(project(HEALTHY, Exposures(diet_before=500, diet_after=600)), "Developing high blood pressure")
    assert not nowhere.applied
    assert nowhere.size == "not studied"


@settings(max_examples=30)
@given(st.floats(150, 450), st.floats(150, 450))
def test_more_food_magnesium_is_never_told_as_more_risk(one, other):
    before, after = sorted((one, other))
    found = line(project(HEALTHY, Exposures(diet_before=before, diet_after=after)), "Developing high blood pressure")
    if found.applied:
        assert float(found.size.split()[0]) <= 1.0


def test_a_cloud_of_virtual_persons_counts_with_its_weights():
    before, after = np.array([200.0, 200.0]), np.array([200.0, 400.0])
    only_second = Exposures(diet_before=before, diet_after=after, weights=np.array([0.0, 1.0]))
    plain = Exposures(diet_before=200.0, diet_after=400.0)
    heading = "Developing high blood pressure"
    assert line(project(HEALTHY, only_second), heading).size.split(";")[0] == "0.90 (0.81 to 1.00)"
    assert line(project(HEALTHY, plain), heading).size.split(";")[0] == "0.90 (0.81 to 1.00)"


def test_a_supplement_never_moves_the_line_of_food_nor_food_that_of_a_supplement():
    food = "Developing high blood pressure"
    without, with_it = (line(project(HEALTHY, Exposures(dose, 250, 330)), food) for dose in (0, 365))
    assert without == with_it
    assert not line(project(PRESSURE, Exposures(0, 250, 400)), "Upper blood pressure").applied


def test_incident_hypertension_does_not_apply_to_who_has_it():
    found = line(project(PRESSURE, Exposures(diet_before=250, diet_after=330)), "Developing high blood pressure")
    assert not found.applied


def test_no_change_of_food_is_quoted_only():
    for exposures in (Exposures(), Exposures(diet_before=250, diet_after=250)):
        found = line(project(HEALTHY, exposures), "Developing high blood pressure")
        assert not found.applied
        assert "associated with" in found.sentence


def test_e12_a_guard_is_shown_whenever_its_outcome_is():
    about = (read(DIABETES + GUARD, "diabetes.toml"),)
    for person in (HEALTHY, PRESSURE, replace(HEALTHY, age=12)):
        assert any("older adults" in found.sentence for found in project(person, Exposures(), about=about))


def test_nothing_is_summed():
    lines = project(PRESSURE, Exposures(365, 250, 330))
    shown = [row for one in projected() for row in one.rows if row.role in ("primary", "display", "guard")]
    assert len(lines) <= len(shown)
    assert not any(word in found.heading.lower() for found in lines for word in ("total", "score", "sum"))


def test_same_seed_same_digits():
    exposures = Exposures(365, 250, 330)
    assert project(HEALTHY, exposures, 5) == project(HEALTHY, exposures, 5)


EVERYBODY = [HEALTHY, PRESSURE, replace(PRESSURE, other_conditions=("hypomagnesaemia",)), replace(HEALTHY, age=9)]


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("exposures", [Exposures(), Exposures(365), Exposures(0, 250, 330), Exposures(900, 460, 600)])
def test_no_promise_and_no_instruction(person, exposures):
    for found in project(person, exposures):
        words = f"{found.heading} {found.sentence} {found.size} {found.note}".lower()
        assert not re.search(r"\b(will|prevents?|protects?|lowers|cures?|deficient|you|take|must|should)\b", words)
        assert found.source
        assert found.for_whom
        assert found.sentence.endswith(".")


@pytest.mark.parametrize("told", ["hypertension", "high blood pressure", "High blood pressure"])
def test_a_condition_counts_by_whatever_name_it_is_told(told):
    from epsom.outcomes.project import _names
    from epsom.person import Person

    ill = Person(age=50, sex="male", height="175 cm", weight="80 kg", conditions=[told])
    assert {"hypertension", "high blood pressure"} <= _names(ill)
