"""Usual intake of a group: what its people eat in the long run, told from one or two days of each.

One day spreads wider than habit does. A power of the daily amount is close to normal: it differs between persons around
the mean of their group, and from day to day around each person's own. People who told two days say how much of the
spread is from day to day; the rest is between persons. Usual intake is the mean over a person's days, back in mg, so
nothing is lost by the power's bend. Box and Cox's power, the groups as fixed effects and the back-transformation by
quadrature follow the National Cancer Institute's method; the spreads are moments and no likelihood is climbed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.normal import ndtr, ndtri
from epsom.plate.habit import posterior

DAYS = 2
POWERS = (1e-6, 1.0)
"""Where the power is looked for: from the logarithm (all but) to no transformation at all."""
WEEKEND = 3 / 7
"""Friday, Saturday and Sunday, as a share of all days."""
NODES = 9
"""Points of the sum over a normal law, from day to day or between persons."""
REACH = 12.0
"""How far from its middle a group's people are looked for, in standard deviations."""
HALVINGS = 60


@dataclass(frozen=True, eq=False)
class Habits:
    """What some groups with one spread in common eat, on the scale of (amount**power - 1) / power.

    ``centre`` is each group's mean on a weekday of the first recall, shape (groups,); ``weekend`` and ``second`` are
    what Friday to Sunday and the second recall add to it, the first eaten and the second only told; ``between`` and
    ``within`` the standard deviations between persons and from day to day. ``recalls`` and ``pairs`` were counted;
    ``fasts`` are days without any, on which the power says nothing: they are left out.
    """

    power: float
    centre: Array
    weekend: float
    second: float
    between: float
    within: float
    recalls: int
    pairs: int
    fasts: int

    def of(self, group: int) -> Usual:
        """Return the usual intake of one group, by its number."""
        return Usual(self, float(self.centre[group]))


@dataclass(frozen=True)
class Usual:
    """Usual intake of one group, in the unit of the recalls per day."""

    habits: Habits
    centre: float

    def at(self, strays: ArrayLike) -> Array:
        """Return the usual intake of people who stray so far from their group's mean, on the transformed scale.

        The mean over weekdays and weekends and over the days of each, by quadrature; any shape. Rises with ``strays``.
        """
        return self._eaten(np.asarray(strays, dtype=float), self.habits.within)

    @property
    def mean(self) -> float:
        """Return the mean usual intake, which is the mean of all days of all people."""
        spread = float(np.hypot(self.habits.between, self.habits.within))
        return float(self._eaten(np.zeros(()), spread))

    def stray(self, value: ArrayLike) -> Array:
        """Return how far people stray whose usual intake is this value: ``at`` turned round, by halving.

        Where even the farthest eat more (or less), minus (or plus) infinity; any shape.
        """
        goal = np.asarray(value, dtype=float)
        bound = REACH * self.habits.between
        low, high = np.full(goal.shape, -bound), np.full(goal.shape, bound)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            less = self.at(middle) < goal
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        return np.where(goal <= self.at(-bound), -np.inf, np.where(goal > self.at(bound), np.inf, (low + high) / 2))

    def below(self, value: float) -> float:
        """Return the share of people whose usual intake is below a value, from 0 to 1."""
        return float(ndtr(self.stray(value) / self.habits.between))

    def percentile(self, share: float) -> float:
        """Return the usual intake below which this share of the people lies, from 0 to 1."""
        return float(self.at(self.habits.between * float(ndtri(share))))

    def _eaten(self, strays: Array, spread: float) -> Array:
        score, share = quadrature()
        found = np.zeros(strays.shape)
        for part, shift in ((1 - WEEKEND, 0.0), (WEEKEND, self.habits.weekend)):
            days = self.centre + shift + strays[..., None] + spread * score
            found = found + part * (amounts(days, self.habits.power) @ share)
        return found


@cache
def quadrature() -> tuple[Array, Array]:
    """Return the points of a standard normal and what each counts, to sum over it by Gauss and Hermite."""
    score, share = np.polynomial.hermite_e.hermegauss(NODES)
    return score, share / share.sum()


def scale(amount: Array, power: float) -> Array:
    """Return amounts above zero on the scale of Box and Cox; the logarithm where the power is zero."""
    return np.log(amount) if power == 0 else np.expm1(power * np.log(amount)) / power


def amounts(scaled: Array, power: float) -> Array:
    """Return the amounts behind the scale of Box and Cox; what lies below the scale's foot is nothing eaten."""
    if power == 0:
        return np.exp(scaled)
    reached = power * scaled > -1.0
    return np.where(reached, np.exp(np.log1p(np.where(reached, power * scaled, 0.0)) / power), 0.0)


def habits(amount: Array, weights: Array, weekend: NDArray[np.bool_], group: NDArray[np.intp], groups: int) -> Habits:
    """Return the habits of some groups that share one power and one spread, from one or two recalls of each person.

    ``amount`` is what was eaten on the first and the second day (nan where there is no recall), ``weights`` how many
    people each recall stands for (zero where it does not count), ``weekend`` whether the day was a Friday, Saturday or
    Sunday: shape (persons, 2) each; ``group`` from 0, shape (persons,). Needs a few hundred persons, a tenth of them
    with two days. InputError for a recall that counts and is not known or negative, a group without any, no two days
    of anybody, and spreads that leave nothing between persons.
    """
    counts = _counts(amount, weights)
    eaten = counts & (amount > 0)
    x, w = amount[eaten], weights[eaten]
    who, day = np.nonzero(eaten)
    told = np.zeros((len(x), groups + 2))
    told[np.arange(len(x)), group[who]] = 1.0
    told[:, groups], told[:, groups + 1] = weekend[eaten], day == 1
    if not np.all(told.any(axis=0)):
        missing = int(np.flatnonzero(~told.any(axis=0))[0])
        what = f"group {missing}" if missing < groups else ("any weekend", "a second day")[missing - groups]
        raise InputError(f"No recall of {what} counts. Leave that group out, or join it with another.")
    root = np.sqrt(w)
    basis, corner = np.linalg.qr(told * root[:, None])
    power = _power(x, w, basis)
    y = scale(x, power)
    beta: Array = np.linalg.solve(corner, basis.T @ (root * y)).astype(np.float64)
    left = np.full(amount.shape, np.nan)
    left[eaten] = y - told @ beta
    both = eaten.all(axis=1)
    if not both.any():
        raise InputError("Nobody told two days that count: habit cannot be told from chance. Ask some people twice.")
    within = float(np.average((left[both, 0] - left[both, 1]) ** 2, weights=weights[both, 1])) / 2
    between = float(np.average(left[eaten] ** 2, weights=w)) - within
    if between <= 0:
        raise InputError("Days differ so much that nothing is left between persons. Take larger groups.")
    return Habits(
        power, beta[:groups], float(beta[groups]), float(beta[groups + 1]), between**0.5, within**0.5,
        recalls=len(x), pairs=int(both.sum()), fasts=int(np.count_nonzero(counts)) - len(x),
    )  # fmt: skip


def shrunk(
    found: Habits, amount: Array, weights: Array, weekend: NDArray[np.bool_], group: NDArray[np.intp]
) -> tuple[Array, Array]:
    """Return where each person strays, given the days told: mean and standard deviation, shape (persons,) each.

    Columns as in ``habits``. Who told nothing that counts strays as the group does: 0 and ``between``.
    """
    eaten = _counts(amount, weights) & (amount > 0)
    expected = found.centre[group][:, None] + found.weekend * weekend + found.second * np.array([0.0, 1.0])
    left = np.where(eaten, scale(np.where(eaten, amount, 1.0), found.power) - expected, 0.0)
    middle, precision = posterior(0.0, found.between, found.within, left.sum(axis=1), eaten.sum(axis=1))
    return middle, precision**-0.5


def _counts(amount: Array, weights: Array) -> NDArray[np.bool_]:
    if amount.ndim != 2 or amount.shape[1] != DAYS or weights.shape != amount.shape:
        raise InputError(f"Amounts and weights want a row per person and {DAYS} days; these are {amount.shape}.")
    counts = weights > 0
    if unknown := int(np.count_nonzero(counts & ~np.isfinite(amount))):
        raise InputError(f"{unknown} recalls that count are not known. Give them a weight of zero.")
    if np.any(amount[counts] < 0):
        raise InputError(f"A recall says {np.min(amount[counts]):g}: nobody eats less than nothing. Check the table.")
    return counts


def _power(x: Array, weights: Array, basis: Array) -> float:
    """Return the power with the highest weighted likelihood, group means and effects at their best."""
    from scipy.optimize import minimize_scalar  # pyright: ignore[reportUnknownVariableType]

    root, logs, total = np.sqrt(weights), np.log(x), float(weights.sum())
    jacobian = float(np.average(logs, weights=weights))

    def unlikely(power: float) -> float:
        y = root * np.expm1(power * logs) / power
        fitted = basis.T @ y
        return 0.5 * float(np.log((y @ y - fitted @ fitted) / total)) - (power - 1.0) * jacobian

    return float(cast(Any, minimize_scalar(unlikely, bounds=POWERS, method="bounded")).x)
