"""Doses: what each hour costs them, which hours they leave to others, and what may be asked of hours as bits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

ENDLESS = 1 << 30


@dataclass(frozen=True, eq=False)  # one object per dose, known by itself: that is quicker to look up
class Dose:
    """One dose as the search sees it: what each hour costs, and the hours by cost, the cheapest first."""

    costs: tuple[int, ...]
    ranked: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Meeting:
    """Two doses that have a gap: for each hour of the one, as a bit, the hours that it leaves open to the other."""

    leaves: tuple[int, ...]


@lru_cache(maxsize=1 << 17)
def cheapest(dose: Dose, mask: int) -> int:
    """Return the cheapest of these hours; there is one."""
    return next(value for value in dose.ranked if mask >> value & 1)


@lru_cache(maxsize=1 << 16)
def least_beside(meeting: Meeting, dose: Dose, mask: int) -> tuple[int, ...]:
    """Return, for each hour of the other, the least that a dose costs beside it; ENDLESS where it has no hour left."""
    least, unmet = [ENDLESS] * len(dose.costs), (1 << len(dose.costs)) - 1
    for value in dose.ranked:
        if mask >> value & 1:
            beside = meeting.leaves[value] & unmet
            unmet ^= beside
            for other in values(beside):
                least[other] = dose.costs[value]
            if not unmet:
                break
    return tuple(least)


@lru_cache(maxsize=1 << 17)
def some(meeting: Meeting, mask: int) -> int:
    """Return the hours that are open to the other beside at least one of these hours of a dose."""
    left = 0
    for value in values(mask):
        left |= meeting.leaves[value]
    return left


@lru_cache(maxsize=1 << 17)
def always(meeting: Meeting, mask: int) -> int:
    """Return the hours that stay open to the other whichever of these hours a dose has."""
    left = -1
    for value in values(mask):
        left &= meeting.leaves[value]
    return left


@lru_cache(maxsize=1 << 16)
def values(bits: int) -> tuple[int, ...]:
    """Return the hours that these bits stand for, in the order of the day."""
    return tuple(value for value in range(bits.bit_length()) if bits >> value & 1)
