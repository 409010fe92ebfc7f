"""Losses that nobody told of: virtual persons who waste magnesium through the kidney or take up little from the gut.

A reading far from what a person's diet and medicines explain has a reason. Half of the cohort is then drawn with such
a loss and counts as the few people who have one do: an ordinary reading gives them no voice, a clear one does.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom import tables
from epsom.body.balance import Body
from epsom.cohort.effects import Effect, effect_of, factor
from epsom.cohort.moves import moved
from epsom.elementwise import Array, log, minimum, where
from epsom.plate.chance import Chance

TABLE = "cohort/unexplained.toml"
STREAM = 77


@dataclass(frozen=True)
class Unexplained:
    """Who has an untold loss: ``way`` is 0 for nobody's, else the number of its way in ``ways()``, counted from 1.

    ``log_prior`` is the logarithm of how much each virtual person counts before any reading, shape (persons,).
    """

    way: NDArray[np.int64]
    log_prior: Array


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
    return Unexplained(way, where(way > 0, log(share / 0.5), log((1.0 - share) / 0.5)))


def applied(body: Body, found: Unexplained, chance: Chance) -> Body:
    """Return the bodies with each person's untold loss, drawn from the range of its way."""
    for number, (way, effect) in enumerate(_table()[1].items(), start=1):
        size = minimum(factor(f"unexplained.{way}", effect, chance), 1.0)
        body = moved(body, effect.organ, effect.parameter, np.where(found.way == number, size, 1.0))
    return body
