"""Tempering: a law whose answer is known is found again, near and far; and what the effective size of families is."""

import numpy as np
import pytest

from epsom import tables
from epsom.status.tempering import TABLE, effective_size, farthest, number, systematic, tempered

NAMES = 20
WAY = np.random.default_rng(5).standard_normal(NAMES)
WAY /= np.sqrt(WAY @ WAY)


def reading(value, error):
    """Return the log likelihood of one reading of a weighted sum of the normals, which is itself N(0, 1)."""
    return lambda z, origin: -0.5 * ((value - WAY @ z) / error) ** 2


def led(value, error, *, drawn=4096, persons=1024, seed=1, enough=lambda z, origin: True):
    z = np.random.default_rng(seed).standard_normal((NAMES, drawn))
    likelihood = reading(value, error)
    return tempered(
        likelihood, z, likelihood(z, np.arange(drawn)), np.zeros(drawn), persons=persons, seed=seed, enough=enough
    )


@pytest.mark.parametrize(("value", "error"), [(1.0, 0.3), (3.0, 0.3), (4.5, 0.3), (5.0, 0.2)])
def test_a_normal_reading_gives_its_normal_posterior_even_five_deviations_out(value, error):
    """Mean v / (1 + e²), spread e / √(1 + e²) along the reading; across it, the prior."""
    runs = [led(value, error, seed=seed) for seed in range(8)]
    along = np.array([WAY @ run.z for run in runs])
    mean, spread = value / (1 + error**2), error / np.sqrt(1 + error**2)
    assert along.mean() == pytest.approx(mean, abs=0.1 * spread)
    assert along.std(axis=1).mean() == pytest.approx(spread, rel=0.06)
    across = np.concatenate([run.z - np.outer(WAY, WAY @ run.z) for run in runs], axis=1)
    assert across.mean(axis=1) == pytest.approx(np.zeros(NAMES), abs=0.25)
    assert across.var() == pytest.approx((NAMES - 1) / NAMES, rel=0.1)
    assert all(run.reached and run.k < 0.7 for run in runs)


def test_plain_draws_would_not_have_come_there():
    z = np.random.default_rng(1).standard_normal((NAMES, 4096))
    assert np.max(WAY @ z) < 4.5
    assert np.median(WAY @ led(5.0, 0.2).z) == pytest.approx(5.0 / 1.04, abs=0.1)


def test_further_moves_make_descendants_unlike_and_what_is_learned_does_so_sooner(monkeypatch):
    from epsom.status import moving

    def sizes(least):
        seen = []

        def enough(z, origin):
            seen.append(effective_size(z, origin))
            return seen[-1] >= least

        led(4.5, 0.5, enough=enough)
        return seen

    learned = sizes(400)
    monkeypatch.setattr(moving, "bound", lambda z: moving.Bound(np.zeros((len(z), 0)), np.zeros(0), np.zeros(0)))
    blind = sizes(400)
    assert blind[0] < 200
    assert blind[-1] > 1.5 * blind[0]
    assert learned[0] > 2 * blind[0]


def test_what_is_learned_leads_to_a_sharp_reading_far_out_without_further_rounds():
    """Blind moves of one boldness left fewer than 200 there, and needed many rounds."""
    seen = []

    def enough(z, origin):
        seen.append(effective_size(z, origin))
        return True

    led(5.0, 0.05, enough=enough)
    assert seen[0] >= 400


def test_the_same_seed_gives_the_same_digits():
    one, again, other = led(3.0, 0.3), led(3.0, 0.3), led(3.0, 0.3, seed=2)
    assert np.array_equal(one.z, again.z)
    assert np.array_equal(one.origin, again.origin)
    assert not np.array_equal(one.z, other.z)


def test_the_prior_of_the_drawn_and_what_is_inherited_follow_the_origin():
    """Half are drawn rare and count as one in ten; a reading four times as likely in them makes them 4 in 13."""
    z = np.random.default_rng(1).standard_normal((3, 4000))
    rare = np.arange(4000) < 2000
    prior = np.where(rare, np.log(0.1 / 0.5), np.log(0.9 / 0.5))

    def likelihood(z, origin):
        return np.where(rare[origin], np.log(4.0), 0.0)

    found = tempered(likelihood, z, likelihood(z, np.arange(4000)), prior, persons=2000, seed=1)
    assert rare[found.origin].mean() == pytest.approx(4 / 13, abs=0.03)
    assert found.log_likelihood == pytest.approx(likelihood(z, found.origin))


def test_who_cannot_be_has_no_descendants_and_no_move_leads_there():
    z = np.random.default_rng(1).standard_normal((2, 4000))

    def likelihood(z, origin):
        return np.where(z[0] > 0, -0.5 * ((z[1] - 3.0) / 0.2) ** 2, -np.inf)

    found = tempered(likelihood, z, likelihood(z, None), np.zeros(4000), persons=1000, seed=1)
    assert np.all(found.z[0] > 0)
    assert found.z[0].mean() == pytest.approx(np.sqrt(2 / np.pi), abs=0.1)


def test_readings_that_were_not_reached_are_told(monkeypatch):
    from epsom.status import tempering

    monkeypatch.setattr(tempering, "MOST_STAGES", 3)
    found = led(5.0, 0.2)
    assert not found.reached
    assert len(found.powers) == 3
    assert WAY @ found.z.mean(axis=1) < 4.5


def test_descendants_of_a_few_are_worth_a_few():
    """A likelihood without end: whoever is luckiest has all descendants, and the effective size says so."""
    z = np.random.default_rng(1).standard_normal((2, 500))

    def likelihood(z, origin):
        return 1e30 * z[0]

    found = tempered(likelihood, z, likelihood(z, None), np.zeros(500), persons=200, seed=1)
    assert found.origins < 5
    assert effective_size(found.z, found.origin) < 5


def test_farthest_by_hand():
    """Half of the persons at log likelihood −c: size (1 + w)² n / (2 (1 + w²)), with w = exp(−c × power)."""
    logs = np.where(np.arange(1000) < 500, 0.0, -3.0)
    w = 1 / 3  # gives (4/3)² / (2 × 10/9) = 0.8 of them
    assert farthest(logs, np.zeros(1000), 1.0, 800) == pytest.approx(-np.log(w) / 3.0, rel=1e-6)
    assert farthest(logs, np.zeros(1000), 0.2, 800) == 0.2
    assert farthest(np.zeros(10), np.zeros(10), 1.0, 5) == 1.0


def test_resampling_is_fair_to_within_one():
    weights = np.random.default_rng(2).random(50)
    weights /= weights.sum()
    counts = np.bincount(systematic(weights, 1000, np.random.default_rng(3)), minlength=50)
    assert np.all(np.abs(counts - 1000 * weights) < 1)
    alone = np.array([0.0, 1.0, 0.0])
    assert list(systematic(alone, 4, np.random.default_rng(3))) == [1, 1, 1, 1]


def test_effective_size_of_families_by_hand():
    rng = np.random.default_rng(4)
    origin = np.repeat(np.arange(100), 10)
    alike = np.repeat(rng.standard_normal(100), 10)
    assert effective_size(alike[None], origin) == pytest.approx(100)
    unlike = rng.standard_normal((1, 1000))
    assert effective_size(unlike, origin) == pytest.approx(1000, rel=0.2)
    assert effective_size(np.array([unlike[0], alike]), origin) == pytest.approx(100)
    half = np.sqrt(0.5) * alike + np.sqrt(0.5) * unlike  # likeness one half: 1000 / (1 + 9 / 2)
    assert effective_size(half, origin) == pytest.approx(1000 / 5.5, rel=0.15)


def test_effective_size_of_one_family_is_one_and_of_strangers_all():
    values = np.random.default_rng(4).standard_normal((1, 60))
    assert effective_size(values, np.zeros(60, dtype=int)) == 1
    assert effective_size(values, np.arange(60)) == 60
    assert effective_size(np.ones((1, 60)), np.repeat(np.arange(30), 2)) == 60


def test_table_and_code_agree():
    assert set(tables.rows(TABLE)) == {
        "tempered_persons", "enough_left", "moves", "most_rounds", "boldness", "bold_step", "kept_least", "kept_most",
        "kept_stuck", "bound_below", "persons_per_name",
    }  # fmt: skip
    assert 0 < number("boldness") < 1
