"""Outcomes: every part of the mission has its file, every answer its reason, every row stands in the reference."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from epsom.errors import TableError
from epsom.outcomes.evidence import evidence, projected, read
from epsom.outcomes.outcome import answer_fault, endpoint_fault
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


def test_only_blood_pressure_is_worked_out_for_a_person_so_far():
    assert [one.outcome for one in projected()] == ["blood pressure"]


@pytest.mark.parametrize("one", evidence(), ids=lambda one: one.outcome)
def test_what_is_not_known_says_why_and_what_would_tell(one):
    if one.answer.kind == "not known":
        assert len(one.answer.because.split()) >= 5
        assert re.search(r"\b(trial|trials|study|studies|cohort|years)\b", one.answer.settle), one.answer.settle
    else:
        assert any(row.interval for row in one.rows)


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
        "serum.sakaguchi2012": (0, 60),
    }
    assert all(row.pregnant == (one.outcome == "pregnancy") for one, row in ROWS)


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
            (None, None, None, "narrative"): 1,
            (None, None, None, "display"): 3,  # food, for the heart rhythm and fractures: told in words, 3.1 and 6
        }
    )


@pytest.mark.parametrize("one", evidence(), ids=lambda one: one.outcome)
def test_no_promise_and_no_instruction(one):
    words = " ".join([one.answer.says, one.answer.because, *(each.heading for each in one.endpoints)])
    words += " ".join(f" {row.note} {row.otherwise} {row.condition}" for row in one.rows)
    assert not re.search(r"\b(will|prevents?|protects?|lowers|cures?|deficient|you|take|must|should)\b", words.lower())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"kind": "perhaps", "says": "It may."}, "none of"),
        ({"kind": "null", "says": "No effect"}, "no whole sentence"),
        ({"kind": "null", "says": "No effect.", "colour": "red"}, "unknown key"),
        ({"kind": "not known", "says": "Not known."}, "because"),
        ({"kind": "not known", "says": "Not known.", "because": "nobody looked"}, "settle"),
        ({"kind": "null", "says": "No effect."}, None),
    ],
)
def test_an_answer_that_lacks_something(answer, reason):
    found = answer_fault(answer)
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
        "answer": '[answer]\nkind = "null"\nsays = "No effect."',
        "endpoint": '[[endpoint]]\nname = "a"\nheading = "A"\ntype = "binary"',
    }  # fmt: skip
    lines = ['outcome = "b"', 'parent = "c"', *(text for name, text in whole.items() if name != key)]
    with pytest.raises(TableError, match=f"b.toml: no {key}"):
        read("\n".join(lines), "b.toml")
