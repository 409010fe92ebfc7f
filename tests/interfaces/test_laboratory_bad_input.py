"""Bad laboratory input through ``epsom assess``: refused as other bad input, or kept with its question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from epsom.interfaces.cli import INVALID, OK, run

PERSON = """\
today: 2026-10-05
age: 45
sex: female
height: 168 cm
weight: 66 kg
egfr: {egfr}
labs:
"""
RECORD = """\
record:
  - date: 2026-10-04
    meals:
      - at: 07:00
        eaten: [2 slices white bread, 20 g butter, 1 cup coffee]
      - at: 13:00
        eaten: [200 g pasta, 100 g chicken breast, 1 glass cola]
      - at: 19:00
        eaten: [200 g white rice, 150 g beef steak, 1 glass beer]
"""
FEW = ["--persons", "150"]


class Desk:
    """A folder with a person file that has laboratory values, and what ``epsom assess`` says about it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = folder / "person.yaml"
        self.capsys = capsys

    def writes(self, *labs: str, egfr: str = "92 mL/min/1.73m2", record: str = "") -> None:
        entries = ["\n    ".join(lab.split("; ")) for lab in labs]
        self.path.write_text(PERSON.format(egfr=egfr) + "".join(f"  - {entry}\n" for entry in entries) + record)

    def refuses(self, *labs: str, **more: str) -> str:
        """Assess what cannot be read; return what is said on stderr."""
        self.writes(*labs, **more)
        code = run(["assess", str(self.path), *FEW])
        said = self.capsys.readouterr()
        assert (code, said.out) == (INVALID, "")
        assert "Traceback" not in said.err
        return said.err

    def shows(self, *labs: str, record: str = "") -> tuple[dict[str, Any], str]:
        """Assess what can be read; return the JSON, and the page of the terminal in one line."""
        self.writes(*labs, record=record)
        assert run(["assess", str(self.path), *FEW, "--json"]) == OK
        found = json.loads(self.capsys.readouterr().out)
        assert run(["assess", str(self.path), *FEW]) == OK
        return found, " ".join(self.capsys.readouterr().out.replace("\n- ", "\n").split())

    def keeps(self, kind: str, *labs: str) -> dict[str, Any]:
        """Assess a value that does not count; check that reason and question are shown, and that it moves nothing."""
        found, text = self.shows(*labs)
        (lab,) = found["labs"]
        assert (lab["used"], lab["doubt"]) == (False, kind)
        assert lab["why"] in text
        assert lab["question"] in text
        assert lab["told"] in text
        assert (found["learned"], found["learned_in_all"]) == ([], None)
        assert found["deficit"] == found["prior_deficit"]
        return lab


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_serum_without_a_unit_is_refused_with_its_readings(desk: Desk):
    said = desk.refuses("serum_magnesium: 2.0")
    assert "person.yaml:8:" in said
    assert '"2.0 mg/dL"' in said
    assert '"2.0 mmol/L"' in said


def test_equivalents_written_as_moles_are_quarantined(desk: Desk):
    """1.6 mEq/L is a usual value, 1.6 mmol/L an emergency: the number asks which it was."""
    lab = desk.keeps("quarantined", "serum_magnesium: 1.6 mmol/L; date: 2026-10-01")
    assert "1.6 mEq/L (0.8 mmol/L)" in lab["question"]


def test_milligrams_under_a_code_of_moles_are_quarantined(desk: Desk):
    lab = desk.keeps("quarantined", "serum_magnesium: 1.9 mg/dL; loinc: 2601-3; date: 2026-10-01")
    assert "mmol/L" in lab["question"]


def test_a_day_of_urine_of_twenty_hours_is_quarantined(desk: Desk):
    lab = desk.keeps("quarantined", "urine_magnesium: 2.4 mmol/24h; collected: 20 h; date: 2026-10-01")
    assert "20 hours" in lab["why"]


def test_a_retention_without_its_protocol_is_refused(desk: Desk):
    said = desk.refuses("magnesium_retention: 45 %")
    assert "protocol: gullestad1994" in said


@pytest.mark.parametrize("fault", ["haemolysed", "EDTA"])
def test_a_spoiled_sample_is_shown_and_not_used(desk: Desk, fault: str):
    lab = desk.keeps("spoiled", f"serum_magnesium: 0.80 mmol/L; specimen: {fault}; date: 2026-10-01")
    assert "new sample" in lab["question"]


def test_a_filtration_that_nobody_has_is_refused(desk: Desk):
    said = desk.refuses("serum_magnesium: 0.80 mmol/L", egfr="300 mL/min/1.73m2")
    assert "person.yaml:6:" in said
    assert "egfr = '300" in said


def test_a_date_to_come_is_refused_and_the_order_of_dates_does_not_matter(desk: Desk):
    said = desk.refuses("serum_magnesium: 0.80 mmol/L; date: 2026-12-24")
    assert "2026-12-24" in said
    old, new = "serum_magnesium: 0.82 mmol/L; date: 2026-09-01", "serum_magnesium: 0.78 mmol/L; date: 2026-10-01"
    assert desk.shows(old, new)[0]["deficit"]["median"] == pytest.approx(desk.shows(new, old)[0]["deficit"]["median"])


def test_two_values_that_contradict_are_kept_flagged_and_count_for_less(desk: Desk):
    found, text = desk.shows(
        "serum_magnesium: 0.60 mmol/L; date: 2026-09-30", "serum_magnesium: 0.95 mmol/L; date: 2026-10-01"
    )
    assert all(lab["used"] and lab["widened"] > 1 for lab in found["labs"])
    assert "0.60 mmol/L and 0.95 mmol/L contradict each other beyond their errors" in text


def test_a_value_that_nobody_can_reach_says_so_with_the_nearest(desk: Desk):
    found, text = desk.shows("serum_potassium: 8.5 mmol/L; date: 2026-10-01")
    (lab,) = found["labs"]
    assert lab["used"]
    assert f"No virtual person can be read as 8.5 mmol/L; the nearest would be {lab['nearest']:.3g} mmol/L" in text


@pytest.mark.parametrize(
    ("lab", "word"),
    [
        ("serum_magnesium: 1.6 mmol/L", "more magnesium is no aim now"),
        ("serum_magnesium: 3 mmol/L; specimen: haemolysed", "urgent human care"),
        ("serum_magnesium: 0.4 mmol/L; loinc: 19123-9", "urgent human care"),
    ],
)
def test_a_value_in_doubt_withholds_the_plan_that_a_usual_one_has(desk: Desk, lab: str, word: str):
    """Until the question is answered it may be what was printed; the person eats little, so there is a plan to hold."""
    usual, _ = desk.shows("serum_magnesium: 0.85 mmol/L; date: 2026-10-01", record=RECORD)
    assert usual["swaps"]
    found, text = desk.shows(f"{lab}; date: 2026-10-01", record=RECORD)
    assert found["labs"][0]["doubt"] in ("quarantined", "spoiled")
    assert (found["swaps"], found["other_plans"], found["plan_adequacy"]) == ([], [], None)
    assert word in found["urgent"] + found["plan_says"]
    assert ("a value in doubt" in text) == (word == "urgent human care")
