"""A plan asked of bad input: each case of the list has a clear answer and its own exit code, and nothing is cut to fit.

Those of kidneys, labs, a target out of reach and an infant stand in test_planning.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.interfaces.test_planning import LITTLE
from tests.plan.people import told

from epsom.interfaces.cli import INFEASIBLE, INVALID, OK, run

Planned = Callable[..., tuple[int, str, str]]
NOTHING_LEFT = [
    "nuts", "wheat", "milk", "fish", "soy", "eggs", "sesame", "peanuts", "legume", "vegetable", "leafy", "fruit",
    "whole grain", "potato", "water", "seed", "bran", "dried fruit", "poultry", "juice", "soup",
]  # fmt: skip


@pytest.fixture
def planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Planned:
    """Return what ``epsom plan`` answers about a person in writing: exit code, stdout and stderr on one line each."""

    def plan(*words: str, **lines: Any) -> tuple[int, str, str]:
        path = tmp_path / "person.yaml"
        with path.open("w", encoding="utf-8") as stream:
            YAML().dump(told(**lines), stream)
        code = run(["plan", str(path), "--persons", "150", *words])
        said = capsys.readouterr()
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return plan


def test_no_egfr_and_a_risk_is_infeasible_and_says_what_to_measure(planned: Planned):
    code, text, _ = planned("--clinician", egfr=None, conditions=["hypertension"], **LITTLE)
    assert code == INFEASIBLE
    assert "none proposed until creatinine or eGFR is measured" in text
    assert "Regimen 1" not in text


def test_an_allergy_that_empties_the_plate_and_kidneys_that_allow_nothing_are_infeasible(planned: Planned):
    code, text, error = planned(allergies=NOTHING_LEFT, egfr="20 mL/min/1.73m2")
    assert code == INFEASIBLE, error
    assert "Allergies." in text
    assert "Nothing else may be proposed here either" in text


def test_an_allergy_that_empties_the_plate_goes_on_to_a_clinician(planned: Planned):
    code, text, error = planned(allergies=NOTHING_LEFT, **LITTLE)
    assert code == OK, error
    assert "Allergies." in text
    assert "Plan 1" not in text
    assert "What else could be done is for a clinician's review." in text


def test_a_target_that_no_food_reaches_and_no_room_beside_it_is_infeasible(planned: Planned):
    code, text, _ = planned("--clinician", other_conditions=["myasthenia gravis"], **LITTLE)
    assert code == INFEASIBLE
    assert "Food alone was not found to reach it" in text
    assert "C01 myasthenia gravis" in text


def test_a_supplement_above_the_limit_is_never_clamped(planned: Planned):
    above = LITTLE | {"supplements": [{"taken": "magnesium oxide 400 mg elemental", "at": "21:00"}]}
    code, text, _ = planned("--clinician", "--dose", "magnesium citrate 10 mg elemental", **above)
    assert code == INFEASIBLE
    assert "taken already: 400 mg a day, above the limit of 350 mg" in text
    assert "10 mg a day beside 400 mg taken already would be above the limit of 350 mg" in text


def test_labs_that_contradict_a_wish_for_more_refuse_it(planned: Planned):
    labs = [{"serum_magnesium": "3 mmol/L"}]
    code, text, _ = planned("--clinician", "--dose", "magnesium citrate 10 mg elemental", labs=labs)
    assert code == INFEASIBLE
    assert "It breaks these rules" in text
    assert "C03 serum magnesium 3 mmol/L" in text


def test_an_unknown_salt_is_named_with_those_that_are_known(planned: Planned):
    code, text, error = planned("--clinician", "--salt", "kryptonate")
    assert (code, text) == (INVALID, "")
    assert "'kryptonate' is no salt of magnesium I know" in error
    assert "oxide" in error


def test_an_unknown_salt_among_the_supplements_is_named_with_its_place(planned: Planned):
    code, text, error = planned(supplements=[{"taken": "magnesium kryptonate 100 mg elemental", "at": "21:00"}])
    assert (code, text) == (INVALID, "")
    assert "kryptonate" in error
    assert "person.yaml:" in error


def test_a_dose_without_its_unit_is_refused_and_not_guessed(planned: Planned):
    code, text, error = planned("--clinician", "--dose", "magnesium citrate 100")
    assert (code, text) == (INVALID, "")
    assert "does not say how much" in error


def test_a_supplement_without_its_unit_is_refused_with_its_place(planned: Planned):
    code, text, error = planned(supplements=[{"taken": "magnesium citrate 100", "at": "21:00"}])
    assert (code, text) == (INVALID, "")
    assert "person.yaml:" in error


def test_an_infant_has_no_plan_and_no_regimen(planned: Planned):
    fed = [{"date": "2026-10-04", "meals": [{"at": "08:00", "eaten": ["200 g banana"]}]}]
    code, text, _ = planned("--clinician", record=fed, age=0.5, height="67 cm", weight="7.5 kg")
    assert code == INFEASIBLE
    assert "no plan is made" in text
    assert "Regimen 1" not in text
