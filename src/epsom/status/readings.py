"""Readings: what chance stands between a person's own level and what the laboratory printed of it.

Of the chances, the assay's is new in every sample; how the level wanders is one for all samples of a day; and by how
much people differ beyond what the virtual persons do is one for each analyte and person, shared by all its dates. So
ten readings of one analyte are not ten independent witnesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, lgamma, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.labs.analytes import analyte
from epsom.normal import log_ndtr, ndtr
from epsom.units import Told

Bound = Literal["", "<", ">"]
FINEST = 1e-4  # rounding finer than this share of a reading adds nothing but the digits of a spreadsheet
NODES, _HEIGHTS = np.polynomial.hermite_e.hermegauss(16)
SHARES = _HEIGHTS / _HEIGHTS.sum()


@dataclass(frozen=True)
class Reading:
    """One reading as the likelihood sees it; spreads are on the log scale, or in the unit itself where ``linear``.

    ``assay`` is the spread of a single sample, ``daily`` that of the person's level from day to day, which samples of
    one ``day`` [day, 0 is today] share, and ``shared`` that between people whom the model takes for alike, which all
    readings of one analyte share. With a ``bound`` the true reading lies below or above ``told.value``. ``widened`` is
    the factor by which assay and day were widened because readings of one analyte contradict each other.
    """

    analyte: str
    told: Told
    day: float
    bound: Bound
    linear: bool
    assay: float
    daily: float
    shared: float
    widened: float = 1.0

    @property
    def spread(self) -> float:
        """Spread of this reading, were it the only one: all chances together."""
        return (self.assay**2 + self.daily**2 + self.shared**2) ** 0.5

    @property
    def as_told(self) -> Reading:
        """The reading with the errors that its analyte has, before any contradiction widened them."""
        return replace(self, assay=self.assay / self.widened, daily=self.daily / self.widened, widened=1.0)

    @property
    def half(self) -> float:
        """Half the width of what is printed as this reading [its unit]."""
        return max(0.5 * (self.told.high - self.told.low), FINEST * abs(self.told.value))

    @property
    def below(self) -> bool:
        """Whether no more is known than that the reading lay below something: its own bound, or zero as printed."""
        return self.bound == "<" or (not self.bound and not self.linear and self.told.value <= self.half)

    @property
    def ends(self) -> tuple[float, float]:
        """Between what the reading lay, on the scale of its spread; minus or plus infinity where there is no end."""
        if self.bound == ">":
            return self.scaled(self.told.value), np.inf
        if self.bound == "<":
            return -np.inf, self.scaled(self.told.value)
        low = self.told.value - self.half
        return (low if self.linear else _log(low)), self.scaled(self.told.value + self.half)

    def scaled(self, level: float) -> float:
        """Return a level on the scale of the spread."""
        return level if self.linear else _log(level)

    def off(self, predicted: Array) -> tuple[Array, Array]:
        """Return by how much both ends of the reading differ from what was predicted, on the scale of the spread."""
        with np.errstate(divide="ignore", invalid="ignore"):
            level = np.asarray(predicted) if self.linear else np.log(predicted)
        low, high = self.ends
        return low - level, high - level


def _log(level: float) -> float:
    return float(np.log(max(level, np.finfo(float).tiny)))


def reading(
    name: str, told: Told, *, day: float = 0.0, bound: Bound = "", assay: float | None = None, wider: float = 0.0
) -> Reading:
    """Return a reading of an analyte with the spreads of its row.

    ``assay`` takes the place of the row's spread of a sample and of a day together (a loading test brings its own);
    ``wider`` is a further spread of this sample, such as of an hour that was not told.
    """
    row = analyte(name)
    own, daily = (row.assay_spread, row.within_person_spread) if assay is None else (assay, 0.0)
    linear = row.scale == "linear"
    return Reading(name, told, day, bound, linear, (own**2 + wider**2) ** 0.5, daily, row.unexplained_spread)


def alone(one: Reading, predicted: Array) -> Array:
    """Return the log probability of a reading that is the only one of its analyte, shape (persons,)."""
    low, high = one.off(predicted)
    return _between(low / one.spread, high / one.spread)


def together(readings: Sequence[Reading], predicted: Sequence[Array], persons: int) -> Array:
    """Return the log likelihood of all readings, shape (persons,), to a constant; zeros where there is none.

    ``predicted`` is the level of each virtual person for each reading. Who has none counts as impossible.
    """
    total = np.zeros(persons)
    for name in dict.fromkeys(one.analyte for one in readings):
        places = [k for k, one in enumerate(readings) if one.analyte == name]
        total = total + _of_analyte([readings[k] for k in places], [predicted[k] for k in places])
    return np.where(np.isnan(total), -np.inf, total)


def _of_analyte(readings: list[Reading], predicted: list[Array]) -> Array:
    days = [one.day for one in readings]
    if len(readings) == 1 or (not any(one.shared for one in readings) and len(set(days)) == len(days)):
        return np.sum([alone(one, level) for one, level in zip(readings, predicted, strict=True)], axis=0)
    printed = [k for k, one in enumerate(readings) if not one.bound and not one.below]
    bounds = [k for k in range(len(readings)) if k not in printed]
    total, shift, left = _printed([readings[k] for k in printed], [predicted[k] for k in printed], readings[0].shared)
    if not bounds:
        return total
    shifts = shift + left * NODES[:, None]
    chance = np.zeros((len(NODES), len(predicted[0])))
    for k in bounds:
        one = readings[k]
        own = (one.assay**2 + one.daily**2) ** 0.5
        low, high = one.off(predicted[k])
        chance = chance + _between((low - shifts) / own, (high - shifts) / own)
    top = np.max(chance, axis=0)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return total + top + np.log(np.sum(SHARES[:, None] * np.exp(chance - top), axis=0))


def _printed(readings: list[Reading], predicted: list[Array], shared: float) -> tuple[Array, Array, float]:
    """Return the log density of printed readings, and mean and spread of the shared chance that they leave.

    A normal law on the scale of the spread; printing in steps adds the variance of a step.
    """
    if not readings:
        return np.zeros(1), np.zeros(1), shared
    off = np.array([np.mean(one.off(level), axis=0) for one, level in zip(readings, predicted, strict=True)])
    whole, of_shared = covariance(readings), np.full(len(readings), shared**2)
    explained = np.linalg.solve(whole, off)
    density = -0.5 * (np.sum(off * explained, axis=0) + float(np.linalg.slogdet(2.0 * np.pi * whole)[1]))
    left = max(shared**2 - float(of_shared @ np.linalg.solve(whole, of_shared)), 0.0)
    return density, np.asarray(of_shared @ explained, dtype=np.float64), left**0.5


def covariance(readings: Sequence[Reading]) -> Array:
    """Return how printed readings of one analyte stray together, shape (readings, readings)."""
    days = np.array([one.day for one in readings])
    daily, shared = (np.array([getattr(one, name) for one in readings]) for name in ("daily", "shared"))
    steps = np.array([one.ends[1] - one.ends[0] for one in readings])
    own = np.array([one.assay**2 for one in readings]) + steps**2 / 12.0
    same = days[:, None] == days[None, :]
    return np.diag(own) + np.where(same, np.outer(daily, daily), 0.0) + np.outer(shared, shared)


def share_beyond(one: Reading, predicted: Array, weights: Array) -> float:
    """Return how rarely the weighted cohort would print a reading at least so far to that side, 0 to 1.

    Two-sided for a printed value; for a bound, how often a reading would lie on its side.
    """
    return _beyond(one, predicted, np.zeros(1), one.spread, weights)


def surprise_among(place: int, readings: Sequence[Reading], predicted: Sequence[Array], weights: Array) -> float:
    """Return how rarely a cohort weighed by the other readings would print this one, 0 to 1.

    What the others of the same analyte tell of the chances they share with it counts as known.
    """
    one = readings[place]
    others = [
        k
        for k, other in enumerate(readings)
        if k != place and other.analyte == one.analyte and not other.bound and not other.below
    ]
    if not others or one.bound or one.below:
        return share_beyond(one, predicted[place], weights)
    whole = covariance([one, *(readings[k] for k in others)])
    own = whole[0, 0] - (one.ends[1] - one.ends[0]) ** 2 / 12.0
    lean = np.linalg.solve(whole[1:, 1:], whole[1:, 0])
    off = np.array([np.mean(readings[k].off(predicted[k]), axis=0) for k in others])
    return _beyond(
        one,
        predicted[place],
        np.asarray(lean @ off, dtype=np.float64),
        max(own - float(whole[0, 1:] @ lean), 0.0) ** 0.5,
        weights,
    )


def _beyond(one: Reading, predicted: Array, shift: Array, spread: float, weights: Array) -> float:
    counted = weights > 0
    low, high = (part - shift for part in one.off(predicted))
    middle = high if one.bound == "<" else low if one.bound == ">" else one.scaled(one.told.value) - one.ends[0] + low
    below = float(np.sum(weights[counted] * ndtr((middle / spread)[counted])))
    if one.bound:
        return below if one.bound == "<" else 1.0 - below
    return 2.0 * min(below, 1.0 - below)


def nearest(one: Reading, predicted: Array, counted: NDArray[np.bool_], spreads: float) -> float | None:
    """Return the level nearest to a reading that any of the persons counted has, or None where somebody is near.

    Near is within so many spreads of the reading, all its chances together.
    """
    low, high = (part[counted] for part in one.off(predicted))
    away = np.maximum(np.maximum(low, -high), 0.0) / one.spread
    best = int(np.argmin(away))
    return float(np.asarray(predicted)[counted][best]) if away[best] > spreads else None


def strained(
    readings: Sequence[Reading], predicted: Sequence[Array], weights: Array, rare: float
) -> tuple[Reading, ...]:
    """Return the readings, those of an analyte that contradict each other beyond their errors with wider errors.

    Where readings of one analyte scatter so far around what the weighted cohort says of their days that less than
    ``rare`` of honest sets would, the spreads of samples and days are widened by the root of chi-square per degree of
    freedom, as physicists do with measurements that disagree [pdg2022].
    """
    found = list(readings)
    for name in dict.fromkeys(one.analyte for one in readings):
        places = [k for k, one in enumerate(readings) if one.analyte == name and not one.bound and not one.below]
        if len(places) < 2:
            continue
        some = [readings[k] for k in places]
        counted = weights > 0
        off = np.array([np.sum((weights * np.mean(readings[k].off(predicted[k]), axis=0))[counted]) for k in places])
        inverse = np.linalg.inv(covariance([replace(one, shared=0.0) for one in some]))
        middle = np.sum(inverse @ off) / np.sum(inverse)
        scatter, free = float((off - middle) @ inverse @ (off - middle)), len(places) - 1
        if chi_square_beyond(scatter, free) < rare:
            wider = (scatter / free) ** 0.5
            for k in places:
                assay, daily = found[k].assay * wider, found[k].daily * wider
                found[k] = replace(found[k], assay=assay, daily=daily, widened=wider)
    return tuple(found)


def chi_square_beyond(value: float, free: int) -> float:
    """Return the chance of a chi-square of so many degrees of freedom above a value; two more add one term each."""
    begin = 2.0 * float(ndtr(-np.array(value**0.5))) if free % 2 else exp(-0.5 * value)
    if value <= 0:
        return 1.0
    terms = (
        exp(0.5 * n * log(0.5 * value) - 0.5 * value - lgamma(0.5 * n + 1.0)) for n in range(2 - free % 2, free, 2)
    )
    return min(begin + sum(terms), 1.0)


def _between(low: Array, high: Array) -> Array:
    """Return the log of the chance of a standard normal between two ends, shape of both; one may be infinite."""
    far = low > 0  # both ends above the level: work in the tail that keeps its digits
    a = log_ndtr(np.where(far, -low, high))
    b = log_ndtr(np.where(far, -high, low))
    return a + np.log(-np.expm1(b - a))
