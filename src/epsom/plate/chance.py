"""Chance: every draw that makes one virtual person differ from another, each by its name.

A name has a stream of its own under the seed, so a new name leaves the others' draws as they were. Whoever leads
virtual persons to a reading tells the draws instead, as standard normals by name; nothing else changes hands.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.normal import ndtr, ndtri

Name = tuple[str, ...]
KEPT = 256  # things made of draws that are kept: a plan asks for the same foods again and again


@dataclass(frozen=True, eq=False)
class Chance:
    """The draws of so many virtual persons under one seed.

    ``told`` holds the standard normals, by name, that are not to be drawn. ``origin`` says which of the persons drawn
    each one is, shape (persons,), where they are not all of them in their order; what is not told is then that
    person's. ``asked`` notes the names whose draws were asked for, and whether as even chances (or else as normals);
    ``memory`` what was made of them.
    """

    drawn: int
    seed: int
    told: Mapping[Name, Array] = field(default_factory=dict[Name, Array], repr=False)
    origin: NDArray[np.int64] | None = field(default=None, repr=False)
    asked: dict[Name, bool] = field(default_factory=dict[Name, bool], repr=False)
    memory: dict[Hashable, Array] = field(default_factory=dict[Hashable, Array], repr=False)

    @property
    def persons(self) -> int:
        """How many virtual persons there are."""
        return self.drawn if self.origin is None else len(self.origin)

    def normal(self, *name: str) -> Array:
        """Return the standard normal draws of a name, shape (persons,)."""
        self.asked[name] = False
        return self.told[name] if name in self.told else self.of(self._stream(name).standard_normal(self.drawn))

    def even(self, *name: str) -> Array:
        """Return the draws of a name as even chances between 0 and 1, shape (persons,)."""
        self.asked[name] = True
        if name in self.told:
            return np.asarray(ndtr(self.told[name]))
        return self.of(self._stream(name).random(self.drawn))

    def kept(self, thing: Hashable, made: Callable[[], Array]) -> Array:
        """Return what is made of draws, made once; nobody can change it, since it is kept for the next who asks."""
        if thing not in self.memory:
            if len(self.memory) >= KEPT:
                del self.memory[next(iter(self.memory))]
            self.memory[thing] = made()
            self.memory[thing].flags.writeable = False
        return self.memory[thing]

    def latent(self) -> dict[Name, Array]:
        """Return the standard normals behind all draws that were asked for, by name: told back, they give the same."""
        return {name: self._behind(name, even) for name, even in list(self.asked.items())}

    def of(self, drawn: Array) -> Array:
        """Return values of the persons drawn, last axis (drawn,), as those of the persons there are."""
        return drawn if self.origin is None else drawn[..., self.origin]

    def _behind(self, name: Name, even: bool) -> Array:
        if name in self.told:
            return self.told[name]
        if not even:
            return self.normal(*name)
        return np.asarray(ndtri(np.maximum(self.even(*name), np.finfo(float).tiny)))

    def _stream(self, name: Name) -> np.random.Generator:
        return np.random.default_rng([self.seed, *(crc32(part.encode()) for part in name)])


class Median(Chance):
    """No chance at all: every draw is its median."""

    def normal(self, *name: str) -> Array:
        """Return zeros, shape (persons,)."""
        return np.zeros(self.persons)

    def even(self, *name: str) -> Array:
        """Return halves, shape (persons,): who is of a rare class, is not here."""
        return np.full(self.persons, 0.5)


def chances(persons: int, seed: int | Chance) -> Chance:
    """Return the chances of so many virtual persons under a seed, or those that are told in its place."""
    return seed if isinstance(seed, Chance) else Chance(persons, seed)
