"""The nation: its people by age and sex, each group held against its own requirement.

Groups are those for which the authority of the survey's country prints an average requirement. Children share one
spread of habits; men and women have each their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.needs import DEFAULT, Requirement, needs, rows
from epsom.needs.printed import REQUIREMENTS, Sex
from epsom.population.prevalence import cut_point, requirement_of
from epsom.population.recalls import Recalls
from epsom.population.usual import Habits, Usual, habits

GROWING, ADULT = 9.0, 19.0
"""Ages [years] at which spreads part by sex, and from which people are grown in what is summed up here."""
SEXES: tuple[Sex, Sex] = ("male", "female")
_STAGES = ("child", "adolescent", "adult")


@dataclass(frozen=True)
class Group:
    """People of one sex from ``age_lo`` to below ``age_hi`` years, and their requirement."""

    sex: Sex
    age_lo: float
    age_hi: float
    requirement: Requirement

    @property
    def spread(self) -> str:
        """Return the name of those with whom the group shares one spread of habits."""
        return "children" if self.age_lo < GROWING else self.sex

    def members(self, told: Recalls) -> NDArray[np.bool_]:
        """Return who of a survey belongs to the group, shape (persons,)."""
        return (told.male == (self.sex == "male")) & (told.age >= self.age_lo) & (told.age < self.age_hi)


@cache
def groups(authority: str = DEFAULT) -> tuple[Group, ...]:
    """Return the groups of an authority that have a requirement, men first, neither pregnant nor nursing."""
    spans = {
        (row.age_lo, row.age_hi)
        for row in rows()
        if row.authority == authority and row.kind in REQUIREMENTS and row.stage in _STAGES
    }
    return tuple(
        Group(sex, low, high, requirement_of(needs(low, sex, authority=authority)))
        for sex in SEXES
        for low, high in sorted(spans)
    )


@dataclass(frozen=True, eq=False)
class Nation:
    """Usual intake of every group of a nation [mg/day], and how many people each stands for.

    ``spreads`` are the habits by name, ``usual`` and ``people`` go with ``groups``.
    """

    groups: tuple[Group, ...]
    spreads: dict[str, Habits]
    usual: tuple[Usual, ...]
    people: Array

    def below(self, chosen: Callable[[Group], bool] = lambda group: True) -> float:
        """Return the share of some groups, taken together, whose usual intake is below their requirement, 0 to 1."""
        return self._together(lambda group, usual: cut_point(group.requirement, usual), chosen)

    def mean(self, chosen: Callable[[Group], bool] = lambda group: True) -> float:
        """Return the mean usual intake of some groups taken together [mg/day]."""
        return self._together(lambda group, usual: usual.mean, chosen)

    def _together(self, of: Callable[[Group, Usual], float], chosen: Callable[[Group], bool]) -> float:
        kept = [k for k, group in enumerate(self.groups) if chosen(group)]
        return float(np.average([of(self.groups[k], self.usual[k]) for k in kept], weights=self.people[kept]))


def counted_in(told: Recalls, chosen: tuple[Group, ...] | None = None) -> Array:
    """Return the weights of those whose usual intake can be told, shape (persons, 2).

    Left out, by a weight of zero: who belongs to no group, pregnant women (whose requirement is another), and
    breast-fed children, whose milk nobody weighed. Nursing women cannot be known from these tables and stay in.
    """
    within = np.any([group.members(told) for group in chosen or groups()], axis=0)
    return told.domain(within & ~told.pregnant & ~told.breast_fed)


def nation(
    told: Recalls, weights: Array, nutrient: str = "magnesium", chosen: tuple[Group, ...] | None = None
) -> Nation:
    """Return the usual intake of a nation, told from the recalls of a survey with one set of weights (persons, 2).

    Weights: those of ``counted_in``, or what a jackknife makes of them. A person stands for as many people as the first
    recall does. InputError as in ``habits``.
    """
    own = groups() if chosen is None else chosen
    place = np.full(len(told.age), -1)
    for k, group in enumerate(own):
        place[group.members(told)] = k
    spreads: dict[str, Habits] = {}
    usual: dict[int, Usual] = {}
    for name in dict.fromkeys(group.spread for group in own):
        among = [k for k, group in enumerate(own) if group.spread == name]
        there = np.isin(place, among)
        number = np.searchsorted(among, place[there])
        found = habits(told.eaten[nutrient][there], weights[there], told.weekend[there], number, len(among))
        spreads[name] = found
        usual |= {k: found.of(position) for position, k in enumerate(among)}
    people = np.array([weights[place == k, 0].sum() for k in range(len(own))])
    return Nation(own, spreads, tuple(usual[k] for k in range(len(own))), people)


def one_day(told: Recalls, weights: Array, chosen: Callable[[Group], bool] = lambda group: True) -> float:
    """Return the share of first days below the requirement, 0 to 1: what comes of taking a day for a habit.

    No estimate of anything that matters; shown to say what the correction is worth.
    """
    below, everybody = 0.0, 0.0
    for group in filter(chosen, groups()):
        own = np.where(group.members(told), weights[:, 0], 0.0)
        below += float(own[told.eaten["magnesium"][:, 0] < group.requirement.value].sum())
        everybody += float(own.sum())
    return below / everybody
