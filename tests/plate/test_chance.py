"""Chance: the same name and seed, the same draws; what is told takes their place."""

import numpy as np
import pytest

from epsom.plate.chance import KEPT, Chance, chances


def test_a_name_has_its_own_draws_under_each_seed():
    one = Chance(100, 1)
    assert np.array_equal(one.normal("a"), Chance(100, 1).normal("a"))
    assert not np.array_equal(one.normal("a"), one.normal("b"))
    assert not np.array_equal(one.normal("a"), Chance(100, 2).normal("a"))
    assert not np.array_equal(one.normal("a", "b"), one.normal("b", "a"))


def test_the_first_persons_stay_the_same_when_more_are_drawn():
    assert np.array_equal(Chance(100, 1).normal("a")[:40], Chance(40, 1).normal("a"))
    assert np.array_equal(Chance(100, 1).even("a")[:40], Chance(40, 1).even("a"))


def test_what_is_told_takes_the_place_of_the_draws():
    z = np.array([-1.0, 0.0, 1.0])
    told = Chance(3, 1, {("a",): z})
    assert told.normal("a") is z
    assert told.even("a") == pytest.approx([0.158655, 0.5, 0.841345], abs=1e-6)
    assert np.array_equal(told.normal("b"), Chance(3, 1).normal("b"))


def test_latent_normals_told_back_give_the_same_draws_for_whoever_descends():
    first = Chance(50, 1)
    normal, even = first.normal("a"), first.even("b", "c")
    heirs = np.array([7, 7, 3])
    latent = {name: z[heirs] for name, z in first.latent().items()}
    other = Chance(50, 1, latent, heirs)
    assert other.persons == 3
    assert other.normal("a") == pytest.approx(normal[heirs])
    assert other.even("b", "c") == pytest.approx(even[heirs], rel=1e-9)
    assert np.array_equal(other.normal("never asked before"), first.normal("never asked before")[heirs])


def test_an_even_chance_of_zero_has_a_finite_normal(monkeypatch):
    chance = Chance(2, 1)
    monkeypatch.setattr(Chance, "even", lambda self, *name: np.array([0.0, 0.5]))
    chance.asked["a",] = True
    assert np.all(np.isfinite(chance.latent()["a",]))


def test_what_is_made_of_draws_is_made_once_and_nobody_can_change_it():
    chance, made = Chance(3, 1), []

    def make():
        made.append(1)
        return np.zeros(3)

    assert chance.kept("a", make) is chance.kept("a", make)
    assert len(made) == 1
    with pytest.raises(ValueError, match="read-only"):
        chance.kept("a", make)[0] = 1.0
    for k in range(KEPT + 5):
        chance.kept(k, make)
    assert len(chance.memory) == KEPT


def test_a_seed_and_its_chances_are_the_same():
    one = Chance(4, 9)
    assert chances(4, one) is one
    assert np.array_equal(chances(4, 9).normal("x"), one.normal("x"))
