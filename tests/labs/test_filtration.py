"""Filtration from creatinine: by hand from the equation as printed, its directions, and its numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables, units
from epsom.labs import filtration
from epsom.labs.filtration import estimated_filtration, filtration_by_both, filtration_by_cystatin, least_age
from epsom.quantities import told

MICROMOLAR = units.factor("mg/dL", "umol/L", "creatinine")

CREATININE = st.floats(10, 2000)
AGE = st.floats(18, 110)
SEX = st.sampled_from(["female", "male"])


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "expected"),
    [
        (0.9, 50, "male", 104.05),  # at the knee: 142 x 0.9938^50 = 142 x 0.73274
        (0.7, 50, "female", 105.30),  # at hers: the same x 1.012
        (1.8, 60, "male", 42.56),  # twice the knee: 142 x 2^-1.2 x 0.9938^60 = 142 x 0.43528 x 0.68856
        (
            0.35,
            40,
            "female",
            132.43,
        ),  # half of it: 142 x 0.5^-0.241 x 0.9938^40 x 1.012 = 142 x 1.18181 x 0.77976 x ...
        (0.45, 40, "male", 136.51),  # 142 x 0.5^-0.302 x 0.9938^40 = 142 x 1.23286 x 0.77976
        (0.9, 55, "female", 75.50),  # 142 x (9/7)^-1.2 x 0.9938^55 x 1.012 = 142 x 0.73965 x 0.71030 x 1.012
    ],
)
def test_estimated_filtration_by_hand(creatinine: float, age: float, sex: str, expected: float):
    assert estimated_filtration(creatinine * MICROMOLAR, sex, age) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("creatinine", "age", "printed"), [(1.2, 55, 71), (1.1, 50, 82)])
def test_estimated_filtration_of_men_is_what_public_calculators_print(creatinine: float, age: float, printed: int):
    """The first as the National Kidney Foundation's calculator has it, both quoted by tests of other programs."""
    assert round(float(estimated_filtration(creatinine * MICROMOLAR, "male", age))) == printed


def test_a_milligram_per_decilitre_is_88_4_micromoles_per_litre():
    assert pytest.approx(88.4, abs=0.01) == MICROMOLAR
    one, same = (told("creatinine", text).value for text in ("1.0 mg/dL", "88.4 umol/L"))
    assert estimated_filtration(one, "female", 60) == pytest.approx(estimated_filtration(same, "female", 60), rel=1e-4)


@given(CREATININE, st.floats(1.001, 3), AGE, SEX)
def test_more_creatinine_means_less_filtration(creatinine: float, more: float, age: float, sex: str):
    assert estimated_filtration(creatinine * more, sex, age) < estimated_filtration(creatinine, sex, age)


@given(CREATININE, AGE, st.floats(0.1, 50), SEX)
def test_the_older_filter_less_at_the_same_creatinine(creatinine: float, age: float, years: float, sex: str):
    assert estimated_filtration(creatinine, sex, age + years) < estimated_filtration(creatinine, sex, age)


@given(st.floats(62, 2000), AGE)
def test_a_woman_filters_less_at_the_same_creatinine(creatinine: float, age: float):
    """From her knee on: less muscle makes less of it. Below, the equation's curves meet."""
    assert estimated_filtration(creatinine, "female", age) < estimated_filtration(creatinine, "male", age)


@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_equation_bends_at_the_knee_and_does_not_jump(sex: str):
    knee = tables.number(filtration.TABLE, f"creatinine_knee_{sex}") * MICROMOLAR
    below, at, above = (float(estimated_filtration(knee * part, sex, 50)) for part in (0.999, 1.0, 1.001))
    assert at == pytest.approx(below, rel=0.001)
    assert at - above > 3 * (below - at) > 0


def test_many_persons_at_once_are_each_as_alone():
    creatinine, age = np.array([40.0, 80.0, 160.0, 700.0]), np.array([25.0, 45.0, 65.0, 85.0])
    sex = np.array(["female", "male", "female", "male"])
    alone = [float(estimated_filtration(*one)) for one in zip(creatinine, sex, age, strict=True)]
    assert estimated_filtration(creatinine, sex, age) == pytest.approx(alone, rel=1e-12)
    of_women = [float(estimated_filtration(each, "female", 50)) for each in creatinine]
    assert estimated_filtration(creatinine, "female", 50) == pytest.approx(of_women, rel=1e-12)


@given(st.floats(0.3, 8), st.floats(1.001, 3), CREATININE, AGE, SEX)
def test_more_cystatin_means_less_filtration(cystatin: float, more: float, creatinine: float, age: float, sex: str):
    assert filtration_by_cystatin(cystatin * more, sex, age) < filtration_by_cystatin(cystatin, sex, age)
    assert filtration_by_both(creatinine, cystatin * more, sex, age) < filtration_by_both(
        creatinine, cystatin, sex, age
    )


def test_many_persons_with_both_markers_are_each_as_alone():
    creatinine, cystatin = np.array([40.0, 80.0, 160.0]), np.array([0.6, 1.1, 2.5])
    sex, age = np.array(["female", "male", "female"]), np.array([25.0, 45.0, 65.0])
    alone = [float(filtration_by_both(*one)) for one in zip(creatinine, cystatin, sex, age, strict=True)]
    assert filtration_by_both(creatinine, cystatin, sex, age) == pytest.approx(alone, rel=1e-12)
    single = [float(filtration_by_cystatin(*one)) for one in zip(cystatin, sex, age, strict=True)]
    assert filtration_by_cystatin(cystatin, sex, age) == pytest.approx(single, rel=1e-12)


@pytest.mark.parametrize("name", list(tables.rows(filtration.TABLE)))
def test_no_number_is_idle(name: str, monkeypatch: pytest.MonkeyPatch):
    def answers() -> list[float]:
        people = ((40.0, "female"), (40.0, "male"), (160.0, "female"), (160.0, "male"))
        alone = [float(estimated_filtration(creatinine, sex, 50)) for creatinine, sex in people] + [least_age()]
        markers = [(other, sex) for other in (0.5, 2.0) for sex in ("female", "male")]
        cystatin = [float(filtration_by_cystatin(other, sex, 50)) for other, sex in markers]
        pairs = [(creatinine, other, sex) for creatinine, sex in people for other in (0.5, 2.0)]
        return alone + cystatin + [float(filtration_by_both(*pair, 50)) for pair in pairs]

    usual, real = answers(), tables.number
    monkeypatch.setattr(tables, "number", lambda table, row: real(table, row) * (1.01 if row == name else 1.0))
    assert answers() != usual
