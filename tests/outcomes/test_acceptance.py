"""Acceptance: T1 to T9 of the reference note on evidence, each figure against what is asked, and no miss unnamed."""

from __future__ import annotations

import math
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

HERE = Path(__file__).parent
given = SimpleNamespace(**runpy.run_path(str(HERE / "acceptance.py")))


def came(test: str) -> dict[str, float]:
    return {one.what: one.came for one in given.figures(test)}


def test_t1_a_supplement_for_twenty_weeks():
    found = came("T1")
    assert 0.02 <= found["serum magnesium, rise"] <= 0.06
    assert 1.2 <= found["magnesium in urine, rise"] <= 1.8


def test_t2_three_weeks_with_hardly_any_magnesium():
    """0.80 to 0.61 +- 0.04; calcium and calcitriol fall, within twice the standard errors printed (0.03; 3 of 55)."""
    found = came("T2")
    assert found["serum magnesium before"] == pytest.approx(0.80, abs=0.005)
    assert found["serum magnesium after"] == pytest.approx(0.61, abs=0.04)
    assert -0.05 - 0.06 <= found["calcium, a fall about −0.05"] < 0
    assert found["calcium, a fall about −0.05"] / -0.05 == pytest.approx(3 / 5, abs=0.05)  # as the page says
    assert found["calcitriol, a fall about −22 %"] / -22 == pytest.approx(3 / 4, abs=0.05)
    assert -22 - 11 <= found["calcitriol, a fall about −22 %"] <= -22 + 11


def test_t2_parathyroid_hormone_is_not_raised():
    """It fell or stayed in 20 of 26 people; "by a hundredth", says the page."""
    assert came("T2")["parathyroid hormone, change"] == pytest.approx(-1, abs=0.5)


def test_t3_blood_pressure():
    found = came("T3")
    assert -4.3 < found["systolic pressure, people of the trials"] < -1.3
    assert found["systolic pressure, people of the trials"] == pytest.approx(-2.8, abs=0.05)
    assert found["systolic pressure, a normotensive person"] == 0
    assert found["change of this by twice the dose"] < 20
    assert found["the two modifiers, quoted"] == 2
    assert found["the two modifiers, applied"] == 0


def test_t3_a_normotensive_person_is_told_that_no_effect_was_shown():
    trials = [one for one in given.pressure(365) if one.role == "primary" and one.exposure == "supplemental_magnesium"]
    assert [one.heading for one in trials] == ["Upper blood pressure", "Lower blood pressure"]
    assert {one.kind for one in trials} == {"null"}
    assert all("No effect has been shown" in one.sentence for one in trials)


def test_t3_who_was_not_studied_is_no_person_without_effect():
    """A refusal is no number, and a dose beyond the trials is one: neither could pass for 0 mmHg."""
    assert math.isnan(given.systolic(900, "hypertension"))
    assert not given.Figure("T3", "it", 0, 0, given.systolic(900, "hypertension")).held


def test_t4_nothing_where_nothing_was_found():
    found = came("T4")
    assert found["ldl cholesterol, middle in 2017"] == -0.01  # -0.01 (-0.13 to 0.11) mmol/L
    assert found["muscle cramps, middle in 2020"] == -0.18  # -0.18 (-0.84 to 0.49) a week
    assert found["muscle cramps, middle in 2012"] == 0.01  # 0.01 (-0.52 to 0.55) a week
    for name in ("ldl cholesterol", "muscle cramps"):
        assert given.named(name).answer.kind == "null"
        assert given.named(name).guards
    assert all(one.held for one in given.figures("T4"))


def test_t5_food_moves_neither_rhythm_nor_bone():
    found = came("T5")
    for name, cohorts in (("atrial fibrillation", 1), ("fracture", 2)):
        assert found[f"{name}, answers of no effect"] == 1
        assert found[f"{name}, findings of food that say no association"] == cohorts
        assert found[f"{name}, sizes worked out from food"] == 0
        assert not any(row.serves("dietary_magnesium") for row in given.named(name).rows)


def test_t6_death_is_flat_above_the_threshold():
    found = came("T6")
    assert found["findings at 0.71, 0.80 and 0.95 mmol/L that differ"] == 0
    assert found["there, chance of a serum of 0.70 or less"] == 0
    assert found["there, more deaths of 1,000 by it"] == 0
    assert found["chance of it at 0.65 and at 0.70 mmol/L"] == 1
    assert found["findings there that are as those above"] == 0
    assert given.worse(given.death(0.65)) > 1  # so that none above could have been some
    assert given.death(0.65).size.estimate == pytest.approx(1.34)


def test_t7_every_cell_is_as_printed():
    """What Epsom prints, four significant digits, rounded half up to the decimals of the note."""
    found = given.cells()
    assert len(found) == 20
    for *_, value, shown, asked in found:
        assert shown == f"{value:#.4g}"
        assert len(re.sub(r"^-?0?\.?", "", shown).replace(".", "")) == 4
        assert given.shortened(shown, asked) == asked
    assert given.shortened("131.4", "132") == "131"
    assert given.shortened("17.95", "18.0") == "18.0"


def test_t7_one_cell_of_the_note_was_rounded_twice():
    """131.4986 is 131.5 in four digits and 131 in three: the note's 132 is over 131.5, and the page says so."""
    once = [cell for cell in given.cells() if f"{cell[2]:.{len(cell[-1].partition('.')[2])}f}" != cell[-1]]
    ((free, _, value, shown, asked),) = once
    assert (free, shown, asked) == (0.557, "131.5", "132")
    assert value == pytest.approx(131.4986, abs=5e-5)
    assert "131.4986" in given.NOTES["T7"]


def test_t8_the_worked_example():
    """23 (17 to 28) fewer; with doubt 6, from 0 to 25, and more than 5 in 0.41."""
    found = list(came("T8").values())
    assert [round(value) for value in found[:6]] == [23, 17, 28, 6, 0, 25]
    assert round(found[6], 2) == 0.41


def test_t9_twenty_five_slips():
    assert came("T9") == {"rows with verdict, fact and source": 25}


# --- the list itself --------------------------------------------------------------------------------------------------


def test_every_test_of_the_note_has_its_figures():
    assert list(given.TESTS) == [f"T{number}" for number in range(1, 10)]
    for test in given.TESTS:
        assert given.figures(test)
        assert {one.test for one in given.figures(test)} == {test}


def test_what_misses_is_what_is_said_to_miss():
    """A new miss is found out, and so is one that was mended."""
    missed = {(one.test, one.what) for test in given.TESTS for one in given.figures(test) if not one.held}
    assert missed == set(given.MISSED)
    assert all(reason.endswith(".") for reason in given.MISSED.values())


@pytest.mark.parametrize("test", given.TESTS)
def test_the_tests_that_are_said_to_prove_it_are_there(test: str):
    for named in given.TESTS[test][2]:
        file, _, function = named.partition("::")
        text = (HERE / file).read_text("utf-8")
        assert re.search(rf"^def {re.escape(function)}\(", text, flags=re.M), named


def test_a_figure_beyond_what_is_asked_is_no_match():
    one = given.Figure("T0", "it", 1.0, 2.0, 2.0)
    assert one.held
    assert not given.Figure("T0", "it", 1.0, 2.0, 2.01).held
    assert not given.Figure("T0", "it", 1.0, 2.0, float("nan")).held


# --- the page ---------------------------------------------------------------------------------------------------------

TOP = HERE.parents[1]
PAGE = "docs/evidence-rules.md"
MEND = "A rule, what an offender is told, or a figure has changed. Print it anew: scripts/write_evidence_rules_page.py"


def test_the_page_is_current():
    writer = runpy.run_path(str(TOP / "scripts" / "write_evidence_rules_page.py"), run_name="page")
    assert writer["page"]() == (TOP / PAGE).read_text("utf-8"), MEND


def test_the_page_has_every_rule_every_figure_and_every_miss_in_red():
    text = (TOP / PAGE).read_text("utf-8")
    for number in range(1, 13):
        assert re.search(rf"^\| E{number} \| .+: E{number}: .+ \|$", text, flags=re.M), number
    rows = re.findall(r"^\| (T\d) \| (.+?) \| .+ \| .+ \| (🟢 held|🔴 \*\*missed\*\*) \|$", text, flags=re.M)
    every = [one for test in given.TESTS for one in given.figures(test)]
    assert [(test, what) for test, what, _ in rows] == [(one.test, one.what) for one in every]
    assert {(test, what) for test, what, mark in rows if "missed" in mark} == set(given.MISSED)


def test_the_tests_that_hold_what_is_shown_are_there():
    text = (TOP / PAGE).read_text("utf-8")
    for file, function in re.findall(r"`(test_\w+\.py)::(\w+)`", text):
        assert f"\ndef {function}(" in (HERE / file).read_text("utf-8"), function
