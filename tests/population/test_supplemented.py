"""Supplemented: food is shrunk, supplements are added."""

import numpy as np
import pytest

from epsom.errors import InputError
from epsom.population.supplemented import supplemented
from epsom.population.usual import Habits, amounts, habits

FOOD = Habits(0.27, np.array([12.0, 13.0]), 0.0, 0.0, 1.5, 1.8, 2, 1, 0)
PEOPLE = 8000
DOSE, TAKERS = 200.0, 0.3


@pytest.fixture(scope="module")
def nation():
    """People whose food and tablets are known: three in ten take 200 mg every day, more often those who eat well."""
    rng = np.random.default_rng(8)
    group = rng.integers(0, 2, PEOPLE)
    stray = rng.normal(0, FOOD.between, PEOPLE)
    weekend = rng.random((PEOPLE, 2)) < 3 / 7
    days = FOOD.centre[group][:, None] + stray[:, None] + rng.normal(0, FOOD.within, (PEOPLE, 2))
    amount = amounts(days, FOOD.power)
    added = np.where(rng.random(PEOPLE) < TAKERS + 0.15 * np.sign(stray), DOSE, 0.0)
    weights = np.column_stack([np.ones(PEOPLE), rng.random(PEOPLE) < 0.7])
    usual = np.empty(PEOPLE)
    for k in (0, 1):
        usual[group == k] = FOOD.of(k).at(stray[group == k])
    return (amount, weights, weekend, group + 2 * (added > 0)), added, usual  # takers are groups of their own


def test_shrink_then_add_finds_the_truth_and_add_then_shrink_does_not(nation):
    told, added, usual = nation
    found = supplemented(habits(*told, 4), *told, added)
    amount, *rest = told
    smeared = habits(amount + added[:, None], *rest[:2], rest[2] % 2, 2)
    people = np.bincount(told[3] % 2)
    for value in (250.0, 350.0, 500.0):
        truth = float(np.mean(usual + added < value))
        wrong = float(np.average([smeared.of(k).below(value) for k in (0, 1)], weights=people))
        assert found.below(value) == pytest.approx(truth, abs=0.02)
        assert abs(wrong - truth) > abs(found.below(value) - truth)
    assert found.mean == pytest.approx(float(np.mean(usual + added)), rel=0.015)


def test_nobody_taking_anything_is_food_alone(nation):
    told, added, _ = nation
    fitted = habits(*told, 4)
    found = supplemented(fitted, *told, np.zeros_like(added))
    people = np.bincount(told[3])
    food = np.average([fitted.of(k).below(300.0) for k in range(4)], weights=people)
    assert found.below(300.0) == pytest.approx(float(food), abs=0.01)


def test_the_same_tablet_for_all_moves_everybody_by_it(nation):
    told, added, _ = nation
    fitted = habits(*told, 4)
    none, all_of_it = (supplemented(fitted, *told, np.full_like(added, dose)) for dose in (0.0, 150.0))
    assert all_of_it.below(400.0) == pytest.approx(none.below(250.0), abs=1e-12)
    assert all_of_it.mean == pytest.approx(none.mean + 150.0)
    assert all_of_it.below(150.0) == 0.0  # who takes 150 mg gets no less


def test_unknown_is_not_nothing(nation):
    told, added, _ = nation
    amount, weights, weekend, group = told
    unknown = added.copy()
    unknown[:5] = np.nan
    fitted = habits(*told, 4)
    with pytest.raises(InputError, match="Of 5 people it is not known"):
        supplemented(fitted, *told, unknown)
    silent = weights.copy()
    silent[:5] = 0.0
    found = supplemented(fitted, amount, silent, weekend, group, unknown)
    assert len(found.added) == PEOPLE - 5
    with pytest.raises(InputError, match="less than nothing"):
        supplemented(fitted, *told, -1.0 - added)
    with pytest.raises(InputError, match="3 supplements for"):
        supplemented(fitted, *told, added[:3])
