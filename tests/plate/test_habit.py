"""Habit: a few days, pulled towards what people of that age and sex eat."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables, units
from epsom.plate.habit import TABLE, band, bands, days_with_food, usual_food

ROOT = Path(__file__).parents[2]
NHANES = ROOT.parent / "shared" / "data" / "nhanes"
PERSONS = 40_000

# Mean food magnesium [mg/day], NHANES 2013-2016, as computed in the reference with the NCI-like method
SURVEY = {
    ("male", 9): 262, ("male", 14): 286, ("male", 19): 334, ("male", 31): 354, ("male", 51): 354, ("male", 71): 313,
    ("female", 9): 231, ("female", 14): 215, ("female", 19): 254, ("female", 31): 282, ("female", 51): 274,
    ("female", 71): 249,
}  # fmt: skip


@pytest.mark.parametrize(("sex", "age"), SURVEY)
def test_the_bands_give_the_survey_means(sex, age):
    who, outside = band(age, sex)
    assert not outside
    assert who.age_lo == age
    mean = math.exp(who.centre + (who.between**2 + who.within**2) / 2)
    assert mean == pytest.approx(SURVEY[sex, age], rel=0.05)
    assert who.day_mean == pytest.approx(mean)


def test_day_to_day_spread_is_that_of_the_survey():
    """Within-person standard deviation: women 99 mg, men 120 mg per day, in the reference."""
    women = [band(age, "female")[0].day_sd for age in (19, 31, 51, 71)]
    men = [band(age, "male")[0].day_sd for age in (19, 31, 51, 71)]
    assert np.mean(women) == pytest.approx(99, rel=0.1)
    assert np.mean(men) == pytest.approx(120, rel=0.2)


def test_no_record_is_the_survey_itself():
    who, _ = band(40, "female")
    drawn = np.log(units.milligrams(1) * usual_food(None, 40, "female", 1, PERSONS))
    assert drawn.shape == (PERSONS,)
    error = who.between / math.sqrt(PERSONS)
    assert drawn.mean() == pytest.approx(who.centre + who.within**2 / 2, abs=5 * error)
    assert drawn.std() == pytest.approx(who.between, rel=0.02)


def test_usual_food_by_hand_with_one_day():
    """Prior and reading weighted by their precisions, on the log scale."""
    who, _ = band(40, "male")
    day = units.mmol(600)
    drawn = np.log(units.milligrams(1) * usual_food(np.full((1, PERSONS), day), 40, "male", 2, PERSONS))
    prior, reading = 1 / who.between**2, 1 / who.within**2
    middle = (prior * who.centre + reading * math.log(600)) / (prior + reading)
    sd = (prior + reading) ** -0.5
    assert drawn.mean() == pytest.approx(middle + who.within**2 / 2, abs=5 * sd / math.sqrt(PERSONS))
    assert drawn.std() == pytest.approx(sd, rel=0.02)


def test_many_days_lead_to_the_mean_of_the_record():
    """A long record of log-normal days: its plain mean is what the person usually eats."""
    who, _ = band(40, "female")
    days = np.random.default_rng(7).lognormal(math.log(units.mmol(420)), who.within, size=(2000, 1))
    drawn = usual_food(np.repeat(days, 500, axis=1), 40, "female", 3, 500)
    assert drawn.mean() == pytest.approx(days.mean(), rel=0.03)
    assert drawn.std() / drawn.mean() < 0.02


@given(st.floats(0.2, 60), st.integers(1, 60), st.floats(1, 90), st.sampled_from(["male", "female"]))
def test_more_days_shrink_the_spread_and_leave_the_survey(eaten, days, age, sex):
    few = np.log(usual_food(np.full((days, 400), eaten), age, sex, 5, 400))
    more = np.log(usual_food(np.full((days + 5, 400), eaten), age, sex, 5, 400))
    none = np.log(usual_food(None, age, sex, 5, 400))
    assert more.std() < few.std() < none.std()
    goal = math.log(eaten) + band(age, sex)[0].within ** 2 / 2
    assert abs(more.mean() - goal) <= abs(few.mean() - goal) + more.std() / 2


def test_every_virtual_person_has_its_own_record():
    """Content of a food is uncertain, so each column of the record is another reading of the same days."""
    eaten = np.tile(np.array([[units.mmol(100), units.mmol(800)]]), (30, 1))
    low, high = usual_food(eaten, 40, "male", 1, 2)
    assert low < high / 3


def test_a_day_on_which_no_food_was_told_is_no_reading():
    eaten = np.full((3, 100), units.mmol(300))
    gap = np.vstack([eaten, np.zeros((2, 100))])
    np.testing.assert_array_equal(usual_food(gap, 40, "male", 1, 100), usual_food(eaten, 40, "male", 1, 100))
    assert days_with_food(gap) == 3
    nothing = usual_food(np.zeros((2, 100)), 40, "male", 1, 100)
    np.testing.assert_array_equal(nothing, usual_food(None, 40, "male", 1, 100))


def test_same_seed_same_digits_and_a_stream_of_its_own():
    one, two = usual_food(None, 40, "male", 11, 50), usual_food(None, 40, "male", 11, 50)
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, usual_food(None, 40, "male", 12, 50))
    rng = np.random.default_rng(11)
    assert not np.array_equal(one, usual_food(None, 40, "male", rng, 50))


def test_outside_the_bands_the_nearest_is_taken_and_said():
    youngest, outside = band(0.5, "female")
    assert outside
    assert youngest.age_lo == 1
    assert band(99, "male")[1] is False
    assert band(1, "male")[1] is False


def test_table_and_record_agree():
    assert len(bands()) == 16
    for number, row in enumerate(tables.sheet(TABLE), start=2):
        tables.check_source(dict(row), f"{TABLE}:{number}")
        assert int(row["pairs"]) > 400
        assert int(row["recalls"]) > 2 * int(row["pairs"])


def test_the_script_gives_the_table_again():
    if not NHANES.exists():
        pytest.skip(f"no survey data beside the checkout ({NHANES})")
    pytest.importorskip("pyarrow")
    spec = importlib.util.spec_from_file_location("compile_habit", ROOT / "scripts" / "compile_habit.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.table(NHANES) == [dict(row) for row in tables.sheet(TABLE)]


def test_variance_components_by_hand():
    """Two days (1, e) and (e, 1): no shift, half the mean squared difference is one half."""
    spec = importlib.util.spec_from_file_location("compile_habit", ROOT / "scripts" / "compile_habit.py")
    assert spec is not None
    assert spec.loader is not None
    pytest.importorskip("pyarrow")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    e, weight = math.e, np.ones(4)
    day1, day2 = np.array([1, e, e**4, e**5]), np.array([e, 1, e**5, e**4])
    found = script.components(day1, day2, weight, weight)
    assert found["within"] == pytest.approx(math.sqrt(0.5))
    # logarithms 0, 1, 4, 5 on both days: variance 4.25, so 3.75 between persons around 2.5
    assert found["between"] == pytest.approx(math.sqrt(3.75))
    assert found["centre"] == pytest.approx(2.5)
