"""Supplemented: usual intake of food and supplements together, food shrunk first and supplements added after.

Supplements are a habit of their own: some people take the same tablet each day and most take none. Pulled towards the
mean together with food, that habit would be smeared over everybody; so food is shrunk and what is taken is added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.normal import ndtr
from epsom.population.survey import counted
from epsom.population.usual import DAYS, Habits, quadrature, shrunk


@dataclass(frozen=True, eq=False)
class Supplemented:
    """Usual intake of a group's people from food and supplements [mg/day].

    ``middle`` and ``spread`` say where each one's food strays, given the days told; ``added`` is the usual magnesium of
    supplements [mg/day] and ``weights`` how many people each one stands for; shape (persons,) each.
    """

    habits: Habits
    group: NDArray[np.intp]
    middle: Array
    spread: Array
    added: Array
    weights: Array

    def below(self, value: float) -> float:
        """Return the share of people whose usual intake of both is below a value [mg/day], from 0 to 1."""
        reach = np.zeros(len(self.added))
        for group in np.unique(self.group):
            own = self.group == group
            amount, who = np.unique(self.added[own], return_inverse=True)
            reach[own] = self.habits.of(int(group)).stray(value - amount)[who.ravel()]
        return float(np.average(ndtr((reach - self.middle) / self.spread), weights=self.weights))

    @property
    def mean(self) -> float:
        """Return the mean usual intake of both [mg/day]."""
        score, share = quadrature()
        food = np.zeros(len(self.added))
        for group in np.unique(self.group):
            own = self.group == group
            strays = self.middle[own, None] + self.spread[own, None] * score
            food[own] = self.habits.of(int(group)).at(strays) @ share
        return float(np.average(food + self.added, weights=self.weights))


def supplemented(
    habits: Habits,
    amount: Array,
    weights: Array,
    weekend: NDArray[np.bool_],
    group: NDArray[np.intp],
    added: Array,
) -> Supplemented:
    """Return usual intake from food and supplements: each person's food shrunk, then what they take added.

    ``amount`` to ``group`` as in ``habits``, food alone; ``added`` is each person's usual magnesium from supplements
    [mg/day], shape (persons,): the dose times the share of days on which it is taken. A person stands for as many
    people as the first recall does. Takers may eat otherwise than the rest; then they want groups of their own, for
    each one's food is drawn towards the mean of their group. InputError where somebody counts and it is not known what
    is taken, which is not nothing.
    """
    there = counted(weights[:, :1])
    if weights.shape != (len(added), DAYS):
        raise InputError(f"{len(added)} supplements for {len(weights)} persons. Give each person one, zero included.")
    if unknown := int(np.count_nonzero(there & ~np.isfinite(added))):
        raise InputError(
            f"Of {unknown} people it is not known what supplements they take, which is not nothing. "
            "Give them a weight of zero."
        )
    if np.any(added[there] < 0):
        raise InputError(f"A supplement of {np.min(added[there]):g} mg/day: nobody takes less than nothing.")
    middle, spread = shrunk(habits, amount, weights, weekend, group)
    return Supplemented(habits, group[there], middle[there], spread[there], added[there], weights[there, 0])
