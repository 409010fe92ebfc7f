"""Moves: what binds persons is found, moves keep prior and readings as they are, boldness follows what is kept."""

import numpy as np
import pytest

from epsom.status.moving import bolder, bound, moves, number, shares_kept


def persons(count=4000, narrow=0.1):
    """Standard normals of six names, the first bound to 2 with this spread."""
    z = np.random.default_rng(1).standard_normal((6, count))
    z[0] = 2.0 + narrow * z[0]
    return z


def test_the_bound_direction_is_found_with_its_mean_and_variance():
    law = bound(persons())
    assert law.along.shape == (6, 1)
    assert abs(law.along[0, 0]) == pytest.approx(1.0, abs=1e-3)
    assert abs(law.mean[0]) == pytest.approx(2.0, abs=0.02)
    assert law.variance[0] == pytest.approx(0.01, rel=0.1)


def test_the_prior_and_persons_too_few_are_bound_by_nothing():
    assert bound(np.random.default_rng(2).standard_normal((6, 4000))).along.shape == (6, 0)
    few = int(number("persons_per_name")) * 6
    assert bound(persons(few)).along.shape == (6, 0)


def test_odds_by_hand():
    """Along the bound name: -(z - 2)^2 / 0.02 + z^2 / 2, to a constant; across it none."""
    law = bound(persons())
    z = np.zeros((6, 2))
    z[0], z[1] = [2.0, 2.1], [0.0, 3.0]
    by_hand = [2.0, 2.1**2 / 2 - 0.1**2 / 0.02]
    assert law.odds(z)[1] - law.odds(z)[0] == pytest.approx(by_hand[1] - by_hand[0], abs=0.1)


@pytest.mark.parametrize("bold", [0.3, 0.9])
def test_moves_with_their_odds_keep_the_law_of_prior_and_reading(bold):
    """A reading of the first name, 2 with error 0.1 beside the prior: mean 2 / 1.01, variance 0.01 / 1.01."""
    rng = np.random.default_rng(3)
    z = persons()
    z[0] = 2.0 / 1.01 + (z[0] - 2.0) / 1.01**0.5
    kinds, fit = np.zeros(z.shape[1], dtype=np.int64), lambda z: -0.5 * ((z[0] - 2.0) / 0.1) ** 2
    kept = []
    for _ in range(20):
        other, odds = moves(z, kinds, np.array([bold]), rng)
        better = rng.random(z.shape[1]) < np.exp(np.minimum(fit(other) - fit(z) + odds, 0.0))
        kept.append(better.mean())
        z = np.where(better, other, z)
    assert z[0].mean() == pytest.approx(2.0 / 1.01, abs=0.01)
    assert z[0].var() == pytest.approx(0.01 / 1.01, rel=0.1)
    assert z[1:].var() == pytest.approx(1.0, rel=0.05)
    assert min(kept) > 0.9


def test_each_kind_has_a_law_and_a_boldness_of_its_own():
    z = np.concatenate([persons(), -persons()], axis=1)
    kinds = np.repeat([0, 1], 4000)
    other, _ = moves(z, kinds, np.array([0.9, 0.0]), np.random.default_rng(4))
    assert other[0, kinds == 0].mean() == pytest.approx(2.0, abs=0.02)
    assert other[:, kinds == 1] == pytest.approx(z[:, kinds == 1])


def test_boldness_follows_what_is_kept():
    kept = shares_kept(np.array([1.0, 0.0, 0.0]), np.array([0, 0, 2]), 3)
    assert kept[[0, 2]] == pytest.approx([0.5, 0.0])
    assert np.isnan(kept[1])
    found = bolder(np.array([0.5, 0.5, 0.5, 0.9]), np.array([0.0, 0.25, 0.9, 0.9]))
    step = number("bold_step")
    assert found == pytest.approx([0.5 * step, 0.5, 0.5 / step, number("boldness")])
