"""Exposures: what changes, and what a row may look at of it."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.outcomes.personal.exposures import (
    DRAWS,
    Exposures,
    change_of_food,
    change_of_serum,
    low_serum,
    seen,
    studied_dose,
    threshold,
)
from epsom.outcomes.row import rules

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))
small = people.small
(COHORT,) = people.evidence_of(small.COHORT).rows  # 150 to 450 mg/day
(TRIAL,) = people.evidence_of(small.TRIAL, answer="effect").rows  # 100 to 400 mg/day
(SERUM,) = people.evidence_of(small.SERUM).rows
STEP = small.changed(
    small.SERUM, ('reference = { what = "0.80 to 0.89 mmol/L" }\nthreshold = 0.70', "increment = -0.1"),
    ('"categorical"', '"per_unit"'), ('"threshold"', '"log_linear"'),
)  # fmt: skip
(STEP_OF_SERUM,) = people.evidence_of(STEP).rows  # 0.65 to 0.95 mmol/L


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"asked": "somebody"}, "asked = 'somebody' is none of plan, example, told"),
        ({"supplement": -1.0}, "supplement = -1 mg/day: a dose is zero or more"),
        ({"supplement": float("nan")}, "supplement = nan"),
        ({"supplement": float("inf")}, "supplement = inf"),
        ({"diet_before": float("nan")}, "diet_before holds what is no number"),
        ({"diet_after": np.array([1.0, np.inf])}, "diet_after holds"),
        ({"serum": np.array([0.8, np.nan])}, "serum holds"),
        ({"years": 0.0}, "years = 0: say a number of years above 0, at most 10"),
        ({"years": 11.0}, "years = 11"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_rule(told, names):
    with pytest.raises(InputError, match=names):
        Exposures(**told)


def test_the_example_is_that_of_the_table_and_only_where_none_is_told():
    usual = Exposures(365, np.array([200.0, 300.0]), serum=0.8, years=5, by_serum=True)
    shown = usual.with_example
    assert np.array_equal(shown.diet_after, np.array([200.0, 300.0]) + rules()["asked"]["value"])
    assert (shown.asked, shown.supplement, shown.serum, shown.years, shown.by_serum) == ("example", 365, 0.8, 5, True)
    told = Exposures(diet_before=200, diet_after=250)
    assert told.with_example is told
    assert Exposures(365).with_example.diet_after is None


@given(st.floats(0, 700), st.floats(0, 700))
def test_of_a_change_of_food_what_lies_inside_counts(before, after):
    change = change_of_food(COHORT, Exposures(diet_before=before, diet_after=after), rng())
    inside = min(max(after, 150), 450) - min(max(before, 150), 450)
    assert change.used == pytest.approx(inside)
    assert change.told == pytest.approx(after - before)
    assert np.allclose(change.draws, inside)
    assert len(change.draws) == DRAWS
    assert change.inside == (inside != 0)


def test_each_virtual_person_has_their_own_change_and_range():
    """Of 100 to 200 counts 50; of 400 to 500 counts 50; of 200 to 300 counts 100: a mean of 66.7."""
    exposures = Exposures(diet_before=np.array([100.0, 400.0, 200.0]), diet_after=np.array([200.0, 500.0, 300.0]))
    change = change_of_food(COHORT, exposures, rng())
    assert set(change.draws) == {50.0, 100.0}
    assert change.used == pytest.approx(200 / 3, abs=2)
    assert change.told == pytest.approx(100)


def test_the_same_virtual_person_before_and_after():
    before = np.linspace(160, 400, 100)
    change = change_of_food(COHORT, Exposures(diet_before=before, diet_after=before + 30), rng())
    assert np.allclose(change.draws, 30)


def test_nothing_is_seen_of_what_is_not_told():
    both = Exposures(0, 200, 300, 0.75, 0.85)
    assert change_of_food(COHORT, replace(both, diet_after=None), rng()) is None
    assert change_of_food(COHORT, replace(both, diet_before=None), rng()) is None
    assert change_of_food(TRIAL, both, rng()) is None
    assert change_of_serum(STEP_OF_SERUM, both, rng()) is None
    assert change_of_serum(STEP_OF_SERUM, replace(both, by_serum=True, serum_after=None), rng()) is None
    assert low_serum(SERUM, Exposures(), rng()) is None
    assert low_serum(STEP_OF_SERUM, both, rng()) is None


def test_through_serum_or_through_food():
    by_serum = Exposures(0, 200, 300, 0.75, 0.85, by_serum=True)
    assert change_of_food(COHORT, by_serum, rng()) is None
    assert change_of_serum(STEP_OF_SERUM, by_serum, rng()).used == pytest.approx(0.10)
    assert change_of_serum(SERUM, by_serum, rng()) is None  # a threshold stays a threshold


def test_of_a_change_of_serum_what_lies_inside_counts():
    change = change_of_serum(STEP_OF_SERUM, Exposures(serum=0.55, serum_after=0.75, by_serum=True), rng())
    assert (change.told, change.used) == (pytest.approx(0.20), pytest.approx(0.10))
    beyond = change_of_serum(STEP_OF_SERUM, Exposures(serum=1.0, serum_after=1.1, by_serum=True), rng())
    assert not beyond.inside


@pytest.mark.parametrize(("serum", "low"), [(0.6999, 1), (0.70, 1), (0.7001, 0), (0.2, 1), (1.5, 0)])
def test_low_is_at_or_below(serum, low):
    assert set(low_serum(SERUM, Exposures(serum=serum), rng())) == {low}


def test_a_threshold_in_other_units():
    """1.4 mEq/L are 0.7 mmol/L; 1.70135 mg/dL are 0.7 mmol/L (24.305 mg in a mmol)."""
    for unit, printed in (("mEq/L", 1.4), ("mg/dL", 1.70135), ("mmol/L", 0.7)):
        assert threshold(replace(SERUM, unit=unit, threshold=printed)) == pytest.approx(0.7)


@pytest.mark.parametrize(("dose", "studied"), [(0, True), (99.9, False), (100, True), (400, True), (400.1, False)])
def test_a_dose_counts_between_those_of_the_trials(dose, studied):
    assert studied_dose(TRIAL, Exposures(dose)) is studied
    assert (seen(TRIAL, Exposures(dose), rng()) == 1.0) is studied


def test_seen_is_none_where_nothing_is_worked_out():
    assert seen(COHORT, Exposures(diet_before=250, diet_after=250.4), rng()) is None  # told in whole milligrams
    assert seen(COHORT, Exposures(diet_before=460, diet_after=600), rng()) is None
    assert seen(SERUM, Exposures(), rng()) is None
    assert seen(SERUM, Exposures(serum=0.9), rng()) == 1.0
    assert np.allclose(seen(COHORT, Exposures(diet_before=250, diet_after=251), rng()), 1)
