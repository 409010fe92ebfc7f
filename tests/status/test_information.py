"""Information: closed forms of normal laws, nothing from nothing, no ranks but those of the values."""

from math import log, log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.status.information import divergence, effective_size, many_bins, ranked, relative_entropy, shares, told

PERSONS = (2000, 20_000)


def gained(mean, variance):
    """Relative entropy of N(mean, variance) from N(0, 1) in bits, from the books."""
    return 0.5 * (variance + mean**2 - 1.0 - log(variance)) / log(2.0)


def observed(persons, seed, *, slope=1.0, beside=0.5, spread=1.0, reading=0.0):
    """Persons with a standard normal value; a reading of slope·value + beside·chance, strayed by spread; the truth."""
    rng = np.random.default_rng(seed)
    value = rng.standard_normal(persons)
    level = slope * value + beside * rng.standard_normal(persons)
    weights = np.exp(-0.5 * ((reading - level) / spread) ** 2)
    stray = beside**2 + spread**2
    variance = 1.0 / (1.0 + slope**2 / stray)
    return value, weights, gained(variance * slope * reading / stray, variance)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_halved_field_is_one_bit():
    """Many persons of two values; the observation leaves one of them: log2(2)."""
    value = np.repeat([1.0, 2.0], 1000)
    assert relative_entropy(value, np.repeat([0.0, 1.0], 1000), np.ones(2000)) == pytest.approx(1.0, abs=1e-9)


def test_three_to_one_by_hand():
    value, weights = np.repeat([1.0, 2.0], 1000), np.repeat([3.0, 1.0], 1000)
    by_hand = 0.75 * log2(0.75 / 0.5) + 0.25 * log2(0.25 / 0.5)
    assert relative_entropy(value, weights, np.ones(2000)) == pytest.approx(by_hand, abs=1e-9)


def test_what_cannot_tell_persons_apart_in_the_value_tells_nothing_of_it():
    """Weights that split everybody alike, whatever the value: all of it is about something else."""
    value = np.repeat(np.arange(50.0), 40)
    weights = np.tile([1.9, 0.1], 1000)
    assert relative_entropy(value, weights, np.ones(2000)) == pytest.approx(0.0, abs=1e-9)


# --- closed forms -----------------------------------------------------------------------------------------------------

CASES = [
    {"reading": 0.0},
    {"reading": 1.5},
    {"reading": 1.0, "spread": 0.3},
    {"reading": 1.0, "slope": 0.3, "beside": 1.0},
    {"reading": 0.5, "spread": 3.0},
    {"reading": 2.5, "spread": 0.7},
]


@pytest.mark.parametrize("persons", PERSONS)
@pytest.mark.parametrize("case", CASES)
def test_it_agrees_with_the_closed_form_of_normal_laws(persons, case):
    """The mean of ten samples within 6 % or a hundredth of a bit; each sample within four of its standard errors."""
    found, truth = [], 0.0
    for seed in range(10):
        value, weights, truth = observed(persons, seed, **case)
        one = told(value, weights, np.ones(persons))
        assert abs(one.bits - truth) < 4.0 * one.error + 0.06 * truth
        found.append(one.bits)
    assert np.mean(found) == pytest.approx(truth, rel=0.06, abs=0.01)


def test_the_error_is_what_samples_stray_by():
    every = [told(*observed(2000, seed, reading=1.5)[:2], np.ones(2000)) for seed in range(60)]
    strayed = float(np.std([one.bits for one in every]))
    assert 0.7 < np.mean([one.error for one in every]) / strayed < 1.4


def test_it_counts_from_any_weights_not_only_equal_ones():
    """Persons drawn too wide and weighed back: the same answer as from plain draws."""
    rng = np.random.default_rng(1)
    value = 1.5 * rng.standard_normal(20_000)
    prior = np.exp(-0.5 * value**2 + 0.5 * (value / 1.5) ** 2)
    level = value + 0.5 * rng.standard_normal(20_000)
    weights = prior * np.exp(-0.5 * (1.5 - level) ** 2)
    truth = observed(10, 0, reading=1.5)[2]
    assert relative_entropy(value, weights, prior) == pytest.approx(truth, rel=0.06)


@pytest.mark.parametrize(("mean", "spread"), [(0.5, 1.0), (1.0, 0.6), (0.0, 0.5)])
def test_two_cohorts_of_other_persons_agree_with_the_closed_form(mean, spread):
    found = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        one, other = mean + spread * rng.standard_normal(2000), rng.standard_normal(4000)
        found.append(divergence(one, np.ones(2000), other, np.ones(4000)).bits)
    assert np.mean(found) == pytest.approx(gained(mean, spread**2), rel=0.08, abs=0.01)


def test_two_cohorts_of_one_law_tell_nothing_but_chance():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        one = divergence(rng.standard_normal(2000), np.ones(2000), rng.standard_normal(2000), np.ones(2000))
        assert one.bits <= 4.0 * one.error


def test_where_the_other_cohort_has_nobody_much_is_told_and_finite():
    rng = np.random.default_rng(0)
    one = divergence(20.0 + rng.standard_normal(500), np.ones(500), rng.standard_normal(2000), np.ones(2000))
    assert 5.0 < one.bits < 20.0


# --- laws -------------------------------------------------------------------------------------------------------------

WEIGHTS = st.lists(st.floats(0.01, 100.0), min_size=5, max_size=300)


@settings(max_examples=60, deadline=None)
@given(WEIGHTS, st.integers(0, 99))
def test_equal_weights_tell_exactly_nothing(weights, seed):
    value = np.random.default_rng(seed).standard_normal(len(weights))
    one = told(value, np.array(weights), 3.0 * np.array(weights))
    assert one.bits == pytest.approx(0.0, abs=1e-12)
    assert one.error == pytest.approx(0.0, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(WEIGHTS, st.integers(0, 99))
def test_it_is_never_below_nothing_and_never_more_than_all_persons_tell(weights, seed):
    """The entropy of the weights of persons bounds what they can tell of any quantity of persons."""
    rng = np.random.default_rng(seed)
    p = np.array(weights) / np.sum(weights)
    found = relative_entropy(rng.standard_normal(len(p)), p, np.ones(len(p)))
    assert 0.0 <= found <= float(np.sum(p * np.log2(p * len(p)))) + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 99), st.sampled_from([np.exp, lambda x: 1e3 * x - 7.0, lambda x: x**3, np.arctan]))
def test_only_ranks_count(seed, change):
    value, weights, _ = observed(500, seed, reading=1.0)
    before = relative_entropy(value, weights, np.ones(500))
    assert relative_entropy(change(value), weights, np.ones(500)) == pytest.approx(before, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 99), st.floats(1e-6, 1e6))
def test_neither_order_nor_scale_of_weights_counts(seed, factor):
    value, weights, _ = observed(500, seed, reading=1.0)
    mixed = np.random.default_rng(seed).permutation(500)
    before = relative_entropy(value, weights, np.ones(500))
    assert relative_entropy(value[mixed], factor * weights[mixed], np.ones(500)) == pytest.approx(before, rel=1e-9)


def test_whoever_does_not_count_changes_nothing():
    value, weights, _ = observed(1000, 3, reading=1.0)
    dead = np.concatenate([value, [np.nan, 1e9]]), np.concatenate([weights, [0.0, 0.0]])
    without = np.concatenate([np.ones(1000), [0.0, 0.0]])
    before = relative_entropy(value, weights, np.ones(1000))
    assert relative_entropy(*dead, without) == pytest.approx(before, rel=1e-9)


# --- the parts --------------------------------------------------------------------------------------------------------


def test_bins_hold_nearly_equal_weight_and_equal_values_share_one():
    rng = np.random.default_rng(0)
    value = np.round(rng.standard_normal(3000), 1)
    order, bins = ranked(value, np.ones(3000), 10)
    for one in np.unique(value):
        assert len(np.unique(bins[value[order] == one])) == 1
    assert list(np.unique(bins)) == list(range(bins[-1] + 1))
    _, even = ranked(rng.standard_normal(3000), np.ones(3000), 10)
    assert list(np.bincount(even)) == [300] * 10


def test_more_persons_make_finer_bins():
    assert many_bins(50) < many_bins(500) < many_bins(5000)
    assert effective_size(shares(np.ones(7))) == pytest.approx(7.0)


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 2.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_what_is_no_weight_is_refused(weights):
    with pytest.raises(ValueError, match="weights are numbers"):
        relative_entropy(np.arange(2.0), np.array(weights), np.ones(2))


def test_an_observation_that_turns_all_around_tells_much_and_no_more_than_forty_bits():
    value = np.arange(2000.0)
    one = told(value, np.where(value < 1000, 1.0, 0.0), np.where(value < 1000, 0.0, 1.0))
    assert 30.0 < one.bits < 40.0
