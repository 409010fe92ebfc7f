"""The heaviest weights: shapes of known tails, laws that any weights keep, and what smoothing is worth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.status.pareto import law, quantile, smoothed


def tail(k, size, seed=1):
    """Draws of a generalised Pareto law with scale one, in rising order, by its own quantiles."""
    return np.sort(quantile(np.random.default_rng(seed).random(size), k, 1.0))


def test_quantiles_by_hand():
    assert quantile(np.array([0.75]), 0.5, 2.0) == pytest.approx(2.0 * (0.25**-0.5 - 1.0) / 0.5)
    assert quantile(np.array([0.75]), 0.0, 2.0) == pytest.approx(2.0 * np.log(4.0))
    assert quantile(np.array([0.75]), -1.0, 2.0) == pytest.approx(1.5)


@pytest.mark.parametrize("k", [-0.5, 0.1, 0.4, 0.7, 1.0])
def test_the_shape_of_a_drawn_tail_is_found(k):
    found = np.array([law(tail(k, 2000, seed)) for seed in range(20)])
    assert found[:, 0].mean() == pytest.approx(k, abs=0.03)
    assert found[:, 1].mean() == pytest.approx(1.0, abs=0.03)


def test_ten_further_values_of_one_half_are_part_of_a_short_tail():
    """With twenty values a third of the shape is the prior's: (20 k + 10 / 2) / 30."""
    found = np.mean([law(tail(-0.7, 20, seed))[0] for seed in range(300)])
    assert found == pytest.approx((20 * -0.7 + 5) / 30, abs=0.06)


@pytest.mark.parametrize(("spread", "k"), [(0.9, 1 - 0.9**2), (0.7, 1 - 0.7**2), (1.0, 0.0)])
def test_normal_draws_narrower_than_their_target_have_a_known_shape(spread, k):
    """Draws from N(0, s²) for a target N(0, 1) have weights whose tail has the shape 1 − s²."""
    found = []
    for seed in range(10):
        x = spread * np.random.default_rng(seed).standard_normal(20_000)
        found.append(smoothed(-0.5 * x**2 + 0.5 * (x / spread) ** 2).k)
    if k == 0:
        assert np.all(np.isnan(found))  # the weights are equal: there is no tail
    else:
        assert np.mean(found) == pytest.approx(k, abs=0.1)


@settings(deadline=None)
@given(st.integers(1, 3000), st.floats(0.01, 200), st.integers(0, 99), st.floats(-500, 500))
def test_laws_of_any_weights(size, steep, seed, shift):
    """They sum to one, keep their order, and neither a common factor nor the order of persons matters."""
    rng = np.random.default_rng(seed)
    logs = steep * rng.standard_normal(size)
    logs[rng.random(size) < 0.1] = -np.inf
    logs[0] = 0.0
    found = smoothed(logs)
    assert found.weights.sum() == pytest.approx(1.0)
    assert np.all(found.weights[np.isneginf(logs)] == 0)
    assert np.all(np.diff(found.weights[np.argsort(logs)]) >= -1e-12)
    assert 1 - 1e-9 <= found.effective_size <= size * (1 + 1e-9)
    assert np.isnan(found.k) or np.isfinite(found.k)
    moved = smoothed(logs + shift)
    assert moved.k == pytest.approx(found.k, abs=1e-6, nan_ok=True)
    mixed = rng.permutation(size)
    assert smoothed(logs[mixed]).weights == pytest.approx(found.weights[mixed], abs=1e-9)


def test_nobody_speaks_louder_than_the_loudest_did():
    logs = 5.0 * np.random.default_rng(3).standard_normal(4000)
    raw = np.exp(logs - logs.max())
    found = smoothed(logs)
    body = np.argsort(logs)[:2000]
    scale = raw[body[-1]] / found.weights[body[-1]]
    assert found.weights.max() * scale <= 1.0 + 1e-9
    assert found.weights[body] * scale == pytest.approx(raw[body])


def test_smoothed_weights_err_less_than_raw_ones():
    """The mean of x under N(0, 1) from draws of N(0, 0.75²): the squared error shrinks where the tail is heavy."""
    raw_error, error = [], []
    for seed in range(300):
        x = 0.75 * np.random.default_rng(seed).standard_normal(1000)
        logs = -0.5 * x**2 + 0.5 * (x / 0.75) ** 2
        raw = np.exp(logs - logs.max())
        raw_error.append((np.sum(raw * x**2) / raw.sum() - 1.0) ** 2)
        error.append((np.sum(smoothed(logs).weights * x**2) - 1.0) ** 2)
    assert np.mean(error) < np.mean(raw_error)


def test_equal_weights_and_tiny_cohorts_have_no_tail():
    assert np.isnan(smoothed(np.zeros(500)).k)
    assert smoothed(np.zeros(500)).effective_size == pytest.approx(500)
    assert np.isnan(smoothed(-np.arange(10.0)).k)
    assert smoothed(np.zeros(1)).weights == pytest.approx([1.0])


def test_a_likelihood_that_few_survive_stays_finite():
    found = smoothed(-1e4 * np.random.default_rng(1).random(2000))
    assert np.all(np.isfinite(found.weights))
    assert found.effective_size < 5


@pytest.mark.parametrize("logs", [np.full(3, -np.inf), np.array([0.0, np.nan]), np.array([np.inf, 0.0])])
def test_nobody_who_counts_is_an_error(logs):
    with pytest.raises(ValueError, match="no virtual person"):
        smoothed(logs)
