"""Projection: an answer for every outcome, from the right row for the right person, with its interval, no promise."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.outcomes.evidence import evidence
from epsom.outcomes.project import Exposures, draws, effect, project
from epsom.outcomes.row import rules

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("people.py"))))
small = people.small
HEALTHY, PRESSURE, MORE = people.HEALTHY, people.PRESSURE, people.MORE
ABROAD = replace(HEALTHY, country="US")
SYSTOLIC, DIASTOLIC = "supplement.argeros2025.systolic", "supplement.argeros2025.diastolic"
EATERS = small.COHORT.replace("n_studies", "tau = 0.08\nn_studies")
GUARD = small.changed(
    small.TRIAL,
    ('"primary"', '"guard"'),
    ('"trial"\nend', '"guard"\nend'),
    ('"free_living" }\ncert', '"free_living", condition = "older adults" }\ncert'),
)


def pressure(person, exposures=MORE, seed=0):
    return people.follows("blood pressure", person, exposures, seed)


def test_every_outcome_is_answered_once():
    told = project(HEALTHY, MORE)
    assert [one.outcome for one in told] == [one.outcome for one in evidence()]


def test_t8_the_worked_example_of_the_reference():
    """12 % in ten years, +100 mg/day: naive 23 (17 to 28) fewer per 1000; discounted 6 (0 to 25), P(>5) = 0.41."""
    (row,) = people.evidence_of(EATERS).rows
    low, high = row.interval or (0, 0)
    assert [1000 * 0.12 * (1 - ratio) for ratio in (0.81, high, low)] == pytest.approx([23, 17, 28], abs=0.5)
    fewer = 1000 * 0.12 * (1 - np.exp(effect(row, 100.0, np.random.default_rng(1), 400_000).discounted))
    assert fewer.mean() == pytest.approx(6, abs=0.5)
    assert np.quantile(fewer, [0.025, 0.975]) == pytest.approx([0, 25], abs=0.75)
    assert np.mean(fewer > 5) == pytest.approx(0.41, abs=0.01)


def test_t8_as_a_person_with_that_risk_is_told_it():
    one = people.evidence_of(EATERS, baseline="type 2 diabetes")
    person = replace(HEALTHY, own_risks={"type 2 diabetes": people.Told(0.12, 10)})
    events = people.follows_of(one, person, Exposures(diet_before=250, diet_after=350)).leading.events
    assert events.before.median == pytest.approx(120)
    ends = [events.fewer.median, events.fewer.low95, events.fewer.high95]
    assert ends == pytest.approx([23, 17, 28], abs=0.75)
    assert events.fewer_doubted.mean == pytest.approx(6, abs=0.75)
    assert events.notable == pytest.approx(0.41, abs=0.03)


def test_t3_the_population_of_the_trials():
    """Mean change of systolic pressure -2.8, inside -4.3 to -1.3, told with the prediction interval."""
    told = pressure(PRESSURE, Exposures(supplement=365))
    found = people.finding(told, SYSTOLIC)
    assert (told.kind, told.direction, told.leading) == ("number", "lower", found)
    assert "−2.81 mmHg" in found.sentence
    assert "−2.81 mmHg" in told.plain
    assert found.size.interval == (-4.32, -1.29)
    assert found.size.prediction == pytest.approx((-11, 5.5), abs=0.5)
    assert people.finding(told, DIASTOLIC).size.estimate == -2.05
    row = people.about("blood pressure").row(SYSTOLIC)
    mean = effect(row, 1.0, np.random.default_rng(0), 100_000).naive.mean()
    assert -4.3 < mean < -1.3


def test_t3_a_normotensive_person_gets_no_effect():
    told = pressure(HEALTHY, Exposures(supplement=365))
    for name in (SYSTOLIC, DIASTOLIC):
        found = people.finding(told, name)
        assert (found.kind, found.size, found.events) == ("null", None, None)
        assert found.sentence == "No effect has been shown in people with normal blood pressure."
    assert (told.kind, told.direction, told.plain) == ("null", "no change", found.sentence)


@given(st.floats(82, 637), st.floats(82, 637))
@settings(max_examples=20)
def test_t3_twice_the_dose_changes_nothing(one, other):
    assert pressure(PRESSURE, Exposures(supplement=one)) == pressure(PRESSURE, Exposures(supplement=other))


@given(st.one_of(st.floats(0.1, 81.9), st.floats(637.1, 5000)))
@settings(max_examples=20)
def test_outside_the_doses_of_the_trials_nothing_is_applied(dose):
    told = pressure(PRESSURE, Exposures(supplement=dose))
    assert told.kind == "refusal"
    assert "outside what the trials used (82 to 637 mg/day)" in told.because
    assert not any(found.applied for found in told.findings)


def test_t5_atrial_fibrillation_and_fracture_from_food_are_no_effect():
    for outcome in ("atrial fibrillation", "fracture"):
        told = people.follows(outcome, ABROAD, Exposures(diet_before=200, diet_after=400))
        assert (told.kind, told.direction) == ("null", "no change")
        assert "magnesium from food is not" in told.plain
        assert "A low serum magnesium is associated with" in told.plain
        food = [found for found in told.findings if found.exposure == "dietary_magnesium"]
        assert food
        assert not any(found.applied or found.events for found in food)
        assert not any(found.size for found in told.findings)


def test_t5_a_flag_of_serum_does_not_make_food_count():
    with_serum = people.follows("atrial fibrillation", ABROAD, replace(MORE, serum=0.7))
    assert (with_serum.kind, with_serum.leading.exposure) == ("number", "serum_magnesium")
    assert with_serum.direction == "lower"  # more where serum is low, so less with more magnesium
    assert people.finding(with_serum, "diet.misialek2013").size is None
    more = people.follows("atrial fibrillation", ABROAD, replace(MORE, diet_after=450, serum=0.7))
    assert more == with_serum


def test_t6_mortality_by_serum_is_flat_above_the_threshold():
    low, *above = (
        people.finding(people.follows("death", ABROAD, replace(MORE, serum=serum)), "serum.zhang2018")
        for serum in (0.65, 0.71, 0.85, 0.95)
    )
    assert [found.size.below for found in above] == [0, 0, 0]
    assert above[0] == above[1] == above[2]
    assert low.size.below == 1
    assert (low.size.estimate, low.size.interval) == (pytest.approx(1.34), pytest.approx((1.02, 1.77), abs=0.005))
    assert "0 have a serum magnesium of 0.70 mmol/L or less" in above[0].sentence
    assert "People there, against 0.80 to 0.89 mmol/L, had a hazard ratio of 1.34" in above[0].sentence
    assert "says nothing of them" in above[0].sentence
    assert "of 1,000" not in above[0].sentence.casefold()
    assert "says nothing of them" not in low.sentence
    assert "Of 1,000 " in low.sentence
    assert "100 have a serum magnesium of 0.70" in low.sentence


def test_t6_a_cloud_counts_those_at_or_below():
    serum = np.array([0.60, 0.70, 0.71, 0.95])
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    told = people.follows("death", HEALTHY, Exposures(serum=serum, weights=weights))
    assert told.leading.size.below == pytest.approx(0.3, abs=0.03)
    assert "6 of 20" in told.plain


STUDIED_IN = {("pregnancy", "pregnancy"), ("nephropathy", "kidney disease (eGFR below 60)")}
"""Outcomes whose rows are of just such people: nobody may say that they were not studied."""


def test_a_number_in_people_says_what_the_rate_counts():
    """Admissions for infarction stand behind coronary disease; a death is a death, and needs no second word."""
    asked = Exposures(diet_before=250, diet_after=350)
    coronary = people.follows("coronary heart disease", ABROAD, asked)
    assert f"({coronary.leading.events.event}); with" in coronary.plain
    death = people.follows("death", ABROAD, asked)
    assert "10 years; with" in death.plain


def test_every_row_tells_of_the_same_change_whatever_it_draws():
    """Three quarters eat 100 mg more, a quarter 300, of which 250 lie inside what was studied."""
    before, after, weights = np.array([200.0, 200.0]), np.array([300.0, 500.0]), np.array([3.0, 1.0])
    asked = Exposures(diet_before=before, diet_after=after, weights=weights)
    changes = {
        people.follows(name, ABROAD, asked).leading.size.change for name in ("death", "stroke", "type 2 diabetes")
    }
    assert len(changes) == 1
    assert changes.pop() == pytest.approx(0.75 * 100 + 0.25 * 250)  # 450 mg is the most that was studied


@pytest.mark.parametrize(("outcome", "group"), STUDIED_IN)
def test_who_was_studied_is_not_told_otherwise(outcome, group):
    person = next(person for person, named in people.NOT_STUDIED if named == group)
    told = people.follows(outcome, person, Exposures(365, 250, 330, 0.65))
    assert told.kind == "refusal"
    assert "Not studied" not in f"{told.plain} {told.because}"
    assert told.findings
    assert not any(found.applied for found in told.findings)


@pytest.mark.parametrize(("outcome", "whom"), [("pregnancy", "pregnant women"), ("migraine", "people with migraine")])
def test_what_is_about_others_says_nothing_of_this_person(outcome, whom):
    told = people.follows(outcome, ABROAD, Exposures(diet_before=200, diet_after=400))
    assert told.plain == told.because
    assert told.plain.startswith("Studied in ")
    assert whom in told.plain
    assert told.plain.endswith(" only, and so it says nothing here.")


def test_every_row_of_the_evidence_names_its_endpoint_and_people():
    """Five numbers of one source are told apart: attacks from days, women from men, slower hearts from new disease."""
    told = people.follows("atrial fibrillation", ABROAD, Exposures()).folds.evidence
    assert len(set(told)) == len(told)
    assert any(line.startswith("Developing atrial fibrillation, in adults of ARIC") for line in told)
    for outcome in ("migraine", "blood pressure", "pregnancy"):
        lines = people.follows(outcome, ABROAD, Exposures()).folds.evidence
        assert len({line.split(": ")[0] for line in lines}) > 1


@pytest.mark.parametrize(("person", "group"), people.NOT_STUDIED)
def test_who_was_not_studied_gets_no_number(person, group):
    exposures = Exposures(365, 250, 330, 0.65)
    for told in project(replace(person, country="US"), exposures):
        assert told.kind in ("refusal", "null")
        for found in told.findings:
            assert not found.applied
            assert found.events is None
            assert found.role != "primary" or found.sentence == f"Not studied in {group}."
        if told.kind == "refusal":
            assert told.direction == "not known"
        if told.kind == "refusal" and told.outcome not in OWN:
            assert told.plain.startswith(f"Not studied in {group}.")
            assert told.because.endswith(f"Not studied in {group}.")


OWN = ("pregnancy", "nephropathy")
"""What was studied in pregnant women alone, and in people with diabetes whose kidneys filter little."""


def test_what_was_studied_in_just_such_people_is_not_said_to_leave_them_out():
    """A row of pregnant women is of those who are; nobody else is told of it as of their own body."""
    of_hers = people.follows("pregnancy", people.PREGNANT)
    assert of_hers.plain.startswith("Trials contradict each other")
    assert "Not studied" not in of_hers.because
    for person in (people.CHILD, HEALTHY, people.KIDNEYS):
        assert people.follows("pregnancy", person).plain.startswith("Studied in pregnant women")
    low = replace(people.KIDNEYS, conditions=DIABETES)
    assert people.follows("nephropathy", low).plain.startswith("A low magnesium goes with faster loss")
    for person in (replace(low, conditions=()), replace(low, egfr=None, conditions=("chronic kidney disease",))):
        assert people.follows("nephropathy", person).plain.startswith("Not studied in kidney disease")


def test_a_flag_of_serum_says_which_level_and_that_the_cause_is_not_known():
    flag = people.follows("sudden cardiac death", HEALTHY, Exposures(serum=0.7)).plain
    assert "0.80 mmol/L or less" in flag
    assert "20 of 20 versions" in flag
    assert "Whether magnesium is the reason is not known" in flag
    assert flag.endswith("and it is no forecast.")


def test_no_difference_is_called_likelier_where_we_judge_cause_less_likely_than_not():
    likelier = "more likely makes none."
    assert people.follows("stroke", ABROAD).plain.endswith(likelier)
    assert people.follows("type 2 diabetes", ABROAD).plain.endswith("It may make no difference.")
    assert people.finding(people.follows("stroke", ABROAD), "diet.fang2016").size.likely == 0.25


def test_a_trial_of_exactly_such_kidneys_is_a_null_for_them_alone():
    told = {one.outcome: one.kind for one in project(people.KIDNEYS, MORE)}
    assert [name for name, kind in told.items() if kind != "refusal"] == ["atherosclerosis"]
    for person in (people.CHILD, people.PREGNANT, people.TOLD_KIDNEYS, replace(people.KIDNEYS, egfr=50)):
        assert {one.kind for one in project(person, MORE)} == {"refusal"}


DIABETES, INSOMNIA = ("type 2 diabetes",), ("insomnia",)


@pytest.mark.parametrize(
    ("outcome", "person", "kind", "direction", "because"),
    [
        ("hba1c", HEALTHY, "refusal", "not known", "Type 2 diabetes is not among the conditions told."),
        ("hba1c", replace(HEALTHY, conditions=DIABETES), "number", "lower", ""),
        ("blood glucose", replace(HEALTHY, conditions=DIABETES), "number", "lower", ""),
        ("type 2 diabetes", HEALTHY, "number", "lower", ""),
        ("type 2 diabetes", replace(HEALTHY, conditions=DIABETES), "refusal", "not known",
         "Type 2 diabetes is among the conditions told."),
        ("blood pressure", HEALTHY, "number", "lower", ""),
        ("blood pressure", PRESSURE, "number", "lower", ""),
        ("sleep", HEALTHY, "refusal", "not known", "Insomnia is not among the conditions told."),
        ("sleep", replace(HEALTHY, age=70, conditions=INSOMNIA), "number", "lower", ""),
        ("sleep", replace(HEALTHY, age=40, conditions=INSOMNIA), "refusal", "not known",
         "It was studied in people from 55 years on with insomnia."),
        ("hdl cholesterol", HEALTHY, "number", "higher", ""),
        ("ldl cholesterol", HEALTHY, "null", "no change", ""),
        ("triglycerides", HEALTHY, "null", "no change", ""),
        ("cardiovascular disease", HEALTHY, "null", "no change", ""),
        ("stroke", HEALTHY, "number", "lower", ""),
        ("death", HEALTHY, "number", "lower", ""),
        ("neuropathy", HEALTHY, "refusal", "not known", "People were seen once, so neither comes first."),
    ],
)  # fmt: skip
def test_kind_direction_and_because(outcome, person, kind, direction, because):
    told = people.follows(outcome, person)
    assert (told.kind, told.direction, told.because) == (kind, direction, because)
    assert told.plain.endswith(".")


def test_the_certainty_and_the_people_are_those_of_the_row_that_leads():
    told = pressure(HEALTHY)
    assert told.leading.id == "diet.han2017"
    assert (told.certainty, told.for_whom) == ("low (our grading)", "adults without high blood pressure")
    assert pressure(PRESSURE).for_whom.startswith("adults with high blood pressure")


def test_a_refusal_gives_its_reason_and_not_the_note_of_a_row():
    told = people.follows("stroke", HEALTHY, Exposures())
    assert told.kind == "refusal"
    assert told.because.endswith("; no change of food is looked at.")
    assert "blood pressure" not in told.because  # of which the row's note speaks


def test_e12_a_guard_is_shown_whenever_its_outcome_is():
    one = people.evidence_of(small.COHORT, GUARD)
    for person in (HEALTHY, PRESSURE, replace(HEALTHY, age=12), people.PREGNANT):
        assert any("older adults" in found.sentence for found in people.follows_of(one, person).findings)


def test_e12_the_guards_of_a_system_come_along():
    told = [one.outcome for one in project(HEALTHY, MORE, about=(people.about("calcium and its hormones"),))]
    assert told[0] == "calcium and its hormones"
    assert {"bone density", "fracture"} <= set(told)
    systems = {one.outcome: one.system for one in evidence()}
    assert {systems[name] for name in told} == {"bone and mineral hormones"}
    assert set(told[1:]) <= set(rules()["guard"])


def test_e6_serum_or_food_and_never_both():
    by_food = people.follows("type 2 diabetes", ABROAD, replace(MORE, serum=0.78, serum_after=0.83))
    assert (by_food.leading.id, people.finding(by_food, "serum.kieboom2017").kind) == ("diet.fang2016", "quoted")
    by_serum = people.follows("type 2 diabetes", ABROAD, replace(MORE, serum=0.78, serum_after=0.83, by_serum=True))
    assert (by_serum.leading.id, people.finding(by_serum, "diet.fang2016").kind) == ("serum.kieboom2017", "refusal")
    assert by_serum.leading.size.estimate == pytest.approx(1.18 ** (-0.05 / 0.1))
    assert by_serum.direction == "lower"
    assert "with a serum magnesium 0.05 mmol/L higher perhaps" in by_serum.plain
    for told in project(ABROAD, replace(MORE, serum=0.78, serum_after=0.83, by_serum=True)):
        assert not any(found.applied for found in told.findings if found.exposure == "dietary_magnesium")


def test_same_seed_same_digits_and_another_seed_other_draws():
    exposures = Exposures(365, 250, 330, 0.8)
    assert project(ABROAD, exposures, 5) == project(ABROAD, exposures, 5)
    one, other = (people.follows("stroke", ABROAD, exposures, seed).leading for seed in (5, 6))
    assert one.size.doubted != other.size.doubted
    assert one.size.estimate == other.size.estimate


CLOUD = Exposures(
    365, np.linspace(200, 300, 50), np.linspace(250, 480, 50), np.linspace(0.6, 0.9, 50), np.linspace(0.7, 1.0, 50)
)


ASKED = [
    CLOUD, replace(CLOUD, by_serum=True), MORE, Exposures(900), Exposures(0, 250, 250.1),
    Exposures(0, 500, 600, 1.0, 1.2, by_serum=True),
]  # fmt: skip


@pytest.mark.parametrize("exposures", ASKED)
@pytest.mark.parametrize("person", [HEALTHY, PRESSURE, people.CHILD, replace(HEALTHY, conditions=DIABETES)])
def test_draws_are_those_behind_the_size_that_is_shown(person, exposures):
    for one in evidence():
        findings = people.follows(one.outcome, person, exposures, 3).findings
        for row in one.rows:
            found = next((found for found in findings if found.id == row.id), None)
            told = draws(person, exposures, row, 3)
            assert (told is None) == (found is None or found.size is None), row.id
            if told is not None:
                shown = np.exp(told.discounted) if row.is_ratio else told.discounted
                assert found.size.doubted.mean == pytest.approx(shown.mean(), rel=1e-12)
                assert found.size.doubted.high95 == pytest.approx(np.quantile(shown, 0.975), rel=1e-12)


def test_nothing_is_summed():
    for told in project(PRESSURE, Exposures(365, 250, 330, 0.8)):
        of_rows = [row.id for row in people.about(told.outcome).rows]
        assert {found.id for found in told.findings} <= set(of_rows)
        assert not any(word in f"{told.outcome} {told.plain}".lower() for word in ("total", "score", "altogether"))


EVERYBODY = [
    HEALTHY, ABROAD, PRESSURE, replace(PRESSURE, other_conditions=("hypomagnesaemia",)), people.CHILD, people.KIDNEYS,
    people.PREGNANT, replace(ABROAD, age=70, conditions=("type 2 diabetes", "insomnia", "migraine")),
]  # fmt: skip


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("exposures", [Exposures(), Exposures(365), MORE, Exposures(900, 460, 600), CLOUD])
def test_no_promise_and_no_instruction(person, exposures):
    for told in project(person, exposures):
        assert told.plain.endswith(".")
        assert told.folds.sources or not people.about(told.outcome).rows
        said = [told.plain, told.because, told.folds.applies, *told.folds.pitfalls]
        for found in told.findings:
            said += [found.heading, found.sentence, found.size_text, found.note, found.no_events]
            assert found.source
            assert found.citation
            assert found.for_whom
            assert found.sentence.endswith(".")
        promised = re.search(
            r"\b(will|prevents?|protects?|lowers|cures?|deficient|you|take|must|should)\b", " ".join(said).lower()
        )
        assert not promised, promised
