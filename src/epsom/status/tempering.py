"""Tempering: virtual persons led in stages to readings that too few of them fit from the start.

The readings count for little at first and in full at last. At each stage those who fit better have more descendants,
and every descendant then moves: its bodily chances are shifted, and the shift is kept as often as the readings allow.
How far and which way is learned from all who stand there (moving.py). At the end all count the same, and stand where
plain draws would hardly ever have come [delmoral2006].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf, nan
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from epsom import tables
from epsom.elementwise import Array
from epsom.status.moving import bolder, moves, shares_kept
from epsom.status.pareto import smoothed

TABLE = "status/tempering.toml"
number = partial(tables.number, TABLE)

HALVINGS = 40
MOST_STAGES = 24  # each leaves half of the persons: readings further out than that are not reached in earnest
STUCK = 3  # stages one after the other in which hardly a move was kept

Likelihood = Callable[[Array, NDArray[np.int64]], Array]
"""Log likelihood of standard normals (names, persons) in persons who descend from these of the first ones."""

Enough = Callable[[Array, NDArray[np.int64]], bool]
"""Whether persons with these standard normals and these forebears are unlike enough."""


@dataclass(frozen=True)
class Tempered:
    """Virtual persons who all count the same.

    ``z`` are their standard normals (names, persons), ``origin`` whom of the first ones each descends from, and
    ``log_likelihood`` how well each fits. ``powers`` of the likelihood, by stage, end with 1 unless the readings were
    not reached; ``kept`` is the share of moves that were, by round; ``k`` the heaviest tail of any stage's weights.
    """

    z: Array
    origin: NDArray[np.int64]
    log_likelihood: Array
    powers: tuple[float, ...]
    kept: tuple[float, ...]
    k: float

    @property
    def reached(self) -> bool:
        """Whether the readings count in full."""
        return self.powers[-1] >= 1.0

    @property
    def origins(self) -> int:
        """How many different ones of the first persons have a descendant."""
        return len(np.unique(self.origin))


def tempered(
    likelihood: Likelihood,
    z: Array,
    first: Array,
    prior: Array,
    *,
    persons: int,
    seed: int,
    kind: NDArray[np.int64] | None = None,
    enough: Enough = lambda z, origin: True,
) -> Tempered:
    """Return so many virtual persons led from draws ``z`` (names, drawn), whose log likelihood is ``first`` (drawn,).

    ``prior`` is the logarithm of how much each of the drawn counts before any reading; it counts in full at once. Each
    stage goes as far as leaves the share ``enough_left`` of the persons in effective size; resampling is systematic.
    ``kind`` (drawn,) is what nobody moves out of, such as a way of loss: a descendant has that of its forebear, and
    where to move is learned kind by kind. Nobody is led on once hardly a move is kept. When the readings count in full,
    all go on moving until the descendants of one person are unlike ``enough``, or the most rounds of the table are
    made. Whoever has minus infinity has no descendants; somebody must be finite, or ValueError.
    """
    rng = np.random.default_rng([seed, crc32(b"tempering")])
    origin, held, rare = np.arange(z.shape[1], dtype=np.int64), first, prior
    left = number("enough_left") * min(persons, z.shape[1])
    kinds = np.zeros(z.shape[1], dtype=np.int64) if kind is None else np.unique(kind, return_inverse=True)[1]
    bold = np.full(int(kinds.max()) + 1, number("boldness"))
    powers, kept, heaviest, power = list[float](), list[float](), -inf, 0.0
    while power < 1.0 and len(powers) < MOST_STAGES and not _stuck(kept):
        step = farthest(held, rare, 1.0 - power, left)
        power = 1.0 if step >= 1.0 - power else power + step
        found = smoothed(_times(step, held) + rare)
        heaviest = max(heaviest, found.k) if found.k == found.k else heaviest
        chosen = systematic(_weights(_times(step, held) + rare), persons, rng)
        z, origin, held, rare = z[:, chosen], origin[chosen], held[chosen], np.zeros(persons)
        z, held, bold, share = _moved(likelihood, z, origin, held, power, kinds[origin], bold, rng)
        powers.append(power)
        kept.append(share)
    for _ in range(int(number("most_rounds"))):
        if power < 1.0 or enough(z, origin):
            break
        z, held, bold, share = _moved(likelihood, z, origin, held, power, kinds[origin], bold, rng)
        kept.append(share)
    return Tempered(z, origin, held, tuple(powers), tuple(kept), heaviest if heaviest > -inf else nan)


def farthest(log_likelihood: Array, prior: Array, most: float, left: float) -> float:
    """Return the largest power, up to ``most``, that leaves so large an effective size; found by halving."""

    def size(power: float) -> float:
        return 1.0 / float(np.sum(_weights(_times(power, log_likelihood) + prior) ** 2))

    if size(most) >= left:
        return most
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if size(middle) >= left else (low, middle)
    return high


def systematic(weights: Array, persons: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return who has a descendant, as many times as its weight says to within one: one chance for all."""
    marks = (np.arange(persons) + rng.random()) / persons
    return np.minimum(np.searchsorted(np.cumsum(weights), marks, side="right"), len(weights) - 1)


def effective_size(values: Array, origin: NDArray[np.int64]) -> float:
    """Return how many independent persons these are worth for the quantities ``values`` (quantities, persons).

    Descendants of one person are alike, as members of one household are in a survey: the count is divided by the
    design effect of such clusters, 1 + (size − 1)·likeness, where likeness is that of the quantity most alike.
    """
    _, family, size = np.unique(origin, return_inverse=True, return_counts=True)
    persons, families = len(origin), len(size)
    if families in (1, persons):
        return float(families)
    typical = float(np.sum(size**2)) / persons
    likeness = 0.0
    for value in np.asarray(values):
        own = np.bincount(family, value) / size
        within = float(np.sum((value - own[family]) ** 2)) / (persons - families)
        between = float(np.sum(size * (own - value.mean()) ** 2)) / (families - 1)
        width = (persons - typical) / (families - 1)
        if (spread := between + (width - 1.0) * within) > 0:
            likeness = max(likeness, min((between - within) / spread, 1.0))
    return persons / (1.0 + (typical - 1.0) * likeness)


def _moved(
    likelihood: Likelihood,
    z: Array,
    origin: NDArray[np.int64],
    held: Array,
    power: float,
    kinds: NDArray[np.int64],
    bold: Array,
    rng: np.random.Generator,
) -> tuple[Array, Array, Array, float]:
    """Return everybody after a few moves, how well they fit, how bold each kind is next, and the share kept."""
    rounds, taken = int(number("moves")), np.zeros(z.shape[1])
    for _ in range(rounds):
        other, odds = moves(z, kinds, bold, rng)
        found = likelihood(other, origin)
        with np.errstate(invalid="ignore", over="ignore"):
            better = rng.random(len(held)) < np.exp(np.minimum(power * (found - held) + odds, 0.0))
        z, held = np.where(better, other, z), np.where(better, found, held)
        taken += better / rounds
    return z, held, bolder(bold, shares_kept(taken, kinds, len(bold))), float(taken.mean())


def _stuck(kept: list[float]) -> bool:
    """Tell whether hardly a move was kept in the last few stages: descendants of a few would only be copied."""
    return len(kept) >= STUCK and max(kept[-STUCK:]) < number("kept_stuck")


def _times(power: float, log_likelihood: Array) -> Array:
    """Return a power of a likelihood, as a logarithm; who cannot be stays impossible."""
    return np.where(np.isfinite(log_likelihood), power * log_likelihood, -np.inf)


def _weights(log_weights: Array) -> Array:
    raw = np.exp(log_weights - np.max(log_weights))
    return raw / raw.sum()
