"""Sketches: a quantity of very many virtual persons in little memory, added up piece by piece in any number of pieces.

Quantiles come from a histogram with logarithmic bins, after the DDSketch of Masson, Rim and Lee [masson2019]: every
bin is so narrow that nothing in it is further than ``ACCURACY`` from anything else in it. So two sketches are merged by
adding their bins, and a merged one is as good as one made of everything at once. The libraries that do this take one
value at a time from Python; here NumPy bins a whole cohort in one go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array

ACCURACY = 2e-3
"""The largest relative error of a quantile: a bin's width."""

SMALLEST = 1e-9
"""What is nearer to zero than this counts as zero, in the unit of the quantity."""

WIDTH = math.log1p(ACCURACY)  # of a bin, in the logarithm
LOWEST = math.floor(math.log(SMALLEST) / WIDTH)
MOST_BARS = 40


@dataclass(frozen=True)
class Sketch:
    """A weighted distribution: how many values, their weight, mean and spread, both extremes, and the bins.

    ``squares`` is the weighted sum of squared distances from the mean. ``bins`` are the numbers of those bins that
    hold anything, in order of value: 0 holds zero, k above it the values of a bin, -k their negatives. ``weights`` is
    what each holds.
    """

    count: int
    weight: float
    mean: float
    squares: float
    low: float
    high: float
    bins: NDArray[np.int64]
    weights: Array

    @property
    def deviation(self) -> float:
        """The weighted standard deviation; nan where nobody counts."""
        return math.sqrt(self.squares / self.weight) if self.weight > 0 else math.nan

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Return the values at or below which these shares of the weight lie; nan where nobody counts.

        Each is within a relative ``ACCURACY`` of the least value at which the share is reached; within its bin, the
        weight is taken to be spread evenly.
        """
        if not self.weight > 0:
            return [math.nan] * len(shares)
        reached = np.cumsum(self.weights)
        wanted: Array = np.array(shares, dtype=float) * reached[-1]
        place: NDArray[np.int64] = np.minimum(np.searchsorted(reached, wanted), len(reached) - 1)
        above: Array = np.clip((reached[place] - wanted) / self.weights[place], 0.0, 1.0)
        low, high = ends(self.bins[place])
        found = np.clip(high - above * (high - low), self.low, self.high)
        return [float(value) for value in found]

    def histogram(self, most: int = MOST_BARS) -> tuple[list[float], list[float]]:
        """Return the edges of at most so many bars and the weight in each, exact because no bin is cut."""
        if not len(self.bins):
            return [], []
        first, last = int(self.bins[0]), int(self.bins[-1])
        step = -(-(last - first + 1) // most)
        bars = -(-(last - first + 1) // step)
        held = np.bincount((self.bins - first) // step, self.weights, bars)
        edges = [*ends(first + step * np.arange(bars))[0], ends(np.array([first + step * bars - 1]))[1][0]]
        return [float(edge) for edge in edges], [float(weight) for weight in held]

    def to_dict(self) -> dict[str, Any]:
        """Return the sketch as plain numbers and lists, for a file; an empty one has no extremes to write."""
        if not self.count:
            return {"count": 0}
        return dict(vars(self)) | {"bins": self.bins.tolist(), "weights": self.weights.tolist()}


EMPTY = Sketch(0, 0.0, 0.0, 0.0, math.inf, -math.inf, np.zeros(0, dtype=np.int64), np.zeros(0))


def sketched(values: Array, weights: Array) -> Sketch:
    """Return the sketch of values (persons,) with their weights; who has no weight counts for nothing.

    Raises ValueError for a value that is no number, and for a negative weight.
    """
    if not (weights >= 0).all():
        raise ValueError("a weight is negative or no number")
    counted = weights > 0
    if not counted.all():
        values, weights = values[counted], weights[counted]
    if not np.isfinite(values).all():
        raise ValueError("a value that counts is no number")
    if not len(values):
        return EMPTY
    weight = float(np.sum(weights))
    mean = float(np.sum(weights * values)) / weight
    numbers = numbered(values)
    first = int(numbers.min())
    held = np.bincount(numbers - first, weights).astype(float)
    filled = np.flatnonzero(held)
    squares = float(np.sum(weights * (values - mean) ** 2))
    low, high = float(values.min()), float(values.max())
    return Sketch(len(values), weight, mean, squares, low, high, filled + first, held[filled])


def merged(one: Sketch, other: Sketch) -> Sketch:
    """Return the sketch of both; added up in the same order, the same pieces give the same digits.

    Mean and spread are merged by the distance of the means, which loses no digits where the spread is small.
    """
    if not (one.count and other.count):
        return one if one.count else other
    weight = one.weight + other.weight
    apart = other.mean - one.mean
    bins = np.union1d(one.bins, other.bins)
    weights = np.zeros(len(bins))
    weights[np.searchsorted(bins, one.bins)] = one.weights
    weights[np.searchsorted(bins, other.bins)] += other.weights
    return Sketch(
        count=one.count + other.count,
        weight=weight,
        mean=one.mean + apart * (other.weight / weight),
        squares=one.squares + other.squares + apart**2 * (one.weight / weight) * other.weight,
        low=min(one.low, other.low),
        high=max(one.high, other.high),
        bins=bins,
        weights=weights,
    )


def read(plain: dict[str, Any]) -> Sketch:
    """Return the sketch that ``to_dict`` wrote."""
    if not plain["count"]:
        return EMPTY
    arrays: dict[str, Any] = {
        "bins": np.array(plain["bins"], dtype=np.int64),
        "weights": np.array(plain["weights"], dtype=float),
    }
    return Sketch(**(plain | arrays))


def numbered(values: Array) -> NDArray[np.int64]:
    """Return the number of the bin of each value; it grows with the value."""
    size = np.abs(values)
    with np.errstate(divide="ignore"):
        number = np.ceil(np.log(size) / WIDTH) - LOWEST
    return np.where(size < SMALLEST, 0, np.copysign(np.maximum(number, 1.0), values)).astype(np.int64)


def ends(bins: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the lower and the upper end of each bin; that of zero has no width."""
    outer = np.exp((np.abs(bins) + LOWEST) * WIDTH)
    inner = np.exp((np.abs(bins) - 1 + LOWEST) * WIDTH)
    none = np.zeros(len(bins))
    return np.select([bins > 0, bins < 0], [inner, -outer], none), np.select(
        [bins > 0, bins < 0], [outer, -inner], none
    )
