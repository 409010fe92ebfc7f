"""The survey: weighted means with errors that know of strata and places."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.population.survey import Design, Figure, jackknife, mean, ratio

# two strata of two places: 1, 3 | 2 and 4 | 6, 8
DESIGN = Design(np.array([7, 7, 7, 9, 9, 9]), np.array([1, 1, 2, 1, 2, 2]))
VALUES = np.array([1.0, 3.0, 2.0, 4.0, 6.0, 8.0])
ONES = np.ones(6)
WEIGHTS = st.lists(st.floats(0.1, 10), min_size=6, max_size=6).map(np.array)


def test_a_mean_by_hand():
    """Mean 4; pulls by place -4/6, -2/6 | 0, 1: variance 2 (1/36 + 1/36) + 2 (1/4 + 1/4) = 10/9."""
    found = mean(VALUES, ONES, DESIGN)
    assert found.value == pytest.approx(4.0)
    assert found.error == pytest.approx(math.sqrt(10 / 9))
    assert found.degrees == 2


def test_the_interval_is_students():
    """Student's t with two degrees of freedom: 4.3027 at 97.5 %, from any printed table."""
    assert Figure(4.0, 1.0, 2).interval() == pytest.approx((4 - 4.3027, 4 + 4.3027), abs=5e-5)
    with pytest.raises(InputError, match="degree of freedom"):
        Figure(4.0, 1.0, 0).interval()


def test_a_ratio_by_hand():
    """Totals 24 and 12, ratio 2; pulls of y - 2 x over 12."""
    under = np.array([1.0, 1.0, 2.0, 2.0, 3.0, 3.0])
    found = ratio(VALUES, under, ONES, DESIGN)
    assert found.value == pytest.approx(2.0)
    # y - 2 x is -1, 1, -2 | 0, 0, 2, by place 0, -2 | 0, 2: each stratum gives 2 (1 + 1) / 144
    assert found.error == pytest.approx(math.sqrt(8 / 144))


def test_a_domain_keeps_its_empty_places():
    """Only the first three count: the second stratum is empty, the first has pulls 0 and 0 around 2."""
    found = mean(VALUES, np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]), DESIGN)
    assert (found.value, found.error, found.degrees) == (2.0, 0.0, 1)
    # only the first place counts, 1 and 3 around 2: its pull is 0, and so is the other's, who has nobody
    lone = mean(VALUES, np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]), DESIGN)
    # 1 and 4 around 2.5, half each: pulls -0.75 and 0.75, each beside an empty place: variance 2 * 2 * 2 * 0.375^2
    assert lone.error == pytest.approx(math.sqrt(8 * 0.375**2))


def test_equal_draws_of_one_stratum_give_the_textbook_error():
    """Everybody a place of their own, equal weights: the standard deviation over the root of n."""
    values = np.random.default_rng(3).normal(size=50)
    design = Design(np.zeros(50, dtype=int), np.arange(50))
    assert mean(values, np.ones(50), design).error == pytest.approx(values.std(ddof=1) / math.sqrt(50))


@given(WEIGHTS, st.floats(0.001, 1000))
def test_only_the_proportions_of_weights_count(weights, factor):
    one, other = mean(VALUES, weights, DESIGN), mean(VALUES, factor * weights, DESIGN)
    assert other.value == pytest.approx(one.value)
    assert other.error == pytest.approx(one.error)


@given(WEIGHTS, st.floats(-5, 5), st.floats(-100, 100))
def test_another_unit_moves_mean_and_error_alike(weights, factor, shift):
    one, other = mean(VALUES, weights, DESIGN), mean(factor * VALUES + shift, weights, DESIGN)
    assert other.value == pytest.approx(factor * one.value + shift, abs=1e-9)
    assert other.error == pytest.approx(abs(factor) * one.error, abs=1e-9)


@given(WEIGHTS)
def test_leaving_out_places_gives_the_error_of_a_total_exactly(weights):
    """A total is linear: by stratum of two places the variance is the squared difference of their totals."""
    (found,) = jackknife(lambda some: [np.sum(some * VALUES)], weights, DESIGN)
    told = weights * VALUES
    by_place = (told[0] + told[1] - told[2], told[3] - told[4] - told[5])
    assert found.error == pytest.approx(math.hypot(*by_place))
    assert found.value == pytest.approx(told.sum())


def test_jackknife_and_taylor_agree_on_a_mean_of_many():
    rng = np.random.default_rng(5)
    stratum, unit = np.repeat(np.arange(30), 60), np.tile(np.repeat([1, 2], 30), 30)
    design, weights = Design(stratum, unit), rng.uniform(1, 3, 1800)
    values = rng.normal(300, 100, 1800) + rng.normal(0, 20, 60)[design.place]
    taylor = mean(values, weights, design)
    (left_out,) = jackknife(lambda some: [np.average(values, weights=some)], weights, design)
    assert left_out.value == pytest.approx(taylor.value)
    assert left_out.error == pytest.approx(taylor.error, rel=0.01)
    assert left_out.degrees == 30


def test_jackknife_with_a_weight_for_each_day():
    days = np.column_stack([ONES, np.zeros(6)])
    (found,) = jackknife(lambda some: [np.average(VALUES, weights=some[:, 0])], days, DESIGN)
    (plain,) = jackknife(lambda some: [np.average(VALUES, weights=some)], ONES, DESIGN)
    assert found == plain


def test_a_stratum_of_one_place_tells_no_error():
    with pytest.raises(InputError, match="Stratum 9 has a single primary sampling unit"):
        Design(np.array([7, 7, 9]), np.array([1, 2, 1]))


@pytest.mark.parametrize(
    ("values", "weights", "said"),
    [
        ([1.0, np.nan, 2, 4, 6, 8], ONES, "1 values of people who count are not known"),
        (VALUES, np.array([1.0, -1, 1, 1, 1, 1]), "missing or negative"),
        (VALUES, np.array([1.0, np.nan, 1, 1, 1, 1]), "missing or negative"),
        (VALUES, np.zeros(6), "Nobody counts"),
        (VALUES, np.ones(5), "5 weights for 6 persons"),
        (VALUES[:5], ONES, "5 values for 6 persons"),
    ],
)
def test_what_is_refused(values, weights, said):
    with pytest.raises(InputError, match=said):
        mean(values, weights, DESIGN)
    if len(weights) == 6:
        known = mean([np.nan, *VALUES[1:]], np.array([0.0, 1, 1, 1, 1, 1]), DESIGN)
        assert known.value == pytest.approx(23 / 5)  # who does not count need not be known


def test_columns_of_unlike_length_are_refused():
    with pytest.raises(InputError, match="unlike length"):
        Design(np.array([1, 1]), np.array([1, 2, 1]))
