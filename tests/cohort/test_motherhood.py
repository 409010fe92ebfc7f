"""Motherhood: what the weeks of a pregnancy and nursing ask of a body."""

from itertools import pairwise

import numpy as np
import pytest

from epsom import units
from epsom.cohort import motherhood
from epsom.cohort.draw import draw
from epsom.person import Person
from tests.cohort.steady import WOMAN, change, direction, rest


def body(persons=9, **told):
    return draw(Person(**WOMAN, **told), persons=persons, seed=1).body()


def test_pregnancy_filters_more_and_gives_to_the_child():
    plain, late = body(), body(pregnancy={"week": 36})
    assert np.all(late.kidney.filtration_rate > 1.3 * plain.kidney.filtration_rate)
    assert np.all(late.kidney.filtration_rate < 1.6 * plain.kidney.filtration_rate)  # 40 to 50 % more
    assert np.all(late.plasma.plasma_volume > 1.3 * plain.plasma.plasma_volume)
    assert units.milligrams(late.offspring.transfer[0]) == pytest.approx(0.9 * 7, rel=0.02)


def test_milk_takes_what_is_in_it():
    """25 to 35 mg a litre in three quarters of a litre: about 25 mg a day."""
    assert units.milligrams(body(lactating=True).offspring.transfer[0]) == pytest.approx(25, rel=0.02)
    assert np.all(body(lactating=True).kidney.filtration_rate == body().kidney.filtration_rate)


def test_the_demand_grows_with_the_weeks_and_gives_a_gram_in_all():
    weeks = np.arange(1, 41)
    given = [float(body(persons=1, pregnancy={"week": int(week)}).offspring.transfer[0]) for week in weeks]
    assert all(a < b for a, b in pairwise(given))
    assert 0.8 < 7 * units.milligrams(1.0) * sum(given) / 1000 < 1.2  # g


def test_filtration_rises_early_and_where_an_egfr_is_told_it_is_that_of_the_laboratory():
    rise = [motherhood.filtration_rise(Person(**WOMAN, pregnancy={"week": week})) for week in (1, 7, 14, 36)]
    assert 1.0 < rise[0] < rise[1] < rise[2] == rise[3]
    assert motherhood.filtration_rise(Person(**WOMAN)) == 1.0
    told = {"egfr": "140 mL/min/1.73m2"}
    early, late = (body(pregnancy={"week": week}, **told).kidney.filtration_rate for week in (2, 36))
    assert np.array_equal(early, late)


def test_serum_falls_with_the_weeks():
    """By 7 % in a survey; 5 to 12 % is what cohorts through pregnancy report, lowest in the third trimester."""
    plain = rest(**WOMAN)
    weeks = [rest(**WOMAN, pregnancy={"week": week}) for week in (8, 20, 36)]
    serum = [found.median("serum_magnesium") for found in (plain, *weeks)]
    assert all(a > b for a, b in pairwise(serum))
    assert 0.04 < 1.0 - serum[-1] / serum[0] < 0.13
    assert direction(change(plain, weeks[-1], "serum_magnesium")) == -1


def test_nursing_spares_urine_and_lowers_serum_a_little():
    plain, nursing = rest(**WOMAN), rest(**WOMAN, lactating=True)
    assert direction(change(plain, nursing, "urine_magnesium")) == -1
    assert direction(change(plain, nursing, "serum_magnesium")) == -1
    assert plain.median("serum_magnesium") - nursing.median("serum_magnesium") < 0.05
    spared = units.milligrams(plain.median("urine_magnesium") - nursing.median("urine_magnesium"))
    assert 15 < spared < 30  # most of the 25 mg in milk


def test_pre_eclampsia_takes_away_the_rise_of_filtration():
    """In normal pregnancy filtration is 40 % higher, in pre-eclampsia it is not [krutzen1992]."""
    week = {"pregnancy": {"week": 34}}
    plain, healthy, ill = (
        np.median(body(persons=400, **told).kidney.filtration_rate)
        for told in ({}, week, week | {"conditions": ["pre-eclampsia"]})
    )
    assert ill < 0.8 * healthy
    assert ill == pytest.approx(plain, rel=0.1)
    one, other = rest(**WOMAN, **week), rest(**WOMAN, **week, conditions=["pre-eclampsia"])
    assert direction(change(one, other, "serum_magnesium")) == 1  # less is filtered, so more stays
