"""Outcomes: every part of the mission has its file, every answer its reason, every row stands in the reference."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import TableError
from epsom.outcomes.evidence import evidence, read
from epsom.outcomes.outcome import answer_fault, answered, endpoint_fault
from epsom.outcomes.row import APPLIED, Endpoint, EvidenceRow

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "evidence.csv"
ROWS = [(one, row) for one in evidence() for row in one.rows]
ASKED = {
    "sleep", "nerve impulses", "stress", "resistance to strain", "anxiety", "depression", "migraine", "chronic pain",
    "atrial fibrillation", "sudden cardiac death", "qt interval", "blood pressure", "atherosclerosis",
    "coronary heart disease", "stroke", "death", "energy", "protein and nucleic acids", "bone turnover", "bone density",
    "fracture", "calcium and its hormones", "blood glucose", "hba1c", "insulin resistance", "type 2 diabetes",
    "nephropathy", "neuropathy", "ldl cholesterol", "hdl cholesterol", "triglycerides", "muscle cramps", "pregnancy",
}  # fmt: skip


def named(name: str):
    return next(one for one in evidence() if one.outcome == name)


def test_every_outcome_asked_for_has_a_file():
    assert {one.outcome for one in evidence()} >= ASKED


@pytest.mark.parametrize("number", range(9, 23))
def test_every_row_of_the_mission_from_9_to_22_has_an_outcome(number: int):
    assert [one.outcome for one in evidence() if number in one.mission]


@pytest.mark.parametrize("one", evidence(), ids=lambda one: one.outcome)
def test_what_is_not_known_says_why_and_what_would_tell(one):
    if one.answer.kind == "not known":
        assert len(one.answer.because.split()) >= 5
    elif one.answer.kind == "scenario":
        assert {row.design for row in one.rows} >= {"depletion"}
    else:
        assert any(row.interval for row in one.rows)


@pytest.mark.parametrize("one", evidence(), ids=lambda one: one.outcome)
def test_every_answer_says_to_whom_it_applies_what_is_misread_and_what_would_change_it(one):
    """The folds of an outcome: whole sentences, each its own, and a study for what would change the answer."""
    folds = (one.answer.applies, *one.answer.pitfalls)
    assert all(text[0].isupper() and text.endswith(".") and len(text.split()) >= 5 for text in folds)
    assert len(set(folds)) == len(folds)
    assert 1 <= len(one.answer.pitfalls) <= 3
    assert re.search(r"\b(trials?|study|studies|cohorts?|years|intervals)\b", one.answer.settle), one.answer.settle
    assert not one.answer.settle.endswith(".")
    assert not one.answer.because.endswith(".")


@pytest.mark.parametrize("one", evidence(), ids=lambda one: one.outcome)
def test_an_answer_holds_no_number_that_its_rows_do_not(one):
    """A number stands once, in its row; words may round it. Each in an answer is found there, or is not a result."""
    words = " ".join([one.answer.says, one.answer.because, one.answer.applies, *one.answer.pitfalls])
    told = {text.lstrip("0") for text in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", words.replace("type 2", ""))}
    assert told <= _numbers(one), told


def _numbers(one) -> set[str]:
    """Return the numbers of all rows as they may be written: as printed, and with one or no decimal."""
    found: set[str] = set()
    for row in one.rows:
        held = [row.estimate, *(row.interval or ()), row.threshold, row.n_people, row.n_events, row.n_studies]
        held += [*(row.dose or ()), *(row.ages or ()), *(row.egfr or ())]
        for value in held:
            if value is not None:
                found |= {f"{abs(value):g}", f"{abs(value):.1f}", f"{abs(value):.2f}", f"{abs(value):.0f}"}
        found |= set(re.findall(r"\d+(?:\.\d+)?", f"{row.note} {row.condition}"))
    return {text.lstrip("0") for text in found}


def test_the_scenario_tells_the_numbers_of_its_rows():
    """Fatemi 1991: active vitamin D from 55 to 43 pmol/L, calcium from 2.36 to 2.31 mmol/L."""
    answer = named("calcium and its hormones").answer
    assert answer.kind == "scenario"
    assert "active vitamin D changed by −12 pmol/L and calcium by −0.05 mmol/L" in answer.says
    assert "epsom mechanisms" in answer.applies
    assert "hypothesis" in answer.applies
    assert "forecast" in answer.applies


def test_numbers_of_rows_stand_in_the_words_of_an_answer():
    told = {"kind": "null", "says": "It is {row a}.", "applies": "To {row b}.", "pitfalls": ["Not {row a}."]}
    rows = (small_row("a", 0.95, (0.9, 1.0)), small_row("b", -12.0, None))
    found = answered(told, rows)
    assert (found.says, found.applies, found.pitfalls) == (
        "It is 0.95 (0.9 to 1).",
        "To −12.",
        ("Not 0.95 (0.9 to 1).",),
    )
    for hidden in ({"mark": "memory"}, {"role": "refuse"}, {"estimate": None}):
        with pytest.raises(ValueError, match=r"number|estimate"):
            answered(told, (replace(rows[0], **hidden), rows[1]))
    with pytest.raises(ValueError, match=r"\{row b\} leads to no number"):
        answered(told, rows[:1])


@given(st.floats(-1e4, 1e4), st.text(alphabet="abc .", max_size=20))
def test_words_stay_as_they_are_and_a_number_keeps_its_value(estimate: float, words: str):
    rows = (small_row("a", estimate, None),)
    told = {"kind": "null", "says": f"{words}{{row a}}", "applies": words, "pitfalls": [words]}
    found = answered(told, rows)
    assert (found.applies, found.pitfalls) == (words, (words,))
    number = found.says.removeprefix(words).replace("−", "-")
    assert float(number) == pytest.approx(estimate, rel=1e-5)


def small_row(name: str, estimate: float, interval: tuple[float, float] | None) -> EvidenceRow:
    return replace(named("fracture").row("serum.kunutsor2017"), id=name, estimate=estimate, interval=interval)


@pytest.mark.parametrize("name", ["ldl cholesterol", "triglycerides", "muscle cramps", "atherosclerosis"])
def test_a_null_is_an_answer(name: str):
    """T4: LDL and cramps are centred on no effect."""
    assert named(name).answer.kind == "null"


def test_t4_the_guards_of_ldl_and_cramps_hold_no_effect():
    for name in ("ldl cholesterol", "muscle cramps"):
        assert all(row.holds_no_effect for row in named(name).guards)


def test_t5_no_row_of_food_is_applied_to_atrial_fibrillation_or_fracture():
    for name in ("atrial fibrillation", "fracture"):
        assert not any(row.serves("dietary_magnesium") for row in named(name).rows)


@pytest.mark.parametrize(
    ("outcome", "row", "finds"),
    [
        ("atrial fibrillation", "diet.misialek2013", "no association"),
        ("fracture", "diet.kunutsor2017", "no association"),
        ("fracture", "diet.farsinejad2016", "no association"),
        ("atherosclerosis", "supplement.bressendorff2023", "no effect"),
    ],
)
def test_t5_a_null_told_in_words_holds_no_effect(outcome, row, finds):
    """Evidence note 3.1, 3.3 and 6: the abstracts say so and print no number."""
    found = named(outcome).row(row)
    assert (found.finds, found.measure, found.role, found.estimate) == (finds, "none", "display", None)
    assert found.holds_no_effect


def test_no_number_and_no_finding_is_no_null():
    assert not named("anxiety").row("supplement.boyle2017").holds_no_effect


def test_the_baselines_behind_what_happens():
    """One endpoint for each rate; of broken bones the cohorts count all, and the rates those of the hip."""
    found = {(one.outcome, each.name): each.baseline for one in evidence() for each in one.endpoints if each.baseline}
    assert found == {
        ("type 2 diabetes", "new diabetes"): "type 2 diabetes",
        ("stroke", "stroke"): "stroke",
        ("coronary heart disease", "coronary heart disease"): "coronary heart disease",
        ("blood pressure", "new high blood pressure"): "hypertension",
        ("atrial fibrillation", "new atrial fibrillation"): "atrial fibrillation",
        ("death", "death"): "death from all causes",
    }


def test_who_was_studied_by_kidney_function_and_in_pregnancy():
    assert {row.id: row.egfr for _, row in ROWS if row.egfr} == {
        "supplement.bressendorff2023": (15, 45),
        "supplement.sakaguchi2019": (15, 60),
        "serum.sakaguchi2012": (0, 60),
    }
    assert all(row.pregnant == (one.outcome == "pregnancy") for one, row in ROWS)


def test_the_two_trials_of_coronary_calcium_disagree_and_the_answer_says_so():
    """Sakaguchi 2019: 11.3 % against 39.5 % of growth, open and stopped early; 28.2 by hand."""
    found = named("atherosclerosis").row("supplement.sakaguchi2019")
    assert (found.role, found.mark) == ("dissent", "computed")
    assert found.estimate == pytest.approx(11.3 - 39.5)
    says = named("atherosclerosis").answer.says
    assert "no slowing" in says
    assert "the smaller, open one did" in says


def test_each_figure_of_cramps_has_its_edition():
    """Cochrane 2020: 5 trials, 307 people; 2012: 4 trials, 213 people. Neither leaves room for one cramp a week."""
    found = named("muscle cramps")
    told = {row.source: (row.estimate, row.interval, row.n_people) for row in found.rows if row.endpoint == "cramps"}
    assert told == {"garrison2020": (-0.18, (-0.84, 0.49), 307), "garrison2012": (0.01, (-0.52, 0.55), 213)}
    assert all(row.interval[0] > -1 for row in found.rows if row.endpoint == "cramps" and row.interval)
    assert all(row.source in row.id.replace("supplement.", "") for row in found.rows)


def test_t6_death_by_serum_is_a_threshold_at_070():
    row = named("death").row("serum.zhang2018")
    assert (row.shape, row.threshold, row.increment) == ("threshold", 0.70, None)


@pytest.mark.parametrize(("one", "row"), ROWS, ids=[f"{one.outcome}-{row.id}" for one, row in ROWS])
def test_what_may_reach_a_person_was_read_with_an_interval_and_a_range(one, row: EvidenceRow):
    if row.role in APPLIED:
        assert row.interval is not None
        assert row.estimate is not None
        assert row.withheld == ""
        assert row.setting == "free_living"
    if row.role == "primary":
        assert row.valid_range is not None or row.unit != "mg/d"
        assert row.n_studies


def test_numbers_from_memory_are_the_four_of_the_reference():
    assert {row.id for _, row in ROWS if row.withheld} == {
        "diet.orchard2014", "supplement.makrides2014", "infusion.kew2014", "diet.taylor2004",
    }  # fmt: skip


def test_a_fault_of_a_source_says_which():
    refused = [row for _, row in ROWS if row.role == "refuse"]
    assert len(refused) == 6
    assert all(row.note.startswith("Fault of the source") for row in refused)


def test_the_rows_are_those_of_the_reference():
    """Number by number and role by role; what differs is named here, with the reason."""
    if not REFERENCE.exists():
        pytest.skip(f"no reference table beside the checkout ({REFERENCE})")

    def number(text: str) -> float | None:
        return float(text) if text else None

    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        told = list(csv.DictReader(lines))
    assert len(told) == 109
    wanted = Counter((number(row["estimate"]), number(row["lo"]), number(row["hi"]), row["role"]) for row in told)
    held = Counter((row.estimate, *(row.interval or (None, None)), row.role) for _, row in ROWS)
    assert wanted - held == Counter(
        {
            (16.06, None, None, "display"): 1,  # its interval stands in table 2 of the paper
            (5.69, 1.92, 9.46, "display"): 1,  # its printed unit is none of what was measured: a fault of the source
        }
    )
    assert held - wanted == Counter(
        {
            (16.06, -5.99, 38.12, "display"): 1,
            (5.69, 1.92, 9.46, "refuse"): 1,
            (-2.96, None, None, "display"): 1,  # these stand in the text of the reference, and in their abstracts
            (-4.75, None, None, "display"): 1,
            (0.9, 0.48, 1.69, "display"): 1,
            (1.8, 1.2, 2.7, "display"): 1,
            (0.9, 0.67, 1.21, "display"): 1,
            (None, None, None, "narrative"): 5,  # what is told of cells, animals and mechanisms, each with its source
            (None, None, None, "display"): 3,  # food, for the heart rhythm and fractures: told in words, 3.1 and 6
            (-28.2, None, None, "dissent"): 1,  # the trial that disagrees with the null of 3.3
            (-0.18, -0.84, 0.49, "guard"): 1,  # cramps: the edition of 2020; the reference has that of 2012
            (1.04, 0.84, 1.29, "guard"): 1,
        }
    )


@pytest.mark.parametrize("one", evidence(), ids=lambda one: one.outcome)
def test_no_promise_and_no_instruction(one):
    answer = one.answer
    words = " ".join([answer.says, answer.because, answer.applies, answer.settle, *answer.pitfalls])
    words += " ".join(each.heading for each in one.endpoints)
    words += " ".join(f" {row.note} {row.otherwise} {row.condition}" for row in one.rows)
    assert not re.search(r"\b(will|prevents?|protects?|lowers|cures?|deficient|you|take|must|should)\b", words.lower())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"kind": "perhaps"}, "none of"),
        ({"says": "No effect"}, "no whole sentence"),
        ({"colour": "red"}, "unknown key"),
        ({"kind": "not known"}, "because"),
        ({"settle": ""}, "no settle"),
        ({"applies": "to adults"}, "applies is no whole sentence"),
        ({"pitfalls": []}, "one to three"),
        ({"pitfalls": "It may not."}, "one to three"),
        ({"pitfalls": ["One.", "Two.", "Three.", "Four."]}, "one to three"),
        ({"pitfalls": ["One.", "two"]}, "'two' is no whole sentence"),
        ({"kind": "not known", "because": "nobody looked"}, None),
        ({}, None),
    ],
)
def test_an_answer_that_lacks_something(answer, reason):
    whole = {
        "kind": "null",
        "says": "No effect.",
        "applies": "To adults.",
        "pitfalls": ["It may."],
        "settle": "a trial",
    }
    found = answer_fault(whole | answer)
    assert (found is None) if reason is None else reason in (found or "")


def test_an_endpoint_of_an_unknown_unit_is_refused():
    assert "no unit known" in (endpoint_fault(Endpoint("a", "A", "continuous", "furlongs")) or "")
    assert "has no unit" in (endpoint_fault(Endpoint("a", "A", "binary", "mmHg")) or "")
    assert "none of" in (endpoint_fault(Endpoint("a", "A", "vague", "")) or "")
    assert "has a rate" in (endpoint_fault(Endpoint("a", "A", "continuous", "mmHg", "stroke")) or "")
    assert endpoint_fault(Endpoint("a", "A", "continuous", "mmHg")) is None
    assert endpoint_fault(Endpoint("a", "A", "binary", "", "stroke")) is None


@pytest.mark.parametrize("key", ["system", "mission", "answer", "endpoint"])
def test_a_file_without_its_head_is_refused(key: str):
    whole = {
        "system": 'system = "nerves"', "mission": "mission = [9]",
        "answer": '[answer]\nkind = "null"\nsays = "No effect."\n'
                  'applies = "To adults."\npitfalls = ["It may."]\nsettle = "a trial"',
        "endpoint": '[[endpoint]]\nname = "a"\nheading = "A"\ntype = "binary"',
    }  # fmt: skip
    lines = ['outcome = "b"', 'parent = "c"', *(text for name, text in whole.items() if name != key)]
    with pytest.raises(TableError, match=f"b.toml: no {key}"):
        read("\n".join(lines), "b.toml")
