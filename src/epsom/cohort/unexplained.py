"""What nobody told of: virtual persons who waste magnesium through the kidney, take up little from the gut, or are of
a rare class whom a medicine they told of hits hard.

A reading far from what a person's diet and medicines explain has a reason. Half of the cohort is then drawn with such
a loss and counts as the few people who have one do: an ordinary reading gives them no voice, a clear one does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom import tables
from epsom.body.balance import Body
from epsom.cohort.effects import Cause, Effect, effect_of, factor, rare_class
from epsom.cohort.moves import moved
from epsom.elementwise import Array, log, minimum, where
from epsom.normal import ndtri
from epsom.plate.chance import Chance

TABLE = "cohort/unexplained.toml"
STREAM = 77


@dataclass(frozen=True)
class Unexplained:
    """Who has an untold loss: ``way`` is 0 for nobody's, else the number of its way in ``ways()``, counted from 1.

    ``rare`` numbers the rare classes of what is told that each person is of, a bit for each in their order; 0 is none.
    ``log_prior`` is the logarithm of how much each virtual person counts before any reading, shape (persons,).
    """

    way: NDArray[np.int64]
    log_prior: Array
    rare: NDArray[np.int64]

    @property
    def kind(self) -> NDArray[np.int64]:
        """A number for each sort of person that no small change of a parameter leads from one to another."""
        return self.way + (1 + len(ways())) * self.rare


@cache
def _table() -> tuple[float, dict[str, Effect]]:
    content: dict[str, Any] = tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
    tables.check_source(content["share"], f"{TABLE} [share]")
    ways = {row.pop("way"): effect_of(row, TABLE) for row in content["effect"]}
    return float(content["share"]["value"]), ways


def ways() -> tuple[str, ...]:
    """Return the ways of an untold loss: the organs through which magnesium is lost."""
    return tuple(_table()[1])


def draw(chance: Chance) -> Unexplained:
    """Return who of the virtual persons has an untold loss: half of those drawn, in equal parts for each way."""
    share, by_way = _table()
    even = chance.of(np.random.default_rng([chance.seed, STREAM]).random(chance.drawn))  # never told: it is inherited
    way = np.where(even < 0.5, (even * 2 * len(by_way)).astype(np.int64) + 1, 0)
    prior = where(way > 0, log(share / 0.5), log((1.0 - share) / 0.5))
    return Unexplained(way, prior, np.zeros(len(way), dtype=np.int64))


def rare_classes(present: Iterable[Cause]) -> dict[str, float]:
    """Return the share of people of each rare class of these causes, by the name of the draw that decides it."""
    return {
        rare_class(cause.name, effect): effect.susceptible_share
        for cause in present
        for effect in cause.effects
        if effect.susceptible_scale is not None
    }


def oftener(chance: Chance, classes: Mapping[str, float]) -> tuple[Chance, Array]:
    """Return chances under which half of the persons are of each rare class, and the logarithm of what that is worth.

    The even draw behind a class is stretched below its share and squeezed above; what each person counts for is set
    against it, shape (persons,), so that together they stand for the same people as before.
    """
    told, worth = dict(chance.told), np.zeros(chance.persons)
    for name, share in classes.items():
        even = chance.even(name)
        rare = even < 0.5
        told[(name,)] = ndtri(where(rare, 2.0 * share * even, share + (1.0 - share) * (2.0 * even - 1.0)))
        worth = worth + where(rare, log(2.0 * share), log(2.0 * (1.0 - share)))
    return replace(chance, told=told), worth


def of_class(chance: Chance, classes: Mapping[str, float]) -> NDArray[np.int64]:
    """Return which of these rare classes each person is of, a bit for each in their order, shape (persons,)."""
    found = np.zeros(chance.persons, dtype=np.int64)
    for k, (name, share) in enumerate(classes.items()):
        found |= (chance.even(name) < share).astype(np.int64) << k
    return found


def applied(body: Body, found: Unexplained, chance: Chance) -> Body:
    """Return the bodies with each person's untold loss, drawn from the range of its way."""
    for number, (way, effect) in enumerate(_table()[1].items(), start=1):
        size = minimum(factor(f"unexplained.{way}", effect, chance), 1.0)
        body = moved(body, effect.organ, effect.parameter, np.where(found.way == number, size, 1.0))
    return body
