"""Readings: several of one analyte, bounds, and values that contradict, by hand and by brute force."""

from dataclasses import replace
from math import erf, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.labs.analytes import analyte
from epsom.quantities import told
from epsom.status.likelihood import weighting
from epsom.status.readings import (
    Reading,
    alone,
    chi_square_beyond,
    nearest,
    reading,
    share_beyond,
    strained,
    surprise_among,
    together,
)
from epsom.units import Told

SERUM = "serum_magnesium"


def phi(z):
    return 0.5 * (1 + erf(z / sqrt(2)))


def serum(text, day=0.0, **told_):
    return replace(reading(SERUM, told(SERUM, text), day=day), **told_)


def plain(value, day=0.0, shared=0.0, bound="", half=1e-6, daily=0.0):
    return Reading(SERUM, Told(value, value - half, value + half, "told"), day, bound, False, 0.05, daily, shared)


def test_one_reading_has_all_its_chances():
    row = analyte("ionised_magnesium")
    one = reading("ionised_magnesium", Told(0.5, 0.495, 0.505, ""))
    assert one.spread == pytest.approx(row.reading_spread)
    assert row.unexplained_spread > 0
    by_hand = phi(log(0.505 / 0.55) / one.spread) - phi(log(0.495 / 0.55) / one.spread)
    assert exp(alone(one, np.array([0.55]))[0]) == pytest.approx(by_hand)


def test_a_share_strays_on_its_own_scale_and_may_be_negative():
    one = reading("magnesium_retention", Told(-0.05, -0.055, -0.045, ""), assay=0.06)
    spread = sqrt(0.06**2 + analyte("magnesium_retention").unexplained_spread ** 2)
    by_hand = phi((-0.045 - 0.1) / spread) - phi((-0.055 - 0.1) / spread)
    assert exp(alone(one, np.array([0.1]))[0]) == pytest.approx(by_hand)


def test_readings_of_different_days_without_a_shared_chance_are_witnesses_each():
    levels = np.array([0.7, 0.8, 0.9])
    both = [serum("0.80 mmol/L"), serum("0.76 mmol/L", day=-30.0)]
    by_hand = alone(both[0], levels) + alone(both[1], levels)
    assert together(both, [levels, levels], 3) == pytest.approx(by_hand)


def test_a_shared_chance_is_integrated_out():
    """Two readings and a chance that they share, against the integral done by brute force."""
    levels = np.array([0.70, 0.80, 0.95])
    both = [plain(0.80, 0.0, shared=0.1), plain(0.74, -9.0, shared=0.1)]
    shift = np.linspace(-0.8, 0.8, 20001)
    found = []
    for level in levels:
        dense = np.exp(-0.5 * (shift / 0.1) ** 2)
        for one in both:
            dense = dense * np.exp(-0.5 * ((log(one.told.value / level) - shift) / 0.05) ** 2)
        found.append(log(np.trapezoid(dense, shift)))
    got = together(both, [levels, levels], 3)
    assert got - got[0] == pytest.approx(np.array(found) - found[0], abs=1e-4)


def test_ten_readings_of_one_analyte_are_no_ten_independent_persons():
    """With a chance of 10 % that all share, ten readings leave the level known to no better than that 10 %."""
    levels = 0.8 * np.exp(np.linspace(-0.6, 0.6, 2001))
    ten = [plain(0.8, -float(k), shared=0.1) for k in range(10)]
    weights = weighting(together(ten, [levels] * 10, len(levels))).weights
    spread = np.sqrt(np.sum(weights * np.log(levels / 0.8) ** 2))
    assert spread == pytest.approx(sqrt(0.1**2 + 0.05**2 / 10), rel=0.01)


def test_two_samples_of_one_day_share_the_day():
    levels = 0.8 * np.exp(np.linspace(-0.6, 0.6, 2001))

    def spread(days):
        two = [plain(0.8, day, daily=0.1) for day in days]
        weights = weighting(together(two, [levels, levels], len(levels))).weights
        return np.sqrt(np.sum(weights * np.log(levels / 0.8) ** 2))

    assert spread((0.0, 0.0)) == pytest.approx(sqrt(0.1**2 + 0.05**2 / 2), rel=0.01)
    assert spread((0.0, -1.0)) == pytest.approx(sqrt((0.1**2 + 0.05**2) / 2), rel=0.01)


@given(st.permutations(range(4)))
def test_the_order_of_readings_does_not_matter(order):
    levels = np.array([0.7, 0.8, 0.9])
    some = [plain(0.8, 0.0, 0.1), plain(0.7, -3.0, 0.1), plain(0.2, -5.0, 0.1, "<"), plain(0.85, -3.0, 0.1)]
    moved = [some[k] for k in order]
    assert together(moved, [levels] * 4, 3) == pytest.approx(together(some, [levels] * 4, 3), abs=1e-9)


def test_a_bound_says_that_the_reading_lay_beyond_it():
    one = plain(0.5, bound="<")
    found = np.exp(alone(one, np.array([0.4, 0.5, 0.6])))
    assert found == pytest.approx([phi(log(0.5 / level) / 0.05) for level in (0.4, 0.5, 0.6)], abs=1e-6)
    above = np.exp(alone(replace(one, bound=">"), np.array([0.4, 0.5, 0.6])))
    assert found + above == pytest.approx(np.ones(3))


def test_a_bound_beside_a_printed_reading_against_the_integral():
    levels = np.array([0.5, 0.6, 0.8])
    both = [plain(0.55, 0.0, shared=0.2), plain(0.5, -9.0, shared=0.2, bound="<")]
    shift = np.linspace(-1.6, 1.6, 20001)
    found = []
    for level in levels:
        dense = np.exp(-0.5 * (shift / 0.2) ** 2) * np.exp(-0.5 * ((log(0.55 / level) - shift) / 0.05) ** 2)
        below = np.array([phi((log(0.5 / level) - one) / 0.05) for one in shift])
        found.append(log(np.trapezoid(dense * below, shift)))
    got = together(both, [levels, levels], 3)
    assert got - got[0] == pytest.approx(np.array(found) - found[0], abs=0.02)


def test_nothing_printed_of_a_urine_is_less_than_its_last_digit():
    one = reading("urine_magnesium", Told(0.0, -0.5, 0.5, "0 mmol/24h"))
    found = alone(one, np.array([0.1, 1.0, 5.0]))
    assert np.all(np.isfinite(found))
    assert found[0] > found[1] > found[2]


def test_who_could_not_be_carried_through_a_test_is_impossible():
    assert together([plain(0.8)], [np.array([np.nan, 0.8])], 2)[0] == -np.inf


def test_no_reading_says_nothing():
    assert np.array_equal(together([], [], 3), np.zeros(3))


def test_readings_within_their_errors_keep_them():
    levels, weights = np.full(100, 0.8), np.full(100, 0.01)
    same = (serum("0.80 mmol/L"), serum("0.84 mmol/L", day=-7.0))
    assert strained(same, [levels, levels], weights, 0.01) == same


def test_readings_beyond_their_errors_have_them_widened_by_hand():
    """0.60 and 0.95 mmol/L a week apart: the distance over the root of both variances is the factor."""
    levels, weights = np.full(100, 0.8), np.full(100, 0.01)
    two = (serum("0.60 mmol/L"), serum("0.95 mmol/L", day=-7.0))
    found = strained(two, [levels, levels], weights, 0.01)
    variance = [one.assay**2 + one.daily**2 + (one.ends[1] - one.ends[0]) ** 2 / 12 for one in two]
    off = [0.5 * sum(one.ends) for one in two]
    by_hand = abs(off[1] - off[0]) / sqrt(sum(variance))
    assert found[0].widened == found[1].widened == pytest.approx(by_hand)
    assert found[0].spread == pytest.approx(by_hand * two[0].spread, rel=1e-9)


def test_a_shift_that_the_cohort_expects_is_no_contradiction():
    weights = np.full(100, 0.01)
    two = (serum("0.60 mmol/L"), serum("0.95 mmol/L", day=-300.0))
    assert strained(two, [np.full(100, 0.61), np.full(100, 0.94)], weights, 0.01) == two


def test_surprise_among_others_counts_what_they_share():
    """A reading as far out as its brother is no surprise where people differ; without a brother it is one."""
    levels, weights = np.full(1, 0.8), np.ones(1)
    two = [plain(1.1, 0.0, shared=0.12), plain(1.1, -9.0, shared=0.12)]
    assert surprise_among(0, two, [levels, levels], weights) > 0.3
    assert share_beyond(two[0], levels, weights) < 0.02
    shift = 0.12**2 / (0.12**2 + 0.05**2) * log(1.1 / 0.8)
    spread = sqrt(0.12**2 + 0.05**2 - 0.12**4 / (0.12**2 + 0.05**2))
    by_hand = 2 * (1 - phi(abs(log(1.1 / 0.8) - shift) / spread))
    assert surprise_among(0, two, [levels, levels], weights) == pytest.approx(by_hand, rel=1e-3)


def test_the_nearest_is_told_only_where_nobody_is_near():
    levels, all_of = np.array([0.7, 0.8, 0.9]), np.array([True, True, True])
    assert nearest(serum("9.0 mmol/L"), levels, all_of, 4.0) == 0.9
    assert nearest(serum("9.0 mmol/L"), levels, np.array([True, True, False]), 4.0) == 0.8
    assert nearest(serum("0.75 mmol/L"), levels, all_of, 4.0) is None


@pytest.mark.parametrize(
    ("value", "free", "chance"), [(6.635, 1, 0.01), (9.210, 2, 0.01), (11.345, 3, 0.01), (18.307, 10, 0.05)]
)
def test_chi_square_as_tables_print_it(value, free, chance):
    assert chi_square_beyond(value, free) == pytest.approx(chance, rel=2e-3)


def test_a_widened_reading_remembers_its_own_errors():
    levels, weights = np.full(100, 0.8), np.full(100, 0.01)
    two = (serum("0.60 mmol/L"), serum("0.95 mmol/L", day=-7.0))
    found = strained(two, [levels, levels], weights, 0.01)
    assert found[0].as_told.spread == pytest.approx(two[0].spread)
    assert found[0].as_told.widened == 1.0
