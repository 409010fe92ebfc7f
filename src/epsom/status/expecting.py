"""What a reading that is not yet taken may be expected to tell of the deficit, from the same weighted cohort.

Every outcome that may be printed is weighed by how likely the cohort makes it; each would shift the weights, and what
it would then have told, and how wide the band would then be, is averaged. Nothing is drawn, so the answer is the same
every time: what a sample leaves of chance is told as an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.status.information import BIT, effective_size, many_bins, ranked, shares
from epsom.status.summary import quantiles

BAND = (0.05, 0.95)
REACH = 4.0  # spreads beyond the outermost expectation at which an outcome is no longer looked for
STEPS = 1.25  # outcomes looked at in the length of one spread: sums over a normal law are then exact to 1e-8
MOST_OUTCOMES = 160
COARSER = 0.6  # bins for each of those that one entropy would have: here each outcome leaves fewer persons
UNHEARD = 1e-4  # who weighs so little, all of them together, is left out
AT_ONCE = 1 << 20  # outcomes times persons held at a time


@dataclass(frozen=True)
class Expected:
    """What a test would tell on average.

    ``bits`` is the mutual information of deficit and result, never below 0, ``error`` its standard error from the
    number of persons. ``band_now`` and ``band_after`` are how wide the range of nine in ten is [unit of the deficit],
    now and on average afterwards.
    """

    bits: float
    error: float
    band_now: float
    band_after: float

    @property
    def narrowing(self) -> float:
        """By what share the band is expected to narrow; below 0 where a surprise would widen it on average."""
        return 1.0 - self.band_after / self.band_now if self.band_now > 0 else 0.0


def expected(deficit: Array, weights: Array, centre: Array, spread: Array | float) -> Expected:
    """Return what a reading is expected to tell of the deficit under these weights; arrays are (persons,).

    ``centre`` is where each virtual person's reading would lie and ``spread`` how far one strays from there (standard
    deviation), both on the scale on which readings stray normally: the logarithm for most analytes. Mutual information
    by the entropy of each outcome, as in Bayesian experimental design [lindley1956]; printing in steps is far finer
    than the spread and left out. Whoever has no finite centre cannot be read and is left out as well; ValueError where
    nobody is left, or a spread is not above 0.
    """
    centre, spread = (np.broadcast_to(np.asarray(each, dtype=float), np.shape(weights)) for each in (centre, spread))
    if not np.all(spread[np.asarray(weights) > 0] > 0):
        raise ValueError("every reading strays: a spread is above 0")
    weight = shares(np.where(np.isfinite(centre), weights, 0.0))
    rising = np.sort(weight)
    counted = weight >= rising[np.searchsorted(np.cumsum(rising), UNHEARD)]
    many = int(COARSER * many_bins(effective_size(weight)) + 1.0)
    order, bins = ranked(np.asarray(deficit)[counted], weight[counted], many)
    who = np.flatnonzero(counted)[order]
    value, weight = np.asarray(deficit)[who], shares(weight[who])
    low, high = quantiles(value, weight, BAND)
    told, own, bias, after, whole = 0.0, np.zeros(len(weight)), 0.0, 0.0, 0.0
    for likelihood, step in _outcomes(centre[who], spread[who], len(weight)):
        chance = likelihood @ weight
        seen = chance > 0
        likelihood, chance = likelihood[seen], chance[seen]
        ratio = likelihood / chance[:, None]
        gain, noise, logs = _by_bin(ratio, weight, bins)
        told += step * float(chance @ gain)
        bias += step * float(chance @ noise)
        own += step * np.einsum("ji,ji->i", likelihood, logs)
        after += step * float(chance @ _bands(ratio * weight, value))
        whole += step * float(chance.sum())
    number = int(bins[-1]) + 1
    told, own, after = told / whole, own / whole, after / whole
    bias *= 0.5 * (1.0 - 1.0 / number) / whole
    square = float(np.sum((weight * (own - told)) ** 2)) + 2.0 * bias**2 / max(number - 1, 1)
    return Expected(max(told - bias, 0.0) / BIT, square**0.5 / BIT, float(high - low), after)


def again(residuals: Array, own: Array, shared: float, next_own: float) -> tuple[Array, float]:
    """Return where one more reading of an analyte would lie beside the expectation (persons,), and its spread.

    ``residuals`` (readings, persons) are the readings taken so far less what each virtual person would be read as, on
    the scale of the analyte; ``own`` (readings,) are their spreads each by itself and ``next_own`` that of the next.
    ``shared`` is the spread between people that stays with a person from one reading to the next. After many readings
    only ``next_own`` is left, and where the person lies is known: a tenth reading tells little.
    """
    taken: Array = np.asarray(residuals, dtype=float)
    precision: Array = np.asarray(own, dtype=float) ** -2
    if shared <= 0 or not len(precision):
        return np.zeros(int(taken.shape[-1])), float(np.hypot(shared, next_own))
    left = 1.0 / (shared**-2 + float(precision.sum()))
    shift = np.asarray(left * np.sum(precision[:, None] * taken, axis=0), dtype=float)
    return shift, float(np.hypot(left**0.5, next_own))


def _outcomes(centre: Array, spread: Array, persons: int) -> Iterator[tuple[Array, float]]:
    """Give densities of outcomes (outcomes, persons) at even steps over all that may come, some at a time.

    A reading far sharper than the persons lie apart is taken as no sharper than a step.
    """
    low, high = float(np.min(centre - REACH * spread)), float(np.max(centre + REACH * spread))
    step = max(float(np.min(spread)) / STEPS, (high - low) / MOST_OUTCOMES)
    spread = np.maximum(spread, step)
    at = np.arange(low + 0.5 * step, high, step)
    many = max(AT_ONCE // persons, 1)
    for first in range(0, len(at), many):
        z = (at[first : first + many, None] - centre) / spread
        yield np.exp(-0.5 * z * z) / (spread * (2.0 * pi) ** 0.5), step


def _by_bin(ratio: Array, weight: Array, bins: NDArray[np.int64]) -> tuple[Array, Array, Array]:
    """Return for each outcome what it tells of the bin, the share of that which is chance, and each person's log ratio.

    ``ratio`` (outcomes, persons) is by how much each person's chance would grow; persons in the order of their bins.
    """
    starts = np.flatnonzero(np.concatenate([[True], bins[1:] > bins[:-1]]))
    low = np.add.reduceat(weight, starts)
    high = np.add.reduceat(ratio * weight, starts, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(high > 0, np.log(high / low), 0.0)
        stray = np.square((ratio - (high / low)[:, bins]) * weight)
        chance = np.add.reduceat(stray, starts, axis=1) / high
    return np.sum(high * log, axis=1), np.sum(np.where(high > 0, chance, 0.0), axis=1), log[:, bins]


def _bands(weights: Array, value: Array) -> Array:
    """Return how wide the band of the values would be after each outcome; ``weights`` (outcomes, persons), sum one."""
    position = np.cumsum(weights, axis=1) - 0.5 * weights
    ends = np.array([np.interp(BAND, row, value) for row in position])
    return ends[:, 1] - ends[:, 0]
