"""The survey: what a sample with weights, strata and primary sampling units says of a nation, and how sure it is.

A survey draws places (primary sampling units) within strata, and people within places. People of one place are alike,
so places and not people are what was drawn independently. A group within the nation is a domain: everybody else keeps
the place and has a weight of zero, for the places where nobody of the group was found tell of its error too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epsom.elementwise import Array
from epsom.errors import InputError

Index = NDArray[np.intp]


@dataclass(frozen=True)
class Figure:
    """A figure of the nation and its standard error, in the same unit.

    ``degrees`` of freedom are places less strata, of those in which anybody counted.
    """

    value: float
    error: float
    degrees: int

    def interval(self, share: float = 0.95) -> tuple[float, float]:
        """Return the interval that holds the nation's figure with this probability, by Student's t.

        InputError where no degree of freedom is left.
        """
        from scipy.stats import t

        if self.degrees < 1:
            raise InputError("No degree of freedom is left: no interval can be given. Take a larger group.")
        reach = float(t.ppf(0.5 + share / 2, self.degrees)) * self.error
        return self.value - reach, self.value + reach


@dataclass(frozen=True, eq=False)
class Design:
    """How a sample was drawn: the stratum of each person, and the place (primary sampling unit) in it; any numbers.

    InputError for columns of unlike length, and for a stratum of a single place, from which no error can be told.
    """

    stratum: NDArray[np.int64]
    unit: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.stratum.ndim != 1 or self.stratum.shape != self.unit.shape:
            raise InputError("Stratum and unit want one number per person each; these are of unlike length.")
        single = np.flatnonzero(np.bincount(self.strata) < 2)
        if len(single):
            name = int(np.unique(self.stratum)[single[0]])
            raise InputError(
                f"Stratum {name} has a single primary sampling unit: no error can be told. "
                "Join it with a neighbour, or take a release that has all its units."
            )

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64], Index]:
        pairs, who = np.unique(np.column_stack([self.stratum, self.unit]), axis=0, return_inverse=True)
        return pairs, who.ravel()

    @property
    def place(self) -> Index:
        """Return the place of each person, counted from zero, shape (persons,)."""
        return self._places[1]

    @cached_property
    def strata(self) -> Index:
        """Return the stratum of each place, counted from zero, shape (places,)."""
        return np.unique(self._places[0][:, 0], return_inverse=True)[1].ravel()

    @cached_property
    def places(self) -> Index:
        """Return how many places each stratum has, shape (strata,)."""
        return np.bincount(self.strata)

    def degrees(self, weights: Array) -> int:
        """Return places less strata, of those where anybody has a weight above zero."""
        there = np.unique(self.place[counted(weights)])
        return len(there) - len(np.unique(self.strata[there]))


def counted(weights: Array) -> NDArray[np.bool_]:
    """Return who counts, shape (persons,): any weight above zero; ``weights`` (persons,) or (persons, days)."""
    return weights > 0 if weights.ndim == 1 else np.any(weights > 0, axis=1)


def mean(values: ArrayLike, weights: Array, design: Design) -> Figure:
    """Return the weighted mean of a quantity, in its unit, with its standard error; see ``ratio``.

    Shape (persons,) each. Nobody whose value is not known may have a weight: a group is told by weights of zero.
    """
    return ratio(values, np.ones_like(weights), weights, design)


def ratio(over: ArrayLike, under: ArrayLike, weights: Array, design: Design) -> Figure:
    """Return the ratio of two weighted totals with its standard error by Taylor linearisation.

    Each person's pull on the ratio is summed by place, and the places of a stratum are compared; places are taken as
    drawn with replacement. Holds for large samples. InputError for a value that is not known, a weight that is none,
    and a total of zero.
    """
    checked(weights, design)
    there = weights > 0
    top, bottom = _known(over, there), _known(under, there)
    total = float(np.sum(weights * bottom))
    if total == 0:
        raise InputError("Nobody counts in this group: its weights, or what is divided by, sum to zero.")
    value = float(np.sum(weights * top)) / total
    pull = np.bincount(design.place, weights * (top - value * bottom) / total, minlength=len(design.strata))
    middle = np.bincount(design.strata, pull) / design.places
    spread = np.bincount(design.strata, (pull - middle[design.strata]) ** 2)
    variance = float(np.sum(design.places / (design.places - 1) * spread))
    return Figure(value, sqrt(variance), design.degrees(weights))


def jackknife(estimate: Callable[[Array], ArrayLike], weights: Array, design: Design) -> tuple[Figure, ...]:
    """Return each figure that ``estimate`` makes of the weights, its standard error by leaving out each place once.

    ``estimate`` takes weights like those told, (persons,) or (persons, days), and returns figures, shape (figures,).
    With a place left out, the others of its stratum stand for it. Serves for anything smooth: means, percentiles,
    shares below a value. ``degrees`` is that of the whole of those who count.
    """
    checked(weights, design)
    whole = np.atleast_1d(np.asarray(estimate(weights), dtype=float))
    variance = np.zeros_like(whole)
    for place, stratum in enumerate(design.strata):
        many = design.places[stratum]
        factor = np.where(design.strata == stratum, many / (many - 1), 1.0)
        factor[place] = 0.0
        left = factor[design.place]
        less = np.asarray(estimate(weights * (left if weights.ndim == 1 else left[:, None])), dtype=float)
        variance += (many - 1) / many * (less - whole) ** 2
    degrees = design.degrees(weights)
    return tuple(Figure(float(one), sqrt(spread), degrees) for one, spread in zip(whole, variance, strict=True))


def checked(weights: Array, design: Design) -> None:
    """Raise InputError unless there is one weight, or one per day, for each person, and all are zero or above."""
    if len(weights) != len(design.place):
        raise InputError(
            f"{len(weights)} weights for {len(design.place)} persons. Give each person one, zero included."
        )
    if not np.all(weights >= 0) or not np.all(np.isfinite(weights)):
        raise InputError("A weight is missing or negative. Who does not count has a weight of zero.")


def _known(values: ArrayLike, there: NDArray[np.bool_]) -> Array:
    """Return the values with zero where nobody counts; InputError where one who counts has none."""
    read = np.asarray(values, dtype=float)
    if read.shape != there.shape:
        raise InputError(f"{read.size} values for {there.size} persons. Give each person one.")
    if unknown := int(np.count_nonzero(there & ~np.isfinite(read))):
        raise InputError(f"{unknown} values of people who count are not known. Give those people a weight of zero.")
    return np.where(there, read, 0.0)
