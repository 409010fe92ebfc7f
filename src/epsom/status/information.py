"""Information: how much an observation told about the deficit, as relative entropy in bits.

One bit is what a question tells that halves the field. Virtual persons are sorted into bins of the deficit, and how the
chance of each bin moved is weighed; what weights of so few persons would seem to tell by accident alone is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array

BIT = log(2.0)
BINS_PER_ROOT = 5.0  # bins for each unit of the cube root of the effective size: narrow ones, as chance is taken off
UNLIKELY = 1e-12  # of its weight with an observation, what a person has at least without it
FEWEST, MOST = 4, 120


@dataclass(frozen=True)
class Told:
    """How much was told [bits], never below 0, and the standard error [bits] that the number of persons leaves."""

    bits: float
    error: float


def relative_entropy(values: Array, weights_with: Array, weights_without: Array) -> float:
    """Return what weights with an observation tell of a quantity beyond those without it [bits], never below 0.

    ``values`` (persons,) is the quantity of the virtual persons, such as the deficit; weights need not sum to one. Only
    ranks of the values count, so it is the same for the quantity and its logarithm. From 2,000 persons on it comes
    within 6 % or a hundredth of a bit of the closed form of normal laws, beside the error that ``told`` gives with it.
    At most 40 bits are told: who counts with the observation alone counts without it a million millionth as much.
    """
    return told(values, weights_with, weights_without).bits


def told(values: Array, weights_with: Array, weights_without: Array) -> Told:
    """Return the relative entropy of weights with an observation from those without it, and its error [bits].

    Both weigh the same persons, so what they share of chance cancels: weights that are equal tell exactly nothing.
    """
    p, q = shares(weights_with), shares(weights_without)
    q = shares(np.maximum(q, UNLIKELY * p))
    counted = q > 0
    p, q, values = p[counted], q[counted], np.asarray(values)[counted]
    order, own = ranked(values, 0.5 * (p + q), many_bins(min(effective_size(p), effective_size(q))))
    p, q, bins = p[order], q[order], int(own[-1]) + 1
    high, low = _sums(own, p, bins), _sums(own, q, bins)
    ratio = high / low
    noise = _sums(own, np.square(p - ratio[own] * q), bins)
    bias = 0.5 * (1.0 - 1.0 / bins) * _over(noise, high)
    raw = _entropy(high, low)
    with np.errstate(divide="ignore"):
        log_ratio = np.where(ratio > 0, np.log(ratio), 0.0)[own]
    influence = p * (log_ratio - raw) - q * (ratio[own] - 1.0)
    return _told(raw, bias, float(np.sum(influence**2)), bins)


def divergence(values: Array, weights: Array, other_values: Array, other_weights: Array) -> Told:
    """Return how far one cohort tells more of a quantity than another, of other persons [bits], with its error.

    For a posterior that was led away from the persons who were drawn. The bins are those of both together; where the
    other cohort has nobody in a bin it counts as half a person there, so the answer is a lower bound of what was told.
    """
    p, q = shares(weights), shares(other_weights)
    together = np.concatenate([values, other_values])
    own, bins = _binned(together, np.concatenate([0.5 * p, 0.5 * q]), min(effective_size(p), effective_size(q)))
    one, two = own[: len(p)], own[len(p) :]
    high, low = _sums(one, p, bins), _sums(two, q, bins)
    bare = low == 0
    low = np.where(bare, 0.5 / effective_size(q), low)
    low /= low.sum()
    ratio = high / low
    mine = _sums(one, p**2, bins)
    theirs = np.where(bare, 0.0, ratio**2 * _sums(two, q**2, bins))
    bias = 0.5 * (1.0 - 1.0 / bins) * (_over(mine, high) + _over(theirs, high))
    raw = _entropy(high, low)
    with np.errstate(divide="ignore"):
        log_ratio = np.where(ratio > 0, np.log(ratio), 0.0)
    square = np.sum((p * (log_ratio[one] - raw)) ** 2) + np.sum((q * (ratio[two] - 1.0)) ** 2)
    return _told(raw, bias, float(square), bins)


def shares(weights: Array) -> Array:
    """Return weights that sum to one; ValueError where none is above 0 or one is below or no number."""
    found = np.asarray(weights, dtype=float)
    if not np.all(found >= 0) or not np.isfinite(total := float(found.sum())) or total <= 0:
        raise ValueError("weights are numbers of at least 0, of which one is above 0")
    return found / total


def effective_size(weights: Array) -> float:
    """Return how many equally weighted persons these weights, whose sum is one, are worth."""
    return float(1.0 / np.sum(np.square(weights)))


def many_bins(size: float) -> int:
    """Return into how many bins persons of such an effective size are sorted."""
    return int(np.clip(BINS_PER_ROOT * size ** (1.0 / 3.0), FEWEST, MOST))


def ranked(values: Array, weights: Array, bins: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of the values, and the bin of each in that order: bins of nearly equal weight, none empty.

    Equal values share a bin.
    """
    order = np.argsort(values, kind="stable")
    value, weight = np.asarray(values)[order], np.asarray(weights)[order]
    middle = (np.cumsum(weight) - 0.5 * weight) / weight.sum()
    bin_ = np.minimum((middle * bins).astype(np.int64), bins - 1)
    first = np.concatenate([[True], value[1:] > value[:-1]])
    bin_ = bin_[np.maximum.accumulate(np.where(first, np.arange(len(value)), 0))]
    return order, np.cumsum(np.concatenate([[False], bin_[1:] > bin_[:-1]])).astype(np.int64)


def _binned(values: Array, weights: Array, size: float) -> tuple[NDArray[np.int64], int]:
    order, bin_ = ranked(values, weights, many_bins(size))
    own = np.empty_like(bin_)
    own[order] = bin_
    return own, int(bin_[-1]) + 1


def _sums(own: NDArray[np.int64], weights: Array, bins: int) -> Array:
    return np.bincount(own, weights, bins).astype(float)


def _entropy(high: Array, low: Array) -> float:
    held = high > 0
    return float(np.sum(high[held] * np.log(high[held] / low[held])))


def _over(noise: Array, high: Array) -> float:
    held = high > 0
    return float(np.sum(noise[held] / high[held]))


def _told(raw: float, bias: float, square: float, bins: int) -> Told:
    """Return bits from nats: the first-order error, and that of what was taken off."""
    error = (square + 2.0 * bias**2 / max(bins - 1, 1)) ** 0.5
    return Told(max(raw - bias, 0.0) / BIT, error / BIT)
