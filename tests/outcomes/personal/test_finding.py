"""A finding: one row read for one person: its size inside the studied range, or why there is none."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from epsom.outcomes.project import Exposures

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))
small = people.small
HEALTHY, PRESSURE, MORE = people.HEALTHY, people.PRESSURE, people.MORE
ABROAD = replace(HEALTHY, country="US")
SYSTOLIC = "supplement.argeros2025.systolic"


def pressure(person, exposures=MORE):
    return people.follows("blood pressure", person, exposures)


def test_subgroups_without_an_interval_are_quoted_for_those_they_concern():
    (treated,) = [found for found in pressure(PRESSURE, Exposures(365)).findings if "−7.68" in found.sentence]
    assert (treated.kind, treated.size) == ("quoted", None)
    assert "quoted" in treated.sentence
    assert "No interval" in treated.sentence
    assert not any("−7.68" in found.sentence for found in pressure(HEALTHY, Exposures(365)).findings)
    low_serum = pressure(replace(PRESSURE, other_conditions=("Hypomagnesaemia",)), Exposures(365))
    assert any("−5.97" in found.sentence for found in low_serum.findings)


def test_food_by_hand():
    """80 mg/day more: 0.95 to the power 0.8 = 0.960, and 0.90 to 1.00 likewise 0.919 to 1.00."""
    found = people.finding(pressure(HEALTHY), "diet.han2017")
    assert (found.tier, found.certainty) == ("association", "low (our grading)")
    assert found.size_text.startswith("0.96 (0.92 to 1.00)")
    assert "is associated with" in found.sentence
    assert "80 mg/day more magnesium from food" in found.sentence
    assert "There may be no difference" in found.sentence


def test_less_food_is_told_as_less_and_its_events_as_more():
    less = people.follows("type 2 diabetes", ABROAD, Exposures(diet_before=330, diet_after=250))
    assert less.direction == "lower"  # with more magnesium, whatever is asked
    assert "80 mg/day less magnesium from food" in less.leading.sentence
    assert "with 80 mg less magnesium from food a day perhaps" in less.plain
    assert re.search(r"of 1,000 more \(0 to [\d.]+\)", less.plain)
    assert less.leading.events.fewer.high95 < 0
    assert not re.search(r"−[\d.]+ fewer", people.words(less))


def test_outside_the_studied_intake_the_answer_is_flat():
    inside, beyond, nowhere = (
        people.finding(pressure(HEALTHY, Exposures(diet_before=before, diet_after=after)), "diet.han2017")
        for before, after in ((350, 450), (350, 600), (500, 600))
    )
    assert (beyond.size_text, beyond.size) == (inside.size_text, inside.size)
    assert "what lies outside 150 to 450 mg/day is not counted" in beyond.note
    assert "not counted" not in inside.note
    assert (nowhere.applied, nowhere.size_text) == (False, "not studied")


def test_a_cloud_of_virtual_persons_counts_with_its_weights():
    before, after = np.array([200.0, 200.0]), np.array([200.0, 400.0])
    only_second = Exposures(diet_before=before, diet_after=after, weights=np.array([0.0, 1.0]))
    for exposures in (only_second, Exposures(diet_before=200.0, diet_after=400.0)):
        assert pressure(HEALTHY, exposures).leading.size_text.startswith("0.90 (0.81 to 1.00)")
    both = pressure(HEALTHY, replace(only_second, weights=np.array([1.0, 1.0]))).leading.size
    assert both.change == pytest.approx(100, abs=10)


def test_a_supplement_never_moves_the_line_of_food_nor_food_that_of_a_supplement():
    without, with_it = (
        people.finding(pressure(HEALTHY, Exposures(dose, 250, 330)), "diet.han2017") for dose in (0, 365)
    )
    assert without == with_it
    one, other = (people.finding(pressure(PRESSURE, Exposures(365, 250, after)), SYSTOLIC) for after in (None, 400))
    assert one == other
    assert "No supplement is told here" in people.finding(pressure(PRESSURE, Exposures(0, 250, 400)), SYSTOLIC).sentence


def test_no_change_of_food_is_refused_with_what_cohorts_found():
    for exposures, why in (
        (Exposures(), "no change of food is looked at"),
        (Exposures(diet_before=250, diet_after=250), "leaves the magnesium of food as it is"),
    ):
        found = people.finding(pressure(HEALTHY, exposures), "diet.han2017")
        assert found.kind == "refusal"
        assert "associated with a relative risk of 0.95 (0.90 to 1.00)" in found.sentence
        assert why in found.sentence


def test_groups_of_serum_are_no_step_of_serum():
    """Once 1.25 of low against normal was read as 1.25 per mmol/L: more serum, more fractures."""
    told = people.follows("fracture", HEALTHY, Exposures(serum=0.78, serum_after=0.83, by_serum=True))
    found = people.finding(told, "serum.dominguez2023")
    assert (found.kind, found.size) == ("quoted", None)
    assert told.kind == "null"


def test_a_change_of_serum_beyond_what_was_studied_has_no_size():
    told = people.follows("type 2 diabetes", ABROAD, Exposures(serum=1.1, serum_after=1.2, by_serum=True))
    found = people.finding(told, "serum.kieboom2017")
    assert (told.kind, found.kind, found.size, found.events) == ("refusal", "refusal", None, None)
    assert "only from 0.65 to 0.95 mmol/L" in found.sentence


def test_an_intake_in_milliequivalents_is_read_as_such():
    """8.2288 mEq of magnesium are 100 mg (12.1525 mg each): the same row in another unit says the same."""
    told = people.follows_of(people.evidence_of(small.COHORT)).leading
    equivalents = small.changed(
        small.COHORT, ('"mg/d"', '"mEq/d"\nvalid_range = [12.343, 37.030]'), ("increment = 100", "increment = 8.2288")
    )
    same = people.follows_of(people.evidence_of(equivalents)).leading
    assert same.size.estimate == pytest.approx(told.size.estimate, rel=1e-4)
    assert same.size.change == pytest.approx(80 / 12.1525, rel=1e-4)
    assert "About 80 mg/day more magnesium from food" in same.sentence
    beyond = people.follows_of(people.evidence_of(equivalents), exposures=Exposures(diet_before=400, diet_after=500))
    assert "Of 100 mg/day, what lies outside 150 to 450 mg/day is not counted." in beyond.leading.note
    assert "with 50 mg more magnesium from food a day" in beyond.plain


def test_a_dose_in_millimoles_is_read_as_such():
    """4.11 to 16.46 mmol/day are 100 to 400 mg (24.305 mg each)."""
    trial = small.changed(small.TRIAL, ('"mg/d"', '"mmol/d"'), ("[100, 400]", "[4.1144, 16.4575]"))
    one = people.evidence_of(trial, answer="effect")
    inside, below, above = (people.follows_of(one, exposures=Exposures(dose)) for dose in (350, 16, 450))
    assert (inside.kind, inside.leading.size.estimate) == ("number", 3.0)
    assert (below.kind, above.kind) == ("refusal", "refusal")
    assert "100 to 400 mg/day" in inside.leading.sentence


@pytest.mark.parametrize(
    ("threshold", "unit", "serum", "below"),
    [
        ("1.70135", "mg/dL", 0.69, 1), ("1.70135", "mg/dL", 0.71, 0),  # 0.70 mmol/L * 2.4305
        ("1.40", "mEq/L", 0.69, 1), ("1.40", "mEq/L", 0.71, 0),  # 0.70 mmol/L * 2
        ("0.70", "mmol/L", 0.70, 1),
    ],
)  # fmt: skip
def test_a_threshold_is_one_in_any_unit(threshold, unit, serum, below):
    row = small.changed(
        small.SERUM,
        ('"mmol/L"\ncontrast', f'"{unit}"\nvalid_range = [1.2, 2.4]\ncontrast'),
        ("= 0.70", f"= {threshold}"),
    )
    found = people.follows_of(people.evidence_of(row), exposures=Exposures(serum=serum)).leading
    assert found.size.threshold == pytest.approx(0.70)
    assert found.size.below == below
    assert "serum magnesium of 0.70 mmol/L or less" in found.sentence


def test_serum_that_is_not_known_flags_nobody():
    told = people.follows_of(people.evidence_of(small.SERUM), exposures=Exposures())
    (found,) = told.findings
    assert (told.kind, found.size, found.size_text) == ("refusal", None, "serum not simulated")
    assert told.because.startswith("Serum is not simulated here")


def test_a_null_row_with_a_size_is_a_null():
    nothing = small.changed(small.TRIAL, ("[1.0, 5.0]", "[-1.0, 7.0]"))
    exposures = Exposures(200)
    assert people.follows_of(people.evidence_of(nothing, answer="null"), exposures=exposures).kind == "null"
    assert people.follows_of(people.evidence_of(nothing, answer="effect"), exposures=exposures).kind == "number"
    assert people.follows_of(people.evidence_of(small.TRIAL, answer="null"), exposures=exposures).kind == "number"


WORDS = small.changed(
    small.COHORT, ('"primary"', '"display"'), ('"RR"', '"none"\nfinds = "no association"'),
    ("estimate = 0.81\n", ""), ("interval = [0.77, 0.86]\n", ""),
)  # fmt: skip


def test_what_a_source_finds_in_words_is_a_null_for_those_it_is_about():
    one = people.evidence_of(WORDS)
    told = people.follows_of(one)
    assert (told.kind, told.leading.size, told.direction) == ("null", None, "no change")
    for person, _ in people.NOT_STUDIED:
        assert people.follows_of(one, person).kind == "refusal"
    of_ill = people.evidence_of(WORDS + 'only_with = ["insomnia"]\n')
    assert people.follows_of(of_ill).kind == "refusal"
    assert people.follows_of(of_ill, replace(HEALTHY, conditions=("insomnia",))).kind == "null"


def test_a_number_from_memory_makes_no_null():
    nothing = small.changed(small.COHORT, ('"primary"', '"display"'), ("[0.77, 0.86]", "[0.65, 1.01]"))
    memory = small.changed(nothing, ('mark = "read"', 'mark = "memory"'))
    assert people.follows_of(people.evidence_of(nothing, answer="null")).kind == "null"
    assert people.follows_of(people.evidence_of(memory, answer="null")).kind == "refusal"


def test_the_row_of_a_serum_beside_food_is_quoted_with_the_reason():
    told = people.follows("type 2 diabetes", ABROAD)
    assert "an effect is never counted twice" in people.finding(told, "serum.kieboom2017").note
    alone = people.follows("coronary heart disease", ABROAD)
    note = people.finding(alone, "serum.kieboom2016.coronary").note
    assert "tells nothing of what a magnesium supplement or a plan does" in note


def test_relative_terms_only_says_why():
    without = people.follows("stroke", HEALTHY).leading
    assert (without.events, without.no_events[:20]) == (None, "Relative terms only:")
    assert "no country is told" in without.no_events
    measured = people.follows("hdl cholesterol", HEALTHY).leading
    assert (measured.events, measured.no_events) == (None, "")


def test_how_many_are_behind_a_row_as_far_as_it_is_printed():
    """Rotterdam: one study of 9,820 people; ARIC: one of 14,232 with 264 sudden deaths; memory shows no count."""
    told = people.follows("sudden cardiac death", ABROAD, Exposures(serum=0.7))
    assert people.finding(told, "serum.kieboom2016.sudden").counts == "1 study, 9,820 people"
    assert people.finding(told, "serum.peacock2010").counts == "1 study, 14,232 people, 264 events"
    bones = people.follows("fracture", replace(ABROAD, sex="female", age=60), Exposures())
    assert not people.finding(bones, "diet.orchard2014").counts
