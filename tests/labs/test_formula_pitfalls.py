"""Pitfalls of formulas that the web gets wrong: albumin correction by a slip of units, and grades by two units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import units
from epsom.labs.workbench.albumin import corrected
from epsom.labs.workbench.grade import grade, graded, limits

PER = units.factor("mg/dL", "mmol/L", "magnesium")

# --- pitfall 3: magnesium 1.5 mg/dL, albumin 2.5 g/dL -----------------------------------------------------------------

WRONG = {
    "0.005 with albumin in g/dL, in mg/dL": (1.5 + 0.005 * (4.0 - 2.5), 1.5075),
    "0.005 mg/dL for each g/L": (1.5 + 0.005 * (40 - 25), 1.575),
    "0.05 times 3.5 less albumin in g/dL": (1.5 + 0.05 * (3.5 - 2.5), 1.55),
}
"""What four web calculators print, two of them the first: formula as they have it, and its value."""


def test_the_right_corrected_magnesium_is_1_68():
    """1.5 mg/dL = 0.617 mmol/L; + 0.005 x 15 = 0.692 mmol/L = 1.68 mg/dL."""
    one = corrected("1.5 mg/dL", "2.5 g/dL")
    assert one.value is not None
    assert round(one.value / PER, 2) == 1.68
    assert round(one.value, 3) == 0.692
    assert dict(one.beside)["corrected"] == "0.692 mmol/L, 1.68 mg/dL"


@pytest.mark.parametrize("slip", list(WRONG))
def test_no_wrong_value_of_the_web_comes_out(slip: str):
    formula, wrong = WRONG[slip]
    assert formula == pytest.approx(wrong, abs=1e-12)
    one = corrected("1.5 mg/dL", "2.5 g/dL")
    assert one.value is not None
    assert abs(one.value / PER - wrong) > 0.1
    raised = one.value / PER - 1.5
    assert 2 < raised / (wrong - 1.5) < 25  # the slips make the correction 2 to 24 times too small


# --- pitfall 7: grades by mg/dL and by mmol/L -------------------------------------------------------------------------


def test_0_38_mmol_is_grade_3_by_one_unit_and_2_by_the_other():
    """0.38 mmol/L = 0.92 mg/dL: below 0.4 mmol/L, not below 0.9 mg/dL."""
    one = grade("0.38 mmol/L", lower_limit="0.70 mmol/L", upper_limit="1.00 mmol/L")
    assert one.value == 3
    assert any("by mg/dL grade 2 low, by mmol/L grade 3 low" in text for text in one.warnings)
    same = grade("0.92 mg/dL", lower_limit="1.7 mg/dL", upper_limit="2.4 mg/dL")
    assert same.value == 2  # in the unit reported
    assert dict(same.beside)["by mmol/L"].endswith("grade 3 low")


@pytest.mark.parametrize(
    ("serum", "by_mg", "by_mmol"),
    [
        (0.2885, 3, 4), (0.2995, 3, 4),  # the three bands as the reference folder prints them, on its grid
        (0.3705, 2, 3), (0.3995, 2, 3),
        (0.4940, 1, 2), (0.4995, 1, 2),
        (0.2880, 4, 4), (0.3000, 3, 3), (0.3700, 3, 3), (0.4000, 2, 2), (0.4935, 2, 2), (0.5000, 1, 1),  # beside them
        (1.232, 1, 3), (1.235, 3, 3), (1.23, 1, 1), (3.295, 4, 3), (3.29, 3, 3), (3.31, 4, 4),  # high
    ],
)  # fmt: skip
def test_where_the_units_disagree(serum: float, by_mg: int, by_mmol: int):
    assert graded(serum / PER, "mg/dL", 1.7, 2.4).grade == by_mg
    assert graded(serum, "mmol/L", 0.7, 1.0).grade == by_mmol
    one = grade(f"{serum} mmol/L", lower_limit="0.7 mmol/L", upper_limit="1.0 mmol/L")
    assert any("disagree" in text for text in one.warnings) == (by_mg != by_mmol)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("1.2 mg/dL", 1), ("1.19 mg/dL", 2), ("0.9 mg/dL", 2), ("0.89 mg/dL", 3), ("0.7 mg/dL", 3), ("0.69 mg/dL", 4),
        ("0.5 mmol/L", 1), ("0.49 mmol/L", 2), ("0.4 mmol/L", 2), ("0.3 mmol/L", 3), ("0.29 mmol/L", 4),
        ("2.5 mg/dL", 1), ("3.0 mg/dL", 1), ("3.1 mg/dL", 3), ("8.0 mg/dL", 3), ("8.1 mg/dL", 4),
        ("1.23 mmol/L", 1), ("1.24 mmol/L", 3), ("3.3 mmol/L", 3), ("3.4 mmol/L", 4), ("0.81 mmol/L", 0),
    ],
)  # fmt: skip
def test_a_value_at_a_limit_has_the_milder_grade(told: str, expected: int):
    assert grade(told, lower_limit="0.70 mmol/L", upper_limit="1.00 mmol/L").value == expected


def test_grade_1_is_not_told_from_none_without_the_laboratorys_limits():
    assert grade("0.60 mmol/L").value is None
    assert grade("0.60 mmol/L").zone == "one_or_no"
    assert grade("0.60 mmol/L", lower_limit="0.70 mmol/L").value == 1
    assert grade("0.45 mmol/L").value == 2  # sure in any case


@pytest.mark.parametrize(("told", "unit"), [("0.9 mEq/L", "mEq/L"), ("9 mg/L", "mg/L")])
def test_a_unit_without_grades_says_so_and_shows_both(told: str, unit: str):
    one = grade(told)
    assert any(unit in text for text in one.warnings)
    assert len(one.beside) == 2


def test_rounding_across_a_limit_is_said():
    assert any("As printed" in text for text in grade("0.5 mmol/L", lower_limit="0.70 mmol/L").warnings)  # 0.45 to 0.55
    assert not any("As printed" in text for text in grade("0.45 mmol/L", lower_limit="0.70 mmol/L").warnings)


@pytest.mark.parametrize(
    ("told", "word"), [("0.45 mmol/L", "urgent"), ("0.58 mmol/L", "overt symptoms"), ("2.2 mmol/L", "urgent")]
)
def test_the_alerts(told: str, word: str):
    assert any(word in text.lower() for text in grade(told).warnings)
    assert not any(word in text.lower() for text in grade("0.80 mmol/L").warnings)


@given(st.floats(0.11, 9), st.floats(0.0005, 0.5))
def test_less_is_never_a_milder_grade_of_low(serum: float, less: float):
    for unit, size, lower, upper in (("mmol/L", 1.0, 0.7, 1.0), ("mg/dL", 1 / PER, 1.7, 2.4)):
        more, fewer = graded(serum * size, unit, lower, upper), graded(max(serum - less, 0) * size, unit, lower, upper)
        if more.direction == "low":
            assert fewer.direction == "low"
            assert fewer.grade >= more.grade
    assert [limit for _, limit in limits("low", "mg/dL")] == [1.2, 0.9, 0.7]
