"""Summaries of a weighted cohort: quantiles, never a bare number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from epsom.elementwise import Array


@dataclass(frozen=True)
class Estimate:
    """A quantity of one person as a distribution: 5 %, 50 % and 95 % of the weighted virtual persons."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.4g} ({self.low:.4g} to {self.high:.4g})"


@dataclass(frozen=True)
class Band:
    """A quantity in time: five quantiles of the weighted virtual persons at each time."""

    time: tuple[float, ...]
    q05: tuple[float, ...]
    q25: tuple[float, ...]
    q50: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]


def quantiles(values: Array, weights: Array, shares: Sequence[float] | Array) -> Array:
    """Return weighted quantiles of ``values`` (persons,), interpolated between the midpoints of the weights.

    Who has no weight counts for nothing.
    """
    counted = weights > 0
    values, weights = np.asarray(values)[counted], weights[counted]
    order = np.argsort(values, kind="stable")
    ranked, weight = values[order], weights[order]
    position = (np.cumsum(weight) - 0.5 * weight) / np.sum(weight)
    return np.asarray(np.interp(np.asarray(shares), position, ranked))


def estimate(values: Array, weights: Array) -> Estimate:
    """Return the median of a quantity with the range that holds nine in ten of the weighted virtual persons."""
    low, median, high = quantiles(np.broadcast_to(values, weights.shape), weights, (0.05, 0.5, 0.95))
    return Estimate(float(low), float(median), float(high))


def band(time: Array, values: Array, weights: Array) -> Band:
    """Return the band of a quantity in time; ``values`` has shape (times, persons)."""
    rows = np.array([quantiles(row, weights, (0.05, 0.25, 0.5, 0.75, 0.95)) for row in values]).T
    return Band(tuple(map(float, time)), *(tuple(map(float, row)) for row in rows))


def mean(values: Array, weights: Array) -> float:
    """Return the weighted mean of a quantity."""
    return float(np.sum(values * weights) / np.sum(weights))
