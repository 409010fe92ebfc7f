"""The likelihood: how well each virtual person explains what the laboratory printed.

A reading is the person's own level, moved by what the model does not know of people, by how a level wanders from day to
day, by the assay, and by rounding to the digits that were printed. Virtual persons who explain the readings better
weigh more; nobody is thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.status.pareto import smoothed
from epsom.status.readings import Reading, alone, reading, share_beyond
from epsom.units import Told

HALVINGS = 40
MOST_KEPT = 0.5  # a floor above this share of what the prior itself leaves would silence any reading


@dataclass(frozen=True)
class Weighting:
    """Weights of the virtual persons (sum one), the effective sample size they leave, and how they were come by.

    ``k`` is the shape of the tail of the weights, not-a-number where there is none to look at. ``counted`` is 1 where
    the readings count in full, and the power of their likelihood where they had to be softened.
    """

    weights: Array
    effective_size: float
    k: float = nan
    counted: float = 1.0

    def accepted(self, least: float, most: float) -> bool:
        """Tell whether these weights leave at least so large an effective size, with a tail of less than this shape."""
        return self.effective_size >= least and not self.k >= most

    def silenced(self, persons: NDArray[np.int64]) -> Weighting:
        """Return the weights when the persons of these numbers do not count."""
        if not len(persons):
            return self
        left = np.where(np.isin(np.arange(len(self.weights)), persons), 0.0, self.weights)
        share = float(left.sum())
        return replace(self, weights=left / share, effective_size=share * self.effective_size)


def log_likelihood(predicted: Array, told: Told, quantity: str) -> Array:
    """Return the log probability that each virtual person's reading, the only one, would be printed as ``told``.

    ``predicted`` is the level of each person at the time of the sample (persons,), in the unit of ``quantity``. The
    printed digits say that the reading lay between ``told.low`` and ``told.high``.
    """
    return alone(reading(quantity, told), predicted)


def surprise(predicted: Array, told: Told, quantity: str, weights: Array) -> float:
    """Return how rarely the weighted cohort would print a reading at least so far to that side, 0 to 1 (two-sided)."""
    return share_beyond(reading(quantity, told), predicted, weights)


def weighting(log_likelihoods: Array) -> Weighting:
    """Return the weights for the sum of all readings' log likelihoods, shape (persons,); zeros give equal weights.

    A virtual person with minus infinity does not count; somebody must, or ValueError.
    """
    if not np.any(np.isfinite(log_likelihoods)) or np.any(np.isnan(log_likelihoods)):
        raise ValueError("no virtual person explains the readings")
    raw = np.exp(log_likelihoods - np.max(log_likelihoods))
    weights = raw / np.sum(raw)
    return Weighting(weights, float(1.0 / np.sum(weights**2)))


def weighed(log_weights: Array) -> Weighting:
    """Return the weights for readings and prior together, shape (persons,), their heaviest ones smoothed."""
    found = smoothed(log_weights)
    return Weighting(found.weights, found.effective_size, found.k)


def softened(readings: Array, log_prior: Array, least_effective: float) -> Weighting:
    """Return weights that leave at least so many effective persons, the readings counting only in part if need be.

    The likelihood of the readings, not the prior, is raised to the largest power, found by halving, that leaves
    enough; a few persons who happen to fit would otherwise speak for all with a certainty that nobody has. The shape
    of the tail is that of the readings in full.
    """
    tail = smoothed(log_prior + readings).k
    least_effective = min(least_effective, MOST_KEPT * weighting(log_prior).effective_size)
    full = weighting(log_prior + readings)
    if full.effective_size >= least_effective:
        return replace(full, k=tail)
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        enough = weighting(log_prior + middle * readings).effective_size >= least_effective
        low, high = (middle, high) if enough else (low, middle)
    found = weighting(log_prior + low * readings)
    return Weighting(found.weights, found.effective_size, tail, low)
