"""Usual intake of a group: the spread of habits behind the spread of days."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.population.usual import POWERS, Habits, amounts, habits, scale, shrunk

PLAIN = Habits(1.0, np.array([999.0, 899.0]), 14.0, -3.0, 60.0, 100.0, 2, 1, 0)  # amounts themselves, less one
LOGS = Habits(0.0, np.array([5.5]), 0.1, 0.0, 0.3, 0.4, 2, 1, 0)
BENT = Habits(0.27, np.array([13.0]), -0.1, -0.2, 1.6, 1.8, 2, 1, 0)  # as men of a survey
ALL = (PLAIN, LOGS, BENT)


def phi(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def told(people, habit=BENT, seed=1, groups=1, once=0.4):
    """Days of made-up people whose habits are known: amounts, weights, weekend, group, and each one's usual intake."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, groups, people)
    stray = rng.normal(0, habit.between, people)
    weekend = rng.random((people, 2)) < 3 / 7
    days = habit.centre[group][:, None] + stray[:, None] + habit.weekend * weekend + habit.second * np.array([0, 1])
    eaten = amounts(days + rng.normal(0, habit.within, (people, 2)), habit.power)
    weights = rng.uniform(1, 5, (people, 1)) * np.column_stack([np.ones(people), rng.random(people) > once])
    usual = np.array([float(habit.of(g).at(u)) for g, u in zip(group[:500], stray[:500], strict=True)])
    return np.where(weights > 0, eaten, np.nan), weights, weekend, group, usual


def test_without_a_transformation_habits_are_normal():
    """Mean 1000 + 3/7 of 14 = 1006, 60 between persons: below 946 is one standard deviation below."""
    usual = PLAIN.of(0)
    assert usual.mean == pytest.approx(1006.0)
    assert usual.below(946.0) == pytest.approx(phi(-1), abs=1e-12)
    assert usual.percentile(0.5) == pytest.approx(1006.0)
    assert PLAIN.of(1).mean == pytest.approx(906.0)


def test_on_logarithms_the_mean_of_days_is_above_the_middle_day():
    """Log-normal: habit is exp(u + within^2 / 2), and the mean of all days exp((between^2 + within^2) / 2) above."""
    usual, mix = LOGS.of(0), 4 / 7 + 3 / 7 * math.exp(0.1)
    assert usual.at(0.0) == pytest.approx(mix * math.exp(5.5 + 0.08), rel=1e-9)
    assert usual.mean == pytest.approx(mix * math.exp(5.5 + (0.09 + 0.16) / 2), rel=1e-9)
    assert usual.below(mix * math.exp(5.5 + 0.08 - 0.3)) == pytest.approx(phi(-1), abs=1e-8)


@pytest.mark.parametrize("habit", ALL)
def test_quadrature_agrees_with_drawn_days(habit):
    rng, draws = np.random.default_rng(2), 400_000
    usual = habit.of(0)
    days = usual.centre + 20.0 * (habit is PLAIN) + habit.weekend * (rng.random(draws) < 3 / 7)
    eaten = amounts(days + rng.normal(0, habit.within, draws), habit.power)
    assert float(usual.at(20.0 * (habit is PLAIN))) == pytest.approx(
        eaten.mean(), abs=5 * eaten.std() / math.sqrt(draws)
    )


@given(st.sampled_from(ALL), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_percentiles_and_shares_are_each_other_turned_round(habit, one, other):
    usual, (low, high) = habit.of(0), sorted((one, other))
    assert usual.below(usual.percentile(one)) == pytest.approx(one, abs=1e-6)
    assert usual.percentile(low) <= usual.percentile(high)


@given(st.sampled_from(ALL), st.floats(-200, 2000))
def test_shares_are_shares(habit, value):
    assert 0 <= habit.of(0).below(value) <= habit.of(0).below(value + 10) <= 1


def test_nobody_usually_eats_less_than_nothing():
    assert BENT.of(0).below(0.0) == 0.0
    assert BENT.of(0).below(-5.0) == 0.0
    assert BENT.of(0).below(1e6) == 1.0


@given(st.floats(*POWERS) | st.just(0.0), st.floats(0.1, 5000))
def test_scale_and_amounts_are_each_other_turned_round(power, amount):
    assert float(amounts(scale(np.array(amount), power), power)) == pytest.approx(amount, rel=1e-6)


def test_known_habits_are_found_again():
    amount, weights, weekend, group, _ = told(20_000)
    found = habits(amount, weights, weekend, group, 1)
    ours, true = found.of(0), BENT.of(0)
    assert found.power == pytest.approx(BENT.power, abs=0.04)
    assert found.within**2 / found.between**2 == pytest.approx(1.8**2 / 1.6**2, rel=0.08)
    assert ours.mean == pytest.approx(true.mean, rel=0.015)
    for share in (0.1, 0.5, 0.9):
        assert ours.below(true.percentile(share)) == pytest.approx(share, abs=0.015)
    assert found.recalls == np.count_nonzero(weights)
    assert found.pairs == np.count_nonzero(weights[:, 1])
    one_day = np.average(amount[:, 0] < true.percentile(0.1), weights=weights[:, 0])
    assert one_day > 0.15  # which is why


def test_groups_differ_in_their_means():
    two = replace(BENT, centre=np.array([13.0, 11.5]))
    amount, weights, weekend, group, _ = told(20_000, two, groups=2)
    found = habits(amount, weights, weekend, group, 2)
    assert [found.of(k).mean for k in (0, 1)] == pytest.approx([two.of(k).mean for k in (0, 1)], rel=0.02)


def test_another_unit_changes_nothing():
    """Milligrams or micrograms: the same share of people is below the same amount."""
    amount, weights, weekend, group, _ = told(2000)
    one, other = (habits(f * amount, weights, weekend, group, 1).of(0) for f in (1.0, 1000.0))
    assert other.below(250_000) == pytest.approx(one.below(250), abs=1e-4)
    assert other.mean == pytest.approx(1000 * one.mean, rel=1e-4)


def test_a_weight_of_two_is_two_people():
    amount, weights, weekend, group, _ = told(800)
    more = weights * np.where(np.arange(800) < 200, 2.0, 1.0)[:, None]
    rows = np.r_[np.arange(800), np.arange(200)]
    once = habits(amount, more, weekend, group, 1)
    twice = habits(amount[rows], weights[rows], weekend[rows], group[rows], 1)
    assert once.of(0).below(250) == pytest.approx(twice.of(0).below(250), abs=1e-5)
    assert (once.within, once.between) == pytest.approx((twice.within, twice.between), rel=1e-4)


def test_who_does_not_count_changes_nothing():
    amount, weights, weekend, group, _ = told(800)
    weights[:100] = 0.0
    silly = amount.copy()
    silly[:50], silly[50:100] = np.nan, -1.0
    one, other = (habits(eaten, weights, weekend, group, 1) for eaten in (amount, silly))
    assert one.of(0).below(250) == other.of(0).below(250)


def test_a_day_of_fasting_is_counted_and_left_out():
    amount, weights, weekend, group, _ = told(800)
    amount[0, 0] = 0.0
    found = habits(amount, weights, weekend, group, 1)
    assert found.fasts == 1
    assert found.recalls == np.count_nonzero(weights) - 1


def test_shrinking_by_hand():
    """Between 60, within 100: n days that are 100 above the mean pull by 100 n / (n + 100²/60²)."""
    amount = np.array([[1100.0, 1097.0], [1100.0, np.nan], [np.nan, np.nan]])
    weights = np.isfinite(amount).astype(float)
    middle, spread = shrunk(PLAIN, amount, weights, np.zeros((3, 2), dtype=bool), np.zeros(3, dtype=int))
    lamda = 100**2 / 60**2
    assert middle == pytest.approx([100 * 2 / (2 + lamda), 100 / (1 + lamda), 0.0])
    assert spread == pytest.approx([(1 / 3600 + 2 / 10_000) ** -0.5, (1 / 3600 + 1 / 10_000) ** -0.5, 60.0])


def test_shrunk_people_are_nearer_to_their_habit_than_their_days():
    amount, weights, weekend, group, usual = told(500)
    found = habits(amount, weights, weekend, group, 1)
    middle, _ = shrunk(found, amount, weights, weekend, group)
    guess = found.of(0).at(middle)
    mean = np.nanmean(amount, axis=1)
    assert np.mean((guess - usual) ** 2) < 0.7 * np.mean((mean - usual) ** 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a, w: a.__setitem__((0, 0), np.nan), "1 recalls that count are not known"),
        (lambda a, w: a.__setitem__((0, 0), -2.0), "less than nothing"),
        (lambda a, w: w.__setitem__((slice(None), 1), 0.0), "second day"),
    ],
)
def test_what_is_refused(change, said):
    amount, weights, weekend, group, _ = told(300)
    change(amount, weights)
    with pytest.raises(InputError, match=said):
        habits(amount, weights, weekend, group, 1)


def test_one_day_of_each_or_a_group_of_nobody_tells_no_habit():
    amount, weights, weekend, group, _ = told(300)
    with pytest.raises(InputError, match="No recall of group 1 counts"):
        habits(amount, weights, weekend, group, 2)
    with pytest.raises(InputError, match="a row per person"):
        habits(amount[:, 0], weights[:, 0], weekend[:, 0], group, 1)
    other = weights.copy()
    other[weights[:, 1] > 0, 0] = 0.0  # some told one day, others another: nobody two
    with pytest.raises(InputError, match="Nobody told two days"):
        habits(amount, other, weekend, group, 1)


def test_days_that_differ_more_than_people_are_refused():
    """Everybody's second day is as far above the middle as the first is below: nothing is left between persons."""
    rng = np.random.default_rng(4)
    first = np.exp(rng.normal(5.5, 0.4, 400))
    amount = np.column_stack([first, math.exp(11) / first])
    weekend = rng.random((400, 2)) < 0.5
    with pytest.raises(InputError, match="nothing is left between persons"):
        habits(amount, np.ones((400, 2)), weekend, np.zeros(400, dtype=int), 1)
