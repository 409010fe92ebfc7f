"""Sketches: the same whether made at once or in pieces, and never further off than they say."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.simulate import sketch
from epsom.simulate.sketch import ACCURACY, EMPTY, SMALLEST, Sketch, ends, merged, numbered, sketched

SHARES = (0.0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1.0)
SHAPES = {
    "log-normal": lambda rng, n: rng.lognormal(0.0, 1.0, n),
    "of both signs": lambda rng, n: rng.normal(0.0, 1.0, n),
    "narrow": lambda rng, n: 770.0 + 1e-6 * rng.standard_normal(n),
    "negative": lambda rng, n: -rng.lognormal(5.0, 3.0, n),
    "many zeros": lambda rng, n: np.maximum(rng.normal(0.0, 1.0, n), 0.0),
    "one value": lambda rng, n: np.full(n, 0.83),
}


def people(shape: str, n: int = 5000, seed: int = 1):
    rng = np.random.default_rng(seed)
    return SHAPES[shape](rng, n), rng.integers(1, 9, n) / 4.0


def exact(values, weights, share):
    """The least value at which this share of the weight is reached."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


def within(found: Sketch, values, weights):
    for share, got in zip(SHARES, found.quantiles(SHARES), strict=True):
        true = exact(values, weights, share)
        assert abs(got - true) <= ACCURACY * abs(true) * (1 + 1e-9) + SMALLEST, share


def test_quantiles_by_hand():
    found = sketched(np.array([1.0, 2.0, 3.0, -4.0]), np.array([1.0, 1.0, 1.0, 5.0]))
    assert found.quantiles([0.5, 1.0]) == pytest.approx([-4.0, 3.0], rel=ACCURACY)
    assert (found.count, found.weight, found.mean) == (4, 8.0, (1 + 2 + 3 - 20) / 8)
    assert found.deviation == pytest.approx(math.sqrt((1 + 4 + 9 + 80) / 8 - (14 / 8) ** 2))
    assert (found.low, found.high) == (-4.0, 3.0)


@pytest.mark.parametrize("shape", SHAPES)
def test_weighted_quantiles_are_within_the_bound(shape: str):
    values, weights = people(shape)
    within(sketched(values, weights), values, weights)


@pytest.mark.parametrize("shape", SHAPES)
def test_pieces_add_up_to_the_whole(shape: str):
    values, weights = people(shape)
    at_once, in_pieces = sketched(values, weights), EMPTY
    for piece in np.split(np.arange(len(values)), [1, 10, 700, 4000]):
        in_pieces = merged(in_pieces, sketched(values[piece], weights[piece]))
    within(in_pieces, values, weights)
    assert in_pieces.quantiles(SHARES) == pytest.approx(at_once.quantiles(SHARES), rel=1e-12)
    assert in_pieces.bins.tolist() == at_once.bins.tolist()
    assert in_pieces.weights.tolist() == at_once.weights.tolist()
    assert (in_pieces.count, in_pieces.weight) == (at_once.count, at_once.weight)
    assert in_pieces.mean == pytest.approx(at_once.mean, rel=1e-12, abs=1e-12)
    assert in_pieces.deviation == pytest.approx(at_once.deviation, rel=1e-6, abs=1e-12)


def test_a_small_spread_around_a_large_mean_keeps_its_digits():
    values, weights = people("narrow")
    found = EMPTY
    for piece in np.split(np.arange(len(values)), 50):
        found = merged(found, sketched(values[piece], weights[piece]))
    mean = np.average(values - 770.0, weights=weights)
    true = math.sqrt(np.average((values - 770.0 - mean) ** 2, weights=weights))
    assert found.deviation == pytest.approx(true, rel=1e-6)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_bins_follow_the_order_of_values(one: float, other: float):
    low, high = numbered(np.array(sorted((one, other))))
    assert low <= high


@given(st.one_of(st.floats(1e-6, 1e9), st.floats(-1e9, -1e-6)))
def test_a_value_lies_in_its_bin_and_the_bin_is_narrow(value: float):
    low, high = (float(end[0]) for end in ends(numbered(np.array([value]))))
    slack = 1e-9 * abs(value)
    assert low - slack <= value <= high + slack
    assert high - low <= ACCURACY * abs(value) * (1 + 1e-6)


def test_what_is_next_to_zero_is_zero():
    assert numbered(np.array([0.0, -0.0, SMALLEST / 2, -SMALLEST / 2])).tolist() == [0, 0, 0, 0]
    assert sketched(np.zeros(3), np.ones(3)).quantiles([0.5]) == [0.0]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_histogram_holds_all_the_weight_in_a_few_bars(shape: str):
    values, weights = people(shape)
    found = sketched(values, weights)
    edges, held = found.histogram(12)
    assert len(edges) == len(held) + 1 <= 13
    assert sum(held) == found.weight
    assert edges == sorted(edges)
    assert edges[0] <= values.min() <= values.max() <= edges[-1] * (1 + 1e-9)
    middle = len(edges) // 2
    if "zero" not in shape and "sign" not in shape:
        below = float(np.sum(weights[values <= edges[middle]]))
        assert sum(held[:middle]) == pytest.approx(below, abs=1e-9)


def test_who_has_no_weight_counts_for_nothing():
    found = sketched(np.array([1.0, np.nan, 3.0]), np.array([1.0, 0.0, 1.0]))
    assert (found.count, found.mean, found.high) == (2, 2.0, 3.0)
    assert sketched(np.array([np.nan]), np.array([0.0])) is EMPTY


def test_an_empty_sketch_knows_nothing_and_adds_nothing():
    values, weights = people("log-normal", 10)
    found = sketched(values, weights)
    assert merged(EMPTY, found) is found
    assert merged(found, EMPTY) is found
    assert all(map(math.isnan, [*EMPTY.quantiles(SHARES), EMPTY.deviation]))
    assert EMPTY.histogram() == ([], [])


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sketch_survives_a_file_to_the_last_digit(shape: str):
    found = sketched(*people(shape))
    back = sketch.read(json.loads(json.dumps(found.to_dict())))
    assert back.to_dict() == found.to_dict()


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="value"):
        sketched(np.array([1.0, np.inf]), np.ones(2))
    with pytest.raises(ValueError, match="weight"):
        sketched(np.ones(2), np.array([1.0, -1.0]))
    with pytest.raises(ValueError, match="weight"):
        sketched(np.ones(2), np.array([1.0, np.nan]))
