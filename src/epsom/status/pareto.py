"""The heaviest weights: how far a few virtual persons may speak for many, and weights smoothed so that none shouts.

Pareto-smoothed importance sampling [vehtari2024]: the largest weights of a sample follow a generalised Pareto law,
whose shape k tells how heavy their tail is. Below about 0.7 a weighted mean can be trusted at sizes one can afford.
The law is fitted to the tail [zhang2009], and its quantiles take the place of the raw weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, nan

import numpy as np

from epsom.elementwise import Array

SHARE, ROOTS = 0.2, 3.0  # the tail: the smaller of this share of the sample and so many times its square root
SILENT = 1e-100  # a weight below this share of the largest belongs to no tail
FEWEST = 5  # weights in a tail to which a law can be fitted
GRID = 30  # points at which the scale of the law is tried, before the square root of the tail's size
PRIOR_SCALE, PRIOR_SHAPE, PRIOR_COUNTS = 3.0, 0.5, 10.0  # what is held of a tail before it is seen


@dataclass(frozen=True)
class Smoothed:
    """Weights with a smoothed tail (sum one), how many equal ones they are worth, and the shape k of the raw tail.

    ``k`` is not-a-number where there is no tail to look at: all weights equal, or fewer than five in the tail.
    """

    weights: Array
    effective_size: float
    k: float


def smoothed(log_weights: Array) -> Smoothed:
    """Return smoothed weights from logarithms of raw ones, shape (persons,), minus infinity where one does not count.

    No weight comes out larger than the largest raw one [vehtari2024]. Holds for independent draws; at least one weight
    must be finite, or ValueError.
    """
    if np.any(np.isnan(log_weights)) or not np.isfinite(highest := np.max(log_weights)):
        raise ValueError("no virtual person explains the readings")
    raw = np.exp(log_weights - highest)
    size = ceil(min(SHARE * len(raw), ROOTS * len(raw) ** 0.5))
    order = np.argsort(raw, kind="stable")
    bound = max(raw[order[-size - 1]] if size < len(raw) else 0.0, SILENT)
    tail = order[-size:][raw[order[-size:]] > bound]
    k = nan
    if len(tail) >= FEWEST:
        k, scale = law(raw[tail] - bound)
        chances = (np.arange(len(tail)) + 0.5) / len(tail)
        raw[tail] = np.minimum(bound + quantile(chances, k, scale), 1.0)
    weights = raw / raw.sum()
    return Smoothed(weights, float(1.0 / np.sum(weights**2)), k)


def law(excess: Array) -> tuple[float, float]:
    """Return shape k and scale of the generalised Pareto law of what a tail exceeds its bound by, in rising order.

    The mean of the profile likelihood's posterior on a grid [zhang2009], with k drawn towards one half as ten further
    values would [vehtari2024], so that a handful of values does not decide alone.
    """
    n = len(excess)
    points = GRID + int(n**0.5)
    quarter = excess[int(n / 4 + 0.5) - 1]
    steps = 1.0 - np.sqrt(points / (np.arange(points) + 0.5))
    theta = 1.0 / excess[-1] + steps / (PRIOR_SCALE * quarter)
    shape = np.mean(np.log1p(-theta[:, None] * excess), axis=1)
    likelihood = n * (np.log(-theta / shape) - shape - 1.0)
    chance = np.exp(likelihood - likelihood.max())
    best = float(np.sum(theta * chance) / np.sum(chance))
    k = float(np.mean(np.log1p(-best * excess)))
    return (n * k + PRIOR_COUNTS * PRIOR_SHAPE) / (n + PRIOR_COUNTS), -k / best


def quantile(chances: Array, k: float, scale: float) -> Array:
    """Return what a generalised Pareto law exceeds its bound by, with these chances of less."""
    steps = -np.log1p(-chances)
    return scale * (np.expm1(k * steps) / k if k else steps)
