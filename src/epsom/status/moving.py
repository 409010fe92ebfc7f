"""Moves of virtual persons who are led to readings: bold where no reading looks, and no wider than the rest stand else.

Readings bind a few directions among all that was drawn by name. Across them a person may go anywhere that the prior
allows; along them, only as far as those who fit stand apart. Both are seen in the persons themselves, at every move.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from epsom import tables
from epsom.elementwise import Array

TABLE = "status/tempering.toml"
number = partial(tables.number, TABLE)


@dataclass(frozen=True)
class Bound:
    """The directions (names, directions) that readings bind, with mean and variance of the persons along each."""

    along: Array
    mean: Array
    variance: Array

    def odds(self, z: Array) -> Array:
        """Return the log density of persons (names, persons) by this law over that by the prior, to a constant."""
        at = self.along.T @ z
        off = (at - self.mean[:, None]) ** 2 / self.variance[:, None]
        return np.asarray(0.5 * np.sum(at**2 - off, axis=0), dtype=np.float64)

    def stepped(self, z: Array, bold: float, noise: Array) -> Array:
        """Return persons moved so that this law stays as it is: z' = m + √(1 − ρ²)·(z − m) + ρ·noise."""
        shaped = noise + self.along @ ((self.variance**0.5 - 1.0)[:, None] * (self.along.T @ noise))
        middle = (self.along @ self.mean)[:, None]
        return np.asarray(middle + (1.0 - bold**2) ** 0.5 * (z - middle) + bold * shaped, dtype=np.float64)


def bound(z: Array) -> Bound:
    """Return what binds persons of one kind, standard normals (names, persons) before any reading.

    A direction is bound where the persons vary along it by less than the share ``bound_below`` of the prior's
    variance. Persons who are too few for their names are taken as bound by nothing.
    """
    names, persons = z.shape
    if persons <= number("persons_per_name") * names:
        return Bound(np.zeros((names, 0)), np.zeros(0), np.zeros(0))
    variance, along = np.linalg.eigh(np.atleast_2d(np.cov(z)))
    few = (variance < number("bound_below")) & (variance > np.finfo(float).eps)
    along = along[:, few]
    return Bound(along, along.T @ z.mean(axis=1), variance[few])


def moves(z: Array, kinds: NDArray[np.int64], bold: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return where each person might move (names, persons), and the log odds of that beside the readings.

    ``kinds`` (persons,) number the kinds from 0, and ``bold`` (kinds,) is the boldness of each.
    A Crank-Nicolson move of boldness ρ that keeps the normal law of all persons of its kind [rudolf2018], and the
    prior where nothing is bound [cotter2013]. The odds (persons,) make the prior judge it in the end.
    """
    other, odds = np.empty_like(z), np.empty(z.shape[1])
    for kind in np.unique(kinds):
        who = np.flatnonzero(kinds == kind)
        law = bound(z[:, who])
        other[:, who] = law.stepped(z[:, who], float(bold[kind]), rng.standard_normal((z.shape[0], len(who))))
        odds[who] = law.odds(z[:, who]) - law.odds(other[:, who])
    return other, odds


def shares_kept(kept: Array, kinds: NDArray[np.int64], many: int) -> Array:
    """Return the share of moves kept by each of so many kinds, not-a-number where nobody is of a kind."""
    with np.errstate(invalid="ignore"):
        return np.bincount(kinds, kept, many) / np.bincount(kinds, minlength=many)


def bolder(bold: Array, kept: Array) -> Array:
    """Return the boldness of the next moves by kind: less where too few were kept, more where many were."""
    step = number("bold_step")
    less, more = kept < number("kept_least"), kept > number("kept_most")
    return np.where(less, bold * step, np.where(more, np.minimum(bold / step, number("boldness")), bold))
